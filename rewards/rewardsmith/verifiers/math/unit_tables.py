"""Which units do we know, and which words that change a value?

Names are parted by spaces; each group has the factor to the base unit of its dimension.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

LENGTHS: Final = {
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
OTHERS: Final[dict[str, dict[str, Fraction]]] = {
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
    "yuan": {"yuan rmb cny ¥ 元 块": Fraction(1), "角": Fraction(1, 10)},
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
SI: Final[dict[str, tuple[str, int]]] = {
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

PREFIXES: Final = {
    "k": Fraction(10**3), "M": Fraction(10**6), "G": Fraction(10**9), "m": Fraction(1, 10**3),
    "μ": Fraction(1, 10**6), "n": Fraction(1, 10**9),
}  # fmt: skip
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
