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


class Unit(NamedTuple):
    """``factor`` base units of ``dimension``; an empty dimension says nothing ("units").

    ``known`` is False for a description, whose dimension is its words.
    """

    dimension: str
    factor: Fraction = Fraction(1)
    known: bool = True


_LENGTH: Final = {
    "mm millimeter millimetre 毫米": Fraction(1, 1000),
    "cm centimeter centimetre 厘米": Fraction(1, 100),
    "dm decimeter decimetre 分米": Fraction(1, 10),
    "m meter metre 米": Fraction(1),
    "km kilometer kilometre 千米 公里": Fraction(1000),
    "in inch inche": Fraction(254, 10000),
    "ft foot feet": Fraction(3048, 10000),
    "yd yard": Fraction(9144, 10000),
    "mi mile": Fraction(1609344, 1000),
}
_OTHERS: Final[dict[str, dict[str, Fraction]]] = {
    "mass": {
        "mg milligram 毫克": Fraction(1, 1000),
        "g gram 克": Fraction(1),
        "kg kilogram 千克 公斤": Fraction(1000),
        "t ton tonne 吨": Fraction(1_000_000),
        "oz ounce": Fraction(28349523125, 10**9),
        "lb lbs pound": Fraction(45359237, 10**5),
    },
    "time": {
        "s sec second 秒": Fraction(1),
        "min minute 分钟 分": Fraction(60),
        "h hr hour 小时 时": Fraction(3600),
        "day 天 日": Fraction(86400),
        "week 周 星期": Fraction(604800),
    },
    "calendar": {
        "month 个月": Fraction(1),
        "year yr 年": Fraction(12),
        "decade": Fraction(120),
        "century": Fraction(1200),
    },
    "celsius": {"°C celsius": Fraction(1)},
    "fahrenheit": {"°F fahrenheit": Fraction(1)},
    "information": {"bit": Fraction(1), "byte": Fraction(8)},
    "length^3": {
        "ml milliliter millilitre 毫升": Fraction(1, 10**6),
        "l L liter litre 升": Fraction(1, 1000),
        "gallon gal": Fraction(3785411784, 10**12),
        "quart qt": Fraction(3785411784, 4 * 10**12),
        "pint pt": Fraction(3785411784, 8 * 10**12),
        "cup": Fraction(3785411784, 16 * 10**12),
    },
    "dollars": {
        "dollar usd $ buck": Fraction(1),
        "cent ¢": Fraction(1, 100),
    },
    "euros": {"euro eur €": Fraction(1)},
    "pounds sterling": {"gbp £": Fraction(1)},
    "yuan": {"yuan rmb cny ¥ 元 块": Fraction(1)},
    "rupees": {"rupee inr rs ₹": Fraction(1)},
    "angle": {"degree deg ° 度": Fraction(1)},
    "morning": {"am": Fraction(1)},
    "afternoon": {"pm": Fraction(1)},
    "radians": {"radian rad 弧度": Fraction(1)},
    "length time^-1": {
        "mph": Fraction(1609344, 3600 * 1000),
        "kmh kph": Fraction(1000, 3600),
    },
    "length^2": {
        "hectare ha 公顷": Fraction(10_000),
        "acre": Fraction(40468564224, 10**7),
    },
}
_SI: Final[dict[str, tuple[str, int]]] = {
    "N newton 牛": ("length mass time^-2", 1000),
    "J joule 焦耳": ("length^2 mass time^-2", 1000),
    "Wh": ("length^2 mass time^-2", 3_600_000),
    "cal calorie": ("calories", 1),
    "eV electronvolt": ("electronvolts", 1),
    "B": ("information", 8),
    "Ω ohm 欧姆": ("charge^-2 length^2 mass time^-1", 1000),
    "F farad": ("charge^2 length^-2 mass^-1 time^2", 1),
    "rpm": ("revolutions time^-1", 1),
    "dB decibel": ("decibels", 1),
    "atm atmosphere": ("atmospheres", 1),
    "bar": ("length^-1 mass time^-2", 100_000_000),
    "psi": ("psi", 1),
    "ly": ("light-years", 1),
    "T tesla": ("charge^-1 mass time^-1", 1000),
    "W watt 瓦": ("length^2 mass time^-3", 1000),
    "Pa pascal 帕": ("length^-1 mass time^-2", 1000),
    "V volt 伏": ("charge^-1 length^2 mass time^-2", 1000),
    "A ampere 安": ("charge time^-1", 1),
    "C coulomb 库仑": ("charge", 1),
    "Hz hertz 赫兹": ("time^-1", 1),
    "K kelvin": ("temperature", 1),
    "mol mole 摩尔": ("amount", 1),
}
"""SI's symbols and names, by dimension and how many of grams, metres, seconds … it is.

Read only in upright type behind a value: ``5 \\text{ N}``, not ``5N``.
"""

