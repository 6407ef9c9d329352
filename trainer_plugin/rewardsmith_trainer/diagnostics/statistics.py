"""What do the scored batches of a window say?  Figures by name, ready to be logged.

::

    reward/mean, reward/spread                   spread: the deviation within a group, averaged
    abstained, abstained/REASON                  shares of all completions
    components/NAME/mean, /spread, /abstained, /length_correlation
    groups/without_signal                        share of groups whose required term is alike
    groups/shaping_only                          of those, where the reward differs all the same
    groups/predicted, groups/predicted/G         the share that a fit foretells; that size G leaves
    length/mean, length/correlation              the reward against the length, within groups

A figure that the rows do not give (a mean of nothing) is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rewardsmith_trainer.diagnostics.pass_at_k import pass_at_k
from rewardsmith_trainer.diagnostics.pass_rates import PassRates, fit_pass_rates
from rewardsmith_trainer.scored import REASONS, ScoredBatch
from rewardsmith_trainer.signal import share_without

GROUP_SIZES = (4, 8, 16, 32)
"""The sizes that a prediction is made for, beside the run's own."""


@dataclass(frozen=True)
class Scores:
    """One number a row, in whole groups of ``group_size``; NaN where there is none."""

    values: Tensor
    group_size: int

    @property
    def grouped(self) -> Tensor:
        """(B, G)."""
        return self.values.view(-1, self.group_size).double()

    @property
    def centred(self) -> Tensor:
        """(B, G): each decided row less the mean of its group; NaN where there is none."""
        return self.grouped - self.grouped.nanmean(dim=1, keepdim=True)

    def mean(self) -> float:
        """Of all decided rows."""
        return self.values.double().nanmean().item()

    def spread(self) -> float:
        """The standard deviation within a group (population), the mean over groups."""
        return self.centred.square().nanmean(dim=1).sqrt().nanmean().item()

    def differs(self) -> Tensor:
        """(B,): are two decided rows of the group unlike?"""
        decided = ~self.grouped.isnan()
        highest = self.grouped.where(decided, -torch.inf).amax(dim=1)
        return highest > self.grouped.where(decided, torch.inf).amin(dim=1)

    def correlation(self, other: Scores) -> float:
        """Within groups, over the rows that have both; NaN where one of them never differs."""
        both = ~(self.values.isnan() | other.values.isnan())
        x, y = (
            Scores(s.values.where(both, torch.nan), s.group_size).centred for s in (self, other)
        )
        x, y = x[~x.isnan()], y[~y.isnan()]
        scale = (x.square().sum() * y.square().sum()).sqrt()
        return (x @ y / scale).item() if scale > 0 else math.nan


def figures(batches: Sequence[ScoredBatch]) -> dict[str, float]:
    """What do these batches of one run say?  ValueError for none."""
    if not batches:
        raise ValueError("no batch: there is nothing to measure")
    size = batches[0].group_size
    rewards = Scores(torch.cat([batch.rewards for batch in batches]), size)
    lengths = Scores(torch.cat([batch.lengths for batch in batches]).double(), size)
    found = {
        "reward/mean": rewards.mean(),
        "reward/spread": rewards.spread(),
        "length/mean": lengths.mean(),
        "length/correlation": rewards.correlation(lengths),
        **_abstentions(torch.cat([batch.reasons for batch in batches])),
        **_groups(batches),
    }
    for column, name in enumerate(batches[0].names):
        scores = Scores(torch.cat([batch.components[:, column] for batch in batches]), size)
        found |= {
            f"components/{name}/mean": scores.mean(),
            f"components/{name}/spread": scores.spread(),
            f"components/{name}/abstained": scores.values.isnan().double().mean().item(),
            f"components/{name}/length_correlation": scores.correlation(lengths),
        }
    return found


def carrying(batches: Sequence[ScoredBatch], required: Sequence[str]) -> Scores:
    """What carries the signal, row by row?  The mean of the required terms, else the reward."""
    columns = [batches[0].names.index(name) for name in required]
    return Scores(
        torch.cat(
            [b.components[:, columns].mean(dim=1) if columns else b.rewards for b in batches]
        ),
        batches[0].group_size,
    )


def predictions(scores: Scores) -> dict[int, float]:
    """Which share of groups would have no signal at each group size?

    Of scores with more than two values, a group is taken to be alike only at the highest or at
    the lowest.  Empty where nothing is decided.
    """
    decided = ~scores.grouped.isnan()
    if not decided.any():
        return {}
    lowest, highest = (f(scores.values[~scores.values.isnan()]) for f in (torch.min, torch.max))
    top = _rates(scores.grouped == highest, decided)
    bottom = _rates((scores.grouped == lowest) & (lowest < highest), decided)
    sizes = sorted({*GROUP_SIZES, scores.group_size})
    return {size: min(1.0, top.all_pass(size) + bottom.all_pass(size)) for size in sizes}


def passes_at_k(batch: ScoredBatch, required: Sequence[str]) -> dict[int, float]:
    """How likely is one of k answers right, for k = 1, 2, 4, … up to the group size?

    Right is a required term (else a reward) of at least 1; undecided answers are no tries.
    """
    grouped = carrying([batch], required).grouped
    tries, right = (~grouped.isnan()).sum(dim=1), (grouped >= 1).sum(dim=1)
    sizes = [2**power for power in range(batch.group_size.bit_length())]
    return {k: pass_at_k(tries, right, k).nanmean().item() for k in sizes}


def _rates(hits: Tensor, decided: Tensor) -> PassRates:
    passed = hits.sum(dim=1).double()
    return fit_pass_rates(passed.numpy(), (decided.sum(dim=1) - passed).numpy())


def _abstentions(reasons: Tensor) -> Mapping[str, float]:
    found = {
        f"abstained/{reason.value}": (reasons == index).double().mean().item()
        for index, reason in enumerate(REASONS)
        if reason.is_abstention and (reasons == index).any()
    }
    return {"abstained": sum(found.values()), **found}


def _groups(batches: Sequence[ScoredBatch]) -> Mapping[str, float]:
    size = batches[0].group_size
    signal = torch.cat([batch.signal for batch in batches])
    used = torch.cat([batch.used for batch in batches])
    differs = Scores(torch.cat([batch.rewards for batch in batches]), size).differs()
    without = share_without(signal, used, size)
    idle = share_without(signal | differs.repeat_interleave(size), used, size)
    return {"groups/without_signal": without, "groups/shaping_only": without - idle}
