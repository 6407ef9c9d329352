"""Repeating decimals, roots, logarithms to a base, sines, surds, polar form, products of powers."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from math import gcd
from random import Random

from rewardsmith.bench.metamorphic.family import Family, Parts
from rewardsmith.bench.metamorphic.writing import TURNED_SIGN, raised


def _sample_repeating(rng: Random) -> str:
    period = str(rng.randrange(1, 10 ** rng.randrange(1, 4))).rjust(rng.randrange(1, 3), "0")
    if set(period) <= {"9"} or set(period) <= {"0"}:
        period = "27"
    return rf"{rng.randrange(0, 30)}.\overline{{{period}}}"


def _as_fraction(p: Parts) -> str:
    nines = 10 ** len(p[1]) - 1
    top = int(p[0]) * nines + int(p[1])
    common = gcd(top, nines)
    return rf"\frac{{{top // common}}}{{{nines // common}}}"


REPEATING = Family(
    "repeating",
    _sample_repeating,
    re.compile(r"(\d{1,6})\.\\overline\{(\d{1,6})\}"),
    {
        "fraction": lambda p, r: _as_fraction(p),
        "two_periods": lambda p, r: rf"{p[0]}.\overline{{{p[1] * 2}}}",
        "period_later": lambda p, r: rf"{p[0]}.{p[1]}\overline{{{p[1]}}}",
        "turned_period": lambda p, r: rf"{p[0]}.{p[1][0]}\overline{{{p[1][1:]}{p[1][0]}}}",
        "bar": lambda p, r: rf"{p[0]}.\bar{{{p[1]}}}",
        "parentheses": lambda p, r: f"{p[0]}.({p[1]})",
        "dots_above": lambda p, r: (
            rf"{p[0]}.\dot{{{p[1]}}}"
            if len(p[1]) == 1
            else rf"{p[0]}.\dot{{{p[1][0]}}}{p[1][1:-1]}\dot{{{p[1][-1]}}}"
        ),
        "ellipsis": lambda p, r: rf"{p[0]}.{p[1] * 4}\ldots" if len(p[1]) < 4 else None,
    },
    {
        "one_period": lambda p, r: f"{p[0]}.{p[1]}" if int(p[1]) else None,
        "many_periods": lambda p, r: f"{p[0]}.{p[1] * 5}" if int(p[1]) else None,
        "rounded_up": lambda p, r: f"{p[0]}.{p[1] * 3}{min(9, int(p[1][0]) + 1)}",
        "period_short": lambda p, r: (
            rf"{p[0]}.{p[1][:-1]}\overline{{{p[1][-1]}}}" if len(set(p[1])) > 1 else None
        ),
        "period_turned": lambda p, r: (
            rf"{p[0]}.\overline{{{p[1][1:]}{p[1][0]}}}" if len(set(p[1])) > 1 else None
        ),
        "over_tens": lambda p, r: (
            rf"{p[0]}\frac{{{int(p[1])}}}{{{10 ** len(p[1])}}}" if int(p[1]) and int(p[0]) else None
        ),
        "zero_first": lambda p, r: rf"{p[0]}.0\overline{{{p[1]}}}",
        "whole_off": lambda p, r: rf"{int(p[0]) + 1}.\overline{{{p[1]}}}",
    },
)

_NO_POWERS = (2, 3, 5, 6, 7, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23)

ROOT = Family(
    "root",
    lambda rng: rf"\sqrt[{rng.choice((3, 5))}]{{{rng.choice(_NO_POWERS)}}}",
    re.compile(r"\\sqrt\[(\d)\]\{(\d{1,4})\}"),
    {
        "power": lambda p, r: rf"{p[1]}^{{1/{p[0]}}}",
        "power_fraction": lambda p, r: rf"{p[1]}^{{\frac{{1}}{{{p[0]}}}}}",
        "inside": lambda p, r: rf"\frac{{\sqrt[{p[0]}]{{{int(p[1]) * 2 ** int(p[0])}}}}}{{2}}",
        "squared_inside": lambda p, r: rf"\sqrt[{2 * int(p[0])}]{{{int(p[1]) ** 2}}}",
        "solution": lambda p, r: rf"x = \sqrt[{p[0]}]{{{p[1]}}}",
    },
    {
        "index_lost": lambda p, r: rf"\sqrt{{{p[1]}}}",
        "index_as_factor": lambda p, r: rf"{p[0]}\sqrt{{{p[1]}}}",
        "index_other": lambda p, r: rf"\sqrt[{int(p[0]) + 1}]{{{p[1]}}}",
        "power_turned": lambda p, r: f"{p[1]}^{p[0]}",
        "quotient": lambda p, r: rf"\frac{{{p[1]}}}{{{p[0]}}}",
        "negated": lambda p, r: rf"-\sqrt[{p[0]}]{{{p[1]}}}",
        "plus_minus": lambda p, r: rf"\pm\sqrt[{p[0]}]{{{p[1]}}}",
        "radicand_off": lambda p, r: rf"\sqrt[{p[0]}]{{{int(p[1]) + 1}}}",
        "power_unbraced": lambda p, r: f"{p[1]}^1/{p[0]}",
        "equation": lambda p, r: f"x^{p[0]} = {p[1]}",
        "inverse": lambda p, r: rf"{p[1]}^{{-1/{p[0]}}}",
    },
)


def _sample_base_log(rng: Random) -> str:
    base, argument = rng.sample((2, 3, 5, 6, 7, 10, 11, 12, 13), 2)
    return rf"\log_{{{base}}} {argument}"


BASE_LOG = Family(
    "base_log",
    _sample_base_log,
    re.compile(r"\\log_\{(\d{1,3})\} (\d{1,4})"),
    {
        "natural": lambda p, r: rf"\frac{{\ln {p[1]}}}{{\ln {p[0]}}}",
        "common": lambda p, r: rf"\frac{{\lg {p[1]}}}{{\lg {p[0]}}}",
        "same_base_left_out": lambda p, r: rf"\frac{{\log {p[1]}}}{{\log {p[0]}}}",
        "inverse": lambda p, r: rf"\frac{{1}}{{\log_{{{p[1]}}} {p[0]}}}",
        "both_squared": lambda p, r: rf"\log_{{{int(p[0]) ** 2}}} {int(p[1]) ** 2}",
        "shifted": lambda p, r: rf"\log_{{{p[0]}}} {int(p[0]) * int(p[1])} - 1",
        "parentheses": lambda p, r: rf"\log_{p[0]}({p[1]})" if len(p[0]) == 1 else None,
        "minus_inverse": lambda p, r: rf"-\log_{{{p[0]}}} \frac{{1}}{{{p[1]}}}",
    },
    {
        "exchanged": lambda p, r: rf"\log_{{{p[1]}}} {p[0]}",
        "quotient_inside": lambda p, r: rf"\ln \frac{{{p[1]}}}{{{p[0]}}}",
        "product": lambda p, r: rf"\ln {p[1]} \cdot \ln {p[0]}",
        "difference": lambda p, r: rf"\ln {p[1]} - \ln {p[0]}",
        "argument_off": lambda p, r: rf"\log_{{{p[0]}}} {int(p[1]) + 1}",
        "argument_squared": lambda p, r: rf"\log_{{{p[0]}}} {int(p[1]) ** 2}",
        "log_squared": lambda p, r: rf"\log_{{{p[0]}}}^2 {p[1]}",
        "base_as_factor": lambda p, r: rf"{p[0]} \ln {p[1]}",
        "bare": lambda p, r: rf"\ln {p[1]}",
    },
)

_ANGLES = (10, 20, 25, 35, 40, 50, 55, 65, 70, 80)

_CO = {"sin": "cos", "cos": "sin"}


def _supplement(p: Parts) -> str:
    sign = "-" if p[0] == "cos" else ""
    return rf"{sign}\{p[0]} {180 - int(p[1])}^\circ"


TRIGONOMETRY = Family(
    "trigonometry",
    lambda rng: rf"\{rng.choice(('sin', 'cos'))} {rng.choice(_ANGLES)}^\circ",
    re.compile(r"\\(sin|cos) (\d{1,2})\^\\circ"),
    {
        "complement": lambda p, r: rf"\{_CO[p[0]]} {90 - int(p[1])}^\circ",
        "supplement": lambda p, r: _supplement(p),
        "full_turn": lambda p, r: rf"\{p[0]} {360 + int(p[1])}^\circ",
        "radians": lambda p, r: rf"\{p[0]} \frac{{{p[1]}\pi}}{{180}}",
        "parentheses": lambda p, r: rf"\{p[0]}({p[1]}^{{\circ}})",
        "bare_name": lambda p, r: f"{p[0]}({p[1]}°)",
    },
    {
        "degrees_lost": lambda p, r: rf"\{p[0]} {p[1]}",
        "co_function": lambda p, r: rf"\{_CO[p[0]]} {p[1]}^\circ" if p[1] != "45" else None,
        "complement_kept": lambda p, r: (
            rf"\{p[0]} {90 - int(p[1])}^\circ" if p[1] != "45" else None
        ),
        "negated": lambda p, r: rf"-\{p[0]} {p[1]}^\circ",
        "squared": lambda p, r: rf"\{p[0]}^2 {p[1]}^\circ",
        "inverse": lambda p, r: rf"\{p[0]}^{{-1}} {p[1]}^\circ",
        "angle": lambda p, r: rf"{p[1]}^\circ",
        "off_by_one": lambda p, r: rf"\{p[0]} {int(p[1]) + 1}^\circ",
        "doubled_outside": lambda p, r: rf"2\{p[0]} {p[1]}^\circ",
        "tangent": lambda p, r: rf"\tan {p[1]}^\circ",
        "pi_for_degrees": lambda p, r: rf"\{p[0]} \frac{{\pi}}{{{p[1]}}}",
    },
)


def _sample_surd(rng: Random) -> str:
    while True:
        a, b, d = rng.randrange(1, 15), rng.randrange(2, 9), rng.randrange(2, 9)
        if gcd(gcd(a, b), d) == 1:
            root = rng.choice((2, 3, 5, 7, 11))
            return rf"\frac{{{a}{rng.choice('+-')}{b}\sqrt{{{root}}}}}{{{d}}}"


def _surd(first: str, sign: str, *rest: str) -> str:
    factor, radicand, below = rest
    return rf"\frac{{{first}{sign}{factor}\sqrt{{{radicand}}}}}{{{below}}}"


SURD = Family(
    "surd",
    _sample_surd,
    re.compile(r"\\frac\{(\d{1,3})([+-])(\d{1,3})\\sqrt\{(\d{1,3})\}\}\{(\d{1,3})\}"),
    {
        "split": lambda p, r: (
            rf"\frac{{{p[0]}}}{{{p[4]}}} {p[1]} \frac{{{p[2]}\sqrt{{{p[3]}}}}}{{{p[4]}}}"
        ),
        "slash": lambda p, r: rf"({p[0]} {p[1]} {p[2]}\sqrt{{{p[3]}}})/{p[4]}",
        "factor_first": lambda p, r: rf"\frac{{1}}{{{p[4]}}}({p[0]}{p[1]}{p[2]}\sqrt{{{p[3]}}})",
        "root_first": lambda p, r: (
            rf"\frac{{{p[1].strip('+')}{p[2]}\sqrt{{{p[3]}}}+{p[0]}}}{{{p[4]}}}"
        ),
        "coefficient_inside": lambda p, r: (
            rf"\frac{{{p[0]}{p[1]}\sqrt{{{int(p[2]) ** 2 * int(p[3])}}}}}{{{p[4]}}}"
        ),
        "both_turned": lambda p, r: (
            rf"\frac{{-{p[0]}{TURNED_SIGN[p[1]]}{p[2]}\sqrt{{{p[3]}}}}}{{-{p[4]}}}"
        ),
        "unicode": lambda p, r: f"({p[0]}{p[1]}{p[2]}√{p[3]})/{p[4]}",
    },
    {
        "conjugate": lambda p, r: _surd(p[0], TURNED_SIGN[p[1]], *p[2:]),
        "both": lambda p, r: _surd(p[0], r"\pm ", *p[2:]),
        "first_term_only_divided": lambda p, r: (
            rf"\frac{{{p[0]}}}{{{p[4]}}} {p[1]} {p[2]}\sqrt{{{p[3]}}}"
        ),
        "root_only_divided": lambda p, r: (
            rf"{p[0]} {p[1]} \frac{{{p[2]}\sqrt{{{p[3]}}}}}{{{p[4]}}}"
        ),
        "no_parentheses": lambda p, r: rf"{p[0]} {p[1]} {p[2]}\sqrt{{{p[3]}}}/{p[4]}",
        "root_too_long": lambda p, r: rf"\frac{{{p[0]}{p[1]}{p[2]}\sqrt{{{p[3]}+1}}}}{{{p[4]}}}",
        "root_lost": lambda p, r: rf"\frac{{{p[0]}{p[1]}{p[2]} \cdot {p[3]}}}{{{p[4]}}}",
        "below_off": lambda p, r: _surd(*p[:4], str(int(p[4]) + 1)),
        "exchanged": lambda p, r: _surd(p[2], p[1], p[0], *p[3:]) if p[0] != p[2] else None,
        "negated": lambda p, r: "-" + _surd(p[0], p[1], *p[2:]),
    },
)


def _sample_polar(rng: Random) -> str:
    bottom = rng.choice((5, 7, 9, 11))
    return rf"{rng.randrange(2, 20)}e^{{{rng.randrange(2, bottom)}\pi i/{bottom}}}"


POLAR = Family(
    "polar",
    _sample_polar,
    re.compile(r"(\d{1,3})e\^\{(\d{1,2})\\pi i/(\d{1,2})\}"),
    {
        "fraction": lambda p, r: rf"{p[0]}e^{{\frac{{{p[1]}\pi}}{{{p[2]}}}i}}",
        "i_first": lambda p, r: rf"{p[0]}e^{{i{p[1]}\pi/{p[2]}}}",
        "turn_later": lambda p, r: rf"{p[0]}e^{{{int(p[1]) + 2 * int(p[2])}\pi i/{p[2]}}}",
        "cosine": lambda p, r: (
            rf"{p[0]}\left(\cos\frac{{{p[1]}\pi}}{{{p[2]}}}"
            rf" + i\sin\frac{{{p[1]}\pi}}{{{p[2]}}}\right)"
        ),
        "exp": lambda p, r: rf"{p[0]}\exp\left(\frac{{{p[1]}\pi i}}{{{p[2]}}}\right)",
        "half_turn": lambda p, r: rf"-{p[0]}e^{{{int(p[1]) - int(p[2])}\pi i/{p[2]}}}",
    },
    {
        "conjugate": lambda p, r: rf"{p[0]}e^{{-{p[1]}\pi i/{p[2]}}}",
        "i_lost": lambda p, r: rf"{p[0]}e^{{{p[1]}\pi/{p[2]}}}",
        "pi_lost": lambda p, r: rf"{p[0]}e^{{{p[1]}i/{p[2]}}}",
        "modulus": lambda p, r: p[0],
        "argument": lambda p, r: rf"\frac{{{p[1]}\pi}}{{{p[2]}}}",
        "pair": lambda p, r: rf"\left({p[0]}, \frac{{{p[1]}\pi}}{{{p[2]}}}\right)",
        "argument_off": lambda p, r: rf"{p[0]}e^{{{int(p[1]) + 1}\pi i/{p[2]}}}",
        "unit_circle": lambda p, r: rf"e^{{{p[1]}\pi i/{p[2]}}}",
        "cosine_for_sine": lambda p, r: (
            rf"{p[0]}\left(\sin\frac{{{p[1]}\pi}}{{{p[2]}}}"
            rf" + i\cos\frac{{{p[1]}\pi}}{{{p[2]}}}\right)"
            if 4 * int(p[1]) % int(p[2])
            else None
        ),
    },
)


def _sample_factors(rng: Random) -> str:
    one, two = rng.sample((2, 3, 5, 7), 2)
    return rf"{one}^{rng.randrange(2, 7)} \cdot {two}^{rng.randrange(2, 7)}"


FACTORISATION = Family(
    "factorisation",
    _sample_factors,
    re.compile(r"(\d)\^(\d) \\cdot (\d)\^(\d)"),
    {
        "exchanged": lambda p, r: rf"{p[2]}^{p[3]} \cdot {p[0]}^{p[1]}",
        "times": lambda p, r: rf"{p[0]}^{{{p[1]}}} \times {p[2]}^{{{p[3]}}}",
        "worked_out": lambda p, r: str(int(p[0]) ** int(p[1]) * int(p[2]) ** int(p[3])),
        "split": lambda p, r: rf"{p[0]} \cdot {p[0]}^{int(p[1]) - 1} \cdot {p[2]}^{p[3]}",
        "stars": lambda p, r: f"{p[0]}**{p[1]} * {p[2]}**{p[3]}",
        "superscripts": lambda p, r: f"{p[0]}{raised(p[1])}·{p[2]}{raised(p[3])}",
        "parentheses": lambda p, r: f"({p[0]}^{p[1]})({p[2]}^{p[3]})",
    },
    {
        "exponents_exchanged": lambda p, r: (
            rf"{p[0]}^{p[3]} \cdot {p[2]}^{p[1]}" if p[1] != p[3] else None
        ),
        "sum": lambda p, r: f"{p[0]}^{p[1]} + {p[2]}^{p[3]}",
        "digits": lambda p, r: rf"{p[0]}{p[1]} \cdot {p[2]}{p[3]}",
        "factors": lambda p, r: rf"{p[0]} \cdot {p[1]} \cdot {p[2]} \cdot {p[3]}",
        "one_less": lambda p, r: rf"{p[0]}^{int(p[1]) - 1} \cdot {p[2]}^{p[3]}",
        "list": lambda p, r: f"{p[0]}^{p[1]}, {p[2]}^{p[3]}",
        "base_of_both": lambda p, r: rf"({p[0]} \cdot {p[2]})^{{{p[1]}}}" if p[1] != p[3] else None,
        "tower": lambda p, r: f"{p[0]}^{{{p[1]}^{{{p[3]}}}}}",
        "primes": lambda p, r: f"{p[0]}, {p[2]}",
        "quotient": lambda p, r: rf"\frac{{{p[0]}^{p[1]}}}{{{p[2]}^{p[3]}}}",
        "last_digit": lambda p, r: str(int(p[0]) ** int(p[1]) * int(p[2]) ** int(p[3]) + 1),
    },
)


FAMILIES = (
    REPEATING,
    ROOT,
    BASE_LOG,
    TRIGONOMETRY,
    SURD,
    POLAR,
    FACTORISATION,
)
