"""The group-relative advantage of GRPO, with abstentions.  Pure tensor functions.

A reward that is NaN abstains: the row has no say in its group's statistics and is left out of the
loss.  A group with too few decided members is left out whole, since a mean over one or two rows
says little about the prompt.  Nothing here synchronises with the host.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

Spread = Literal["bessel", "population"]
"""The standard deviation of a group: ``bessel`` divides by n − 1, ``population`` by n."""

_EPSILON: dict[Spread, float] = {"bessel": 1e-4, "population": 0.0}
"""What is added to the deviation: TRL's 1e-4, and nothing in the paper."""


def least_decided(group_size: int) -> float:
    """How many members of a group have to be decided for the group to be used?"""
    return max(2.0, group_size / 2)


def used_rows(rewards: Tensor, group_size: int) -> Tensor:
    """Which rows take part in the loss?

    rewards (B·G,) -> bool (B·G,): decided rows of groups with at least max(2, G/2) of them.
    ValueError if B·G is no multiple of G.
    """
    decided = ~_grouped(rewards, group_size).isnan()
    enough = decided.sum(dim=1, keepdim=True) >= least_decided(group_size)
    return (decided & enough).flatten()


def group_advantage(rewards: Tensor, group_size: int, *, spread: Spread = "bessel") -> Tensor:
    """How much better is each completion than its group, in standard deviations of the group?

    rewards (B·G,) -> (B·G,), of the same dtype and device; rows left out (``used_rows``) and
    groups of equal rewards get exactly 0.  GRPO: Shao et al. 2024, arXiv:2402.03300, §4.1.2,
    Â = (r − mean r) / std r.  ValueError if B·G is no multiple of G.
    """
    used = used_rows(rewards, group_size).view(-1, group_size)
    grouped = _grouped(rewards, group_size)
    count = used.sum(dim=1, keepdim=True).clamp(min=2)
    mean = grouped.where(used, 0).sum(dim=1, keepdim=True) / count
    centred = (grouped - mean).where(used, 0)
    degrees = count - 1 if spread == "bessel" else count
    deviation = (centred.square().sum(dim=1, keepdim=True) / degrees).sqrt()
    signal = used & _differs(grouped, used)
    scaled = centred / (deviation + _EPSILON[spread]).where(signal, 1)
    return scaled.where(signal, 0).flatten()


def _differs(grouped: Tensor, used: Tensor) -> Tensor:
    """(B, G) -> (B, 1): are two rewards of the group unlike?  Compared, since a mean rounds."""
    highest = grouped.where(used, -torch.inf).amax(dim=1, keepdim=True)
    lowest = grouped.where(used, torch.inf).amin(dim=1, keepdim=True)
    return highest > lowest


def _grouped(rewards: Tensor, group_size: int) -> Tensor:
    if rewards.numel() % group_size:
        raise ValueError(f"{rewards.numel()} rewards are no whole groups of {group_size}")
    return rewards.view(-1, group_size)
