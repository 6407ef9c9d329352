"""What is an attempt, and what would it mean that it worked?"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

from rewardsmith_sandbox.types import Limits, Program, Tests

LOOT = b"ESCAPED"
"""Printed by a program that did what it must not be able to do."""

WRONG_ADD = "def add(a, b):\n    return 0\n"
ADD_TESTS = ("assert add(1, 2) == 3", "assert add(10, 5) == 15", "assert add(-4, 4) == 0")
_LIMITS = Limits(wall_s=1.5, cpu_s=1.5)


@dataclass(frozen=True, slots=True)
class Probe:
    """One program that deserves nothing.

    ``units`` are the tests that it must not pass (empty: it runs on its own, and must not print
    the loot); ``given`` is code of the problem statement.
    """

    family: str
    name: str
    source: str
    units: tuple[str, ...] = ()
    entry_point: str | None = None
    given: str = ""

    @property
    def program(self) -> Program:
        """What is to be run?"""
        tests = Tests(units=self.units, entry_point=self.entry_point, given=self.given)
        return Program(
            source=self.source, tests=tests if self.units else None, limits=_LIMITS, stdin=b"1 2\n"
        )


def hiding(family: str, **sources: str) -> list[Probe]:
    """Which probes are these programs, each beside an ``add`` that is wrong?"""
    return [
        Probe(family, name.replace("_", "-"), WRONG_ADD + dedent(source), ADD_TESTS)
        for name, source in sources.items()
    ]


def standing(family: str, **sources: str) -> list[Probe]:
    """Which probes are these programs, each on its own?"""
    return [
        Probe(family, name.replace("_", "-"), dedent(source)) for name, source in sources.items()
    ]


def replacing(family: str, units: tuple[str, ...] = ADD_TESTS, **sources: str) -> list[Probe]:
    """Which probes are these programs, each with an ``add`` of its own?"""
    return [
        Probe(family, name.replace("_", "-"), dedent(source), units)
        for name, source in sources.items()
    ]
