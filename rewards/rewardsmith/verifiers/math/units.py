"""What does a unit say: which dimension, and how many of the base unit is one of it?

Factors are exact rationals, dimensions are products of powers: ``km/h`` is ``length time^-1``.  A
word that is no known unit (``apples``) is a description: a dimension of its own, of factor 1.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final, NamedTuple

from rewardsmith.verifiers.math.unit_tables import LENGTHS, OTHERS, PERCENT, PREFIXES, SI


class Unit(NamedTuple):
    """``factor`` base units of ``dimension``; an empty dimension says nothing ("units").

    ``known`` is False for a description, whose dimension is its words.
    """

    dimension: str
    factor: Fraction = Fraction(1)
    known: bool = True


_SHORTEST_WORD: Final = 3
_POWER: Final = re.compile(r"([^\^]+)(?:\^(-?\d))?")
_OVER: Final = re.compile(r" ?/ ?| per ")
_BEHIND_A_UNIT: Final = frozenset({"old", "long", "high", "wide", "tall", "deep"})
_SILENT: Final = frozenset({"unit", "in total", "total", "个", "", "exactly", "approximately"})
"""Words that say nothing about a value."""

_POWER_WORDS: Final = {"square": "2", "sq": "2", "cubic": "3", "cu": "3", "平方": "2", "立方": "3"}
_POWER_WORDS_BEHIND: Final = {"squared": "2", "cubed": "3"}


@cache
def _table() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for names, factor in LENGTHS.items():
        for name in names.split():
            table[name] = Unit("length", factor)
            table[f"{name}^2"] = Unit("length^2", factor**2)
            table[f"{name}^3"] = Unit("length^3", factor**3)
    for dimension, members in OTHERS.items():
        for names, factor in members.items():
            table.update(dict.fromkeys(names.split(), Unit(dimension, factor)))
    return table


@cache
def _symbols() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for names, (dimension, factor) in SI.items():
        symbol, *spelled = names.split()
        table.update(dict.fromkeys((symbol, *spelled), Unit(dimension, Fraction(factor))))
        for prefix, power in PREFIXES.items():
            table[prefix + symbol] = Unit(dimension, factor * power)
    return table


@lru_cache(maxsize=512)
def unit_of(text: str) -> Unit:
    """Which unit does this text name?"""
    shown = _plain(text)
    words = _singular(shown)
    if (known := _simple(words)) is not None:
        return known
    if (compound := _compound(shown)) is not None:
        return compound
    description = " ".join(map(_singular, words.split()))
    return Unit("" if words in _SILENT else description, known=False)


def _simple(name: str) -> Unit | None:
    singular = _singular(name)
    return _symbols().get(name) or _table().get(singular) or _symbols().get(singular)


def _compound(text: str) -> Unit | None:
    """``km/h``, ``metres per second squared``, ``m s^-2``; None where a part is no unit."""
    powers: Counter[str] = Counter()
    factor = Fraction(1)
    for place, side in enumerate(_OVER.split(text)):
        for part in _worded_powers(side.split()):
            match = _POWER.fullmatch(part)
            unit = _simple(match[1]) if match else None
            if match is None or unit is None:
                return None
            power = int(match[2] or 1) * (-1 if place else 1)
            factor *= unit.factor**power
            for base in unit.dimension.split():
                name, _, own = base.partition("^")
                powers[name] += int(own or 1) * power
    return Unit(_dimension(powers), factor)


def _worded_powers(words: list[str]) -> list[str]:
    """``square metres`` and ``seconds squared`` as ``metres^2`` and ``seconds^2``."""
    found = list[str]()
    before = ""
    for word in words:
        if power := _POWER_WORDS.get(word.lower()):
            before = f"^{power}"
        elif word.lower() in _POWER_WORDS_BEHIND and found:
            found[-1] += f"^{_POWER_WORDS_BEHIND[word.lower()]}"
        else:
            found.append(word + before)
            before = ""
    return found


def _dimension(powers: Counter[str]) -> str:
    named = sorted((name, power) for name, power in powers.items() if power)
    return " ".join(name if power == 1 else f"{name}^{power}" for name, power in named)


def is_unit(word: str) -> bool:
    """Is this run of letters a unit we know?"""
    return word in PERCENT or _singular(word) in _table()


def is_time_of_day(unit: str) -> bool:
    """Is it ``a.m.`` or ``p.m.``?"""
    return unit_of(unit).dimension in {"morning", "afternoon"}


def is_symbol(word: str) -> bool:
    """Is it a unit in upright type: one we know, or a symbol of SI?"""
    return is_unit(word) or word in _symbols()


def _plain(text: str) -> str:
    """``square feet`` as ``feet^2``, without TeX's braces, spaces and full stops."""
    for char in "{}\\~.":
        text = text.replace(char, " ")
    words = text.split()
    for prefix in ("平方", "立方"):
        if text.startswith(prefix):
            return f"{text[2:]}^{_POWER_WORDS[prefix]}"
    while len(words) > 1 and words[-1] in _BEHIND_A_UNIT:
        words.pop()
    if len(words) > 1 and words[0] in {"degree", "degrees"}:
        words = words[1:]  # "degrees Celsius"
    return " ".join(words).replace(" ^ ", "^").replace(" ^", "^").replace("^ ", "^")


def _lowered(words: str) -> str:
    """The words in lower case: not symbols, where it counts (``Mm``, ``MBps``), but ``KM``."""
    return " ".join(map(_lowered_word, words.split()))


def _lowered_word(word: str) -> str:
    stem = word.partition("^")[0]
    if stem.isupper() or len(stem) < _SHORTEST_WORD or not stem[1:].islower():
        milli = stem.startswith("M") and len(stem) <= _SHORTEST_WORD
        known = word.lower() in _table() and not milli
        return word.lower() if known or (stem.isupper() and len(stem) > _SHORTEST_WORD) else word
    return word.lower()


def _singular(words: str) -> str:
    """The last word without the ending of a plural, in lower case unless it is a symbol."""
    if len(words) <= 1 or words in _table():
        return words
    words = _lowered(words)
    if words in _table():
        return words
    if words[-2:] == " s":
        return words  # a second, no plural
    for suffix, stem in (("ies", "y"), ("ches", "ch"), ("s", "")):
        if words.endswith(suffix) and len(words) > len(suffix) + 1 and not words.endswith("ss"):
            return words.removesuffix(suffix) + stem
    return words
