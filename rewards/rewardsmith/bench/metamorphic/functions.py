"""Sines and logarithms of a variable, growth, values of functions, sums of roots, logic."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from math import comb

from rewardsmith.bench.metamorphic.family import Family
from rewardsmith.bench.metamorphic.writing import TURNED_SIGN

WAVE = Family(
    "wave",
    lambda rng: r"{}\sin({}x)".format(*rng.sample(range(2, 12), 2)),
    re.compile(r"(\d{1,2})\\sin\((\d{1,2})x\)"),
    {
        "no_parentheses": lambda p, r: rf"{p[0]}\sin {p[1]}x",
        "bare": lambda p, r: f"{p[0]}sin({p[1]}x)",
        "cosine": lambda p, r: rf"{p[0]}\cos\left(\frac{{\pi}}{{2}} - {p[1]}x\right)",
        "odd": lambda p, r: rf"-{p[0]}\sin(-{p[1]}x)",
        "function": lambda p, r: rf"f(x) = {p[0]}\sin({p[1]}x)",
        "dot": lambda p, r: rf"{p[0]} \cdot \sin\left({p[1]} x\right)",
    },
    {
        "exchanged": lambda p, r: rf"{p[1]}\sin({p[0]}x)",
        "product_inside": lambda p, r: rf"\sin({int(p[0]) * int(p[1])}x)",
        "factor_outside": lambda p, r: rf"{int(p[0]) * int(p[1])}\sin x",
        "cosine": lambda p, r: rf"{p[0]}\cos({p[1]}x)",
        "square": lambda p, r: rf"{p[0]}\sin^2({p[1]}x)",
        "square_inside": lambda p, r: rf"{p[0]}\sin({p[1]}x^2)",
        "x_outside": lambda p, r: rf"{p[0]}x\sin({p[1]})",
        "hyperbolic": lambda p, r: rf"{p[0]}\sinh({p[1]}x)",
        "inverse": lambda p, r: rf"{p[0]}\sin^{{-1}}({p[1]}x)",
        "degrees": lambda p, r: rf"{p[0]}\sin({p[1]}x^\circ)",
        "shifted": lambda p, r: rf"{p[0]}\sin({p[1]}x + \pi)",
        "amplitude": lambda p, r: p[0],
    },
)

LOGARITHM_OF_X = Family(
    "logarithm_of_x",
    lambda rng: rf"\ln(x+{rng.randrange(2, 30)})",
    re.compile(r"\\ln\(x\+(\d{1,2})\)"),
    {
        "sized": lambda p, r: rf"\ln\left(x + {p[0]}\right)",
        "inverse": lambda p, r: rf"-\ln\frac{{1}}{{x+{p[0]}}}",
        "split": lambda p, r: rf"\ln {p[0]} + \ln\left(1 + \frac{{x}}{{{p[0]}}}\right)",
        "base": lambda p, r: rf"\log_e(x+{p[0]})",
        "exchanged": lambda p, r: rf"\ln({p[0]}+x)",
        "function": lambda p, r: rf"y = \ln(x+{p[0]})",
    },
    {
        "parentheses_lost": lambda p, r: rf"\ln x + {p[0]}",
        "sum": lambda p, r: rf"\ln x + \ln {p[0]}",
        "product": lambda p, r: rf"\ln({p[0]}x)",
        "minus": lambda p, r: rf"\ln(x-{p[0]})",
        "common": lambda p, r: rf"\log_{{10}}(x+{p[0]})",
        "exponential": lambda p, r: rf"e^{{x+{p[0]}}}",
        "derivative": lambda p, r: rf"\frac{{1}}{{x+{p[0]}}}",
        "twice": lambda p, r: rf"\ln\ln(x+{p[0]})",
        "square": lambda p, r: rf"\ln^2(x+{p[0]})",
        "other_variable": lambda p, r: rf"\ln(t+{p[0]})",
        "plus_one": lambda p, r: rf"\ln(x+{p[0]}) + 1",
        "equation": lambda p, r: rf"\ln(x+{p[0]}) = 0",
    },
)

GROWTH = Family(
    "growth",
    lambda rng: rf"{rng.randrange(2, 90)}00(1.0{rng.randrange(1, 10)})^t",
    re.compile(r"(\d{1,3})00\(1\.0(\d)\)\^t"),
    {
        "cdot": lambda p, r: rf"{p[0]}00 \cdot 1.0{p[1]}^t",
        "braced": lambda p, r: rf"{p[0]}00(1.0{p[1]})^{{t}}",
        "fraction": lambda p, r: rf"{p[0]}00\left(\frac{{10{p[1]}}}{{100}}\right)^t",
        "sum": lambda p, r: f"{p[0]}00(1 + 0.0{p[1]})^t",
        "named": lambda p, r: f"P(t) = {p[0]}00(1.0{p[1]})^t",
        "exponential": lambda p, r: rf"{p[0]}00e^{{t\ln 1.0{p[1]}}}",
    },
    {
        "simple": lambda p, r: f"{p[0]}00(1 + 0.0{p[1]}t)",
        "decay": lambda p, r: f"{p[0]}00(0.9{10 - int(p[1])})^t",
        "rate_tenfold": lambda p, r: f"{p[0]}00(1.{p[1]})^t",
        "all_to_the_t": lambda p, r: f"({p[0]}00 \\cdot 1.0{p[1]})^t",
        "times_t": lambda p, r: f"{p[0]}00(1.0{p[1]})t",
        "natural": lambda p, r: rf"{p[0]}00e^{{0.0{p[1]}t}}",
        "one_year_later": lambda p, r: rf"{p[0]}00(1.0{p[1]})^{{t+1}}",
        "start_off": lambda p, r: f"{p[0]}01(1.0{p[1]})^t",
        "rate_only": lambda p, r: rf"{p[1]}\%",
        "one_lost": lambda p, r: f"{p[0]}00(0.0{p[1]})^t",
        "start_added": lambda p, r: f"{p[0]}00 + 1.0{p[1]}^t",
    },
)

VALUE = Family(
    "value_of_function",
    lambda rng: "f({}) = {}".format(*rng.sample(range(2, 60), 2)),
    re.compile(r"f\((\d{1,3})\) = (\d{1,3})"),
    {
        "flipped": lambda p, r: f"{p[1]} = f({p[0]})",
        "unreduced": lambda p, r: rf"f({p[0]}) = \frac{{{2 * int(p[1])}}}{{2}}",
        "sized": lambda p, r: rf"f\left({p[0]}\right) = {p[1]}",
    },
    {
        "exchanged": lambda p, r: f"f({p[1]}) = {p[0]}",
        "other_function": lambda p, r: f"g({p[0]}) = {p[1]}",
        "derivative": lambda p, r: f"f'({p[0]}) = {p[1]}",
        "other_argument": lambda p, r: f"f({int(p[0]) + 1}) = {p[1]}",
        "other_value": lambda p, r: f"f({p[0]}) = {int(p[1]) + 1}",
        "at_least": lambda p, r: rf"f({p[0]}) \ge {p[1]}",
        "argument": lambda p, r: p[0],
        "inverse": lambda p, r: rf"f^{{-1}}({p[0]}) = {p[1]}",
        "everywhere": lambda p, r: f"f(x) = {p[1]}",
        "point": lambda p, r: f"({p[0]}, {p[1]})",
        "scaled": lambda p, r: f"2f({p[0]}) = {p[1]}",
        "negated_argument": lambda p, r: f"f(-{p[0]}) = {p[1]}",
    },
    {"value": lambda p, r: p[1]},
)

SUM_OF_ROOTS = Family(
    "sum_of_roots",
    lambda rng: r"\sqrt{{{}}} + \sqrt{{{}}}".format(*rng.sample((2, 3, 5, 7, 11, 13), 2)),
    re.compile(r"\\sqrt\{(\d{1,2})\} \+ \\sqrt\{(\d{1,2})\}"),
    {
        "exchanged": lambda p, r: rf"\sqrt{{{p[1]}}} + \sqrt{{{p[0]}}}",
        "nested": lambda p, r: (
            rf"\sqrt{{{int(p[0]) + int(p[1])} + 2\sqrt{{{int(p[0]) * int(p[1])}}}}}"
        ),
        "powers": lambda p, r: rf"{p[0]}^{{1/2}} + {p[1]}^{{0.5}}",
        "unicode": lambda p, r: f"√{p[0]} + √{p[1]}",
        "quotient": lambda p, r: (
            rf"\frac{{{int(p[0]) - int(p[1])}}}{{\sqrt{{{p[0]}}} - \sqrt{{{p[1]}}}}}"
        ),
    },
    {
        "one_root": lambda p, r: rf"\sqrt{{{int(p[0]) + int(p[1])}}}",
        "radicand_off": lambda p, r: rf"\sqrt{{{p[0]}}} + \sqrt{{{int(p[1]) + 1}}}",
        "product": lambda p, r: rf"\sqrt{{{p[0]}}} \cdot \sqrt{{{p[1]}}}",
        "difference": lambda p, r: rf"\sqrt{{{p[0]}}} - \sqrt{{{p[1]}}}",
        "plus_minus": lambda p, r: rf"\sqrt{{{p[0]}}} \pm \sqrt{{{p[1]}}}",
        "nested_without_two": lambda p, r: (
            rf"\sqrt{{{int(p[0]) + int(p[1])} + \sqrt{{{int(p[0]) * int(p[1])}}}}}"
        ),
        "list": lambda p, r: rf"\sqrt{{{p[0]}}}, \sqrt{{{p[1]}}}",
        "root_of_root": lambda p, r: rf"\sqrt{{{p[0]} + \sqrt{{{p[1]}}}}}",
        "cube_root": lambda p, r: rf"\sqrt{{{p[0]}}} + \sqrt[3]{{{p[1]}}}",
        "rounded": lambda p, r: f"{int(p[0]) ** 0.5 + int(p[1]) ** 0.5:.4f}",
        "squares": lambda p, r: str(int(p[0]) + int(p[1])),
    },
)

VOLUME = Family(
    "volume",
    lambda rng: rf"{rng.randrange(2, 300)}\pi \text{{ cm}}^3",
    re.compile(r"(\d{1,4})\\pi \\text\{ cm\}\^3"),
    {
        "words": lambda p, r: rf"{p[0]}\pi \text{{ cubic centimeters}}",
        "upright": lambda p, r: rf"{p[0]}\pi \ \mathrm{{cm^3}}",
        "millilitres": lambda p, r: rf"{p[0]}\pi \text{{ ml}}",
        "pi_first": lambda p, r: rf"\pi \cdot {p[0]} \text{{ cm}}^3",
        "superscript": lambda p, r: rf"{p[0]}\pi \text{{ cm³}}",
    },
    {
        "area": lambda p, r: rf"{p[0]}\pi \text{{ cm}}^2",
        "length": lambda p, r: rf"{p[0]}\pi \text{{ cm}}",
        "metres": lambda p, r: rf"{p[0]}\pi \text{{ m}}^3",
        "pi_lost": lambda p, r: rf"{p[0]} \text{{ cm}}^3",
        "pi_squared": lambda p, r: rf"{p[0]}\pi^2 \text{{ cm}}^3",
        "litres": lambda p, r: rf"{p[0]}\pi \text{{ liters}}",
        "rounded": lambda p, r: rf"{int(p[0]) * 3.14:.2f} \text{{ cm}}^3",
        "cubed": lambda p, r: rf"({p[0]}\pi)^3 \text{{ cm}}^3",
        "off_by_one": lambda p, r: rf"{int(p[0]) + 1}\pi \text{{ cm}}^3",
        "third": lambda p, r: rf"\frac{{{p[0]}\pi}}{{3}} \text{{ cm}}^3",
        "inches": lambda p, r: rf"{p[0]}\pi \text{{ in}}^3",
    },
    {"bare": lambda p, r: rf"{p[0]}\pi"},
)

LOGIC = Family(
    "logic",
    lambda rng: rf"{rng.choice('pq')} \land \lnot {rng.choice('rs')}",
    re.compile(r"([pq]) \\land \\lnot ([rs])"),
    {
        "wedge": lambda p, r: rf"{p[0]} \wedge \neg {p[1]}",
        "unicode": lambda p, r: f"{p[0]} ∧ ¬{p[1]}",
        "parentheses": lambda p, r: rf"({p[0]}) \land (\lnot {p[1]})",
    },
    {
        "or": lambda p, r: rf"{p[0]} \lor \lnot {p[1]}",
        "not_lost": lambda p, r: rf"{p[0]} \land {p[1]}",
        "other_not": lambda p, r: rf"\lnot {p[0]} \land {p[1]}",
        "both_not": lambda p, r: rf"\lnot {p[0]} \land \lnot {p[1]}",
        "all_not": lambda p, r: rf"\lnot ({p[0]} \land {p[1]})",
        "implies": lambda p, r: rf"{p[0]} \to \lnot {p[1]}",
        "first": lambda p, r: p[0],
        "other_name": lambda p, r: rf"{p[0]} \land \lnot u",
    },
)

COMPLEX_FRACTION = Family(
    "complex_fraction",
    lambda rng: r"\frac{{{}{}{}i}}{{{}}}".format(
        rng.choice((1, 3, 7)), rng.choice("+-"), rng.choice((2, 4, 8)), rng.choice((5, 11, 13))
    ),
    re.compile(r"\\frac\{(\d)([+-])(\d)i\}\{(\d{1,2})\}"),
    {
        "split": lambda p, r: rf"\frac{{{p[0]}}}{{{p[3]}}} {p[1]} \frac{{{p[2]}}}{{{p[3]}}}i",
        "i_above": lambda p, r: rf"\frac{{{p[0]}}}{{{p[3]}}} {p[1]} \frac{{{p[2]}i}}{{{p[3]}}}",
        "slash": lambda p, r: f"({p[0]} {p[1]} {p[2]}i)/{p[3]}",
        "scaled": lambda p, r: (
            rf"\frac{{{2 * int(p[0])}{p[1]}{2 * int(p[2])}i}}{{{2 * int(p[3])}}}"
        ),
        "over_i": lambda p, r: rf"\frac{{{p[0]}i {TURNED_SIGN[p[1]]} {p[2]}}}{{{p[3]}i}}",
    },
    {
        "conjugate": lambda p, r: rf"\frac{{{p[0]}{TURNED_SIGN[p[1]]}{p[2]}i}}{{{p[3]}}}",
        "first_divided": lambda p, r: rf"\frac{{{p[0]}}}{{{p[3]}}} {p[1]} {p[2]}i",
        "second_divided": lambda p, r: rf"{p[0]} {p[1]} \frac{{{p[2]}i}}{{{p[3]}}}",
        "exchanged": lambda p, r: rf"\frac{{{p[2]}{p[1]}{p[0]}i}}{{{p[3]}}}",
        "i_below": lambda p, r: rf"\frac{{{p[0]}{p[1]}{p[2]}}}{{{p[3]}i}}",
        "i_lost": lambda p, r: rf"\frac{{{p[0]}{p[1]}{p[2]}}}{{{p[3]}}}",
        "modulus_squared": lambda p, r: (
            rf"\frac{{{int(p[0]) ** 2 + int(p[2]) ** 2}}}{{{int(p[3]) ** 2}}}"
        ),
        "numerator": lambda p, r: f"{p[0]}{p[1]}{p[2]}i",
        "pair": lambda p, r: rf"\left(\frac{{{p[0]}}}{{{p[3]}}}, \frac{{{p[2]}}}{{{p[3]}}}\right)",
        "both": lambda p, r: rf"\frac{{{p[0]} \pm {p[2]}i}}{{{p[3]}}}",
        "variable": lambda p, r: rf"\frac{{{p[0]}{p[1]}{p[2]}x}}{{{p[3]}}}",
    },
)

CHOOSE = Family(
    "choose_of_n",
    lambda rng: rf"\binom{{n+{rng.randrange(1, 8)}}}{{2}}",
    re.compile(r"\\binom\{n\+(\d)\}\{2\}"),
    {
        "product": lambda p, r: rf"\frac{{(n+{p[0]})(n+{int(p[0]) - 1})}}{{2}}",
        "expanded": lambda p, r: (
            rf"\frac{{n^2 + {2 * int(p[0]) - 1}n + {int(p[0]) * (int(p[0]) - 1)}}}{{2}}"
        ),
        "symmetric": lambda p, r: (
            rf"\binom{{n+{p[0]}}}{{n+{int(p[0]) - 2}}}" if int(p[0]) > 2 else None
        ),
        "choose": lambda p, r: rf"{{n+{p[0]} \choose 2}}",
        "factorials": lambda p, r: (
            rf"\frac{{(n+{p[0]})!}}{{2!(n+{int(p[0]) - 2})!}}" if int(p[0]) > 2 else None
        ),
    },
    {
        "next": lambda p, r: rf"\binom{{n+{int(p[0]) + 1}}}{{2}}",
        "three": lambda p, r: rf"\binom{{n+{p[0]}}}{{3}}",
        "square": lambda p, r: rf"\frac{{(n+{p[0]})^2}}{{2}}",
        "rising": lambda p, r: rf"\frac{{(n+{p[0]})(n+{int(p[0]) + 1})}}{{2}}",
        "half_lost": lambda p, r: rf"(n+{p[0]})(n+{int(p[0]) - 1})",
        "fraction": lambda p, r: rf"\frac{{n+{p[0]}}}{{2}}",
        "first_value": lambda p, r: str(comb(1 + int(p[0]), 2)),
        "power": lambda p, r: rf"(n+{p[0]})^2",
        "turned": lambda p, r: rf"\binom{{2}}{{n+{p[0]}}}",
        "sum": lambda p, r: rf"\binom{{n}}{{2}} + \binom{{{p[0]}}}{{2}}",
        "renamed": lambda p, r: rf"\binom{{m+{p[0]}}}{{2}}",
    },
)

FAMILIES = (
    WAVE,
    LOGARITHM_OF_X,
    GROWTH,
    VALUE,
    SUM_OF_ROOTS,
    VOLUME,
    LOGIC,
    COMPLEX_FRACTION,
    CHOOSE,
)
