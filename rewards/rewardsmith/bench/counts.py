"""Right and wrong rulings, counted.

An abstention is *not accepted*.  Where the label is true it is a miss (``fn``); where it is false
nothing wrong was paid, but nothing was decided either: it is in none of the four cells, so that
``accuracy = (tp + tn) / n`` counts every abstention as an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from rewardsmith.bench.cases import Case
from rewardsmith.types import Verdict


@dataclass(frozen=True, slots=True)
class Ruling:
    """One labelled row and what the verifier said of it, at a threshold."""

    case: Case
    verdict: Verdict
    accepted: bool

    @classmethod
    def of(cls, case: Case, verdict: Verdict, threshold: float) -> Self:
        """Is it accepted?  A score of at least ``threshold`` is; an abstention never is."""
        return cls(case, verdict, verdict.score is not None and verdict.score >= threshold)

    @property
    def is_false_positive(self) -> bool:
        """Was a wrong answer paid?  What a policy learns to exploit."""
        return self.accepted and self.case.label is False

    @property
    def is_false_negative(self) -> bool:
        """Was a right answer refused, or not decided?"""
        return not self.accepted and self.case.label is True


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each?  ``n = tp + fp + fn + tn + (abstentions whose label is false)``.

    ``skipped`` rows, whose label is null, are outside of ``n``.  Counts of disjoint sets add.
    """

    n: int = 0
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0
    abstained: int = 0
    skipped: int = 0

    @classmethod
    def of(cls, rulings: Iterable[Ruling], skipped: int = 0) -> Self:
        """How many of each are there among these rulings?"""
        told = list(rulings)
        return cls(
            n=len(told),
            tp=sum(r.accepted and r.case.label is True for r in told),
            fp=sum(r.is_false_positive for r in told),
            fn=sum(r.is_false_negative for r in told),
            tn=sum(
                r.case.label is False and not r.accepted and not r.verdict.abstains for r in told
            ),
            abstained=sum(r.verdict.abstains for r in told),
            skipped=skipped,
        )

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.n + other.n,
            self.tp + other.tp,
            self.fp + other.fp,
            self.fn + other.fn,
            self.tn + other.tn,
            self.abstained + other.abstained,
            self.skipped + other.skipped,
        )

    @property
    def shares(self) -> dict[str, tuple[int, int]]:
        """Of how many is each rate?  Numerator and denominator of the three."""
        return {
            "precision": (self.tp, self.tp + self.fp),
            "recall": (self.tp, self.tp + self.fn),
            "accuracy": (self.tp + self.tn, self.n),
        }
