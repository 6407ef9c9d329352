"""Solutions of equations, points, excluded values, ranges, distances, several options."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from random import Random

from rewardsmith.bench.metamorphic.family import Family, Parts
from rewardsmith.bench.metamorphic.writing import NUMBER, STRICTNESS, TURNED, distinct


def _linear(root: str) -> str:
    return f"(x - {root})" if int(root) >= 0 else f"(x + {-int(root)})"


SOLUTIONS = Family(
    "solutions",
    lambda rng: r"x = {} \text{{ or }} x = {}".format(*distinct(rng, 2)),
    re.compile(rf"x = ({NUMBER}) \\text\{{ or \}} x = ({NUMBER})"),
    {
        "exchanged": lambda p, r: rf"x = {p[1]} \text{{ or }} x = {p[0]}",
        "indexed": lambda p, r: f"x_1 = {p[0]}, x_2 = {p[1]}",
        "indexed_and": lambda p, r: rf"x_{{1}} = {p[0]} \text{{ and }} x_{{2}} = {p[1]}",
        "member": lambda p, r: rf"x \in \{{{p[1]}, {p[0]}\}}",
        "one_name": lambda p, r: f"x = {p[0]}, {p[1]}",
        "comma": lambda p, r: f"x = {p[0]}, x = {p[1]}",
        "sign": lambda p, r: rf"x = {p[0]} \lor x = {p[1]}",
        "chinese": lambda p, r: f"x = {p[0]} 或 x = {p[1]}",
    },
    {
        "first_only": lambda p, r: f"x = {p[0]}",
        "second_only": lambda p, r: f"x = {p[1]}",
        "third": lambda p, r: rf"x = {p[0]}, x = {p[1]}, x = 99",
        "one_negated": lambda p, r: (
            rf"x = {-int(p[0])} \text{{ or }} x = {p[1]}" if int(p[0]) else None
        ),
        "two_unknowns": lambda p, r: f"x = {p[0]}, y = {p[1]}",
        "point": lambda p, r: f"({p[0]}, {p[1]})",
        "between": lambda p, r: rf"{p[0]} \le x \le {p[1]}",
        "excluded": lambda p, r: rf"x \ne {p[0]}, x \ne {p[1]}",
        "sum": lambda p, r: f"x = {int(p[0]) + int(p[1])}",
        "factors": lambda p, r: _linear(p[0]) + _linear(p[1]),
        "factors_wrong": lambda p, r: f"{_linear(p[0])}{_linear(p[1])} = 1",
        "first_twice": lambda p, r: rf"x = {p[0]} \text{{ or }} x = {p[0]}",
        "not": lambda p, r: rf"x = {p[0]} \text{{ or not }} x = {p[1]}",
    },
    {"values": lambda p, r: f"{p[0]}, {p[1]}", "set": lambda p, r: rf"\{{{p[0]}, {p[1]}\}}"},
)


_POINT = rf"\(({NUMBER}), ({NUMBER})\)"

POINTS = Family(
    "points",
    lambda rng: "({}, {}), ({}, {})".format(*distinct(rng, 4)),
    re.compile(rf"{_POINT}, {_POINT}"),
    {
        "exchanged": lambda p, r: f"({p[2]}, {p[3]}), ({p[0]}, {p[1]})",
        "and": lambda p, r: rf"({p[0]}, {p[1]}) \text{{ and }} ({p[2]}, {p[3]})",
        "set": lambda p, r: rf"\{{({p[0]}, {p[1]}), ({p[2]}, {p[3]})\}}",
        "named": lambda p, r: f"(x, y) = ({p[0]}, {p[1]}), ({p[2]}, {p[3]})",
        "semicolon": lambda p, r: f"({p[0]},{p[1]}); ({p[2]},{p[3]})",
        "or": lambda p, r: f"({p[2]}, {p[3]}) or ({p[0]}, {p[1]})",
    },
    {
        "coordinates_exchanged": lambda p, r: f"({p[1]}, {p[0]}), ({p[3]}, {p[2]})",
        "one_exchanged": lambda p, r: f"({p[0]}, {p[1]}), ({p[3]}, {p[2]})",
        "crossed": lambda p, r: f"({p[0]}, {p[3]}), ({p[2]}, {p[1]})",
        "first_only": lambda p, r: f"({p[0]}, {p[1]})",
        "flat": lambda p, r: f"({p[0]}, {p[1]}, {p[2]}, {p[3]})",
        "flat_list": lambda p, r: f"{p[0]}, {p[1]}, {p[2]}, {p[3]}",
        "closed": lambda p, r: f"[{p[0]}, {p[1]}], [{p[2]}, {p[3]}]",
        "third": lambda p, r: f"({p[0]}, {p[1]}), ({p[2]}, {p[3]}), (0, 77)",
        "one_off": lambda p, r: f"({p[0]}, {p[1]}), ({p[2]}, {int(p[3]) + 1})",
        "columns": lambda p, r: f"({p[0]}, {p[2]}), ({p[1]}, {p[3]})",
        "union": lambda p, r: rf"({p[0]}, {p[1]}) \cup ({p[2]}, {int(p[3]) + 1})",
    },
)

EXCLUDED = Family(
    "excluded",
    lambda rng: r"x \ne {}".format(*distinct(rng, 2)),
    re.compile(rf"x \\ne ({NUMBER})"),
    {
        "neq": lambda p, r: rf"x \neq {p[0]}",
        "sign": lambda p, r: f"x ≠ {p[0]}",
        "turned": lambda p, r: rf"{p[0]} \neq x",
        "moved": lambda p, r: rf"x - ({p[0]}) \ne 0",
    },
    {
        "equal": lambda p, r: f"x = {p[0]}",
        "value": lambda p, r: p[0],
        "negated": lambda p, r: rf"x \ne {-int(p[0])}",
        "greater": lambda p, r: f"x > {p[0]}",
        "at_most": lambda p, r: rf"x \le {p[0]}",
        "second": lambda p, r: rf"x \ne {p[0]}, x \ne {int(p[0]) + 1}",
        "all": lambda p, r: r"x \in \mathbb{R}",
        "left_half": lambda p, r: rf"(-\infty, {p[0]})",
        "closed": lambda p, r: rf"(-\infty, {p[0]}] \cup [{p[0]}, \infty)",
        "set": lambda p, r: rf"\{{{p[0]}\}}",
        "other_variable": lambda p, r: rf"w \ne {p[0]}",
    },
    {
        "union": lambda p, r: rf"(-\infty, {p[0]}) \cup ({p[0]}, \infty)",
        "without": lambda p, r: rf"\mathbb{{R}} \setminus \{{{p[0]}\}}",
        "both_sides": lambda p, r: rf"x < {p[0]} \text{{ or }} x > {p[0]}",
    },
)


def _sample_range(rng: Random) -> str:
    low = rng.randrange(-50, 50)
    first, second = rng.choice(("<", r"\le")), rng.choice(("<", r"\le"))
    return f"{low} {first} x {second} {low + rng.randrange(2, 60)}"


RANGE = Family(
    "range",
    _sample_range,
    re.compile(rf"({NUMBER}) (<|\\le) x (<|\\le) ({NUMBER})"),
    {
        "from_above": lambda p, r: f"{p[3]} {TURNED[p[2]]} x {TURNED[p[1]]} {p[0]}",
        "negated": lambda p, r: f"{-int(p[3])} {p[2]} -x {p[1]} {-int(p[0])}",
        "doubled": lambda p, r: f"{2 * int(p[0])} {p[1]} 2x {p[2]} {2 * int(p[3])}",
        "shifted": lambda p, r: f"{int(p[0]) + 3} {p[1]} x + 3 {p[2]} {int(p[3]) + 3}",
        "two": lambda p, r: rf"x {TURNED[p[1]]} {p[0]} \text{{ and }} x {p[2]} {p[3]}",
        "builder": lambda p, r: rf"\{{x \mid {p[0]} {p[1]} x {p[2]} {p[3]}\}}",
        "unreduced": lambda p, r: rf"\frac{{{2 * int(p[0])}}}{{2}} {p[1]} x {p[2]} {p[3]}",
    },
    {
        "negated_wrong": lambda p, r: f"{-int(p[0])} {p[1]} -x {p[2]} {-int(p[3])}",
        "or": lambda p, r: rf"x {TURNED[p[1]]} {p[0]} \text{{ or }} x {p[2]} {p[3]}",
        "outside": lambda p, r: rf"x < {p[0]} \text{{ or }} x > {p[3]}",
        "left_strictness": lambda p, r: f"{p[0]} {STRICTNESS[p[1]]} x {p[2]} {p[3]}",
        "right_strictness": lambda p, r: f"{p[0]} {p[1]} x {STRICTNESS[p[2]]} {p[3]}",
        "strictness_exchanged": lambda p, r: (
            f"{p[0]} {p[2]} x {p[1]} {p[3]}" if p[1] != p[2] else None
        ),
        "left_end_only": lambda p, r: f"x {TURNED[p[1]]} {p[0]}",
        "doubled_inside": lambda p, r: f"{p[0]} {p[1]} 2x {p[2]} {p[3]}",
        "squared": lambda p, r: f"{p[0]} {p[1]} x^2 {p[2]} {p[3]}",
        "other_variable": lambda p, r: f"{p[0]} {p[1]} w {p[2]} {p[3]}",
        "whole_numbers": lambda p, r: ", ".join(
            map(str, range(int(p[0]), min(int(p[3]), int(p[0]) + 30) + 1))
        ),
        "builder_wrong": lambda p, r: rf"\{{x \mid {p[0]} {p[1]} x {p[2]} {int(p[3]) + 1}\}}",
    },
)

DISTANCE = Family(
    "distance",
    lambda rng: f"|x - {rng.randrange(1, 30)}| < {rng.randrange(1, 30)}",
    re.compile(r"\|x - (\d{1,3})\| < (\d{1,3})"),
    {
        "interval": lambda p, r: f"({int(p[0]) - int(p[1])}, {int(p[0]) + int(p[1])})",
        "range": lambda p, r: f"{int(p[0]) - int(p[1])} < x < {int(p[0]) + int(p[1])}",
        "turned_inside": lambda p, r: f"|{p[0]} - x| < {p[1]}",
        "turned": lambda p, r: f"{p[1]} > |x - {p[0]}|",
        "doubled": lambda p, r: f"|2x - {2 * int(p[0])}| < {2 * int(p[1])}",
        "bars_by_name": lambda p, r: rf"\left| x - {p[0]} \right| < {p[1]}",
    },
    {
        "centre_mirrored": lambda p, r: f"|x + {p[0]}| < {p[1]}",
        "closed": lambda p, r: rf"|x - {p[0]}| \le {p[1]}",
        "outside": lambda p, r: f"|x - {p[0]}| > {p[1]}",
        "one_sided": lambda p, r: f"x < {int(p[0]) + int(p[1])}",
        "bars_lost": lambda p, r: f"x - {p[0]} < {p[1]}",
        "exchanged": lambda p, r: f"|x - {p[1]}| < {p[0]}" if p[0] != p[1] else None,
        "interval_closed": lambda p, r: f"[{int(p[0]) - int(p[1])}, {int(p[0]) + int(p[1])}]",
        "interval_mirrored": lambda p, r: f"({-int(p[0]) - int(p[1])}, {-int(p[0]) + int(p[1])})",
        "equation": lambda p, r: f"|x - {p[0]}| = {p[1]}",
        "bars_inside": lambda p, r: f"|x| - {p[0]} < {p[1]}",
        "doubled_outside": lambda p, r: f"2|x - {p[0]}| < {p[1]}",
    },
)


def _sample_letters(rng: Random) -> str:
    return ", ".join(sorted(rng.sample("ABCDE", rng.randrange(2, 4))))


def _letters(p: Parts) -> list[str]:
    return p[0].split(", ")


LETTERS = Family(
    "letters",
    _sample_letters,
    re.compile(r"([A-E](?:, [A-E]){1,3})"),
    {
        "together": lambda p, r: "".join(_letters(p)),
        "text": lambda p, r: rf"\text{{{p[0]}}}",
        "and": lambda p, r: rf"{', '.join(_letters(p)[:-1])} \text{{ and }} {_letters(p)[-1]}",
        "reversed": lambda p, r: ", ".join(reversed(_letters(p))),
        "parentheses": lambda p, r: ", ".join(f"({letter})" for letter in _letters(p)),
        "tight": lambda p, r: ",".join(_letters(p)),
        "chinese": lambda p, r: "、".join(_letters(p)),
    },
    {
        "one_missing": lambda p, r: ", ".join(_letters(p)[:-1]),
        "one_more": lambda p, r: f"{p[0]}, F",
        "one_other": lambda p, r: ", ".join([*_letters(p)[:-1], "F"]),
        "all": lambda p, r: "A, B, C, D, E",
        "together_missing": lambda p, r: "".join(_letters(p)[1:]),
        "together_more": lambda p, r: "".join(_letters(p)) + "F",
        "numbers": lambda p, r: ", ".join(str("ABCDE".index(x) + 1) for x in _letters(p)),
        "first_twice": lambda p, r: ", ".join([_letters(p)[0], *_letters(p)[:-1]]),
        "negated": lambda p, r: rf"\text{{not }} {p[0]}",
    },
)


FAMILIES = (
    SOLUTIONS,
    POINTS,
    EXCLUDED,
    RANGE,
    DISTANCE,
    LETTERS,
)
