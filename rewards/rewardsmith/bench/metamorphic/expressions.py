"""Radicals, powers, π, logarithms, factorials, binomials, trigonometry, complex, polynomials."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from math import comb, factorial
from random import Random

from rewardsmith.bench.metamorphic.family import Family, Parts
from rewardsmith.bench.metamorphic.writing import TURNED_SIGN

_SQUARE_FREE = (2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17, 19, 21, 22, 23)

RADICAL = Family(
    "radical",
    lambda rng: rf"{rng.randrange(2, 30)}\sqrt{{{rng.choice(_SQUARE_FREE)}}}",
    re.compile(r"(\d{1,6})\\sqrt\{(\d{1,6})\}"),
    {
        "inside": lambda p, r: rf"\sqrt{{{int(p[0]) ** 2 * int(p[1])}}}",
        "power": lambda p, r: rf"{p[0]} \cdot {p[1]}^{{\frac{{1}}{{2}}}}",
        "half_power": lambda p, r: rf"{p[0]} \cdot {p[1]}^{{0.5}}",
        "unicode": lambda p, r: f"{p[0]}√{p[1]}",
        "times": lambda p, r: rf"\sqrt{{{p[1]}}} \cdot {p[0]}",
        "over_root": lambda p, r: rf"\frac{{{int(p[0]) * int(p[1])}}}{{\sqrt{{{p[1]}}}}}",
        "sum": lambda p, r: rf"{int(p[0]) - 1}\sqrt{{{p[1]}}} + \sqrt{{{p[1]}}}",
        "index": lambda p, r: rf"{p[0]}\sqrt[2]{{{p[1]}}}",
        "nested": lambda p, r: rf"{p[0]}\sqrt[4]{{{int(p[1]) ** 2}}}",
    },
    {
        "radicand": lambda p, r: rf"{p[0]}\sqrt{{{int(p[1]) + 1}}}",
        "factor": lambda p, r: rf"{int(p[0]) + 1}\sqrt{{{p[1]}}}",
        "cube_root": lambda p, r: rf"{p[0]}\sqrt[3]{{{p[1]}}}",
        "root_lost": lambda p, r: str(int(p[0]) * int(p[1])),
        "negated": lambda p, r: rf"-{p[0]}\sqrt{{{p[1]}}}",
        "plus": lambda p, r: rf"{p[0]} + \sqrt{{{p[1]}}}" if int(p[0]) > 2 else None,
        "not_squared_in": lambda p, r: rf"\sqrt{{{int(p[0]) * int(p[1])}}}",
        "both_signs": lambda p, r: rf"\pm {p[0]}\sqrt{{{p[1]}}}",
        "digits": lambda p, r: _digits_of_root(int(p[0]) ** 2 * int(p[1])),
    },
)


def _digits_of_root(square: int) -> str | None:
    """Nine correct decimals of an irrational root: close, and wrong."""
    from math import isqrt  # noqa: PLC0415

    root = str(isqrt(square * 10**18)).rjust(10, "0")
    return f"{root[:-9]}.{root[-9:]}"


PI = Family(
    "pi",
    lambda rng: rf"{rng.randrange(2, 200)}\pi",
    re.compile(r"(\d{1,6})\s?\\pi"),
    {
        "unicode": lambda p, r: f"{p[0]}π",
        "times": lambda p, r: rf"{p[0]} \cdot \pi",
        "before": lambda p, r: rf"\pi \times {p[0]}",
        "fraction": lambda p, r: rf"\frac{{{int(p[0]) * 3}\pi}}{{3}}",
        "sum": lambda p, r: rf"{int(p[0]) + 1}\pi - \pi",
        "named": lambda p, r: rf"A = {p[0]}\pi",
        "arctangent": lambda p, r: rf"{int(p[0]) * 4} \arctan 1",
    },
    {
        "dropped": lambda p, r: p[0],
        "off_by_one": lambda p, r: rf"{int(p[0]) + 1}\pi",
        "squared": lambda p, r: rf"{p[0]}\pi^2",
        "decimal": lambda p, r: _pi_times(int(p[0])),
        "plus": lambda p, r: rf"{p[0]} + \pi",
        "phi": lambda p, r: rf"{p[0]}\phi",
        "e": lambda p, r: f"{p[0]}e",
        "over": lambda p, r: rf"\frac{{{p[0]}}}{{\pi}}",
        "degrees": lambda p, r: rf"{p[0]}^\circ",
        "archimedes": lambda p, r: rf"\frac{{{int(p[0]) * 355}}}{{113}}",
    },
)


def _pi_times(factor: int) -> str:
    digits = str(factor * 31415926535)
    return f"{digits[:-10]}.{digits[-10:]}"


POWER = Family(
    "power",
    lambda rng: f"{rng.randrange(2, 20)}^{{{rng.randrange(3, 60)}}}",
    re.compile(r"([2-9]|[1-9]\d{1,3})\^\{([2-9]|[1-9]\d{1,3})\}"),
    {
        "written_out": lambda p, r: str(int(p[0]) ** int(p[1])) if int(p[1]) < 60 else None,
        "split": lambda p, r: rf"{p[0]} \cdot {p[0]}^{{{int(p[1]) - 1}}}",
        "squared": lambda p, r: (
            rf"({int(p[0]) ** 2})^{{{int(p[1]) // 2}}}" if int(p[1]) % 2 == 0 else None
        ),
        "quotient": lambda p, r: rf"\frac{{{p[0]}^{{{int(p[1]) + 3}}}}}{{{p[0]}^3}}",
        "stars": lambda p, r: f"{p[0]}**{p[1]}",
    },
    {
        "base": lambda p, r: f"{int(p[0]) + 1}^{{{p[1]}}}",
        "exponent": lambda p, r: f"{p[0]}^{{{int(p[1]) + 1}}}",
        "plus_one": lambda p, r: f"{p[0]}^{{{p[1]}}} + 1",
        "minus_one": lambda p, r: f"{p[0]}^{{{p[1]}}} - 1",
        "product": lambda p, r: rf"{p[0]} \cdot {p[1]}" if (p[0], p[1]) != ("2", "2") else None,
        "last_digit": lambda p, r: str(int(p[0]) ** int(p[1]) + 1) if int(p[1]) < 60 else None,
        "inverse": lambda p, r: f"{p[0]}^{{-{p[1]}}}",
        "tower": lambda p, r: f"{p[0]}^{{{p[1]}^2}}",
        "exchanged": lambda p, r: (
            f"{p[1]}^{{{p[0]}}}" if p[0] != p[1] and {p[0], p[1]} != {"2", "4"} else None
        ),
    },
)

FACTORIAL = Family(
    "factorial",
    lambda rng: f"{rng.randrange(4, 25)}!",
    re.compile(r"([4-9]|[1-9]\d)!"),
    {
        "written_out": lambda p, r: str(factorial(int(p[0]))),
        "recursion": lambda p, r: rf"{p[0]} \cdot {int(p[0]) - 1}!",
        "quotient": lambda p, r: rf"\frac{{{int(p[0]) + 1}!}}{{{int(p[0]) + 1}}}",
    },
    {
        "off_by_one": lambda p, r: f"{int(p[0]) + 1}!",
        "sign_lost": lambda p, r: p[0],
        "double": lambda p, r: f"{p[0]}!!",
        "last_digit": lambda p, r: str(factorial(int(p[0])) + 1),
        "halved": lambda p, r: rf"\frac{{{p[0]}!}}{{2}}",
    },
)


def _sample_binomial(rng: Random) -> str:
    top = rng.randrange(5, 40)
    return rf"\binom{{{top}}}{{{rng.randrange(2, top // 2 + 1)}}}"


def _binomial(p: Parts) -> int:
    return comb(int(p[0]), int(p[1]))


BINOMIAL = Family(
    "binomial",
    _sample_binomial,
    re.compile(r"\\binom\{(\d{1,3})\}\{(\d{1,3})\}"),
    {
        "written_out": lambda p, r: str(_binomial(p)),
        "symmetric": lambda p, r: (
            rf"\binom{{{p[0]}}}{{{int(p[0]) - int(p[1])}}}" if int(p[1]) <= int(p[0]) else None
        ),
        "factorials": lambda p, r: (
            rf"\frac{{{p[0]}!}}{{{p[1]}! \cdot {int(p[0]) - int(p[1])}!}}"
            if int(p[1]) <= int(p[0])
            else None
        ),
        "choose": lambda p, r: rf"{{{p[0]} \choose {p[1]}}}",
    },
    {
        "top": lambda p, r: rf"\binom{{{int(p[0]) + 1}}}{{{p[1]}}}" if int(p[1]) else None,
        "fraction": lambda p, r: rf"\frac{{{p[0]}}}{{{p[1]}}}" if int(p[1]) > 1 else None,
        "last_digit": lambda p, r: str(_binomial(p) + 1),
        "ordered": lambda p, r: (
            rf"\frac{{{p[0]}!}}{{{int(p[0]) - int(p[1])}!}}" if 1 < int(p[1]) <= int(p[0]) else None
        ),
        "pair": lambda p, r: f"({p[0]}, {p[1]})",
    },
)

LOGARITHM = Family(
    "logarithm",
    lambda rng: rf"\ln {rng.randrange(2, 200)}",
    re.compile(r"\\ln (\d{1,6})"),
    {
        "parentheses": lambda p, r: rf"\ln({p[0]})",
        "base_e": lambda p, r: rf"\log_e {p[0]}",
        "square": lambda p, r: rf"\frac{{\ln {int(p[0]) ** 2}}}{{2}}",
        "inverse": lambda p, r: rf"-\ln \frac{{1}}{{{p[0]}}}",
        "sum": lambda p, r: rf"\ln {int(p[0]) * 3} - \ln 3",
        "exponential": lambda p, r: rf"1 + \ln \frac{{{p[0]}}}{{e}}",
        "bare": lambda p, r: f"ln({p[0]})",
    },
    {
        "argument": lambda p, r: rf"\ln {int(p[0]) + 1}",
        "negated": lambda p, r: rf"-\ln {p[0]}",
        "base_2": lambda p, r: rf"\log_2 {p[0]}",
        "base_10": lambda p, r: rf"\log_{{10}} {p[0]}",
        "dropped": lambda p, r: p[0],
        "exponential": lambda p, r: f"e^{{{p[0]}}}",
        "doubled": lambda p, r: rf"\ln {p[0]} + \ln 2",
        "product": lambda p, r: rf"\ln {p[0]} \cdot \ln 3",
        "plus_constant": lambda p, r: rf"\ln {p[0]} + C",
    },
)


def _sample_complex(rng: Random) -> str:
    return f"{rng.randrange(1, 60)}{rng.choice('+-')}{rng.randrange(2, 60)}i"


COMPLEX = Family(
    "complex",
    _sample_complex,
    re.compile(r"(\d{1,6})([+-])(\d{1,6})i"),
    {
        "spaced": lambda p, r: f"{p[0]} {p[1]} {p[2]}i",
        "imaginary_first": lambda p, r: f"{p[1].strip('+')}{p[2]}i + {p[0]}",
        "i_first": lambda p, r: f"{p[0]} {p[1]} i{p[2]}",
        "named": lambda p, r: f"z = {p[0]} {p[1]} {p[2]}i",
        "factored": lambda p, r: f"i({p[1].strip('+')}{p[2]} - {p[0]}i)",
        "square": lambda p, r: f"{int(p[0]) + 1} + i^2 {p[1]} {p[2]}i",
    },
    {
        "conjugate": lambda p, r: f"{p[0]}{TURNED_SIGN[p[1]]}{p[2]}i",
        "negated": lambda p, r: f"-{p[0]}{TURNED_SIGN[p[1]]}{p[2]}i",
        "real_part": lambda p, r: p[0],
        "imaginary_part": lambda p, r: f"{p[1].strip('+')}{p[2]}i",
        "exchanged": lambda p, r: f"{p[2]}{p[1]}{p[0]}i" if p[0] != p[2] else None,
        "i_lost": lambda p, r: f"{p[0]}{p[1]}{p[2]}",
        "pair": lambda p, r: f"({p[0]}, {p[1].strip('+')}{p[2]})",
        "variable": lambda p, r: f"{p[0]}{p[1]}{p[2]}j",
        "imaginary_off": lambda p, r: f"{p[0]}{p[1]}{int(p[2]) + 1}i",
    },
)


def _sample_polynomial(rng: Random) -> str:
    variable = rng.choice("xyt")
    return f"({variable}+{rng.randrange(1, 12)})({variable}-{rng.randrange(1, 12)})"


def _expanded(p: Parts, extra: int = 0) -> str:
    middle, last = int(p[1]) - int(p[2]), -int(p[1]) * int(p[2]) + extra
    linear = f"{middle:+d}{p[0]}" if middle else ""
    return f"{p[0]}^2{linear}{last:+d}"


POLYNOMIAL = Family(
    "polynomial",
    _sample_polynomial,
    re.compile(r"\(([a-df-hj-z])\+(\d{1,4})\)\(\1-(\d{1,4})\)"),
    {
        "expanded": lambda p, r: _expanded(p),
        "factors_exchanged": lambda p, r: f"({p[0]}-{p[2]})({p[0]}+{p[1]})",
        "dot": lambda p, r: rf"({p[0]}+{p[1]}) \cdot ({p[0]}-{p[2]})",
        "horner": lambda p, r: (
            f"{p[0]}({p[0]}+({int(p[1]) - int(p[2])})) - {int(p[1]) * int(p[2])}"
        ),
        "signs_turned": lambda p, r: f"-({p[0]}+{p[1]})({p[2]}-{p[0]})",
    },
    {
        "constant": lambda p, r: _expanded(p, 1),
        "sign": lambda p, r: f"({p[0]}-{p[1]})({p[0]}-{p[2]})",
        "renamed": lambda p, r: f"(w+{p[1]})(w-{p[2]})",
        "factor_lost": lambda p, r: f"({p[0]}+{p[1]})",
        "squared": lambda p, r: f"({p[0]}+{p[1]})^2({p[0]}-{p[2]})",
        "as_equation": lambda p, r: f"({p[0]}+{p[1]})({p[0]}-{p[2]}) = 0",
        "roots": lambda p, r: f"{p[0]} = -{p[1]}, {p[0]} = {p[2]}",
        "evaluated": lambda p, r: str((1 + int(p[1])) * (1 - int(p[2]))),
        "doubled": lambda p, r: f"2({p[0]}+{p[1]})({p[0]}-{p[2]})",
        "vanishing_term": lambda p, r: (
            f"({p[0]}+{p[1]})({p[0]}-{p[2]}) + {p[0]}({p[0]}-1)({p[0]}-2)"
        ),
    },
)

FAMILIES = (
    RADICAL,
    PI,
    POWER,
    FACTORIAL,
    BINOMIAL,
    LOGARITHM,
    COMPLEX,
    POLYNOMIAL,
)
