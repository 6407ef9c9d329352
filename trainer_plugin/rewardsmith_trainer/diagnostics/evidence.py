"""What the advisor's rules read, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rewardsmith_trainer.diagnostics.trend import Trend, trend

SOLVED = 0.9
"""Mean of the required term from which on little signal and little entropy are a success."""


@dataclass(frozen=True)
class Advice:
    """What is wrong (its name), by which figure, and which setting should be what?"""

    what: str
    figure: str
    setting: str
    value: str

    def __str__(self) -> str:
        return f"{self.what}: {self.figure}; set {self.setting} to {self.value}"


@dataclass(frozen=True)
class Setup:
    """The settings that advice is about.

    ``weights`` are those of the components, ``required`` the components that carry the signal;
    both empty where the reward is no sum.
    """

    group_size: int
    beta: float
    learning_rate: float
    required: tuple[str, ...] = ()
    weights: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Run:
    """The log of a run as the rules read it."""

    rows: Sequence[Mapping[str, Any]]
    setup: Setup

    def figure(self, name: str) -> Trend:
        """One of the figures of ``statistics``."""
        return trend(self.rows, f"diagnostics/{name}")

    def logged(self, name: str) -> Trend:
        """One of TRL's own."""
        return trend(self.rows, name)

    def component(self, name: str, figure: str = "mean") -> Trend:
        """One figure of one component."""
        return self.figure(f"components/{name}/{figure}")

    @cached_property
    def paid(self) -> Mapping[str, float]:
        """The components whose score is paid for, with their weights."""
        return {name: w for name, w in (self.setup.weights or {}).items() if w > 0}

    @cached_property
    def required(self) -> Trend:
        """The mean of the required terms; of the reward where there are none."""
        if not self.setup.required:
            return self.figure("reward/mean")
        columns = [self.component(name).values for name in self.setup.required]
        return Trend(tuple(sum(row) / len(row) for row in zip(*columns, strict=False)))

    @property
    def solved(self) -> bool:
        """Is there little left to learn?"""
        return bool(self.required) and self.required.last >= SOLVED

    @property
    def learns(self) -> bool:
        """Did the reward rise?"""
        return self.figure("reward/mean").gains
