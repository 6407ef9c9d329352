"""Two rewards over the same rollouts: which verdicts flip, which advantages change their sign?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from rewardsmith.rescoring.saved import Saved
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import groups_of

Ruling = Literal["accepted", "rejected", "abstains"]
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Change:
    """One rollout under both: ``before`` is None where nothing was kept; sides are −1, 0, 1."""

    saved: Saved
    before: Verdict | None
    after: Verdict
    threshold: float
    side_before: int
    side_after: int

    @property
    def rulings(self) -> tuple[Ruling | None, Ruling]:
        """What was it, what is it?"""
        was = None if self.before is None else ruling(self.before, self.threshold)
        return was, ruling(self.after, self.threshold)

    @property
    def flips(self) -> bool:
        """Is it ruled otherwise than before?"""
        was, now = self.rulings
        return was is not None and was != now

    @property
    def turns(self) -> bool:
        """Would it be pushed the other way?"""
        return self.side_before * self.side_after < 0


@dataclass(frozen=True)
class Changes:
    """Every rollout under both rewards, in the order of the file."""

    each: tuple[Change, ...]

    @property
    def flips(self) -> list[Change]:
        """Which verdicts flip?"""
        return [change for change in self.each if change.flips]

    @property
    def turns(self) -> list[Change]:
        """Which advantages change their sign?"""
        return [change for change in self.each if change.turns]

    def rulings(self) -> Counter[tuple[Ruling | None, Ruling]]:
        """How many went from which ruling to which?"""
        return Counter(change.rulings for change in self.each)

    def sides(self) -> Counter[tuple[int, int]]:
        """How many went from which side of their group's mean to which?"""
        return Counter((change.side_before, change.side_after) for change in self.each)


def changes(
    saved: Sequence[Saved], verdicts: Sequence[Verdict], *, threshold: float = 0.5
) -> Changes:
    """What changes when ``verdicts`` take the place of those that were kept?

    A score of at least ``threshold`` is accepted.  The side before is that of the advantage that
    was trained on where it was kept, else that of the score in its group.
    """
    rollouts = [one.rollout for one in saved]
    kept = sides(rollouts, [None if s.verdict is None else s.verdict.score for s in saved])
    after = sides(rollouts, [verdict.score for verdict in verdicts])
    before = [
        side if one.advantage is None else _sign(one.advantage)
        for one, side in zip(saved, kept, strict=True)
    ]
    every = zip(saved, verdicts, before, after, strict=True)
    return Changes(
        tuple(Change(one, one.verdict, now, threshold, was, is_) for one, now, was, is_ in every)
    )


def ruling(verdict: Verdict, threshold: float) -> Ruling:
    """Is it accepted, rejected, or neither?"""
    if verdict.score is None:
        return "abstains"
    return "accepted" if verdict.score >= threshold else "rejected"


def sides(rollouts: Sequence[Rollout], scores: Sequence[float | None]) -> list[int]:
    """Is each above (1) or below (−1) the mean of its group?  The sign of its GRPO advantage.

    0 where it is at the mean or abstains, and in a group with fewer than max(2, G/2) decided
    members, which the trainer leaves out.
    """
    found = [0] * len(scores)
    for members in groups_of(rollouts):
        decided = [score for i in members if (score := scores[i]) is not None]
        if len(decided) < max(2.0, len(members) / 2):
            continue
        mean = fmean(decided)
        for i in members:
            if (score := scores[i]) is not None:
                found[i] = _sign(score - mean)
    return found


def _sign(value: float) -> int:
    return 0 if abs(value) < _ROUNDING else (1 if value > 0 else -1)
