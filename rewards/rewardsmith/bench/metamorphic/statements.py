"""Equations, functions, quantities with units, currency, angles, text, choices."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from random import Random

from rewardsmith.bench.metamorphic.family import Family, Parts


def _sample_line(rng: Random) -> str:
    return f"{rng.randrange(2, 20)}x+{rng.randrange(2, 20)}y={rng.randrange(1, 60)}"


def _multiple(p: Parts, factor: int) -> str:
    a, b, c = (int(part) * factor for part in p)
    return f"{a}x{b:+d}y={c}"


EQUATION = Family(
    "equation",
    _sample_line,
    re.compile(r"(\d{1,4})x\+(\d{1,4})y=(\d{1,5})"),
    {
        "flipped": lambda p, r: f"{p[2]} = {p[0]}x + {p[1]}y",
        "to_zero": lambda p, r: f"{p[0]}x + {p[1]}y - {p[2]} = 0",
        "scaled": lambda p, r: _multiple(p, r.randrange(2, 9)),
        "negated": lambda p, r: _multiple(p, -1),
        "terms_exchanged": lambda p, r: f"{p[1]}y + {p[0]}x = {p[2]}",
        "solved": lambda p, r: rf"y = \frac{{{p[2]} - {p[0]}x}}{{{p[1]}}}",
        "slope": lambda p, r: rf"y = -\frac{{{p[0]}}}{{{p[1]}}}x + \frac{{{p[2]}}}{{{p[1]}}}",
    },
    {
        "constant": lambda p, r: f"{p[0]}x + {p[1]}y = {int(p[2]) + 1}",
        "coefficient": lambda p, r: f"{int(p[0]) + 1}x + {p[1]}y = {p[2]}",
        "sign": lambda p, r: f"{p[0]}x - {p[1]}y = {p[2]}",
        "left_side": lambda p, r: f"{p[0]}x + {p[1]}y",
        "right_side": lambda p, r: p[2],
        "inequality": lambda p, r: rf"{p[0]}x + {p[1]}y \le {p[2]}",
        "one_side_scaled": lambda p, r: f"{2 * int(p[0])}x + {2 * int(p[1])}y = {p[2]}",
        "tautology": lambda p, r: r.choice(["0 = 0", "x = x", "y = y", "1 = 1", "0x + 0y = 0"]),
        "squared": lambda p, r: f"({p[0]}x + {p[1]}y)^2 = {int(p[2]) ** 2}",
        "times_x": lambda p, r: f"{p[0]}x^2 + {p[1]}xy = {p[2]}x",
        "exchanged": lambda p, r: f"{p[0]}y + {p[1]}x = {p[2]}" if p[0] != p[1] else None,
        "parallel": lambda p, r: f"{p[0]}x + {p[1]}y = 0",
        "both": lambda p, r: f"{p[0]}x + {p[1]}y = {p[2]}, x = 0",
    },
)

SOLUTION = Family(
    "solution",
    lambda rng: f"{rng.choice('xnkmt')} = {rng.randrange(2, 900)}",
    re.compile(r"([a-df-hj-z]) = (\d{1,6})"),
    {
        "flipped": lambda p, r: f"{p[1]} = {p[0]}",
        "to_zero": lambda p, r: f"{p[0]} - {p[1]} = 0",
        "scaled": lambda p, r: f"2{p[0]} = {2 * int(p[1])}",
        "chain": lambda p, r: rf"{p[0]} = \frac{{{3 * int(p[1])}}}{{3}} = {p[1]}",
        "approximated": lambda p, r: rf"{p[0]} = {p[1]} \approx {p[1]}.0",
    },
    {
        "off_by_one": lambda p, r: f"{p[0]} = {int(p[1]) + 1}",
        "negated": lambda p, r: f"{p[0]} = -{p[1]}",
        "other_variable": lambda p, r: f"w = {p[1]}",
        "unsolved": lambda p, r: f"{p[0]} + 5 = {int(p[1]) + 5}",
        "unsolved_linear": lambda p, r: f"3{p[0]} - 1 = {3 * int(p[1]) - 1}",
        "squared": lambda p, r: f"{p[0]}^2 = {int(p[1]) ** 2}",
        "inequality": lambda p, r: rf"{p[0]} \ge {p[1]}",
        "two_values": lambda p, r: f"{p[0]} = {p[1]}, {p[0]} = {int(p[1]) + 1}",
        "tautology": lambda p, r: f"{p[0]} = {p[0]}",
        "name_only": lambda p, r: p[0],
        "false_chain": lambda p, r: f"{p[0]} = {int(p[1]) + 1} = {p[1]}",
        "not_equal": lambda p, r: rf"{p[0]} \ne {p[1]}",
    },
    {"value": lambda p, r: p[1]},
)

FUNCTION = Family(
    "function",
    lambda rng: f"f(x) = {rng.randrange(2, 30)}x^2 + {rng.randrange(1, 30)}",
    re.compile(r"f\(x\) = (\d{1,4})x\^2 \+ (\d{1,4})"),
    {
        "exchanged": lambda p, r: f"f(x) = {p[1]} + {p[0]}x^2",
        "renamed_argument": lambda p, r: f"f(t) = {p[0]}t^2 + {p[1]}",
        "product": lambda p, r: rf"f(x) = {p[0]} x \cdot x + {p[1]}",
        "flipped": lambda p, r: f"{p[0]}x^2 + {p[1]} = f(x)",
    },
    {
        "constant": lambda p, r: f"f(x) = {p[0]}x^2 + {int(p[1]) + 1}",
        "exponent": lambda p, r: f"f(x) = {p[0]}x^3 + {p[1]}",
        "other_function": lambda p, r: f"g(x) = {p[0]}x^2 + {p[1]}",
        "argument_kept": lambda p, r: f"f(t) = {p[0]}x^2 + {p[1]}",
        "derivative": lambda p, r: f"f'(x) = {p[0]}x^2 + {p[1]}",
        "name_only": lambda p, r: "f(x)",
        "squared_inside": lambda p, r: f"f(x) = ({p[0]}x)^2 + {p[1]}" if p[0] != "1" else None,
    },
    {"body": lambda p, r: f"{p[0]}x^2 + {p[1]}"},
)

_UNITS = {
    "cm": ("centimeters", "m", "inches"),
    "m": ("meters", "km", "feet"),
    "km": ("kilometers", "miles", "m"),
    "kg": ("kilograms", "g", "pounds"),
    "hours": ("hr", "minutes", "days"),
    "minutes": ("min", "seconds", "hours"),
}

QUANTITY = Family(
    "quantity",
    lambda rng: rf"{rng.randrange(2, 900)} \text{{ {rng.choice(list(_UNITS))}}}",
    re.compile(r"(\d{1,6}) \\text\{ ?(cm|m|km|kg|hours|minutes)\}"),
    {
        "spelled": lambda p, r: rf"{p[0]} \text{{ {_UNITS[p[1]][0]}}}",
        "upright": lambda p, r: rf"{p[0]} \mathrm{{~{p[1]}}}",
        "thin_space": lambda p, r: rf"{p[0]}\,\text{{{p[1]}}}",
    },
    {
        "off_by_one": lambda p, r: rf"{int(p[0]) + 1} \text{{ {p[1]}}}",
        "other_unit": lambda p, r: rf"{p[0]} \text{{ {_UNITS[p[1]][1]}}}",
        "other_system": lambda p, r: rf"{p[0]} \text{{ {_UNITS[p[1]][2]}}}",
        "square": lambda p, r: rf"{p[0]} \text{{ {p[1]}}}^2",
        "apples": lambda p, r: rf"{p[0]} \text{{ apples}}",
        "off_without_unit": lambda p, r: str(int(p[0]) + 1),
        "unit_only": lambda p, r: rf"\text{{{p[1]}}}",
        "tenfold": lambda p, r: rf"{p[0]}0 \text{{ {p[1]}}}",
    },
    {"bare": lambda p, r: p[0]},
)

MONEY = Family(
    "money",
    lambda rng: rf"\${rng.randrange(2, 9000)}",
    re.compile(r"\\\$(\d{1,7})"),
    {
        "cents": lambda p, r: rf"\${p[0]}.00",
        "dollars": lambda p, r: rf"{p[0]} \text{{ dollars}}",
    },
    {
        "off_by_one": lambda p, r: rf"\${int(p[0]) + 1}",
        "euros": lambda p, r: f"€{p[0]}",
        "as_cents": lambda p, r: rf"{p[0]} \text{{ cents}}",
        "percent": lambda p, r: rf"{p[0]}\%",
        "tenth": lambda p, r: rf"\$0.{p[0]}",
        "thousand": lambda p, r: rf"\${p[0]} \text{{ thousand}}",
    },
    {"bare": lambda p, r: p[0]},
)

ANGLE = Family(
    "angle",
    lambda rng: rf"{rng.randrange(1, 360)}^\circ",
    re.compile(r"(\d{1,3})\^\\circ"),
    {
        "sign": lambda p, r: f"{p[0]}°",
        "braced": lambda p, r: rf"{p[0]}^{{\circ}}",
        "word": lambda p, r: rf"{p[0]} \text{{ degrees}}",
        "named": lambda p, r: rf"\theta = {p[0]}^\circ",
    },
    {
        "off_by_one": lambda p, r: rf"{int(p[0]) + 1}^\circ",
        "supplement": lambda p, r: rf"{180 - int(p[0])}^\circ" if p[0] != "90" else None,
        "radians": lambda p, r: rf"{p[0]} \text{{ radians}}",
        "times_pi": lambda p, r: rf"{p[0]}\pi",
        "zeroth_power": lambda p, r: f"{p[0]}^0" if p[0] != "1" else None,
        "percent": lambda p, r: rf"{p[0]}\%",
    },
    {"bare": lambda p, r: p[0]},
)

_WORDS = (
    "Monday",
    "Tuesday",
    "ellipse",
    "hyperbola",
    "parabola",
    "even",
    "odd",
    "neither",
    "yes",
    "no",
    "increasing",
    "decreasing",
    "obtuse",
    "acute",
    "red",
    "green",
    "Alice",
    "Robert",
    "true",
    "false",
    "north",
    "south",
    "rational",
    "irrational",
)


def _other_word(p: Parts, rng: Random) -> str:
    return rng.choice([word for word in _WORDS if word.lower() != p[0].lower()])


TEXT = Family(
    "text",
    lambda rng: rf"\text{{{rng.choice(_WORDS)}}}",
    re.compile(r"\\text\{([A-Za-z]{2,20})\}"),
    {
        "plain": lambda p, r: p[0],
        "bold": lambda p, r: rf"\textbf{{{p[0]}}}",
        "upright": lambda p, r: rf"\mathrm{{{p[0]}}}",
        "stars": lambda p, r: f"**{p[0]}**",
        "full_stop": lambda p, r: rf"\text{{{p[0]}}}.",
    },
    {
        "other": lambda p, r: rf"\text{{{_other_word(p, r)}}}",
        "negated": lambda p, r: rf"\text{{not {p[0]}}}",
        "prefixed": lambda p, r: rf"\text{{non{p[0]}}}",
        "both": lambda p, r: rf"\text{{{p[0]} or {_other_word(p, r)}}}",
        "initial": lambda p, r: rf"\text{{{p[0][0]}}}",
        "anagram": lambda p, r: p[0][::-1] if p[0].lower() != p[0][::-1].lower() else None,
        "hedged": lambda p, r: rf"\text{{maybe {p[0]}}}",
        "quoted": lambda p, r: rf"\text{{the opposite of {p[0]}}}",
        "number": lambda p, r: str(len(p[0])),
    },
    {"case": lambda p, r: rf"\text{{{p[0].swapcase()}}}"},
)

_LETTERS = "ABCDE"


def _other_letter(p: Parts, rng: Random) -> str:
    return rng.choice(_LETTERS.replace(p[0], ""))


CHOICE = Family(
    "choice",
    lambda rng: rng.choice(_LETTERS),
    re.compile(r"(?:\\text\{)?\(?([A-E])\)?\}?"),
    {
        "parentheses": lambda p, r: f"({p[0]})",
        "text": lambda p, r: rf"\text{{{p[0]}}}",
        "text_parentheses": lambda p, r: rf"\text{{({p[0]})}}",
        "bold": lambda p, r: rf"\textbf{{({p[0]})}}",
        "full_stop": lambda p, r: f"{p[0]}.",
        "with_content": lambda p, r: rf"\text{{({p[0]})}} {r.randrange(2, 99)}",
    },
    {
        "other": _other_letter,
        "other_parentheses": lambda p, r: f"({_other_letter(p, r)})",
        "all": lambda p, r: "A, B, C, D, E",
        "two": lambda p, r: rf"{p[0]} \text{{ or }} {_other_letter(p, r)}",
        "two_letters": lambda p, r: p[0] + _other_letter(p, r),
        "number": lambda p, r: str(_LETTERS.index(p[0]) + 1),
        "not": lambda p, r: rf"\text{{not {p[0]}}}",
        "other_with_content": lambda p, r: rf"\text{{({_other_letter(p, r)})}} {p[0]}",
        "multiplied": lambda p, r: f"2{p[0]}",
    },
    {"lower_case": lambda p, r: p[0].lower()},
)

FAMILIES = (EQUATION, SOLUTION, FUNCTION, QUANTITY, MONEY, ANGLE, TEXT, CHOICE)