_PREFIXES: Final = {
    "k": Fraction(10**3), "M": Fraction(10**6), "G": Fraction(10**9), "m": Fraction(1, 10**3),
    "μ": Fraction(1, 10**6), "n": Fraction(1, 10**9),
}  # fmt: skip
_SHORTEST_WORD: Final = 3
_POWER: Final = re.compile(r"([^\^]+)(?:\^(-?\d))?")
_OVER: Final = re.compile(r" ?/ ?| per ")
_BEHIND_A_UNIT: Final = frozenset({"old", "long", "high", "wide", "tall", "deep"})
_SILENT: Final = frozenset({"unit", "in total", "total", "个", "", "exactly", "approximately"})
"""Words that say nothing about a value."""

CURRENCIES: Final = frozenset("€£¥₹¢")
"""Signs that may stand before the value."""

MULTIPLES: Final = {
    "tens": 10,
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "lakh": 100_000,
    "crore": 10_000_000,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "亿": 100_000_000,
}
"""Words that multiply the value before them."""

CHANGING: Final = frozenset(
    {
        "not", "minus", "plus", "negative", "wrong", "incorrect", "halves", "thirds", "fourths",
        "fifths", "sixths", "sevenths", "eighths", "ninths", "tenths", "hundredths", "thousandths",
        "is", "if", "when", "unless", "except", "but", "no", "never", "only", "most", "least",
        "false", "impossible", "excluded", "maybe", "perhaps", "possibly", "halved", "doubled",
        "tripled", "reduced", "increased", "less", "more", "fewer", "zero", "‰", "permille",
        "half", "quarter", "double", "twice", "triple", "pair", "non", "without", "isn", "don",
        "basis", "cannot", "nothing", "neither", "excluding",
    }
)  # fmt: skip
"""Words that change the value before them in a way we do not read."""

CHANGING_FIRST: Final = frozenset({"squared", "cubed", "factorial"})
"""Words that change a value, but may also belong to a unit (``cm squared``)."""

PERCENT: Final = frozenset({"%", "percent", "percentage", "pct", "percentage points", "per cent"})
_POWER_WORDS: Final = {"square": "2", "sq": "2", "cubic": "3", "cu": "3", "平方": "2", "立方": "3"}
_POWER_WORDS_BEHIND: Final = {"squared": "2", "cubed": "3"}


@cache
def _table() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for names, factor in _LENGTH.items():
        for name in names.split():
            table[name] = Unit("length", factor)
            table[f"{name}^2"] = Unit("length^2", factor**2)
            table[f"{name}^3"] = Unit("length^3", factor**3)
    for dimension, members in _OTHERS.items():
        for names, factor in members.items():
            table.update(dict.fromkeys(names.split(), Unit(dimension, factor)))
    return table


@cache
def _symbols() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for names, (dimension, factor) in _SI.items():
        symbol, *spelled = names.split()
        table.update(dict.fromkeys((symbol, *spelled), Unit(dimension, Fraction(factor))))
        for prefix, power in _PREFIXES.items():
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
