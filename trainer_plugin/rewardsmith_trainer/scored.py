"""What came of a generation batch, the same on every rank, and who wants to know.

Each rank packs what it knows of its rows into one table of integers, so that a single gather
brings all of it to all ranks, a failure included: a rank whose reward raised still takes part,
and every rank raises once the table is there.  (A rank that raised at once would leave the others
waiting in the collective until its time-out.)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import torch
from torch import Tensor

from rewardsmith import Reason, Rollout, Verdict
from rewardsmith.errors import ScoreError
from rewardsmith_trainer.trl import Observer, TRLReward, component_names, component_scores

REASONS = tuple(Reason)
"""What ``ScoredBatch.reasons`` are indices into."""

_INDEX = {reason: index for index, reason in enumerate(REASONS)}
_LARGEST = torch.finfo(torch.float32).max
_PLAIN = 5  # columns before the components: failed, prompt, reason, length, tokens


@dataclass(frozen=True)
class ScoredBatch:
    """What came of one generation batch?  The same on every rank; tensors are on the CPU.

    N rows in the order of generation, so that whole groups stand together; K components.
    """

    step: int
    """Finished optimiser steps when it was generated."""
    group_size: int
    names: tuple[str, ...]
    """The terms of the top-level sum, K of them; none where the reward is no sum."""
    prompts: Tensor
    """(N,) int64: the ``prompt_id`` of each row's prompt."""
    rewards: Tensor
    """(N,) float32, NaN where the verdict abstains."""
    components: Tensor
    """(N, K) float32, NaN where not decided or not asked."""
    reasons: Tensor
    """(N,) int64: index into ``list(Reason)`` of the total's reason."""
    lengths: Tensor
    """(N,) int64: tokens of the completion."""
    advantages: Tensor
    """(N,), or (N, T) where they are per token: as used in the loss."""
    used: Tensor
    """(N,) bool: takes part in the loss (decided, in a group with enough decided members)."""
    signal: Tensor
    """(N,) bool: the required term differs within its group."""


class Watcher(Protocol):
    """Who looks at every training batch?  Called on every rank with equal contents.

    One that has ``attach(trainer)`` gets the trainer once, when that is built; one that is a
    ``TrainerCallback`` too joins the trainer's callbacks.  One that has ``evaluated(batch)`` sees
    evaluation batches there; one that has ``observe(rollouts, verdicts, step)``, the scored rows
    of its own rank, of both.
    """

    def __call__(self, batch: ScoredBatch) -> None:
        """Look at a scored batch."""
        ...


def listeners(watchers: Sequence[Watcher]) -> list[Observer]:
    """Which of these want to see the verdicts of their rank?"""
    return [found for watcher in watchers if (found := getattr(watcher, "observe", None))]


def looks(watchers: Sequence[Watcher], *, training: bool) -> list[Callable[[ScoredBatch], None]]:
    """Who looks at a batch, of training or of evaluation?"""
    if training:
        return list(watchers)
    return [found for watcher in watchers if (found := getattr(watcher, "evaluated", None))]


def prompt_id(prompt: str | Sequence[Mapping[str, Any]]) -> int:
    """Which number names this prompt?  63 bits, equal in every process and every run.

    >>> prompt_id("1+2=") == prompt_id("1+2=") != prompt_id("1+3=")
    True
    """
    text = json.dumps(prompt, sort_keys=True, default=str)
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


class Scorer:
    """What did the reward say of the last batch?  TRL calls this in the place of the reward.

    An exception is kept in ``failure``, for the engine to raise once every rank knows of it.
    """

    __name__ = "reward"

    def __init__(self, reward: TRLReward, listeners: Sequence[Observer] = ()) -> None:
        self._observers = [*([reward.observer] if reward.observer else []), *listeners]
        self.reward = replace(reward, observer=self._listen)
        self.verdicts: Sequence[Verdict] = ()
        self.failure: Exception | None = None

    def __call__(
        self, prompts: Sequence[Any], completions: Sequence[Any], **columns: Any
    ) -> list[float | None]:
        """The reward of each completion; all None where it raised."""
        self.verdicts, self.failure = (), None
        try:
            scores = self.reward(prompts, completions, **columns)
            _check(scores, completions)
        except Exception as error:  # noqa: BLE001  (raised again once every rank knows)
            self.failure = error
            return [None] * len(prompts)
        return scores

    def _listen(self, rollouts: Sequence[Rollout], verdicts: Sequence[Verdict], step: int) -> None:
        self.verdicts = verdicts
        for observer in self._observers:
            observer(rollouts, verdicts, step)

    def pack(self, prompts: Sequence[Any], lengths: Tensor, tokens: Tensor) -> Tensor:
        """What does this rank know of its n rows?  -> (n, 5 + K) int64, on the CPU.

        ``lengths`` and ``tokens`` (n,) count a completion's tokens, and those of them that the
        loss would count.  All 1 in the first column where the reward failed.
        """
        names, rows = component_names(self.reward.reward), len(prompts)
        table = torch.zeros(rows, _PLAIN + len(names), dtype=torch.int64)
        table[:, 1] = torch.tensor([prompt_id(prompt) for prompt in prompts])
        table[:, 3], table[:, 4] = lengths, tokens
        if self.failure is not None:
            table[:, 0] = 1
            return table
        table[:, 2] = torch.tensor([_INDEX[verdict.reason] for verdict in self.verdicts])
        scores = component_scores(self.reward.reward, self.verdicts)
        for column, name in enumerate(names, start=_PLAIN):
            table[:, column] = torch.tensor(scores[name], dtype=torch.float64).view(torch.int64)
        return table


def _check(scores: Sequence[float | None], completions: Sequence[Any]) -> None:
    """ScoreError for what would be infinite in TRL's table of 32-bit floats."""
    for score, completion in zip(scores, completions, strict=True):
        if score is not None and not abs(score) <= _LARGEST:
            raise ScoreError(
                f"the reward of {str(completion)[:80]!r}: {score} is beyond a 32-bit float; "
                "scale it down"
            )


@dataclass(frozen=True)
class Table:
    """What do all ranks know of all N rows?  Columns of ``Scorer.pack``, gathered."""

    failed: Tensor
    prompts: Tensor
    reasons: Tensor
    lengths: Tensor
    tokens: Tensor
    components: Tensor


def unpack(gathered: Tensor) -> Table:
    """Which columns does the gathered table hold?  (N, 5 + K) int64 -> all on the CPU."""
    table = gathered.cpu()
    components = table[:, _PLAIN:].contiguous().view(torch.float64)
    failed, prompts, reasons, lengths, tokens = table[:, :_PLAIN].unbind(dim=1)
    return Table(failed.bool(), prompts, reasons, lengths, tokens, components)
