"""Scored batches by hand: what the statistics and the callbacks read."""

from __future__ import annotations

import math

import torch

from rewardsmith import Reason
from rewardsmith_trainer.advantage import group_advantage, used_rows
from rewardsmith_trainer.scored import REASONS, ScoredBatch
from rewardsmith_trainer.signal import signal_rows

NAN = math.nan


def batch(rewards, *, components=None, lengths=None, reasons=None, required=(), size=4, step=0):
    """Rows in groups of ``size``; ``components`` by name, ``required`` by name."""
    rewards = torch.tensor(rewards, dtype=torch.float32)
    names = tuple(components or {})
    columns = [torch.tensor(components[name], dtype=torch.float32) for name in names]
    table = torch.stack(columns, dim=1) if columns else torch.zeros(len(rewards), 0)
    used = used_rows(rewards, size)
    reasons = reasons or [Reason.ERROR if r.isnan() else Reason.MATCH for r in rewards]
    return ScoredBatch(
        step=step,
        group_size=size,
        names=names,
        prompts=torch.arange(len(rewards)) // size,
        rewards=rewards,
        components=table,
        reasons=torch.tensor([REASONS.index(reason) for reason in reasons]),
        lengths=torch.tensor(lengths or [1] * len(rewards)),
        advantages=group_advantage(rewards, size),
        used=used,
        signal=signal_rows(rewards, table, used, [names.index(n) for n in required], size),
    )
