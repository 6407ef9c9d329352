"""How did a figure go over a run?  From its first quarter to its last, against its own noise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import fmean, median
from typing import Any

LEAST_ROWS = 8
"""Below this many values a quarter is two rows, and nothing is said."""
_LITTLE, _MUCH = 0.02, 0.05
"""Rises of a score in [0, 1] that count as one where they exceed the noise, and where not."""
_SURE = 2.5
"""Standard errors that a change has to exceed: about one chance in a hundred, one-sided."""


@dataclass(frozen=True)
class Trend:
    """One figure, row by row of the log, without the rows that lack it."""

    values: tuple[float, ...]

    def __bool__(self) -> bool:
        """Are there enough rows to say anything?"""
        return len(self.values) >= LEAST_ROWS

    @property
    def quarter(self) -> int:
        """How many rows is a quarter?"""
        return max(1, len(self.values) // 4)

    @cached_property
    def first(self) -> float:
        """The mean of the first quarter."""
        return fmean(self.values[: self.quarter])

    @cached_property
    def last(self) -> float:
        """The mean of the last quarter."""
        return fmean(self.values[-self.quarter :])

    @cached_property
    def mean(self) -> float:
        """The mean of all rows."""
        return fmean(self.values)

    @property
    def settled(self) -> float:
        """The median of the last quarter, for figures with spikes."""
        return median(self.values[-self.quarter :])

    @property
    def change(self) -> float:
        """The last quarter less the first."""
        return self.last - self.first

    @cached_property
    def noise(self) -> float:
        """The standard error of ``change``.

        From successive differences, which a trend hardly enters: von Neumann 1941, Ann. Math.
        Stat. 12:367.
        """
        steps = [b - a for a, b in pairwise(self.values)]
        return math.sqrt(fmean(step * step for step in steps) / self.quarter)

    @property
    def gains(self) -> bool:
        """Did it rise, surely or by much?  That noise hides a rise is no sign of a stall."""
        return self.change >= _MUCH or self.rises(_LITTLE)

    def rises(self, by: float) -> bool:
        """Did it rise by this much or more, and by more than its noise?"""
        return self.change >= by and self.change > _SURE * self.noise

    def falls(self, by: float) -> bool:
        """Did it fall by this much or more, and by more than its noise?"""
        return -self.change >= by and -self.change > _SURE * self.noise


def trend(rows: Sequence[Mapping[str, Any]], name: str) -> Trend:
    """How did the figure of this name go over these rows of a log?"""
    found = (row.get(name) for row in rows)
    return Trend(tuple(float(v) for v in found if v is not None and not math.isnan(v)))
