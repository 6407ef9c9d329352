"""What does one side say?  Its text, and its possible trees; read once, compared often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rewardsmith.verifiers.math import limits, numerals, words
from rewardsmith.verifiers.math.lexer import Commas
from rewardsmith.verifiers.math.limits import BeyondLimitError
from rewardsmith.verifiers.math.normal import normalise
from rewardsmith.verifiers.math.parser import parse
from rewardsmith.verifiers.math.tree import Negate, Node

_CACHED_CHARS: Final = 64
_CACHED: Final = 1024
_DIGIT_COMMA_DIGIT: Final = re.compile(r"\d,\d")
_ONE_COMMA: Final = re.compile(r"[-+]?\d+,\d+(?: ?\\?%)?")
PLAIN_NUMBER: Final = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")
"""Needs no parser: the answer and the truth of most rollouts."""
_PADDED: Final = re.compile(r",0\d")
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One side as it was understood.

    ``trees`` has the readings of an ambiguous comma in the order of their likelihood; it is empty
    where the text is no mathematics, and then ``failure`` says why.  ``decimal`` is the value if
    the only comma is a decimal one; it is compared only with sides that have none, lest the lists
    ``7,1`` and ``7,10`` become equal.  ``choice`` is the option that the text is, ``option`` the
    one that it begins with.
    """

    text: str
    compact: str
    plain: str
    trees: tuple[Node, ...]
    failure: BeyondLimitError | None = None
    decimal: Node | None = None
    choice: str | None = None
    option: str | None = None


def read(text: str, *, decimal_comma: bool = True) -> Reading:
    """What does this answer say?  Never raises: what cannot be read has a ``failure``.

    Short texts are read once: in a group most answers are the same.
    """
    if len(text) <= _CACHED_CHARS:
        return read_short(text, decimal_comma)
    return _read(text, decimal_comma=decimal_comma)


@lru_cache(maxsize=_CACHED)
def read_short(text: str, decimal_comma: bool) -> Reading:
    """What does this short answer say?  ``read``, remembered."""
    return _read(text, decimal_comma=decimal_comma)


def _read(text: str, *, decimal_comma: bool) -> Reading:
    if PLAIN_NUMBER.fullmatch(text):
        return Reading(text, text, "", (_plain_number(text),))
    if len(text) > limits.MAX_ANSWER_CHARS:
        failure = limits.too_large(f"{len(text)} characters, at most {limits.MAX_ANSWER_CHARS}")
        return Reading(text[:80], "", "", (), failure)
    shown = normalise(text)
    if len(shown) > limits.MAX_NORMAL_CHARS:
        failure = limits.too_large(f"{len(shown)} characters in plain notation")
        return Reading(shown[:80], "", "", (), failure)
    trees: list[Node] = []
    failure: BeyondLimitError | None = None
    for commas in _comma_readings(shown):
        try:
            tree = parse(shown, commas)
        except BeyondLimitError as error:
            failure = failure or error
        else:
            trees += [tree] if tree not in trees else []
    kept = None if trees else failure
    decimal = decimal_comma and trees and _is_decimal(shown)
    return Reading(
        shown,
        words.compact(shown),
        words.plain(shown),
        tuple(trees),
        kept,
        parse(shown, Commas.DECIMAL) if decimal else None,
        words.choice(shown),
        words.option(shown),
    )


def _plain_number(text: str) -> Node:
    value = numerals.number(text.removeprefix("-"))
    return Negate(value) if text[0] == "-" else value


def _comma_readings(text: str) -> list[Commas]:
    """How may the commas between digits be meant?  ``1,234`` is a number, else a list.

    A list has no items such as 000.
    """
    if not _DIGIT_COMMA_DIGIT.search(text):
        return [Commas.THOUSANDS]
    if not _GROUPED.search(text):
        return [Commas.LIST]
    return [Commas.THOUSANDS] if _PADDED.search(text) else [Commas.THOUSANDS, Commas.LIST]


def _is_decimal(text: str) -> bool:
    """May its only comma be a decimal one?  Not where it may make digit groups."""
    if not _ONE_COMMA.fullmatch(text):
        return False
    return not _GROUPED.search(text) or text.lstrip("+-")[0] == "0"
