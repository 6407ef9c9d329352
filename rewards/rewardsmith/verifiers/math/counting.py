"""Which number do these words name?  ``seventy-four``, ``two hundred and five``."""

from __future__ import annotations

import re
from typing import Final

from rewardsmith.verifiers.math.numerals import NUMBER_WORDS
from rewardsmith.verifiers.math.tree import Number

_LETTERS: Final = re.compile(
    r"(?:\\(?:text|textbf|mathrm|mbox) ?\{ ?)?([A-Za-z][A-Za-z ,-]{2,80}) ?\}?"
)
_ONES: Final = NUMBER_WORDS | {
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES: Final = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


def number_in_words(text: str) -> Number | None:
    """Which number is this, where the whole text is its name?

    >>> number_in_words("two hundred and five"), number_in_words("two fish")
    (Number(numerator=205, denominator=1, places=None), None)
    """
    match = _LETTERS.fullmatch(text)
    if match is None:
        return None
    words = match[1].lower().replace("-", " ").replace(",", " ").split()
    value = _whole(words)
    return None if value is None else Number(value)


def _whole(words: list[str]) -> int | None:
    """Groups of hundreds, each with its scale, the scales falling."""
    total, group, least = 0, list[str](), 10**12
    for word in words:
        scale = _SCALES.get(word)
        if scale is None:
            group.append(word)
            continue
        value = _below_thousand(group)
        if not value or scale >= least:
            return None
        total, group, least = total + value * scale, [], scale
    rest = _below_thousand(group) if group else 0
    return None if rest is None or not words else total + rest


def _below_thousand(words: list[str]) -> int | None:
    words = words[1:] if words[:1] == ["and"] else words
    match words:
        case [one, "hundred"] if 0 < _ONES.get(one, 0) < 10:
            return _ONES[one] * 100
        case [one, "hundred", *rest] if 0 < _ONES.get(one, 0) < 10:
            below = _below_hundred(rest[1:] if rest[0] == "and" else rest)
            return None if not below else _ONES[one] * 100 + below
        case _:
            return _below_hundred(words)


def _below_hundred(words: list[str]) -> int | None:
    match words:
        case [word] if word in _ONES or word in _TENS:
            return _ONES.get(word, _TENS.get(word))
        case [ten, one] if ten in _TENS and 0 < _ONES.get(one, 0) < 10:
            return _TENS[ten] + _ONES[one]
        case _:
            return None
