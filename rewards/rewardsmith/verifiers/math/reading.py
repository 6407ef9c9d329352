"""What does one side say?  Its text, and its possible trees; read once, compared often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rewardsmith.verifiers.math import limits, words
from rewardsmith.verifiers.math.lexer import Commas
from rewardsmith.verifiers.math.limits import BeyondLimitError
from rewardsmith.verifiers.math.normal import normalise
from rewardsmith.verifiers.math.parser import parse
from rewardsmith.verifiers.math.tree import Node

_DIGIT_COMMA_DIGIT: Final = re.compile(r"\d,\d")
_ONE_COMMA: Final = re.compile(r"[-+]?\d+,\d+(?: ?\\?%)?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One side as it was understood.

    ``trees`` has the readings of an ambiguous comma in the order of their likelihood; it is empty
    where the text is no mathematics, and then ``failure`` says why.
    """

    text: str
    compact: str
    plain: str
    trees: tuple[Node, ...]
    failure: BeyondLimitError | None = None


def read(text: str, *, decimal_comma: bool = True) -> Reading:
    """What does this answer say?  Never raises: what cannot be read has a ``failure``."""
    if len(text) > limits.MAX_ANSWER_CHARS:
        failure = limits.too_large(f"{len(text)} characters, at most {limits.MAX_ANSWER_CHARS}")
        return Reading(text[:80], "", "", (), failure)
    shown = normalise(text)
    if len(shown) > limits.MAX_NORMAL_CHARS:
        failure = limits.too_large(f"{len(shown)} characters in plain notation")
        return Reading(shown[:80], "", "", (), failure)
    trees: list[Node] = []
    failure: BeyondLimitError | None = None
    for commas in _comma_readings(shown, decimal_comma=decimal_comma):
        try:
            tree = parse(shown, commas)
        except BeyondLimitError as error:
            failure = failure or error
        else:
            trees += [tree] if tree not in trees else []
    kept = None if trees else failure
    return Reading(shown, words.compact(shown), words.plain(shown), tuple(trees), kept)


def _comma_readings(text: str, *, decimal_comma: bool) -> list[Commas]:
    if not _DIGIT_COMMA_DIGIT.search(text):
        return [Commas.THOUSANDS]
    readings = [Commas.THOUSANDS, Commas.LIST] if _GROUPED.search(text) else [Commas.LIST]
    if decimal_comma and _ONE_COMMA.fullmatch(text):
        readings.append(Commas.DECIMAL)
    return readings
