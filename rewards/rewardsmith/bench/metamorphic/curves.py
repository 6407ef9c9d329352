"""Circles, parabolas, planes, congruences, angles up to turns, functions by cases."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from random import Random

from rewardsmith.bench.metamorphic.family import Family, Parts


def _sample_circle(rng: Random) -> str:
    a, b, r = rng.randrange(1, 12), rng.randrange(1, 12), rng.randrange(2, 12)
    return f"(x-{a})^2+(y+{b})^2={r * r}"


def _expanded(p: Parts) -> str:
    constant = int(p[0]) ** 2 + int(p[1]) ** 2 - int(p[2])
    return f"x^2 + y^2 - {2 * int(p[0])}x + {2 * int(p[1])}y {constant:+d} = 0"


CIRCLE = Family(
    "circle",
    _sample_circle,
    re.compile(r"\(x-(\d{1,3})\)\^2\+\(y\+(\d{1,3})\)\^2=(\d{1,6})"),
    {
        "expanded": lambda p, r: _expanded(p),
        "differences_turned": lambda p, r: f"({p[0]}-x)^2+(-y-{p[1]})^2={p[2]}",
        "terms_exchanged": lambda p, r: f"(y+{p[1]})^2 + (x-{p[0]})^2 = {p[2]}",
        "to_zero": lambda p, r: f"(x-{p[0]})^2 + (y+{p[1]})^2 - {p[2]} = 0",
        "braces": lambda p, r: f"{{(x-{p[0]})}}^{{2}}+{{(y+{p[1]})}}^{{2}}={p[2]}",
        "unicode": lambda p, r: f"(x−{p[0]})²+(y+{p[1]})²={p[2]}",
        "normed": lambda p, r: (
            rf"\frac{{(x-{p[0]})^2}}{{{p[2]}}} + \frac{{(y+{p[1]})^2}}{{{p[2]}}} = 1"
        ),
    },
    {
        "centre_mirrored": lambda p, r: f"(x+{p[0]})^2+(y-{p[1]})^2={p[2]}",
        "one_sign": lambda p, r: f"(x-{p[0]})^2+(y-{p[1]})^2={p[2]}",
        "radius_unsquared": lambda p, r: f"(x-{p[0]})^2+(y+{p[1]})^2={int(p[2]) + 1}",
        "centre_exchanged": lambda p, r: (
            f"(x-{p[1]})^2+(y+{p[0]})^2={p[2]}" if p[0] != p[1] else None
        ),
        "hyperbola": lambda p, r: f"(x-{p[0]})^2-(y+{p[1]})^2={p[2]}",
        "disc": lambda p, r: rf"(x-{p[0]})^2+(y+{p[1]})^2 \le {p[2]}",
        "unsquared": lambda p, r: f"(x-{p[0]})+(y+{p[1]})={p[2]}",
        "squared_whole": lambda p, r: f"((x-{p[0]})+(y+{p[1]}))^2={p[2]}",
        "centre": lambda p, r: f"({p[0]}, -{p[1]})",
        "one_side_only_scaled": lambda p, r: f"2(x-{p[0]})^2+2(y+{p[1]})^2={p[2]}",
        "ellipse": lambda p, r: f"(x-{p[0]})^2+2(y+{p[1]})^2={p[2]}",
        "times_zero": lambda p, r: f"0((x-{p[0]})^2+(y+{p[1]})^2)=0",
        "left_side": lambda p, r: f"(x-{p[0]})^2+(y+{p[1]})^2",
    },
)

PARABOLA = Family(
    "parabola",
    lambda rng: f"y = {rng.randrange(2, 9)}(x-{rng.randrange(1, 9)})^2+{rng.randrange(1, 20)}",
    re.compile(r"y = (\d)\(x-(\d)\)\^2\+(\d{1,2})"),
    {
        "expanded": lambda p, r: (
            f"y = {p[0]}x^2 - {2 * int(p[0]) * int(p[1])}x"
            f" + {int(p[0]) * int(p[1]) ** 2 + int(p[2])}"
        ),
        "moved": lambda p, r: f"y - {p[2]} = {p[0]}(x-{p[1]})^2",
        "turned_inside": lambda p, r: f"y = {p[0]}({p[1]}-x)^2 + {p[2]}",
        "function": lambda p, r: f"f(x) = {p[0]}(x-{p[1]})^2 + {p[2]}",
        "halved": lambda p, r: rf"\frac{{y}}{{2}} = \frac{{{p[0]}(x-{p[1]})^2+{p[2]}}}{{2}}",
    },
    {
        "vertex_mirrored": lambda p, r: f"y = {p[0]}(x+{p[1]})^2+{p[2]}",
        "down": lambda p, r: f"y = -{p[0]}(x-{p[1]})^2+{p[2]}",
        "vertex": lambda p, r: f"({p[1]}, {p[2]})",
        "sideways": lambda p, r: f"x = {p[0]}(y-{p[1]})^2+{p[2]}",
        "factor_inside": lambda p, r: f"y = ({p[0]}x-{p[1]})^2+{p[2]}",
        "shift_inside": lambda p, r: f"y = {p[0]}(x-{p[1]}+{p[2]})^2",
        "cube": lambda p, r: f"y = {p[0]}(x-{p[1]})^3+{p[2]}",
        "constant_multiplied": lambda p, r: f"y = {p[0]}((x-{p[1]})^2+{p[2]})",
        "region": lambda p, r: rf"y \ge {p[0]}(x-{p[1]})^2+{p[2]}",
        "squared": lambda p, r: f"y^2 = ({p[0]}(x-{p[1]})^2+{p[2]})^2",
        "zero": lambda p, r: f"{p[0]}(x-{p[1]})^2+{p[2]} = 0",
        "difference_negated": lambda p, r: f"y + {p[2]} = {p[0]}(x-{p[1]})^2",
    },
    {"body": lambda p, r: f"{p[0]}(x-{p[1]})^2+{p[2]}"},
)


def _sample_plane(rng: Random) -> str:
    a, b, c = rng.sample(range(2, 15), 3)
    return f"{a}x-{b}y+{c}z={rng.randrange(1, 30)}"


PLANE = Family(
    "plane",
    _sample_plane,
    re.compile(r"(\d{1,3})x-(\d{1,3})y\+(\d{1,3})z=(\d{1,4})"),
    {
        "to_zero": lambda p, r: f"{p[0]}x - {p[1]}y + {p[2]}z - {p[3]} = 0",
        "negated": lambda p, r: f"-{p[0]}x + {p[1]}y - {p[2]}z = -{p[3]}",
        "halved": lambda p, r: rf"\frac{{{p[0]}x - {p[1]}y + {p[2]}z}}{{2}} = \frac{{{p[3]}}}{{2}}",
        "shuffled": lambda p, r: f"{p[2]}z + {p[0]}x = {p[3]} + {p[1]}y",
        "normed": lambda p, r: (
            rf"\frac{{{p[0]}}}{{{p[3]}}}x - \frac{{{p[1]}}}{{{p[3]}}}y"
            rf" + \frac{{{p[2]}}}{{{p[3]}}}z = 1"
        ),
    },
    {
        "negated_left_only": lambda p, r: f"-{p[0]}x + {p[1]}y - {p[2]}z = {p[3]}",
        "constant_kept": lambda p, r: f"{p[0]}x - {p[1]}y + {p[2]}z + {p[3]} = 0",
        "one_sign": lambda p, r: f"{p[0]}x + {p[1]}y + {p[2]}z = {p[3]}",
        "names_turned": lambda p, r: f"{p[0]}y - {p[1]}z + {p[2]}x = {p[3]}",
        "normal": lambda p, r: f"({p[0]}, -{p[1]}, {p[2]})",
        "parallel": lambda p, r: f"{p[0]}x - {p[1]}y + {p[2]}z = 0",
        "half_space": lambda p, r: rf"{p[0]}x - {p[1]}y + {p[2]}z \ge {p[3]}",
        "term_lost": lambda p, r: f"{p[0]}x - {p[1]}y = {p[3]}",
        "zero": lambda p, r: "0x - 0y + 0z = 0",
        "absolute": lambda p, r: f"|{p[0]}x - {p[1]}y + {p[2]}z| = {p[3]}",
        "squares": lambda p, r: f"{p[0]}x^2 - {p[1]}y^2 + {p[2]}z^2 = {p[3]}",
        "product": lambda p, r: f"({p[0]}x - {p[1]}y + {p[2]}z)({p[3]} - 1) = 0",
    },
)

CONGRUENCE = Family(
    "congruence",
    lambda rng: rf"x \equiv {rng.randrange(1, 9)} \pmod{{{rng.randrange(11, 90)}}}",
    re.compile(r"x \\equiv (\d{1,3}) \\pmod\{(\d{1,3})\}"),
    {
        "unbraced": lambda p, r: rf"x \equiv {p[0]} \pmod {{{p[1]}}}",
        "parentheses": lambda p, r: rf"x \equiv {p[0]} \ (\text{{mod }} {p[1]})",
        "mod": lambda p, r: rf"x \equiv {p[0]} \mod {p[1]}",
        "unicode": lambda p, r: f"x ≡ {p[0]} (mod {p[1]})",
    },
    {
        "rest": lambda p, r: rf"x \equiv {int(p[0]) + 1} \pmod{{{p[1]}}}",
        "modulus": lambda p, r: rf"x \equiv {p[0]} \pmod{{{int(p[1]) + 1}}}",
        "exchanged": lambda p, r: rf"x \equiv {p[1]} \pmod{{{p[0]}}}",
        "equation": lambda p, r: f"x = {p[0]}",
        "modulus_lost": lambda p, r: rf"x \equiv {p[0]}",
        "negated": lambda p, r: (
            rf"x \equiv -{p[0]} \pmod{{{p[1]}}}" if 2 * int(p[0]) != int(p[1]) else None
        ),
        "inequality": lambda p, r: rf"x \not\equiv {p[0]} \pmod{{{p[1]}}}",
        "multiple": lambda p, r: f"x = {p[1]}k",
    },
)


def _sample_turns(rng: Random) -> str:
    return rf"\frac{{\pi}}{{{rng.randrange(3, 12)}}} + {rng.randrange(2, 6)}k\pi"


TURNS = Family(
    "turns",
    _sample_turns,
    re.compile(r"\\frac\{\\pi\}\{(\d{1,2})\} \+ (\d)k\\pi"),
    {
        "exchanged": lambda p, r: rf"{p[1]}k\pi + \frac{{\pi}}{{{p[0]}}}",
        "pi_first": lambda p, r: rf"\frac{{\pi}}{{{p[0]}}} + {p[1]}\pi k",
        "named": lambda p, r: rf"x = \frac{{\pi}}{{{p[0]}}} + {p[1]}k\pi",
        "domain": lambda p, r: rf"\frac{{\pi}}{{{p[0]}}} + {p[1]}k\pi, k \in \mathbb{{Z}}",
        "domain_parentheses": lambda p, r: (
            rf"\frac{{\pi}}{{{p[0]}}} + {p[1]}k\pi \ (k \in \mathbb{{Z}})"
        ),
        "common_factor": lambda p, r: rf"\left(\frac{{1}}{{{p[0]}}} + {p[1]}k\right)\pi",
        "full_width": lambda p, r: rf"\frac{{\pi}}{{{p[0]}}} + {p[1]}k\pi（k∈Z）",
    },
    {
        "first": lambda p, r: rf"\frac{{\pi}}{{{p[0]}}}",
        "period": lambda p, r: rf"\frac{{\pi}}{{{p[0]}}} + k\pi",
        "sign": lambda p, r: rf"-\frac{{\pi}}{{{p[0]}}} + {p[1]}k\pi",
        "both_signs": lambda p, r: rf"\pm\frac{{\pi}}{{{p[0]}}} + {p[1]}k\pi",
        "pi_lost": lambda p, r: rf"\frac{{\pi}}{{{p[0]}}} + {p[1]}k",
        "degrees": lambda p, r: rf"\frac{{\pi}}{{{p[0]}}} + {180 * int(p[1])}k",
        "angle": lambda p, r: rf"\frac{{\pi}}{{{int(p[0]) + 1}}} + {p[1]}k\pi",
        "power": lambda p, r: rf"\frac{{\pi}}{{{p[0]}}} + {p[1]}\pi^k",
        "domain_of_reals": lambda p, r: rf"\frac{{\pi}}{{{p[0]}}} + k\pi, k \in \mathbb{{R}}",
    },
)


def _sample_cases(rng: Random) -> str:
    slope, border, constant = map(str, rng.sample(range(2, 20), 3))
    return _cases(slope, r"x \ge " + border, constant, "x < " + border)


def _cases(first: str, condition: str, second: str, otherwise: str) -> str:
    return rf"f(x) = \begin{{cases}} {first}x & {condition} \\ {second} & {otherwise} \end{{cases}}"


PIECEWISE = Family(
    "piecewise",
    _sample_cases,
    re.compile(
        r"f\(x\) = \\begin\{cases\} (\d{1,2})x & x \\ge (\d{1,2}) \\\\ (\d{1,2}) & x < \2"
        r" \\end\{cases\}"
    ),
    {
        "commas": lambda p, r: (
            rf"f(x) = \begin{{cases}} {p[0]}x, & x \ge {p[1]} \\ {p[2]}, & x < {p[1]} \end{{cases}}"
        ),
        "if": lambda p, r: _cases(
            p[0], rf"\text{{if }} x \ge {p[1]}", p[2], rf"\text{{if }} x < {p[1]}"
        ),
        "geqslant": lambda p, r: _cases(p[0], rf"x \geqslant {p[1]}", p[2], f"x < {p[1]}"),
    },
    {
        "conditions_exchanged": lambda p, r: _cases(p[0], f"x < {p[1]}", p[2], rf"x \ge {p[1]}"),
        "strictness": lambda p, r: _cases(p[0], f"x > {p[1]}", p[2], rf"x \le {p[1]}"),
        "first_only": lambda p, r: f"f(x) = {p[0]}x",
        "second_off": lambda p, r: _cases(
            p[0], rf"x \ge {p[1]}", str(int(p[2]) + 1), f"x < {p[1]}"
        ),
        "conditions_lost": lambda p, r: f"f(x) = {p[0]}x, {p[2]}",
        "border_off": lambda p, r: _cases(
            p[0], rf"x \ge {int(p[1]) + 1}", p[2], f"x < {int(p[1]) + 1}"
        ),
    },
)


FAMILIES = (
    CIRCLE,
    PARABOLA,
    PLANE,
    CONGRUENCE,
    TURNS,
    PIECEWISE,
)
