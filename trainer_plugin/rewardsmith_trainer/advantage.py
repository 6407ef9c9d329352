"""Group-relative advantages, with abstentions.  Pure tensor functions.

A reward that is NaN abstains: the row has no say in its group's statistics and is left out of the
loss.  A group with too few decided members is left out whole, since a mean over one or two rows
says little about the prompt.  Groups of equal rewards get exactly 0, whatever a mean rounds to.
Nothing here synchronises with the host.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

Spread = Literal["bessel", "population"]
"""The standard deviation: ``bessel`` divides by n − 1, ``population`` by n."""

Scale = Literal["group", "batch", "none"]
"""What an advantage is divided by: the deviation of its group (GRPO), of the whole batch (Lite PPO,
Liu et al. 2025, arXiv:2508.08221), or nothing (Dr. GRPO, Liu et al. 2025, arXiv:2503.20783)."""

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


def group_advantage(
    rewards: Tensor,
    group_size: int,
    *,
    scale: Scale = "group",
    spread: Spread = "bessel",
    least_spread: float = 0.0,
) -> Tensor:
    """How much better is each completion than its group, in standard deviations?

    rewards (B·G,) -> (B·G,), of the same dtype and device; rows left out (``used_rows``) and
    groups of equal rewards get exactly 0.  GRPO: Shao et al. 2024, arXiv:2402.03300, §4.1.2,
    Â = (r − mean r) / std r; ``least_spread`` is a floor under that deviation, in units of the
    reward.  ValueError if B·G is no multiple of G.
    """
    grouped = _grouped(rewards, group_size)
    used = used_rows(rewards, group_size).view_as(grouped)
    centred, deviation = _moments(grouped, used, spread)
    if scale == "batch":
        _, deviation = _moments(grouped.view(1, -1), used.view(1, -1), spread)
    if scale == "none":
        return centred.flatten()
    return _divided(centred, deviation, spread, least_spread).flatten()


def component_advantage(
    components: Tensor,
    weights: Tensor,
    used: Tensor,
    group_size: int,
    *,
    spread: Spread = "bessel",
    least_spread: float = 0.0,
) -> Tensor:
    """How much better is each completion, where every component is normalised by itself?

    components (B·G, K), weights (K,), used (B·G,) -> (B·G,).  Each component is centred and
    divided by its deviation in its group, so that one of small spread is not drowned; the weighted
    sum is then divided by its deviation over the batch (its mean there is 0).  GDPO: Liu et al.
    2026, arXiv:2601.05242.  A component that abstains has its group's mean, that is 0, in the
    row; the floor ``least_spread`` is under every component's deviation, in its own units.
    """
    grouped = components.view(-1, group_size, components.shape[1])
    decided = used.view(-1, group_size, 1) & ~grouped.isnan()
    centred, deviation = _moments(grouped, decided, spread)
    standardised = _divided(centred, deviation, spread, least_spread)
    total = (standardised * weights).sum(dim=2).view(1, -1)
    rounding = 64 * torch.finfo(total.dtype).eps * weights.abs().sum()
    total = total.where(total.abs() > rounding, 0)  # what cancels must not be scaled up
    _, deviation = _moments(total, used.view(1, -1), spread)
    return _divided(total, deviation, spread, 0.0).flatten()


def differs(values: Tensor, used: Tensor, group_size: int) -> Tensor:
    """Which rows are in a group whose values are not all equal?

    values (B·G,) or (B·G, K), used (B·G,) -> bool of the shape of values, the same for all rows of
    a group.  NaN and rows that are not used have no say.
    """
    grouped = values.view(-1, group_size, *values.shape[1:])
    members = used.view(-1, group_size, *[1] * (values.dim() - 1))
    return _differ(grouped, members & ~grouped.isnan()).expand_as(grouped).reshape(values.shape)


def _moments(grouped: Tensor, counted: Tensor, spread: Spread) -> tuple[Tensor, Tensor]:
    """(B, G, …) -> values less their group's mean, 0 where not counted; deviations (B, 1, …)."""
    count = counted.sum(dim=1, keepdim=True).clamp(min=2)
    mean = grouped.where(counted, 0).sum(dim=1, keepdim=True) / count
    centred = (grouped - mean).where(counted & _differ(grouped, counted), 0)
    degrees = count - 1 if spread == "bessel" else count
    return centred, (centred.square().sum(dim=1, keepdim=True) / degrees).sqrt()


def _divided(centred: Tensor, deviation: Tensor, spread: Spread, least_spread: float) -> Tensor:
    """Centred values in deviations, of which none is below the floor; 0 stays 0."""
    divisor = deviation.clamp(min=least_spread) + _EPSILON[spread]
    return centred / divisor.where(centred != 0, 1)


def _differ(grouped: Tensor, counted: Tensor) -> Tensor:
    """(B, G, …) -> (B, 1, …): are two counted values unlike?  Compared, since a mean rounds."""
    highest = grouped.where(counted, -torch.inf).amax(dim=1, keepdim=True)
    lowest = grouped.where(counted, torch.inf).amin(dim=1, keepdim=True)
    return highest > lowest


def _grouped(rewards: Tensor, group_size: int) -> Tensor:
    if rewards.numel() % group_size:
        raise ValueError(f"{rewards.numel()} rewards are no whole groups of {group_size}")
    return rewards.view(-1, group_size)
