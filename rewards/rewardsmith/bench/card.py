"""``Card``: the measured error rates of one verifier on one labelled set, per stratum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import Any

from rewardsmith.bench.counts import Counts
from rewardsmith.bench.intervals import Interval, binomial_interval


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast?  ``latencies_s`` are of cases scored one at a time, ``cases_per_s`` of a batch.

    Both are of a warm verifier: one case has been scored before any clock starts.  A batch shares
    its overheads and uses every core, so neither figure follows from the other.
    """

    cases_per_s: float | None = None
    latencies_s: Sequence[float] = ()

    def quantile_ms(self, share: float) -> float | None:
        """Within how many milliseconds is this share of the cases decided?  By nearest rank."""
        if not self.latencies_s:
            return None
        ranked = sorted(self.latencies_s)
        return 1000 * ranked[ceil(share * len(ranked)) - 1]


@dataclass(frozen=True, slots=True)
class Card:
    """How often is this verifier wrong, how sure is that, and how fast is it?"""

    counts: Counts
    speed: Speed = field(default_factory=Speed)
    by: Mapping[str, Card] = field(default_factory=dict[str, "Card"])

    def rate(self, name: str) -> float | None:
        """What is the ``precision``, ``recall`` or ``accuracy``?  None where it is of nothing."""
        part, whole = self.counts.shares[name]
        return part / whole if whole else None

    def interval(self, name: str) -> Interval | None:
        """Within which 95 % interval does that rate lie?"""
        return binomial_interval(*self.counts.shares[name])

    def as_dict(self) -> dict[str, Any]:
        """What is this card as JSON?  Rates of nothing are null; strata are cards themselves."""
        return {
            **asdict(self.counts),
            **{name: self.rate(name) for name in self.counts.shares},
            "cases_per_s": self.speed.cases_per_s,
            "p50_ms": self.speed.quantile_ms(0.50),
            "p99_ms": self.speed.quantile_ms(0.99),
            "ci": {name: self.interval(name) for name in self.counts.shares},
            "by": {name: card.as_dict() for name, card in self.by.items()},
        }
