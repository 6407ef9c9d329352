"""Which conventions hold, and what a comparison found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

Units = Literal["lenient", "strict"]
Percent = Literal["either", "value", "number"]
Intervals = Literal["either", "strict"]
Order = Literal["as_written", "ordered"]
Case = Literal["words", "exact"]
Boxes = Literal["joined", "last"]
Unevaluated = Literal["refused", "evaluated"]


class Tier(StrEnum):
    """What decided?"""

    STRING = "string"
    NUMBER = "number"
    STRUCTURE = "structure"
    BALL = "ball"
    ALGEBRA = "algebra"


class Finding(NamedTuple):
    """Are they equal (None: that cannot be said), which tier says so, and why?"""

    equal: bool | None
    tier: Tier
    why: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The conventions of one ``MathEqual``; its fields say what each means."""

    units: Units = "lenient"
    percent: Percent = "either"
    tolerance: float | None = None
    intervals: Intervals = "either"
    decimal_comma: bool = True
    case: Case = "words"
    order: Order = "as_written"
    several: Boxes = "joined"
    unevaluated: Unevaluated = "refused"
    algebra: bool = False
    """May values be left to computer algebra?  Set by ``decide`` for truths that need it."""
