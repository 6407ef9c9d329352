"""Parameters, remainders, progressions that go on, named angles, debts, two statistics."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re

from rewardsmith.bench.metamorphic.family import Family
from rewardsmith.bench.metamorphic.writing import distinct

PARAMETER = Family(
    "parameter",
    lambda rng: rf"a \ge \frac{{{rng.choice((1, 3, 5, 7))}}}{{{rng.choice((2, 4, 8))}}}",
    re.compile(r"a \\ge \\frac\{(\d)\}\{(\d)\}"),
    {
        "slanted": lambda p, r: rf"a \geqslant \frac{{{p[0]}}}{{{p[1]}}}",
        "turned": lambda p, r: rf"\frac{{{p[0]}}}{{{p[1]}}} \le a",
        "multiplied": lambda p, r: rf"{p[1]}a \ge {p[0]}",
        "slash": lambda p, r: f"a >= {p[0]}/{p[1]}",
        "negated": lambda p, r: rf"-a \le -\frac{{{p[0]}}}{{{p[1]}}}",
        "chinese": lambda p, r: f"a≥{p[0]}/{p[1]}",
    },
    {
        "open": lambda p, r: rf"a > \frac{{{p[0]}}}{{{p[1]}}}",
        "direction": lambda p, r: rf"a \le \frac{{{p[0]}}}{{{p[1]}}}",
        "inverted": lambda p, r: rf"a \ge \frac{{{p[1]}}}{{{p[0]}}}",
        "negative": lambda p, r: rf"a \ge -\frac{{{p[0]}}}{{{p[1]}}}",
        "negated_kept": lambda p, r: rf"-a \ge -\frac{{{p[0]}}}{{{p[1]}}}",
        "equal": lambda p, r: rf"a = \frac{{{p[0]}}}{{{p[1]}}}",
        "other_name": lambda p, r: rf"b \ge \frac{{{p[0]}}}{{{p[1]}}}",
        "bounded": lambda p, r: rf"\frac{{{p[0]}}}{{{p[1]}}} \le a \le 99",
        "excluded": lambda p, r: rf"a \ge \frac{{{p[0]}}}{{{p[1]}}}, a \ne 9",
        "or_negative": lambda p, r: rf"a \ge \frac{{{p[0]}}}{{{p[1]}}} \text{{ or }} a < 0",
        "absolute": lambda p, r: rf"|a| \ge \frac{{{p[0]}}}{{{p[1]}}}",
        "integers": lambda p, r: rf"a \ge \frac{{{p[0]}}}{{{p[1]}}}, a \in \mathbb{{Z}}",
        "interval_open": lambda p, r: rf"\left(\frac{{{p[0]}}}{{{p[1]}}}, \infty\right)",
        "interval_left": lambda p, r: rf"\left(-\infty, \frac{{{p[0]}}}{{{p[1]}}}\right]",
        "minimum": lambda p, r: rf"\min a = \frac{{{p[0]}}}{{{p[1]}}}",
        "square": lambda p, r: rf"a^2 \ge \frac{{{p[0]}}}{{{p[1]}}}",
    },
    {"interval": lambda p, r: rf"\left[\frac{{{p[0]}}}{{{p[1]}}}, +\infty\right)"},
)

REMAINDER = Family(
    "remainder",
    lambda rng: rf"{rng.randrange(2, 90)} \text{{ remainder }} {rng.randrange(1, 9)}",
    re.compile(r"(\d{1,3}) \\text\{ remainder \} (\d)"),
    {"plain": lambda p, r: f"{p[0]} remainder {p[1]}"},
    {
        "quotient": lambda p, r: p[0],
        "rest": lambda p, r: p[1],
        "rest_off": lambda p, r: rf"{p[0]} \text{{ remainder }} {int(p[1]) + 1}",
        "quotient_off": lambda p, r: rf"{int(p[0]) + 1} \text{{ remainder }} {p[1]}",
        "exchanged": lambda p, r: rf"{p[1]} \text{{ remainder }} {p[0]}" if p[0] != p[1] else None,
        "decimal": lambda p, r: f"{p[0]}.{p[1]}",
        "sum": lambda p, r: str(int(p[0]) + int(p[1])),
    },
)

PROGRESSION = Family(
    "progression",
    lambda rng: r"\{{{}, {}, {}, \ldots\}}".format(
        *range(first := rng.randrange(1, 9), first + 9, 3)
    ),
    re.compile(r"\\\{(\d{1,2}), (\d{1,2}), (\d{1,2}), \\ldots\\\}"),
    {
        "dots": lambda p, r: rf"\{{{p[0]}, {p[1]}, {p[2]}, \dots\}}",
        "sized": lambda p, r: rf"\left\{{{p[0]}, {p[1]}, {p[2]}, \ldots\right\}}",
        "unicode": lambda p, r: rf"\{{{p[0]}, {p[1]}, {p[2]}, …\}}",
    },
    {
        "finite": lambda p, r: rf"\{{{p[0]}, {p[1]}, {p[2]}\}}",
        "first_off": lambda p, r: rf"\{{{int(p[0]) - 1}, {p[1]}, {p[2]}, \ldots\}}",
        "both_ways": lambda p, r: rf"\{{\ldots, {p[0]}, {p[1]}, {p[2]}, \ldots\}}",
        "interval": lambda p, r: rf"[{p[0]}, \infty)",
        "last_off": lambda p, r: rf"\{{{p[0]}, {p[1]}, {int(p[2]) + 1}, \ldots\}}",
        "bare_finite": lambda p, r: f"{p[0]}, {p[1]}, {p[2]}",
        "up_to": lambda p, r: rf"\{{{p[0]}, {p[1]}, {p[2]}, \ldots, 99\}}",
    },
)

NAMED_ANGLE = Family(
    "named_angle",
    lambda rng: rf"\angle ABC = {rng.randrange(10, 170)}^\circ",
    re.compile(r"\\angle ABC = (\d{1,3})\^\\circ"),
    {
        "unicode": lambda p, r: f"∠ABC = {p[0]}°",
        "flipped": lambda p, r: rf"{p[0]}^\circ = \angle ABC",
        "braces": lambda p, r: rf"\angle {{ABC}} = {p[0]}^{{\circ}}",
    },
    {
        "other_vertex": lambda p, r: rf"\angle BAC = {p[0]}^\circ",
        "other_size": lambda p, r: rf"\angle ABC = {int(p[0]) + 1}^\circ",
        "supplement": lambda p, r: (
            rf"\angle ABC = {180 - int(p[0])}^\circ" if p[0] != "90" else None
        ),
        "triangle": lambda p, r: rf"\triangle ABC = {p[0]}^\circ",
        "half": lambda p, r: rf"2\angle ABC = {p[0]}^\circ",
        "greater": lambda p, r: rf"\angle ABC > {p[0]}^\circ",
        "sine": lambda p, r: rf"\sin \angle ABC = {p[0]}^\circ",
        "percent": lambda p, r: rf"\angle ABC = {p[0]}\%",
        "two": lambda p, r: rf"\angle ABC = {p[0]}^\circ, \angle BCA = 1^\circ",
        "minutes": lambda p, r: rf"\angle ABC = {p[0]}'",
    },
    {"value": lambda p, r: rf"{p[0]}^\circ"},
)

DEBT = Family(
    "debt",
    lambda rng: rf"-\${rng.randrange(2, 900)}",
    re.compile(r"-\\\$(\d{1,5})"),
    {
        "sign_inside": lambda p, r: rf"\$-{p[0]}",
        "dollars": lambda p, r: rf"-{p[0]} \text{{ dollars}}",
        "cents": lambda p, r: rf"-\${p[0]}.00",
    },
    {
        "positive": lambda p, r: rf"\${p[0]}",
        "off_by_one": lambda p, r: rf"-\${int(p[0]) + 1}",
        "both": lambda p, r: rf"\pm\${p[0]}",
        "range": lambda p, r: rf"\${p[0]}-\${int(p[0]) + 1}",
        "minus_behind": lambda p, r: rf"\${p[0]}-",
        "euros": lambda p, r: f"-€{p[0]}",
        "hundredth": lambda p, r: rf"-{p[0]} \text{{ cents}}",
        "percent": lambda p, r: rf"-{p[0]}\%",
        "loss_percent": lambda p, r: rf"-{p[0]}\% \text{{ loss}}",
    },
    {"bare": lambda p, r: f"-{p[0]}"},
)

STATISTICS = Family(
    "statistics",
    lambda rng: r"\text{{mean}} = {}, \text{{median}} = {}".format(*distinct(rng, 2)),
    re.compile(r"\\text\{mean\} = (-?\d{1,4}), \\text\{median\} = (-?\d{1,4})"),
    {
        "other_order": lambda p, r: rf"\text{{median}} = {p[1]}, \text{{mean}} = {p[0]}",
        "capitals": lambda p, r: rf"\text{{Mean}} = {p[0]}, \text{{Median}} = {p[1]}",
        "and": lambda p, r: rf"\text{{mean}} = {p[0]} \text{{ and median}} = {p[1]}",
    },
    {
        "values_exchanged": lambda p, r: rf"\text{{mean}} = {p[1]}, \text{{median}} = {p[0]}",
        "other_name": lambda p, r: rf"\text{{mean}} = {p[0]}, \text{{mode}} = {p[1]}",
        "one_only": lambda p, r: rf"\text{{mean}} = {p[0]}",
        "pair_exchanged": lambda p, r: f"({p[1]}, {p[0]})",
        "difference": lambda p, r: rf"\text{{mean}} - \text{{median}} = {int(p[0]) - int(p[1])}",
        "one_off": lambda p, r: rf"\text{{mean}} = {p[0]}, \text{{median}} = {int(p[1]) + 1}",
        "set": lambda p, r: rf"\{{{p[0]}, {p[1]}\}}",
        "list_exchanged": lambda p, r: f"{p[1]}, {p[0]}",
    },
)

FAMILIES = (PARAMETER, REMAINDER, PROGRESSION, NAMED_ANGLE, DEBT, STATISTICS)
