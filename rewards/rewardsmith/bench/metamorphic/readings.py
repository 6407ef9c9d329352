"""What a careless reading loses: words behind a value, bars, conditions, signs, letter case."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from random import Random

from rewardsmith.bench.metamorphic.family import Family

_THINGS = ("apples", "students", "books", "coins", "marbles", "tickets")

COUNTED = Family(
    "counted",
    lambda rng: rf"{rng.randrange(3, 90)} \text{{ {rng.choice(_THINGS)}}}",
    re.compile(r"(\d{1,4}) \\text\{ (\w{4,12})\}"),
    {
        "adjective": lambda p, r: rf"{p[0]} \text{{ red {p[1]}}}",
        "in_total": lambda p, r: rf"{p[0]} \text{{ {p[1]} in total}}",
        "left": lambda p, r: rf"{p[0]} \text{{ {p[1]} left}}",
        "bare": lambda p, r: p[0],
    },
    {
        "pairs_of": lambda p, r: rf"{p[0]} \text{{ pairs of {p[1]}}}",
        "boxes_of": lambda p, r: rf"{p[0]} \text{{ boxes of {p[1]}}}",
        "half": lambda p, r: rf"{p[0]} \text{{ half {p[1]}}}",
        "hundreds": lambda p, r: rf"{p[0]} \text{{ hundred {p[1]}}}",
        "tens": lambda p, r: rf"{p[0]} \text{{ tens}}",
        "in_debt": lambda p, r: rf"{p[0]} \text{{ in debt}}",
        "short": lambda p, r: rf"{p[0]} \text{{ {p[1]} short}}",
        "ten_thousand": lambda p, r: f"{p[0]}万个",
        "times": lambda p, r: f"{p[0]}倍",
        "tenths": lambda p, r: rf"{p[0]} \text{{ tenths of {p[1]}}}",
        "other_base": lambda p, r: rf"{p[0]} \text{{ base nine}}",
    },
)

WAVE = Family(
    "wave_length",
    lambda rng: rf"{rng.randrange(2, 90)} \text{{ mm}}",
    re.compile(r"(\d{1,4}) \\text\{ mm\}"),
    {
        "metres": lambda p, r: rf"{int(p[0]) / 1000} \text{{ m}}",
        "spelled": lambda p, r: rf"{p[0]} \text{{ millimeters}}",
        "long": lambda p, r: rf"{p[0]} \text{{ mm long}}",
    },
    {
        "mega": lambda p, r: rf"{p[0]} \text{{ Mm}}",
        "nano": lambda p, r: rf"{p[0]} \text{{ nm}}",
        "torque": lambda p, r: rf"{p[0]} \text{{ Nm}}",
        "squared": lambda p, r: rf"{p[0]} \text{{ Mm}}^2",
    },
)

ABOVE = Family(
    "set_of_reals",
    lambda rng: rf"\{{x \mid x > {rng.randrange(2, 60)}\}}",
    re.compile(r"\\\{x \\mid x > (\d{1,4})\\\}"),
    {
        "of_reals": lambda p, r: rf"\{{x \in \mathbb{{R}} : x > {p[0]}\}}",
        "interval": lambda p, r: rf"({p[0]}, \infty)",
        "condition": lambda p, r: f"x > {p[0]}",
    },
    {
        "of_integers": lambda p, r: rf"\{{x \in \mathbb{{Z}} \mid x > {p[0]}\}}",
        "and_integer": lambda p, r: rf"\{{x \mid x > {p[0]}, x \in \mathbb{{Z}}\}}",
        "doubled": lambda p, r: rf"\{{2x \mid x > {p[0]}\}}",
        "negated": lambda p, r: rf"\{{-x \mid x > {p[0]}\}}",
        "other_member": lambda p, r: rf"\{{y \mid x > {p[0]}\}}",
        "without_one": lambda p, r: rf"x > {p[0]}, x \ne {int(p[0]) + 1}",
        "not": lambda p, r: rf"\lnot (x > {p[0]})",
    },
)


def _sample_signs(rng: Random) -> str:
    first, second = rng.sample(range(1, 30), 2)
    return rf"(\pm {first}, \pm {second})"


SIGNS = Family(
    "four_points",
    _sample_signs,
    re.compile(r"\(\\pm (\d{1,3}), \\pm (\d{1,3})\)"),
    {
        "spelled": lambda p, r: (
            f"({p[0]},{p[1]}), ({p[0]},-{p[1]}), (-{p[0]},{p[1]}), (-{p[0]},-{p[1]})"
        ),
    },
    {
        "alike": lambda p, r: f"({p[0]},{p[1]}), (-{p[0]},-{p[1]})",
        "opposite": lambda p, r: rf"(\pm {p[0]}, \mp {p[1]})",
        "one": lambda p, r: f"({p[0]},{p[1]})",
        "one_sign": lambda p, r: rf"({p[0]}, \pm {p[1]})",
        "turned": lambda p, r: rf"(\pm {p[1]}, \pm {p[0]})",
    },
)

BARS = Family(
    "logarithm_of_bars",
    lambda rng: rf"{rng.randrange(2, 30)}\ln|x|",
    re.compile(r"(\d{1,3})\\ln\|x\|"),
    {
        "left_right": lambda p, r: rf"{p[0]}\ln\left|x\right|",
        "brackets": lambda p, r: rf"{p[0]}\ln(|x|)",
        "turned": lambda p, r: rf"{p[0]}\ln|-x|",
    },
    {
        "no_bars": lambda p, r: rf"{p[0]}\ln x",
        "outside": lambda p, r: rf"{p[0]}|\ln x|",
        "common": lambda p, r: rf"{p[0]}\log_{{10}}|x|",
        "moved": lambda p, r: rf"{p[0]}\ln|x+1|",
        "inside": lambda p, r: rf"\ln|{p[0]}x|",
    },
)

SHIFTED = Family(
    "distance_on_the_line",
    lambda rng: f"|x - {rng.randrange(2, 900)}|",
    re.compile(r"\|x - (\d{1,4})\|"),
    {"turned": lambda p, r: f"|{p[0]} - x|", "vert": lambda p, r: rf"\lvert x - {p[0]} \rvert"},
    {
        "no_bars": lambda p, r: f"x - {p[0]}",
        "no_bars_turned": lambda p, r: f"{p[0]} - x",
        "sum": lambda p, r: f"|x + {p[0]}|",
        "apart": lambda p, r: f"|x| - {p[0]}",
        "root": lambda p, r: rf"\sqrt{{x - {p[0]}}}",
    },
)

COMPOSED = Family(
    "composition",
    lambda rng: r"{} \circ {}".format(*rng.sample("fghk", 2)),
    re.compile(r"([fghk]) \\circ ([fghk])"),
    {
        "grouped": lambda p, r: rf"({p[0]} \circ {p[1]})",
        "tight": lambda p, r: rf"{p[0]}\circ {p[1]}",
    },
    {
        "turned": lambda p, r: rf"{p[1]} \circ {p[0]}",
        "product": lambda p, r: rf"{p[0]} \cdot {p[1]}",
        "first": lambda p, r: p[0],
        "twice": lambda p, r: rf"{p[0]} \circ {p[0]}",
    },
)

IMPLIED = Family(
    "implication",
    lambda rng: r"{} \Rightarrow {}".format(*rng.sample("pqrs", 2)),
    re.compile(r"([pqrs]) \\Rightarrow ([pqrs])"),
    {
        "implies": lambda p, r: rf"{p[0]} \implies {p[1]}",
        "unicode": lambda p, r: f"{p[0]} ⇒ {p[1]}",
    },
    {
        "converse": lambda p, r: rf"{p[1]} \Rightarrow {p[0]}",
        "conclusion": lambda p, r: p[1],
        "premise": lambda p, r: p[0],
        "inverse": lambda p, r: rf"\lnot {p[0]} \Rightarrow \lnot {p[1]}",
        "equivalent": lambda p, r: rf"{p[0]} \iff {p[1]}",
        "and": lambda p, r: rf"{p[0]} \land {p[1]}",
    },
)

FAMILIES = (COUNTED, WAVE, ABOVE, SIGNS, BARS, SHIFTED, COMPOSED, IMPLIED)
