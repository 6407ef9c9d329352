"""Measure a verifier on labelled cases.

Every labelled case is scored in batches, as training does it: that gives the verdicts and
``cases_per_s``.  Then cases are scored again one at a time, in a seeded random order, until all
have been timed or ``latency_s`` is over: that gives the latencies, in which ``score``'s own cost
(some tenths of a millisecond) is included.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from rewardsmith.bench.card import Card, Speed
from rewardsmith.bench.cases import Case
from rewardsmith.bench.counts import Counts, Ruling
from rewardsmith.errors import DataError
from rewardsmith.registry import unknown
from rewardsmith.rows import as_key
from rewardsmith.runner import score
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import Verifier

LATENCY_S = 30.0
_SEED = 0

Scorer = Callable[[Verifier, Sequence[Rollout]], list[Verdict]]


@dataclass(frozen=True, slots=True)
class Measurement:
    """The card, and the rulings behind it in the order of the cases."""

    card: Card
    rulings: Sequence[Ruling]

    @property
    def false_positives(self) -> list[Ruling]:
        """Which wrong answers were paid?"""
        return [ruling for ruling in self.rulings if ruling.is_false_positive]

    @property
    def false_negatives(self) -> list[Ruling]:
        """Which right answers were not?"""
        return [ruling for ruling in self.rulings if ruling.is_false_negative]


def measure(
    verifier: Verifier,
    cases: Sequence[Case],
    *,
    threshold: float = 0.5,
    by: str | None = None,
    latency_s: float = LATENCY_S,
    scorer: Scorer = score,
) -> Measurement:
    """How often is this verifier wrong on these cases, and how fast is it?

    Accepted is a score of at least ``threshold``.  ``by`` names the column whose values are the
    strata; a case without it is in the stratum ``null``.  Cases whose label is None are not scored.
    DataError when no case has the column.
    """
    _check_column(cases, by)
    labelled = [index for index, case in enumerate(cases) if case.label is not None]
    rollouts = [cases[index].rollout for index in labelled]
    scorer(verifier, rollouts[:1])
    started_s = time.perf_counter()
    verdicts = dict(zip(labelled, scorer(verifier, rollouts), strict=True))
    took_s = time.perf_counter() - started_s
    latencies_s = _latencies(verifier, dict(zip(labelled, rollouts, strict=True)), latency_s)
    samples = [
        _Sample.of(case, verdicts.get(index), latencies_s.get(index), threshold)
        for index, case in enumerate(cases)
    ]
    speed = Speed(len(labelled) / took_s, list(latencies_s.values()))
    card = Card(_counts(samples), speed, _strata(samples, by))
    return Measurement(card, [sample.ruling for sample in samples if sample.ruling])


@dataclass(frozen=True, slots=True)
class _Sample:
    """A case with what was measured on it; no ruling where it was skipped."""

    case: Case
    ruling: Ruling | None
    latency_s: float | None

    @classmethod
    def of(
        cls, case: Case, verdict: Verdict | None, latency_s: float | None, threshold: float
    ) -> Self:
        return cls(case, verdict and Ruling.of(case, verdict, threshold), latency_s)


def _counts(samples: Sequence[_Sample]) -> Counts:
    rulings = [sample.ruling for sample in samples if sample.ruling]
    return Counts.of(rulings, skipped=len(samples) - len(rulings))


def _strata(samples: Sequence[_Sample], by: str | None) -> dict[str, Card]:
    """One card a value of the column.  A batch mixes them, so only the latencies are theirs."""
    if by is None:
        return {}
    strata: dict[str, list[_Sample]] = {}
    for sample in samples:
        strata.setdefault(as_key(sample.case.columns.get(by)), []).append(sample)
    return {
        name: Card(
            _counts(members), Speed(None, [s.latency_s for s in members if s.latency_s is not None])
        )
        for name, members in sorted(strata.items())
    }


def _latencies(
    verifier: Verifier, rollouts: Mapping[int, Rollout], limit_s: float
) -> dict[int, float]:
    """How long does each take alone?  In random order, so that stopping early is no bias."""
    order = list(rollouts)
    random.Random(_SEED).shuffle(order)  # noqa: S311  (no secret)
    end_s = time.perf_counter() + limit_s
    latencies: dict[int, float] = {}
    for index in order:
        started_s = time.perf_counter()
        if started_s >= end_s:
            break
        score(verifier, [rollouts[index]])
        latencies[index] = time.perf_counter() - started_s
    return latencies


def _check_column(cases: Sequence[Case], by: str | None) -> None:
    if by is not None and not any(by in case.columns for case in cases):
        columns = {name for case in cases for name in case.columns}
        raise DataError(unknown("column", by, columns))
