"""What does a unit say: which dimension, and how many of the base unit is one of it?

Factors are exact rationals.  A word that is no known unit (``apples``) is a description: a
dimension of its own, of factor 1.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from typing import Final, NamedTuple


class Unit(NamedTuple):
    """``factor`` base units of ``dimension``; an empty dimension says nothing ("units")."""

    dimension: str
    factor: Fraction = Fraction(1)


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
    "volume": {
        "ml milliliter millilitre 毫升": Fraction(1, 10**6),
        "l L liter litre 升": Fraction(1, 1000),
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
    "radians": {"radian rad 弧度": Fraction(1)},
    "speed": {
        "mph": Fraction(1609344, 3600 * 1000),
        "km/h kmh kph": Fraction(1000, 3600),
        "m/s": Fraction(1),
    },
}
_SILENT: Final = frozenset({"unit", "in total", "total", "个", "", "exactly", "approximately"})
"""Words that say nothing about a value."""

CURRENCIES: Final = frozenset("€£¥₹¢")
"""Signs that may stand before the value."""

MULTIPLES: Final = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "万": 10_000,
    "亿": 100_000_000,
}
"""Words that multiply the value before them."""

CHANGING: Final = frozenset(
    {
        "not", "minus", "plus", "negative", "wrong", "incorrect", "thirds", "fifths", "sixths",
        "eighths", "tenths", "hundredths", "thousandths",
    }
)  # fmt: skip
"""Words that change the value before them in a way we do not read."""

CHANGING_FIRST: Final = frozenset({"squared", "cubed", "factorial"})
"""Words that change a value, but may also belong to a unit (``cm squared``)."""

PERCENT: Final = frozenset({"%", "percent", "percentage", "pct", "percentage points", "per cent"})
_POWER_WORDS: Final = {"square": "2", "sq": "2", "cubic": "3", "cu": "3", "平方": "2", "立方": "3"}


@cache
def _table() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for names, factor in _LENGTH.items():
        for name in names.split():
            table[name] = Unit("length", factor)
            table[f"{name}^2"] = Unit("area", factor**2)
            table[f"{name}^3"] = Unit("volume", factor**3)
    for dimension, members in _OTHERS.items():
        for names, factor in members.items():
            table.update(dict.fromkeys(names.split(), Unit(dimension, factor)))
    return table


@lru_cache(maxsize=512)
def unit_of(text: str) -> Unit:
    """Which unit does this text name?"""
    words = _singular(_plain(text))
    table = _table()
    if words in table:
        return table[words]
    return Unit("" if words in _SILENT else words)


def is_unit(word: str) -> bool:
    """Is this run of letters a unit we know?"""
    return word in PERCENT or _singular(word) in _table() or _singular(word.lower()) in _table()


def _plain(text: str) -> str:
    """``square feet`` as ``feet^2``, without TeX's braces, spaces and full stops."""
    for char in "{}\\~.":
        text = text.replace(char, " ")
    words = text.split()
    if len(words) > 1 and (power := _POWER_WORDS.get(words[0].lower())):
        return f"{_singular(words[1])}^{power}"
    if len(words) > 1 and words[-1].lower() in {"squared", "cubed"}:
        return f"{_singular(words[0])}^{2 if words[-1].lower() == 'squared' else 3}"
    for prefix in ("平方", "立方"):
        if text.startswith(prefix):
            return f"{text[2:]}^{_POWER_WORDS[prefix]}"
    return " ".join(words).replace(" ^ ", "^").replace(" ^", "^").replace("^ ", "^")


def _singular(words: str) -> str:
    """The last word without the ending of a plural, in lower case."""
    if len(words) <= 1 or words in _table():
        return words
    words = words.lower()
    if words in _table():
        return words
    for suffix, stem in (("ies", "y"), ("ches", "ch"), ("s", "")):
        if words.endswith(suffix) and len(words) > len(suffix) + 1 and not words.endswith("ss"):
            return words.removesuffix(suffix) + stem
    return words
