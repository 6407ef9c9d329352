"""Systems, vectors, lines, polar points, intervals and unions, sets of sets."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from random import Random

from rewardsmith.bench.metamorphic.family import Family
from rewardsmith.bench.metamorphic.writing import distinct

SYSTEM = Family(
    "system",
    lambda rng: "x = {}, y = {}, z = {}".format(*distinct(rng, 3)),
    re.compile(r"x = (-?\d{1,5}), y = (-?\d{1,5}), z = (-?\d{1,5})"),
    {
        "other_order": lambda p, r: f"z = {p[2]}, x = {p[0]}, y = {p[1]}",
        "tuple": lambda p, r: f"({p[0]}, {p[1]}, {p[2]})",
        "named_tuple": lambda p, r: f"(x, y, z) = ({p[0]}, {p[1]}, {p[2]})",
        "cases": lambda p, r: (
            rf"\begin{{cases}} x = {p[0]} \\ y = {p[1]} \\ z = {p[2]} \end{{cases}}"
        ),
        "and": lambda p, r: rf"x = {p[0]}, y = {p[1]} \text{{ and }} z = {p[2]}",
        "flipped": lambda p, r: f"{p[0]} = x, {p[1]} = y, {p[2]} = z",
    },
    {
        "values_turned": lambda p, r: f"x = {p[1]}, y = {p[2]}, z = {p[0]}",
        "names_turned": lambda p, r: f"y = {p[0]}, z = {p[1]}, x = {p[2]}",
        "tuple_turned": lambda p, r: f"({p[2]}, {p[0]}, {p[1]})",
        "cases_turned": lambda p, r: (
            rf"\begin{{cases}} x = {p[2]} \\ y = {p[0]} \\ z = {p[1]} \end{{cases}}"
        ),
        "one_missing": lambda p, r: f"x = {p[0]}, y = {p[1]}",
        "one_name_twice": lambda p, r: f"x = {p[0]}, y = {p[1]}, y = {p[2]}",
        "other_name": lambda p, r: f"x = {p[0]}, y = {p[1]}, w = {p[2]}",
        "all_alike": lambda p, r: f"x = y = z = {p[0]}",
        "sum": lambda p, r: f"x + y + z = {sum(map(int, p))}",
        "named_otherwise": lambda p, r: f"(y, x, z) = ({p[0]}, {p[1]}, {p[2]})",
        "set": lambda p, r: rf"\{{{p[0]}, {p[1]}, {p[2]}\}}",
        "one_negated": lambda p, r: f"x = {p[0]}, y = {-int(p[1])}, z = {p[2]}",
    },
)

VECTOR = Family(
    "vector",
    lambda rng: r"\langle {}, {}, {} \rangle".format(*distinct(rng, 3)),
    re.compile(r"\\langle (-?\d{1,5}), (-?\d{1,5}), (-?\d{1,5}) \\rangle"),
    {
        "parentheses": lambda p, r: f"({p[0]}, {p[1]}, {p[2]})",
        "column": lambda p, r: rf"\begin{{pmatrix}} {p[0]} \\ {p[1]} \\ {p[2]} \end{{pmatrix}}",
        "column_brackets": lambda p, r: rf"\begin{{bmatrix}}{p[0]}\\{p[1]}\\{p[2]}\end{{bmatrix}}",
        "sized": lambda p, r: rf"\left\langle {p[0]},{p[1]},{p[2]} \right\rangle",
        "arrow": lambda p, r: rf"\vec{{v}} = \langle {p[0]}, {p[1]}, {p[2]} \rangle",
        "transposed_row": lambda p, r: f"({p[0]}, {p[1]}, {p[2]})^T",
    },
    {
        "negated": lambda p, r: r"\langle {}, {}, {} \rangle".format(*(-int(n) for n in p)),
        "minus_outside": lambda p, r: rf"-\langle {p[0]}, {p[1]}, {p[2]} \rangle",
        "doubled": lambda p, r: rf"2\langle {p[0]}, {p[1]}, {p[2]} \rangle",
        "turned": lambda p, r: rf"\langle {p[1]}, {p[2]}, {p[0]} \rangle",
        "length_squared": lambda p, r: str(sum(int(n) ** 2 for n in p)),
        "length": lambda p, r: rf"\sqrt{{{sum(int(n) ** 2 for n in p)}}}",
        "row": lambda p, r: rf"\begin{{pmatrix}} {p[0]} & {p[1]} & {p[2]} \end{{pmatrix}}",
        "column_off": lambda p, r: (
            rf"\begin{{pmatrix}} {p[0]} \\ {p[1]} \\ {int(p[2]) + 1} \end{{pmatrix}}"
        ),
        "two_only": lambda p, r: rf"\langle {p[0]}, {p[1]} \rangle",
        "set": lambda p, r: rf"\{{{p[0]}, {p[1]}, {p[2]}\}}",
        "bars": lambda p, r: rf"|({p[0]}, {p[1]}, {p[2]})|",
    },
)

PARAMETRIC = Family(
    "parametric",
    lambda rng: "({}+{}t, {}-{}t)".format(*rng.sample(range(2, 20), 4)),
    re.compile(r"\((\d{1,2})\+(\d{1,2})t, (\d{1,2})-(\d{1,2})t\)"),
    {
        "terms_exchanged": lambda p, r: f"({p[1]}t+{p[0]}, -{p[3]}t+{p[2]})",
        "column": lambda p, r: (
            rf"\begin{{pmatrix}} {p[0]}+{p[1]}t \\ {p[2]}-{p[3]}t \end{{pmatrix}}"
        ),
        "named": lambda p, r: f"(x, y) = ({p[0]}+{p[1]}t, {p[2]}-{p[3]}t)",
        "two_equations": lambda p, r: f"x = {p[0]}+{p[1]}t, y = {p[2]}-{p[3]}t",
    },
    {
        "exchanged": lambda p, r: f"({p[2]}-{p[3]}t, {p[0]}+{p[1]}t)",
        "direction": lambda p, r: f"({p[1]}, -{p[3]})",
        "start": lambda p, r: f"({p[0]}, {p[2]})",
        "sign": lambda p, r: f"({p[0]}-{p[1]}t, {p[2]}-{p[3]}t)",
        "swapped_roles": lambda p, r: f"({p[1]}+{p[0]}t, {p[3]}-{p[2]}t)",
        "no_parameter": lambda p, r: f"({p[0]}+{p[1]}, {p[2]}-{p[3]})",
        "one_parameter_each": lambda p, r: f"({p[0]}+{p[1]}t, {p[2]}-{p[3]}s)",
        "squared": lambda p, r: f"({p[0]}+{p[1]}t^2, {p[2]}-{p[3]}t)",
        "interval": lambda p, r: f"[{p[0]}+{p[1]}t, {p[2]}-{p[3]}t]",
        "sum": lambda p, r: f"{p[0]}+{p[1]}t+{p[2]}-{p[3]}t",
        "equations_exchanged": lambda p, r: f"x = {p[2]}-{p[3]}t, y = {p[0]}+{p[1]}t",
    },
)


def _sample_polar_point(rng: Random) -> str:
    return rf"\left({rng.randrange(2, 12)}, \frac{{\pi}}{{{rng.randrange(3, 12)}}}\right)"


POLAR_POINT = Family(
    "polar_point",
    _sample_polar_point,
    re.compile(r"\\left\((\d{1,2}), \\frac\{\\pi\}\{(\d{1,2})\}\\right\)"),
    {
        "slash": lambda p, r: rf"({p[0]}, \pi/{p[1]})",
        "unreduced": lambda p, r: rf"\left({p[0]}, \frac{{2\pi}}{{{2 * int(p[1])}}}\right)",
        "unicode": lambda p, r: f"({p[0]}, π/{p[1]})",
        "named": lambda p, r: rf"(r, \theta) = \left({p[0]}, \frac{{\pi}}{{{p[1]}}}\right)",
    },
    {
        "exchanged": lambda p, r: rf"\left(\frac{{\pi}}{{{p[1]}}}, {p[0]}\right)",
        "pi_lost": lambda p, r: rf"\left({p[0]}, \frac{{1}}{{{p[1]}}}\right)",
        "angle_negated": lambda p, r: rf"\left({p[0]}, -\frac{{\pi}}{{{p[1]}}}\right)",
        "turn_added": lambda p, r: rf"\left({p[0]}, \frac{{\pi}}{{{p[1]}}} + \pi\right)",
        "radius_negated": lambda p, r: rf"\left(-{p[0]}, \frac{{\pi}}{{{p[1]}}}\right)",
        "half_open": lambda p, r: rf"\left[{p[0]}, \frac{{\pi}}{{{p[1]}}}\right)",
        "radius": lambda p, r: p[0],
        "product": lambda p, r: rf"{p[0]} \cdot \frac{{\pi}}{{{p[1]}}}",
        "inverted": lambda p, r: rf"\left({p[0]}, \frac{{{p[1]}}}{{\pi}}\right)",
        "third": lambda p, r: rf"\left({p[0]}, \frac{{\pi}}{{{p[1]}}}, 0\right)",
        "approximated": lambda p, r: rf"({p[0]}, {3.14159 / int(p[1]):.3f})",
    },
)


def _sample_irrational(rng: Random) -> str:
    low = rf"-\frac{{{rng.choice((1, 3, 5))}}}{{{rng.choice((2, 4, 8))}}}"
    return rf"[{low}, \sqrt{{{rng.choice((2, 3, 5, 7, 11))}}})"


IRRATIONAL = Family(
    "irrational_interval",
    _sample_irrational,
    re.compile(r"\[-\\frac\{(\d)\}\{(\d)\}, \\sqrt\{(\d{1,3})\}\)"),
    {
        "slash": lambda p, r: rf"[-{p[0]}/{p[1]}, \sqrt{{{p[2]}}})",
        "minus_above": lambda p, r: rf"\left[\frac{{-{p[0]}}}{{{p[1]}}}, \sqrt{{{p[2]}}}\right)",
        "power": lambda p, r: rf"[-\frac{{{p[0]}}}{{{p[1]}}}, {p[2]}^{{1/2}})",
        "french": lambda p, r: rf"[-\frac{{{p[0]}}}{{{p[1]}}}, \sqrt{{{p[2]}}}[",
    },
    {
        "root_negated": lambda p, r: rf"[-\frac{{{p[0]}}}{{{p[1]}}}, -\sqrt{{{p[2]}}})",
        "low_positive": lambda p, r: rf"[\frac{{{p[0]}}}{{{p[1]}}}, \sqrt{{{p[2]}}})",
        "open": lambda p, r: rf"(-\frac{{{p[0]}}}{{{p[1]}}}, \sqrt{{{p[2]}}})",
        "closed": lambda p, r: rf"[-\frac{{{p[0]}}}{{{p[1]}}}, \sqrt{{{p[2]}}}]",
        "mirrored": lambda p, r: rf"(-\frac{{{p[0]}}}{{{p[1]}}}, \sqrt{{{p[2]}}}]",
        "root_lost": lambda p, r: rf"[-\frac{{{p[0]}}}{{{p[1]}}}, {p[2]})",
        "inverted": lambda p, r: rf"[-\frac{{{p[1]}}}{{{p[0]}}}, \sqrt{{{p[2]}}})",
        "unbounded": lambda p, r: rf"[-\frac{{{p[0]}}}{{{p[1]}}}, \infty)",
        "exchanged": lambda p, r: rf"(\sqrt{{{p[2]}}}, -\frac{{{p[0]}}}{{{p[1]}}}]",
        "without_end": lambda p, r: (
            rf"[-\frac{{{p[0]}}}{{{p[1]}}}, \sqrt{{{p[2]}}}) \setminus \{{0\}}"
        ),
        "inequality_off": lambda p, r: rf"-\frac{{{p[0]}}}{{{p[1]}}} < x < \sqrt{{{p[2]}}}",
        "approximated": lambda p, r: rf"[-\frac{{{p[0]}}}{{{p[1]}}}, {int(p[2]) ** 0.5:.3f})",
    },
    {
        "inequality": lambda p, r: rf"-\frac{{{p[0]}}}{{{p[1]}}} \le x < \sqrt{{{p[2]}}}",
    },
)


def _sample_two(rng: Random) -> str:
    a = rng.randrange(-40, 20)
    b = a + rng.randrange(1, 9)
    c = b + rng.randrange(1, 9)
    return rf"[{a}, {b}] \cup [{c}, {c + rng.randrange(1, 9)}]"


_INTEGER = r"(-?\d{1,4})"

TWO_PARTS = Family(
    "two_parts",
    _sample_two,
    re.compile(rf"\[{_INTEGER}, {_INTEGER}\] \\cup \[{_INTEGER}, {_INTEGER}\]"),
    {
        "exchanged": lambda p, r: rf"[{p[2]}, {p[3]}] \cup [{p[0]}, {p[1]}]",
        "overlapping": lambda p, r: (
            rf"[{p[0]}, {p[1]}] \cup [{p[2]}, {p[3]}] \cup [{p[2]}, {p[3]}]"
        ),
        "ends_apart": lambda p, r: rf"[{p[0]}, {p[1]}) \cup \{{{p[1]}\}} \cup [{p[2]}, {p[3]}]",
        "hole": lambda p, r: rf"[{p[0]}, {p[3]}] \setminus ({p[1]}, {p[2]})",
        "member": lambda p, r: rf"x \in [{p[0]}, {p[1]}] \cup [{p[2]}, {p[3]}]",
    },
    {
        "filled": lambda p, r: f"[{p[0]}, {p[3]}]",
        "gap": lambda p, r: f"({p[1]}, {p[2]})",
        "intersection": lambda p, r: rf"[{p[0]}, {p[1]}] \cap [{p[2]}, {p[3]}]",
        "first": lambda p, r: f"[{p[0]}, {p[1]}]",
        "second": lambda p, r: f"[{p[2]}, {p[3]}]",
        "outer_open": lambda p, r: rf"({p[0]}, {p[1]}] \cup [{p[2]}, {p[3]})",
        "inner_open": lambda p, r: rf"[{p[0]}, {p[1]}) \cup ({p[2]}, {p[3]}]",
        "regrouped": lambda p, r: rf"[{p[0]}, {p[2]}] \cup [{p[1]}, {p[3]}]",
        "hole_closed": lambda p, r: rf"[{p[0]}, {p[3]}] \setminus [{p[1]}, {p[2]}]",
        "list": lambda p, r: f"{p[0]}, {p[1]}, {p[2]}, {p[3]}",
        "third": lambda p, r: rf"[{p[0]}, {p[1]}] \cup [{p[2]}, {p[3]}] \cup \{{99\}}",
        "comma": lambda p, r: rf"[{p[0]}, {p[1]}], [{p[2]}, {int(p[3]) + 1}]",
        "one_end_off": lambda p, r: rf"[{p[0]}, {p[1]}] \cup [{p[2]}, {int(p[3]) + 1}]",
    },
)


def _sample_nested(rng: Random) -> str:
    return r"\{{\{{{}\}}, \{{{}, {}\}}\}}".format(*distinct(rng, 3))


NESTED = Family(
    "nested_set",
    _sample_nested,
    re.compile(r"\\\{\\\{(-?\d{1,4})\\\}, \\\{(-?\d{1,4}), (-?\d{1,4})\\\}\\\}"),
    {
        "exchanged": lambda p, r: rf"\{{\{{{p[1]}, {p[2]}\}}, \{{{p[0]}\}}\}}",
        "inner_exchanged": lambda p, r: rf"\{{\{{{p[0]}\}}, \{{{p[2]}, {p[1]}\}}\}}",
        "sized": lambda p, r: (
            rf"\left\{{\left\{{{p[0]}\right\}}, \left\{{{p[1]}, {p[2]}\right\}}\right\}}"
        ),
    },
    {
        "flat": lambda p, r: rf"\{{{p[0]}, {p[1]}, {p[2]}\}}",
        "regrouped": lambda p, r: rf"\{{\{{{p[0]}, {p[1]}\}}, \{{{p[2]}\}}\}}",
        "one_only": lambda p, r: rf"\{{\{{{p[0]}\}}\}}",
        "first_bare": lambda p, r: rf"\{{{p[0]}, \{{{p[1]}, {p[2]}\}}\}}",
        "with_empty": lambda p, r: rf"\{{\emptyset, \{{{p[0]}\}}, \{{{p[1]}, {p[2]}\}}\}}",
        "tuples": lambda p, r: rf"\{{({p[0]}), ({p[1]}, {p[2]})\}}",
        "one_off": lambda p, r: rf"\{{\{{{p[0]}\}}, \{{{p[1]}, {int(p[2]) + 100}\}}\}}",
        "union": lambda p, r: rf"\{{{p[0]}\}} \cup \{{{p[1]}, {p[2]}\}}",
    },
)


FAMILIES = (
    SYSTEM,
    VECTOR,
    PARAMETRIC,
    POLAR_POINT,
    IRRATIONAL,
    TWO_PARTS,
    NESTED,
)
