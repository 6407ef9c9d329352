"""Speeds, forces, Chinese units, times, temperatures, prices, lengths, probabilities, names."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from random import Random

from rewardsmith.bench.metamorphic.family import Family
from rewardsmith.bench.metamorphic.writing import full_width

SPEED = Family(
    "speed",
    lambda rng: rf"{rng.randrange(2, 300)} \text{{ km/h}}",
    re.compile(r"(\d{1,5}) \\text\{ ?km/h\}"),
    {
        "spelled": lambda p, r: rf"{p[0]} \text{{ kilometers per hour}}",
        "per_symbol": lambda p, r: rf"{p[0]} \text{{ km per hour}}",
        "fraction": lambda p, r: rf"{p[0]} \, \frac{{\text{{km}}}}{{\text{{h}}}}",
        "power": lambda p, r: rf"{p[0]}\ \mathrm{{km\,h^{{-1}}}}",
        "metres": lambda p, r: rf"{int(p[0]) * 1000} \text{{ m/h}}",
        "hr": lambda p, r: rf"{p[0]} \text{{ km/hr}}",
    },
    {
        "other_distance": lambda p, r: rf"{p[0]} \text{{ m/h}}",
        "other_time": lambda p, r: rf"{p[0]} \text{{ km/s}}",
        "miles": lambda p, r: rf"{p[0]} \text{{ mph}}",
        "distance": lambda p, r: rf"{p[0]} \text{{ km}}",
        "time": lambda p, r: rf"{p[0]} \text{{ hours}}",
        "turned": lambda p, r: rf"{p[0]} \text{{ h/km}}",
        "acceleration": lambda p, r: rf"{p[0]} \text{{ km/h}}^2",
        "product": lambda p, r: rf"{p[0]} \text{{ km h}}",
        "off_by_one": lambda p, r: rf"{int(p[0]) + 1} \text{{ km/h}}",
    },
    {"bare": lambda p, r: p[0]},
)

FORCE = Family(
    "force",
    lambda rng: rf"{rng.randrange(2, 400)} \text{{ N}}",
    re.compile(r"(\d{1,5}) \\text\{ ?N\}"),
    {
        "spelled": lambda p, r: rf"{p[0]} \text{{ newtons}}",
        "upright": lambda p, r: rf"{p[0]}\,\mathrm{{N}}",
        "base_units": lambda p, r: rf"{p[0]} \ \mathrm{{kg \cdot m/s^2}}",
        "kilo": lambda p, r: rf"{int(p[0]) / 1000} \text{{ kN}}",
        "letter": lambda p, r: f"{p[0]} N",
    },
    {
        "energy": lambda p, r: rf"{p[0]} \text{{ J}}",
        "moment": lambda p, r: rf"{p[0]} \ \mathrm{{N \cdot m}}",
        "pressure": lambda p, r: rf"{p[0]} \ \mathrm{{N/m^2}}",
        "kilo_kept": lambda p, r: rf"{p[0]} \text{{ kN}}",
        "mass": lambda p, r: rf"{p[0]} \text{{ kg}}",
        "off_by_one": lambda p, r: rf"{int(p[0]) + 1} \text{{ N}}",
        "impulse": lambda p, r: rf"{p[0]} \ \mathrm{{N \, s}}",
        "squared": lambda p, r: rf"{p[0]}^2 \text{{ N}}",
        "negated": lambda p, r: rf"-{p[0]} \text{{ N}}",
        "milli": lambda p, r: rf"{p[0]} \text{{ mN}}",
        "per_time": lambda p, r: rf"{p[0]} \text{{ N per second}}",
    },
    {"bare": lambda p, r: p[0]},
)

_CHINESE = {"元": "角", "千克": "克", "米": "厘米", "小时": "分钟"}

CHINESE = Family(
    "chinese_unit",
    lambda rng: f"{rng.randrange(2, 900)}{rng.choice(list(_CHINESE))}",
    re.compile(r"(\d{1,6})(元|千克|米|小时)"),
    {
        "spaced": lambda p, r: f"{p[0]} {p[1]}",
        "text": lambda p, r: rf"{p[0]} \text{{{p[1]}}}",
        "full_width": lambda p, r: full_width(p[0]) + p[1],
        "point_zero": lambda p, r: f"{p[0]}.0{p[1]}",
    },
    {
        "other_unit": lambda p, r: p[0] + _CHINESE[p[1]],
        "off_by_one": lambda p, r: f"{int(p[0]) + 1}{p[1]}",
        "tenfold": lambda p, r: f"{p[0]}0{p[1]}",
        "unit_only": lambda p, r: p[1],
        "ten_thousand": lambda p, r: f"{p[0]}万{p[1]}",
        "square": lambda p, r: f"{p[0]}平方米" if p[1] == "米" else None,
        "percent": lambda p, r: rf"{p[0]}\%",
    },
    {"bare": lambda p, r: p[0]},
)


def _sample_time(rng: Random) -> str:
    return rf"{rng.randrange(1, 13)}:{rng.randrange(60):02d} \text{{ p.m.}}"


TIME = Family(
    "time",
    _sample_time,
    re.compile(r"(\d{1,2}):(\d\d) \\text\{ p\.m\.\}"),
    {
        "upper_case": lambda p, r: rf"{p[0]}:{p[1]} \text{{ PM}}",
        "lower_case": lambda p, r: rf"{p[0]}:{p[1]} \text{{ pm}}",
        "tight": lambda p, r: f"{p[0]}:{p[1]}pm",
        "plain": lambda p, r: f"{p[0]}:{p[1]} p.m.",
        "upright": lambda p, r: rf"{p[0]}:{p[1]}\ \mathrm{{PM}}",
    },
    {
        "morning": lambda p, r: rf"{p[0]}:{p[1]} \text{{ a.m.}}",
        "minute": lambda p, r: rf"{p[0]}:{(int(p[1]) + 1) % 60:02d} \text{{ p.m.}}",
        "hour": lambda p, r: rf"{int(p[0]) % 12 + 1}:{p[1]} \text{{ p.m.}}",
        "turned": lambda p, r: rf"{p[1]}:{p[0]} \text{{ p.m.}}" if int(p[0]) != int(p[1]) else None,
        "decimal": lambda p, r: rf"{p[0]}.{p[1]} \text{{ p.m.}}",
        "hour_only": lambda p, r: rf"{p[0]} \text{{ p.m.}}" if int(p[1]) else None,
        "doubled": lambda p, r: rf"{2 * int(p[0])}:{2 * int(p[1]):02d} \text{{ p.m.}}",
        "digits": lambda p, r: f"{p[0]}{p[1]}",
        "morning_upper": lambda p, r: rf"{p[0]}:{p[1]} \text{{ AM}}",
        "duration": lambda p, r: rf"{p[0]} \text{{ hours }} {p[1]} \text{{ minutes}}",
    },
)

TEMPERATURE = Family(
    "temperature",
    lambda rng: rf"{rng.randrange(1, 99)}^\circ \text{{C}}",
    re.compile(r"(\d{1,3})\^\\circ \\text\{C\}"),
    {
        "upright": lambda p, r: rf"{p[0]}^{{\circ}} \mathrm{{C}}",
        "unicode": lambda p, r: f"{p[0]}°C",
        "letter": lambda p, r: rf"{p[0]}^\circ C",
        "thin_space": lambda p, r: rf"{p[0]}\,^\circ\text{{C}}",
    },
    {
        "fahrenheit": lambda p, r: rf"{p[0]}^\circ \text{{F}}",
        "kelvin": lambda p, r: rf"{p[0]} \text{{ K}}",
        "radians": lambda p, r: rf"{p[0]} \text{{ rad}}",
        "off_by_one": lambda p, r: rf"{int(p[0]) + 1}^\circ \text{{C}}",
        "negated": lambda p, r: rf"-{p[0]}^\circ \text{{C}}",
        "metres": lambda p, r: rf"{p[0]} \text{{ cm}}",
        "percent": lambda p, r: rf"{p[0]}\%",
        "off_bare": lambda p, r: str(int(p[0]) + 1),
    },
    {"bare": lambda p, r: p[0]},
)

PRICE = Family(
    "price",
    lambda rng: rf"\${rng.randrange(1, 99)},{rng.randrange(1000):03d}",
    re.compile(r"\\\$(\d{1,2}),(\d{3})"),
    {
        "ungrouped": lambda p, r: rf"\${p[0]}{p[1]}",
        "latex": lambda p, r: rf"\${p[0]}{{,}}{p[1]}",
        "cents": lambda p, r: rf"\${p[0]},{p[1]}.00",
        "dollars": lambda p, r: rf"{p[0]},{p[1]} \text{{ dollars}}",
        "sign_behind": lambda p, r: rf"{p[0]}{p[1]}\$",
    },
    {
        "point": lambda p, r: rf"\${p[0]}.{p[1]}",
        "moved": lambda p, r: rf"\${p[0]}{p[1][0]},{p[1][1:]}",
        "thousand_lost": lambda p, r: rf"\${p[0]}",
        "rest_only": lambda p, r: rf"\${int(p[1])}",
        "pair": lambda p, r: f"({p[0]}, {int(p[1])})",
        "cents": lambda p, r: rf"{p[0]}{p[1]} \text{{ cents}}",
        "tenfold": lambda p, r: rf"\${p[0]},{p[1]}0",
        "million": lambda p, r: rf"\${p[0]},{p[1]} \text{{ million}}",
        "grouped_off": lambda p, r: rf"\${p[0]},{(int(p[1]) + 1) % 1000:03d}",
        "pounds": lambda p, r: f"£{p[0]},{p[1]}",
    },
    {"bare": lambda p, r: f"{p[0]}{p[1]}"},
)

SEGMENT = Family(
    "segment",
    lambda rng: rf"AB = {rng.randrange(2, 20)}\sqrt{{{rng.choice((2, 3, 5, 7))}}}",
    re.compile(r"AB = (\d{1,3})\\sqrt\{(\d)\}"),
    {
        "bars": lambda p, r: rf"|AB| = {p[0]}\sqrt{{{p[1]}}}",
        "overline": lambda p, r: rf"\overline{{AB}} = {p[0]}\sqrt{{{p[1]}}}",
        "inside": lambda p, r: rf"AB = \sqrt{{{int(p[0]) ** 2 * int(p[1])}}}",
        "flipped": lambda p, r: rf"{p[0]}\sqrt{{{p[1]}}} = AB",
        "upright": lambda p, r: rf"\mathrm{{AB}} = {p[0]}\sqrt{{{p[1]}}}",
    },
    {
        "other_segment": lambda p, r: rf"CD = {p[0]}\sqrt{{{p[1]}}}",
        "squared": lambda p, r: f"AB = {int(p[0]) ** 2 * int(p[1])}",
        "root_lost": lambda p, r: f"AB = {p[0]}",
        "half": lambda p, r: rf"2AB = {p[0]}\sqrt{{{p[1]}}}",
        "greater": lambda p, r: rf"AB > {p[0]}\sqrt{{{p[1]}}}",
        "parallel": lambda p, r: r"AB \parallel CD",
        "sum": lambda p, r: rf"A + B = {p[0]}\sqrt{{{p[1]}}}",
        "angle": lambda p, r: rf"\angle AB = {p[0]}\sqrt{{{p[1]}}}",
        "triangle": lambda p, r: rf"ABC = {p[0]}\sqrt{{{p[1]}}}",
        "name": lambda p, r: "AB",
        "root_index": lambda p, r: rf"AB = \sqrt[{p[0]}]{{{p[1]}}}",
    },
    {"value": lambda p, r: rf"{p[0]}\sqrt{{{p[1]}}}"},
)

PROBABILITY = Family(
    "probability",
    lambda rng: rf"P(A) = \frac{{{rng.randrange(1, 6)}}}{{{rng.choice((7, 11, 13))}}}",
    re.compile(r"P\(A\) = \\frac\{(\d)\}\{(\d{1,2})\}"),
    {
        "slash": lambda p, r: f"P(A) = {p[0]}/{p[1]}",
        "flipped": lambda p, r: rf"\frac{{{p[0]}}}{{{p[1]}}} = P(A)",
        "unreduced": lambda p, r: rf"P(A) = \frac{{{3 * int(p[0])}}}{{{3 * int(p[1])}}}",
        "complement_worked_out": lambda p, r: (
            rf"P(A) = 1 - \frac{{{int(p[1]) - int(p[0])}}}{{{p[1]}}}"
        ),
    },
    {
        "other_event": lambda p, r: rf"P(B) = \frac{{{p[0]}}}{{{p[1]}}}",
        "complement": lambda p, r: rf"P(\bar{{A}}) = \frac{{{p[0]}}}{{{p[1]}}}",
        "complement_value": lambda p, r: rf"P(A) = \frac{{{int(p[1]) - int(p[0])}}}{{{p[1]}}}",
        "odds": lambda p, r: f"{p[0]}:{int(p[1]) - int(p[0])}",
        "given": lambda p, r: rf"P(A|B) = \frac{{{p[0]}}}{{{p[1]}}}",
        "at_most": lambda p, r: rf"P(A) \le \frac{{{p[0]}}}{{{p[1]}}}",
        "inverted": lambda p, r: rf"P(A) = \frac{{{p[1]}}}{{{p[0]}}}",
        "expectation": lambda p, r: rf"E(A) = \frac{{{p[0]}}}{{{p[1]}}}",
        "square": lambda p, r: rf"P(A)^2 = \frac{{{p[0]}}}{{{p[1]}}}",
        "name": lambda p, r: "P(A)",
        "doubled_side": lambda p, r: rf"2P(A) = \frac{{{p[0]}}}{{{p[1]}}}",
    },
    {"value": lambda p, r: rf"\frac{{{p[0]}}}{{{p[1]}}}"},
)

_PROSE = ("the median", "the mode", "Anna", "Bruno", "a circle", "a square", "the first", "cubic")

PAIR_OF_WORDS = Family(
    "pair_of_words",
    lambda rng: r"\text{{{} and {}}}".format(*rng.sample(_PROSE, 2)),
    re.compile(r"\\text\{([A-Za-z ]{3,20}) and ([A-Za-z ]{3,20})\}"),
    {
        "plain": lambda p, r: f"{p[0]} and {p[1]}",
        "full_stop": lambda p, r: rf"\text{{{p[0]} and {p[1]}.}}",
        "bold": lambda p, r: rf"\textbf{{{p[0]} and {p[1]}}}",
    },
    {
        "first": lambda p, r: rf"\text{{{p[0]}}}",
        "second": lambda p, r: rf"\text{{{p[1]}}}",
        "or": lambda p, r: rf"\text{{{p[0]} or {p[1]}}}",
        "but_not": lambda p, r: rf"\text{{{p[0]} and not {p[1]}}}",
        "third": lambda p, r: rf"\text{{{p[0]} and {p[1]} and the third}}",
        "other": lambda p, r: rf"\text{{{p[0]} and nobody}}",
    },
)

_PEOPLE = ("Anna", "Bob", "Carla", "Dmitri", "Elif", "Femi", "Grace", "Hugo")

NAMES = Family(
    "names",
    lambda rng: r"\text{{{}, {}, {}}}".format(*rng.sample(_PEOPLE, 3)),
    re.compile(r"\\text\{([A-Z][a-z]+), ([A-Z][a-z]+), ([A-Z][a-z]+)\}"),
    {
        "plain": lambda p, r: f"{p[0]}, {p[1]}, {p[2]}",
        "and": lambda p, r: rf"\text{{{p[0]}, {p[1]} and {p[2]}}}",
        "oxford": lambda p, r: rf"\text{{{p[0]}, {p[1]}, and {p[2]}}}",
        "each_text": lambda p, r: rf"\text{{{p[0]}}}, \text{{{p[1]}}}, \text{{{p[2]}}}",
    },
    {
        "one_missing": lambda p, r: rf"\text{{{p[0]}, {p[1]}}}",
        "one_other": lambda p, r: rf"\text{{{p[0]}, {p[1]}, Zoe}}",
        "one_more": lambda p, r: rf"\text{{{p[0]}, {p[1]}, {p[2]}, Zoe}}",
        "first": lambda p, r: rf"\text{{{p[0]}}}",
        "initials": lambda p, r: f"{p[0][0]}, {p[1][0]}, {p[2][0]}",
        "twice": lambda p, r: rf"\text{{{p[0]}, {p[1]}, {p[0]}}}",
        "or": lambda p, r: rf"\text{{{p[0]} or {p[1]} or {p[2]}}}",
        "not": lambda p, r: rf"\text{{{p[0]}, {p[1]}, not {p[2]}}}",
        "count": lambda p, r: "3",
    },
)


FAMILIES = (
    SPEED,
    FORCE,
    CHINESE,
    TIME,
    TEMPERATURE,
    PRICE,
    SEGMENT,
    PROBABILITY,
    PAIR_OF_WORDS,
    NAMES,
)
