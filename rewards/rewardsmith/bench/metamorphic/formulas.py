"""Sequences, rational functions, monomials, exponentials, antiderivatives, two variables."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from random import Random

from rewardsmith.bench.metamorphic.family import Family
from rewardsmith.bench.metamorphic.writing import raised

SEQUENCE = Family(
    "sequence",
    lambda rng: f"a_n = {rng.randrange(2, 15)}n - {rng.randrange(1, 15)}",
    re.compile(r"a_n = (\d{1,3})n - (\d{1,3})"),
    {
        "braced": lambda p, r: rf"a_{{n}} = {p[0]}n - {p[1]}",
        "exchanged": lambda p, r: f"a_n = -{p[1]} + {p[0]}n",
        "from_first": lambda p, r: f"a_n = {int(p[0]) - int(p[1])} + {p[0]}(n-1)",
        "flipped": lambda p, r: f"{p[0]}n - {p[1]} = a_n",
        "with_domain": lambda p, r: rf"a_n = {p[0]}n - {p[1]}, n \in \mathbb{{N}}",
    },
    {
        "index_shifted": lambda p, r: f"a_n = {p[0]}(n-1) - {p[1]}",
        "next_term": lambda p, r: rf"a_{{n+1}} = {p[0]}n - {p[1]}",
        "sign": lambda p, r: f"a_n = {p[0]}n + {p[1]}",
        "power": lambda p, r: f"a_n = {p[0]}^n - {p[1]}",
        "other_name": lambda p, r: f"b_n = {p[0]}n - {p[1]}",
        "recurrence": lambda p, r: rf"a_{{n+1}} = a_n + {p[0]}",
        "sum": lambda p, r: rf"S_n = {p[0]}n - {p[1]}",
        "first_terms": lambda p, r: ", ".join(str(int(p[0]) * n - int(p[1])) for n in range(1, 5)),
        "name": lambda p, r: "a_n",
        "common_factor_lost": lambda p, r: f"a_n = n - {p[1]}",
    },
    {"body": lambda p, r: f"{p[0]}n - {p[1]}"},
)


def _sample_rational(rng: Random) -> str:
    return rf"\frac{{x+{rng.randrange(1, 15)}}}{{x-{rng.randrange(1, 15)}}}"


RATIONAL = Family(
    "rational_function",
    _sample_rational,
    re.compile(r"\\frac\{x\+(\d{1,3})\}\{x-(\d{1,3})\}"),
    {
        "signs_turned": lambda p, r: rf"\frac{{-x-{p[0]}}}{{{p[1]}-x}}",
        "slash": lambda p, r: f"(x+{p[0]})/(x-{p[1]})",
        "divided": lambda p, r: rf"1 + \frac{{{int(p[0]) + int(p[1])}}}{{x-{p[1]}}}",
        "common_factor": lambda p, r: rf"\frac{{3x+{3 * int(p[0])}}}{{3x-{3 * int(p[1])}}}",
        "variable_factor": lambda p, r: rf"\frac{{x(x+{p[0]})}}{{x^2-{p[1]}x}}",
        "power": lambda p, r: rf"(x+{p[0]})(x-{p[1]})^{{-1}}",
        "split": lambda p, r: rf"\frac{{x}}{{x-{p[1]}}} + \frac{{{p[0]}}}{{x-{p[1]}}}",
        "minus_outside": lambda p, r: rf"-\frac{{x+{p[0]}}}{{{p[1]}-x}}",
    },
    {
        "inverted": lambda p, r: rf"\frac{{x-{p[1]}}}{{x+{p[0]}}}",
        "cancelled": lambda p, r: rf"-\frac{{{p[0]}}}{{{p[1]}}}",
        "no_parentheses": lambda p, r: f"x+{p[0]}/x-{p[1]}",
        "one_sign": lambda p, r: rf"\frac{{x+{p[0]}}}{{{p[1]}-x}}",
        "exchanged": lambda p, r: rf"\frac{{x+{p[1]}}}{{x-{p[0]}}}" if p[0] != p[1] else None,
        "product": lambda p, r: f"(x+{p[0]})(x-{p[1]})",
        "squared": lambda p, r: rf"\frac{{(x+{p[0]})^2}}{{(x-{p[1]})^2}}",
        "constant_split": lambda p, r: rf"\frac{{x}}{{x}} - \frac{{{p[0]}}}{{{p[1]}}}",
        "renamed": lambda p, r: rf"\frac{{t+{p[0]}}}{{t-{p[1]}}}",
        "equation": lambda p, r: rf"\frac{{x+{p[0]}}}{{x-{p[1]}}} = 0",
        "plus_constant": lambda p, r: rf"\frac{{x+{p[0]}}}{{x-{p[1]}}} + C",
        "root": lambda p, r: f"x = -{p[0]}",
    },
)

MONOMIAL = Family(
    "monomial",
    lambda rng: "{}x^{}y^{}".format(rng.randrange(2, 20), *rng.sample(range(2, 9), 2)),
    re.compile(r"(\d{1,3})x\^(\d)y\^(\d)"),
    {
        "exchanged": lambda p, r: f"{p[0]}y^{p[2]}x^{p[1]}",
        "braced": lambda p, r: rf"{p[0]}x^{{{p[1]}}}y^{{{p[2]}}}",
        "coefficient_last": lambda p, r: rf"x^{p[1]} y^{p[2]} \cdot {p[0]}",
        "quotient": lambda p, r: rf"\frac{{{p[0]}y^{p[2]}}}{{x^{{-{p[1]}}}}}",
        "split": lambda p, r: rf"{p[0]} x \cdot x^{int(p[1]) - 1} \cdot y^{p[2]}",
        "superscripts": lambda p, r: f"{p[0]}x{raised(p[1])}y{raised(p[2])}",
        "stars": lambda p, r: f"{p[0]}*x**{p[1]}*y**{p[2]}",
    },
    {
        "exponents_exchanged": lambda p, r: f"{p[0]}x^{p[2]}y^{p[1]}",
        "coefficient_inside": lambda p, r: f"({p[0]}x)^{p[1]}y^{p[2]}",
        "sum": lambda p, r: f"{p[0]}x^{p[1]} + y^{p[2]}",
        "tower": lambda p, r: rf"{p[0]}x^{{{p[1]}y^{p[2]}}}",
        "product_power": lambda p, r: f"{p[0]}(xy)^{p[1]}",
        "factors": lambda p, r: f"{p[0]}x{p[1]}y{p[2]}",
        "one_variable": lambda p, r: f"{p[0]}x^{int(p[1]) + int(p[2])}",
        "exponent_off": lambda p, r: f"{p[0]}x^{p[1]}y^{int(p[2]) + 1}",
        "negated": lambda p, r: f"-{p[0]}x^{p[1]}y^{p[2]}",
        "upper_case": lambda p, r: f"{p[0]}X^{p[1]}Y^{p[2]}",
        "equation": lambda p, r: f"{p[0]}x^{p[1]} = y^{p[2]}",
        "subscripts": lambda p, r: f"{p[0]}x_{p[1]}y_{p[2]}",
    },
)

EXPONENTIAL = Family(
    "exponential",
    lambda rng: rf"{rng.randrange(2, 8)}^{{n+{rng.randrange(1, 6)}}} - {rng.randrange(1, 9)}",
    re.compile(r"(\d)\^\{n\+(\d)\} - (\d)"),
    {
        "factored": lambda p, r: rf"{int(p[0]) ** int(p[1])} \cdot {p[0]}^n - {p[2]}",
        "split": lambda p, r: rf"{p[0]}^n \cdot {p[0]}^{p[1]} - {p[2]}",
        "exponent_exchanged": lambda p, r: rf"{p[0]}^{{{p[1]}+n}} - {p[2]}",
        "terms_exchanged": lambda p, r: rf"-{p[2]} + {p[0]}^{{n+{p[1]}}}",
        "parentheses": lambda p, r: f"{p[0]}^(n+{p[1]}) - {p[2]}",
    },
    {
        "exponent_unbraced": lambda p, r: f"{p[0]}^n+{p[1]} - {p[2]}",
        "all_above": lambda p, r: rf"{p[0]}^{{n+{p[1]}-{p[2]}}}",
        "exponent_off": lambda p, r: rf"{p[0]}^{{n+{int(p[1]) + 1}}} - {p[2]}",
        "exponent_minus": lambda p, r: rf"{p[0]}^{{n-{p[1]}}} - {p[2]}",
        "base_and_exponent": lambda p, r: rf"(n+{p[1]})^{p[0]} - {p[2]}",
        "product": lambda p, r: rf"{p[0]}(n+{p[1]}) - {p[2]}",
        "plus": lambda p, r: rf"{p[0]}^{{n+{p[1]}}} + {p[2]}",
        "first_value": lambda p, r: str(int(p[0]) ** (1 + int(p[1])) - int(p[2])),
        "renamed": lambda p, r: rf"{p[0]}^{{m+{p[1]}}} - {p[2]}",
        "doubled_exponent": lambda p, r: rf"{p[0]}^{{{p[1]}n}} - {p[2]}",
        "recurrence": lambda p, r: rf"a_{{n+{p[1]}}} - {p[2]}",
    },
)

ANTIDERIVATIVE = Family(
    "antiderivative",
    lambda rng: rf"\frac{{x^{rng.randrange(3, 9)}}}{{{rng.randrange(2, 9)}}} + C",
    re.compile(r"\\frac\{x\^(\d)\}\{(\d)\} \+ C"),
    {
        "coefficient": lambda p, r: rf"\frac{{1}}{{{p[1]}}}x^{p[0]} + C",
        "constant_first": lambda p, r: rf"C + \frac{{x^{p[0]}}}{{{p[1]}}}",
        "unreduced": lambda p, r: rf"\frac{{2x^{p[0]}}}{{{2 * int(p[1])}}} + C",
        "slash": lambda p, r: f"x^{p[0]}/{p[1]} + C",
        "text_constant": lambda p, r: rf"\frac{{x^{p[0]}}}{{{p[1]}}} + \text{{C}}",
    },
    {
        "derivative": lambda p, r: rf"\frac{{{p[0]}x^{int(p[0]) - 1}}}{{{p[1]}}} + C",
        "exponent": lambda p, r: rf"\frac{{x^{int(p[0]) + 1}}}{{{p[1]}}} + C",
        "constant_factor": lambda p, r: rf"\frac{{Cx^{p[0]}}}{{{p[1]}}}",
        "other_variable": lambda p, r: rf"\frac{{t^{p[0]}}}{{{p[1]}}} + C",
        "negated": lambda p, r: rf"-\frac{{x^{p[0]}}}{{{p[1]}}} + C",
        "coefficient_off": lambda p, r: rf"\frac{{x^{p[0]}}}{{{int(p[1]) + 1}}} + C",
        "variable_for_constant": lambda p, r: rf"\frac{{x^{p[0]}}}{{{p[1]}}} + x",
        "divided_constant": lambda p, r: rf"\frac{{x^{p[0]} + C x}}{{{p[1]}}}",
        "bare_constant": lambda p, r: "C",
    },
)

TWO_VARIABLES = Family(
    "two_variables",
    lambda rng: "f(x, y) = {}x + {}y".format(*rng.sample(range(2, 20), 2)),
    re.compile(r"f\(x, y\) = (\d{1,3})x \+ (\d{1,3})y"),
    {
        "exchanged": lambda p, r: f"f(x, y) = {p[1]}y + {p[0]}x",
        "renamed": lambda p, r: f"f(s, t) = {p[0]}s + {p[1]}t",
        "turned_arguments": lambda p, r: f"f(y, x) = {p[1]}x + {p[0]}y",
        "tight": lambda p, r: f"f(x,y)={p[0]}x+{p[1]}y",
    },
    {
        "arguments_exchanged": lambda p, r: f"f(y, x) = {p[0]}x + {p[1]}y",
        "coefficients_exchanged": lambda p, r: f"f(x, y) = {p[1]}x + {p[0]}y",
        "one_argument": lambda p, r: f"f(x) = {p[0]}x + {p[1]}y",
        "renamed_one": lambda p, r: f"f(x, t) = {p[0]}x + {p[1]}y",
        "minus": lambda p, r: f"f(x, y) = {p[0]}x - {p[1]}y",
        "product": lambda p, r: f"f(x, y) = {p[0]}x \\cdot {p[1]}y",
        "other_function": lambda p, r: f"g(x, y) = {p[0]}x + {p[1]}y",
        "pair": lambda p, r: f"({p[0]}x, {p[1]}y)",
        "three_arguments": lambda p, r: f"f(x, y, z) = {p[0]}x + {p[1]}y",
        "equation": lambda p, r: f"{p[0]}x + {p[1]}y = 0",
        "value": lambda p, r: f"f(1, 1) = {int(p[0]) + int(p[1])}",
    },
    {"body": lambda p, r: f"{p[0]}x + {p[1]}y"},
)


FAMILIES = (
    SEQUENCE,
    RATIONAL,
    MONOMIAL,
    EXPONENTIAL,
    ANTIDERIVATIVE,
    TWO_VARIABLES,
)
