"""Integers, fractions, decimals, mixed numbers, percent, scientific notation, other bases."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from math import gcd
from random import Random

from rewardsmith.bench.metamorphic.family import Family, Parts
from rewardsmith.bench.metamorphic.writing import full_width

_SMALL = 400


def _grouped(digits: str, comma: str) -> str:
    """The digits in groups of three."""
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    head = len(digits) % 3 or 3
    groups = [digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))]
    return sign + comma.join(groups)


def _long(number: str) -> bool:
    return abs(int(number)) >= 1000


def _fraction(top: int, bottom: int, command: str = "frac") -> str:
    sign = "-" if top * bottom < 0 else ""
    return rf"{sign}\{command}{{{abs(top)}}}{{{abs(bottom)}}}"


def _expanded(top: int, bottom: int, rng: Random) -> str:
    """The fraction with a common factor."""
    factor = rng.randrange(2, 9)
    return _fraction(top * factor, bottom * factor)


def _split(number: int, rng: Random) -> str:
    """The number as a sum."""
    part = rng.randrange(1, _SMALL)
    return f"{number - part} + {part}"


def _swapped(number: str) -> str | None:
    """Two neighbouring digits exchanged, where that changes the number."""
    digits = list(number)
    for at in range(len(digits) - 1, 1, -1):
        if digits[at] != digits[at - 1] and digits[at - 1].isdigit():
            digits[at], digits[at - 1] = digits[at - 1], digits[at]
            return "".join(digits)
    return None


def _sample_integer(rng: Random) -> str:
    return str(rng.choice([1, -1]) * rng.randrange(2, 10 ** rng.randrange(1, 9)))


INTEGER = Family(
    "integer",
    _sample_integer,
    re.compile(r"(-?[1-9]\d{0,17})"),
    {
        "point_zero": lambda p, r: f"{p[0]}.{'0' * r.randrange(1, 4)}",
        "thousands": lambda p, r: _grouped(p[0], ",") if _long(p[0]) else None,
        "thousands_latex": lambda p, r: _grouped(p[0], "{,}") if _long(p[0]) else None,
        "thousands_thin": lambda p, r: _grouped(p[0], r"\,") if _long(p[0]) else None,
        "unreduced": lambda p, r: _expanded(int(p[0]), 1, r),
        "sum": lambda p, r: _split(int(p[0]), r),
        "product": lambda p, r: f"2 \\cdot {int(p[0]) // 2}" if int(p[0]) % 2 == 0 else None,
        "bold": lambda p, r: rf"\mathbf{{{p[0]}}}",
        "text": lambda p, r: rf"\text{{{p[0]}}}",
        "full_width": lambda p, r: full_width(p[0]),
        "named": lambda p, r: f"{r.choice('nkxm')} = {p[0]}",
        "chain": lambda p, r: f"x = {_split(int(p[0]), r)} = {p[0]}",
        "parentheses": lambda p, r: rf"\left({p[0]}\right)",
        "square": lambda p, r: rf"\sqrt{{{int(p[0]) ** 2}}}" if int(p[0]) > 0 else None,
    },
    {
        "off_by_one": lambda p, r: str(int(p[0]) + r.choice([1, -1])),
        "negated": lambda p, r: str(-int(p[0])),
        "digits_swapped": lambda p, r: _swapped(p[0]),
        "digit_dropped": lambda p, r: p[0][:-1] if len(p[0]) > 2 else None,
        "digit_repeated": lambda p, r: p[0] + p[0][-1],
        "tenfold": lambda p, r: p[0] + "0",
        "hundredth": lambda p, r: rf"{p[0]} / 100",
        "times_pi": lambda p, r: rf"{p[0]}\pi",
        "times_i": lambda p, r: f"{p[0]}i",
        "with_root": lambda p, r: rf"{p[0]}\sqrt{{2}}",
        "square": lambda p, r: rf"{p[0]}^2" if int(p[0]) > 1 else f"({p[0]})^2",
        "factorial": lambda p, r: f"{p[0]}!" if int(p[0]) > 2 else None,
        "one_of_two": lambda p, r: rf"{p[0]} \text{{ or }} {int(p[0]) + 1}",
        "plus_minus": lambda p, r: rf"\pm {p[0]}",
        "false_chain": lambda p, r: f"{int(p[0]) + 1} = {p[0]}",
        "false_chain_first": lambda p, r: f"{p[0]} = {int(p[0]) - 1}",
        "inequality": lambda p, r: rf"x \le {p[0]}",
        "as_interval": lambda p, r: f"[{p[0]}, {int(p[0]) + 1}]",
        "about": lambda p, r: f"{p[0]}.0000001",
        "million": lambda p, r: rf"{p[0]} \text{{ million}}",
        "subscript": lambda p, r: (
            f"{p[0]}_9" if not set(p[0]) & {"9", "-"} and _long(p[0]) else None
        ),
        "epsilon": lambda p, r: rf"{p[0]} + \epsilon",
        "unknown_added": lambda p, r: f"{p[0]} + C",
        "symbolic_zero": lambda p, r: rf"{p[0]} + 10^{{-{r.randrange(20, 300)}}}",
        "placeholder": lambda p, r: r.choice(["?", "...", "n", r"\text{see above}", "N/A"]),
    },
)


def _sample_fraction(rng: Random) -> str:
    while True:
        limit = rng.choice((10, _SMALL))
        top, bottom = rng.randrange(1, limit), rng.randrange(2, limit)
        if gcd(top, bottom) == 1:
            return rng.choice(["", "-"]) + rf"\frac{{{top}}}{{{bottom}}}"


def _signed(p: Parts) -> tuple[int, int]:
    return int(p[0] + p[1]), int(p[2])


def _mixed(p: Parts) -> str | None:
    whole, rest = divmod(int(p[1]), int(p[2]))
    return rf"{p[0]}{whole}\frac{{{rest}}}{{{p[2]}}}" if whole and rest else None


def _terminating(p: Parts) -> str | None:
    """The fraction as a decimal, where it ends."""
    top, bottom = int(p[1]), int(p[2])
    for places in range(1, 12):
        if 10**places % bottom == 0:
            digits = str(top * (10**places // bottom)).rjust(places + 1, "0")
            return f"{p[0]}{digits[:-places]}.{digits[-places:]}"
    return None


def _truncated(p: Parts) -> str | None:
    """The first decimals of a fraction whose decimals never end."""
    top, bottom = int(p[1]), int(p[2])
    if _terminating(p):
        return None
    digits = str(top * 10**6 // bottom).rjust(7, "0")
    return f"{p[0]}{digits[:-6]}.{digits[-6:]}"


FRACTION = Family(
    "fraction",
    _sample_fraction,
    re.compile(r"(-?)\\[dt]?frac\{(\d{1,9})\}\{([1-9]\d{0,8})\}"),
    {
        "slash": lambda p, r: f"{p[0]}{p[1]}/{p[2]}",
        "display": lambda p, r: rf"{p[0]}\dfrac{{{p[1]}}}{{{p[2]}}}",
        "braceless": lambda p, r: rf"{p[0]}\frac{p[1]}{p[2]}" if len(p[1] + p[2]) == 2 else None,
        "unreduced": lambda p, r: _expanded(*_signed(p), r),
        "minus_below": lambda p, r: rf"\frac{{{p[1]}}}{{-{p[2]}}}" if p[0] else None,
        "minus_above": lambda p, r: rf"\frac{{-{p[1]}}}{{{p[2]}}}" if p[0] else None,
        "mixed": lambda p, r: _mixed(p),
        "decimal": lambda p, r: _terminating(p),
        "quotient": lambda p, r: rf"{p[0]}{p[1]} \div {p[2]}",
        "power": lambda p, r: rf"{p[0]}{p[1]} \cdot {p[2]}^{{-1}}",
        "named": lambda p, r: rf"P = {p[0]}\frac{{{p[1]}}}{{{p[2]}}}",
        "sum": lambda p, r: rf"{_fraction(_signed(p)[0] + int(p[2]), int(p[2]))} - 1",
    },
    {
        "top_off_by_one": lambda p, r: _fraction(_signed(p)[0] + 1, int(p[2])),
        "bottom_off_by_one": lambda p, r: _fraction(_signed(p)[0], int(p[2]) + 1),
        "inverted": lambda p, r: _fraction(int(p[2]), _signed(p)[0]) if p[1] != p[2] else None,
        "negated": lambda p, r: _fraction(-_signed(p)[0], int(p[2])),
        "truncated": lambda p, r: _truncated(p),
        "top_only": lambda p, r: p[0] + p[1] if int(p[2]) > 1 else None,
        "ratio_of_lists": lambda p, r: f"{p[0]}{p[1]}, {p[2]}",
        "complement": lambda p, r: (
            None
            if 2 * _signed(p)[0] == int(p[2])
            else _fraction(int(p[2]) - _signed(p)[0], int(p[2]), "dfrac")
        ),
        "whole_added": lambda p, r: rf"1 + {p[0]}\frac{{{p[1]}}}{{{p[2]}}}",
        "with_variable": lambda p, r: rf"{p[0]}\frac{{{p[1]}x}}{{{p[2]}}}",
        "zero_below": lambda p, r: rf"\frac{{{p[1]}}}{{0}}",
        "misread_mixed": lambda p, r: rf"2{_fraction(int(p[1]), int(p[2]))}",
    },
)


def _sample_decimal(rng: Random) -> str:
    places = rng.randrange(1, 5)
    digits = str(rng.randrange(1, 10 ** rng.randrange(places, places + 3))).rjust(places + 1, "0")
    last = rng.choice("123456789")
    return rng.choice(["", "-"]) + f"{digits[:-places]}.{digits[-places:][:-1]}{last}"


def _may_be_grouped(p: Parts) -> bool:
    """Would the comma make digit groups: ``12,125``?"""
    return len(p[2]) == len("000") and p[1] != "0" and len(p[1]) <= len("000")


def _as_fraction(p: Parts) -> str:
    top, bottom = int(p[1] + p[2]), 10 ** len(p[2])
    common = gcd(top, bottom)
    return rf"{p[0]}\frac{{{top // common}}}{{{bottom // common}}}"


DECIMAL = Family(
    "decimal",
    _sample_decimal,
    re.compile(r"(-?)(\d{1,9})\.(\d{0,8}[1-9])"),
    {
        "zeros": lambda p, r: f"{p[0]}{p[1]}.{p[2]}{'0' * r.randrange(1, 3)}",
        "fraction": lambda p, r: _as_fraction(p),
        "leading_point": lambda p, r: f"{p[0]}.{p[2]}" if p[1] == "0" else None,
        "scientific": lambda p, r: rf"{p[0]}{int(p[1] + p[2])} \times 10^{{-{len(p[2])}}}",
        "e_notation": lambda p, r: f"{p[0]}{p[1]}.{p[2]}e0",
        "percent": lambda p, r: (
            f"{p[0]}{int(p[1] + p[2])}" + ("0" * (2 - len(p[2])) if len(p[2]) < 2 else "") + r"\%"
            if len(p[2]) <= 2
            else None
        ),
    },
    {
        "last_digit": lambda p, r: f"{p[0]}{p[1]}.{p[2][:-1]}{(int(p[2][-1]) + 1) % 10}",
        "digit_added": lambda p, r: f"{p[0]}{p[1]}.{p[2]}{r.randrange(1, 10)}",
        "digit_dropped": lambda p, r: f"{p[0]}{p[1]}.{p[2][:-1]}" if len(p[2]) > 1 else None,
        "point_moved": lambda p, r: f"{p[0]}{p[1]}{p[2][0]}.{p[2][1:]}1",
        "rounded": lambda p, r: f"{p[0]}{p[1]}",
        "negated": lambda p, r: f"{'' if p[0] else '-'}{p[1]}.{p[2]}",
        "point_lost": lambda p, r: f"{p[0]}{int(p[1] + p[2])}",
        "repeating": lambda p, r: rf"{p[0]}{p[1]}.\overline{{{p[2]}}}",
    },
    {"comma": lambda p, r: None if _may_be_grouped(p) else f"{p[0]}{p[1]},{p[2]}"},
)

PERCENT = Family(
    "percent",
    lambda rng: rf"{rng.randrange(2, 400)}\%",
    re.compile(r"(\d{1,6}(?:\.\d{1,4})?)\\?%"),
    {
        "bare_sign": lambda p, r: f"{p[0]}%",
        "word": lambda p, r: rf"{p[0]} \text{{ percent}}",
        "spaced": lambda p, r: rf"{p[0]} \%",
        "named": lambda p, r: rf"x = {p[0]}\%",
    },
    {
        "off_by_one": lambda p, r: rf"{int(p[0]) + 1}\%" if p[0].isdigit() else None,
        "tenfold": lambda p, r: rf"{p[0]}0\%" if p[0].isdigit() else None,
        "hundredth": lambda p, r: (
            rf"0.{p[0].rjust(2, '0')}\%" if p[0].isdigit() and len(p[0]) < 3 else None
        ),
        "degrees": lambda p, r: rf"{p[0]}^\circ",
        "dollars": lambda p, r: rf"\${p[0]}",
    },
    {"number": lambda p, r: p[0], "fraction": lambda p, r: rf"\frac{{{p[0]}}}{{100}}"},
)

SCIENTIFIC = Family(
    "scientific",
    lambda rng: (
        rf"{rng.randrange(1, 10)}.{rng.randrange(1, 10)} \times 10^{{{rng.randrange(2, 12)}}}"
    ),
    re.compile(r"(\d)\.(\d) \\times 10\^\{(\d{1,2})\}"),
    {
        "cdot": lambda p, r: rf"{p[0]}.{p[1]} \cdot 10^{{{p[2]}}}",
        "written_out": lambda p, r: p[0] + p[1] + "0" * (int(p[2]) - 1),
        "e_notation": lambda p, r: f"{p[0]}.{p[1]}e{p[2]}",
        "shifted": lambda p, r: rf"{p[0]}{p[1]} \times 10^{{{int(p[2]) - 1}}}",
        "unicode": lambda p, r: f"{p[0]}.{p[1]} × 10^{p[2]}",
    },
    {
        "exponent": lambda p, r: rf"{p[0]}.{p[1]} \times 10^{{{int(p[2]) + 1}}}",
        "negative_exponent": lambda p, r: rf"{p[0]}.{p[1]} \times 10^{{-{p[2]}}}",
        "mantissa": lambda p, r: rf"{p[0]}.{int(p[1]) + 1} \times 10^{{{p[2]}}}",
        "power_lost": lambda p, r: rf"{p[0]}.{p[1]} \times 10",
        "split": lambda p, r: rf"{p[0]}.{p[1]}, 10^{{{p[2]}}}",
    },
)


def _sample_base(rng: Random) -> str:
    base = rng.randrange(2, 10)
    digits = [str(rng.randrange(1, base)), *(str(rng.randrange(base)) for _ in range(4))]
    return f"{''.join(digits)}_{base}"


BASE = Family(
    "base",
    _sample_base,
    re.compile(r"([0-9]{2,12})_\{?(\d)\}?"),
    {
        "braced": lambda p, r: f"{p[0]}_{{{p[1]}}}",
        "decimal_base": lambda p, r: f"{int(p[0], int(p[1]))}_{{10}}",
        "text": lambda p, r: rf"\text{{{p[0]}}}_{{{p[1]}}}",
    },
    {
        "other_base": lambda p, r: f"{p[0]}_{{{int(p[1]) + 1}}}",
        "base_dropped": lambda p, r: p[0],
        "off_by_one": lambda p, r: f"{int(p[0], int(p[1])) + 1}_{{10}}",
        "reversed": lambda p, r: f"{p[0][::-1]}_{p[1]}" if p[0] != p[0][::-1] else None,
    },
    {"decimal": lambda p, r: str(int(p[0], int(p[1])))},
)

FAMILIES = (INTEGER, FRACTION, DECIMAL, PERCENT, SCIENTIFIC, BASE)
