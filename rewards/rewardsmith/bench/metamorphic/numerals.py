"""Mixed numbers, hexadecimal numbers, percent with tenths, ratios, fractions, conjugates."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from random import Random

from rewardsmith.bench.metamorphic.family import Family, Parts


def _sample_mixed(rng: Random) -> str:
    bottom = rng.choice((2, 3, 5, 7, 8, 9))
    return rf"{rng.randrange(1, 20)}\frac{{1}}{{{bottom}}}"


MIXED = Family(
    "mixed_number",
    _sample_mixed,
    re.compile(r"(\d{1,3})\\frac\{1\}\{(\d)\}"),
    {
        "improper": lambda p, r: rf"\frac{{{int(p[0]) * int(p[1]) + 1}}}{{{p[1]}}}",
        "spaced": lambda p, r: f"{p[0]} 1/{p[1]}",
        "sum": lambda p, r: rf"{p[0]} + \frac{{1}}{{{p[1]}}}",
        "thin_space": lambda p, r: rf"{p[0]}\,\frac{{1}}{{{p[1]}}}",
        "display": lambda p, r: rf"{p[0]} \dfrac{{1}}{{{p[1]}}}",
        "difference": lambda p, r: rf"{int(p[0]) + 1} - \frac{{{int(p[1]) - 1}}}{{{p[1]}}}",
        "unicode": lambda p, r: f"{p[0]}{'½⅓'[int(p[1]) - 2]}" if p[1] in "23" else None,
    },
    {
        "product": lambda p, r: (
            rf"{p[0]} \cdot \frac{{1}}{{{p[1]}}}" if p[0] != "1" or p[1] != "1" else None
        ),
        "digits_joined": lambda p, r: f"{p[0]}1/{p[1]}",
        "difference": lambda p, r: rf"{p[0]} - \frac{{1}}{{{p[1]}}}",
        "whole_over": lambda p, r: rf"\frac{{{p[0]}}}{{{p[1]}}}",
        "inverted": lambda p, r: rf"{p[0]}\frac{{{p[1]}}}{{1}}",
        "negated": lambda p, r: rf"-{p[0]}\frac{{1}}{{{p[1]}}}",
        "list": lambda p, r: rf"{p[0]}, \frac{{1}}{{{p[1]}}}",
        "fraction_only": lambda p, r: rf"\frac{{1}}{{{p[1]}}}",
        "decimal_of_digits": lambda p, r: f"{p[0]}.1{p[1]}",
        "times_variable": lambda p, r: rf"{p[0]}\frac{{1}}{{{p[1]}}}x",
        "improper_off": lambda p, r: rf"\frac{{{int(p[0]) * int(p[1]) + 2}}}{{{p[1]}}}",
    },
)


def _sample_hex(rng: Random) -> str:
    return f"{rng.randrange(1, 10)}{rng.choice('ABCDEF')}{rng.randrange(10)}_{{16}}"


HEXADECIMAL = Family(
    "hexadecimal",
    _sample_hex,
    re.compile(r"([0-9A-F]{2,6})_\{16\}"),
    {
        "decimal": lambda p, r: f"{int(p[0], 16)}_{{10}}",
        "lower_case": lambda p, r: f"{p[0].lower()}_{{16}}",
        "text": lambda p, r: rf"\text{{{p[0]}}}_{{16}}",
        "binary": lambda p, r: f"{int(p[0], 16):b}_2",
        "octal": lambda p, r: f"{int(p[0], 16):o}_{{8}}",
    },
    {
        "base_lost": lambda p, r: p[0],
        "base_off": lambda p, r: f"{p[0]}_{{17}}",
        "as_decimal": lambda p, r: f"{p[0]}_{{10}}",
        "decimal_off": lambda p, r: f"{int(p[0], 16) + 1}_{{10}}",
        "reversed": lambda p, r: f"{p[0][::-1]}_{{16}}" if p[0] != p[0][::-1] else None,
        "digit_off": lambda p, r: f"{p[0][:-1]}F_{{16}}" if p[0][-1] != "F" else None,
        "octal_as_decimal": lambda p, r: f"{int(p[0], 16):o}",
        "negated": lambda p, r: f"-{p[0]}_{{16}}",
        "power": lambda p, r: f"{p[0]}^{{16}}",
    },
)


def _sample_tenths(rng: Random) -> str:
    return rf"{rng.randrange(2, 99)}.{rng.randrange(1, 10)}\%"


TENTHS = Family(
    "percent_tenths",
    _sample_tenths,
    re.compile(r"(\d{1,3})\.(\d)\\%"),
    {
        "value": lambda p, r: f"{'0.' if len(p[0]) == 2 else '0.0'}{p[0]}{p[1]}",
        "fraction": lambda p, r: rf"\frac{{{p[0]}{p[1]}}}{{1000}}",
        "word": lambda p, r: rf"{p[0]}.{p[1]} \text{{ percent}}",
        "zero": lambda p, r: rf"{p[0]}.{p[1]}0\%",
    },
    {
        "point_lost": lambda p, r: rf"{p[0]}{p[1]}\%",
        "rounded": lambda p, r: rf"{p[0]}\%",
        "value_tenfold": lambda p, r: f"{p[0]}.{p[1]}".replace(".", "") + "0",
        "value_tenth": lambda p, r: f"0.00{p[0]}{p[1]}",
        "per_mille": lambda p, r: f"{p[0]}.{p[1]}‰",
        "complement": lambda p, r: (
            rf"{(1000 - int(p[0] + p[1])) / 10}\%" if int(p[0] + p[1]) != 500 else None
        ),
        "of_one": lambda p, r: rf"0.{p[0]}{p[1]}\%",
        "points": lambda p, r: f"{p[0]}:{p[1]}",
        "hundred_fraction": lambda p, r: rf"\frac{{{p[0]}{p[1]}}}{{100}}",
        "plus": lambda p, r: rf"{p[0]} + {p[1]}\%",
    },
)


def _sample_ratio(rng: Random) -> str:
    return ":".join(str(n) for n in rng.sample((2, 3, 5, 7, 11, 13, 17, 19), rng.randrange(2, 4)))


def _terms(p: Parts) -> list[int]:
    return [int(term) for term in p[0].split(":")]


RATIO = Family(
    "ratio",
    _sample_ratio,
    re.compile(r"(\d{1,4}(?::\d{1,4}){1,2})"),
    {
        "spaced": lambda p, r: p[0].replace(":", " : "),
        "multiple": lambda p, r: ":".join(str(3 * term) for term in _terms(p)),
        "full_width": lambda p, r: p[0].replace(":", "："),
        "ratio_sign": lambda p, r: p[0].replace(":", "∶"),
        "latex": lambda p, r: p[0].replace(":", r" \colon "),
        "fraction": lambda p, r: (
            r"\frac{{{}}}{{{}}}".format(*_terms(p)) if p[0].count(":") == 1 else None
        ),
        "to": lambda p, r: r" \text{ to } ".join(p[0].split(":")),
    },
    {
        "reversed": lambda p, r: ":".join(reversed(p[0].split(":"))),
        "one_off": lambda p, r: ":".join(map(str, [*_terms(p)[:-1], _terms(p)[-1] + 1])),
        "list": lambda p, r: ", ".join(p[0].split(":")),
        "first": lambda p, r: p[0].split(":")[0],
        "part_of_whole": lambda p, r: rf"\frac{{{_terms(p)[0]}}}{{{sum(_terms(p))}}}",
        "one_more": lambda p, r: f"{p[0]}:1",
        "one_multiplied": lambda p, r: ":".join(map(str, [2 * _terms(p)[0], *_terms(p)[1:]])),
        "squares": lambda p, r: ":".join(str(term**2) for term in _terms(p)),
        "digits": lambda p, r: p[0].replace(":", ""),
        "decimal": lambda p, r: p[0].replace(":", ".", 1) if p[0].count(":") == 1 else None,
        "difference": lambda p, r: str(_terms(p)[0] - _terms(p)[1]),
    },
)

FRACTIONS = Family(
    "fractions",
    lambda rng: r"\frac{{1}}{{{}}}, \frac{{1}}{{{}}}".format(*rng.sample(range(2, 20), 2)),
    re.compile(r"\\frac\{1\}\{(\d{1,2})\}, \\frac\{1\}\{(\d{1,2})\}"),
    {
        "exchanged": lambda p, r: rf"\frac{{1}}{{{p[1]}}}, \frac{{1}}{{{p[0]}}}",
        "slashes": lambda p, r: f"1/{p[0]}, 1/{p[1]}",
        "and": lambda p, r: rf"\frac{{1}}{{{p[0]}}} \text{{ and }} \frac{{1}}{{{p[1]}}}",
        "unreduced": lambda p, r: rf"\frac{{2}}{{{2 * int(p[0])}}}, \frac{{3}}{{{3 * int(p[1])}}}",
        "powers": lambda p, r: rf"{p[0]}^{{-1}}, {p[1]}^{{-1}}",
    },
    {
        "denominators": lambda p, r: f"{p[0]}, {p[1]}",
        "one_inverted": lambda p, r: rf"\frac{{1}}{{{p[0]}}}, {p[1]}",
        "sum": lambda p, r: rf"\frac{{1}}{{{p[0]}}} + \frac{{1}}{{{p[1]}}}",
        "ratio": lambda p, r: rf"\frac{{1}}{{{p[0]}}} : \frac{{1}}{{{p[1]}}}",
        "product": lambda p, r: rf"\frac{{1}}{{{p[0]}}} \cdot \frac{{1}}{{{p[1]}}}",
        "adjacent": lambda p, r: rf"\frac{{1}}{{{p[0]}}} \frac{{1}}{{{p[1]}}}",
        "one_fraction": lambda p, r: rf"\frac{{1, 1}}{{{p[0]}, {p[1]}}}",
        "one_only": lambda p, r: rf"\frac{{1}}{{{p[0]}}}",
        "range": lambda p, r: rf"\frac{{1}}{{{p[0]}}} < x < \frac{{1}}{{{p[1]}}}",
        "both_signs": lambda p, r: rf"\pm\frac{{1}}{{{p[0]}}}",
        "tuple_turned": lambda p, r: rf"(\frac{{1}}{{{p[1]}}}, \frac{{1}}{{{p[0]}}})",
    },
)

CONJUGATES = Family(
    "conjugates",
    lambda rng: rf"{rng.randrange(1, 20)} \pm {rng.randrange(2, 20)}i",
    re.compile(r"(\d{1,3}) \\pm (\d{1,3})i"),
    {
        "written_out": lambda p, r: f"{p[0]} + {p[1]}i, {p[0]} - {p[1]}i",
        "set": lambda p, r: rf"\{{{p[0]} - {p[1]}i, {p[0]} + {p[1]}i\}}",
        "solution": lambda p, r: rf"z = {p[0]} \pm {p[1]}i",
        "minus_plus": lambda p, r: rf"{p[0]} \mp {p[1]}i",
        "root": lambda p, r: rf"{p[0]} \pm \sqrt{{-{int(p[1]) ** 2}}}",
        "or": lambda p, r: rf"x = {p[0]} + {p[1]}i \text{{ or }} x = {p[0]} - {p[1]}i",
    },
    {
        "upper": lambda p, r: f"{p[0]} + {p[1]}i",
        "lower": lambda p, r: f"{p[0]} - {p[1]}i",
        "i_lost": lambda p, r: rf"{p[0]} \pm {p[1]}",
        "before_real": lambda p, r: rf"\pm {p[0]} + {p[1]}i",
        "exchanged": lambda p, r: rf"{p[1]} \pm {p[0]}i" if p[0] != p[1] else None,
        "both_signs": lambda p, r: rf"\pm {p[0]} \pm {p[1]}i",
        "sum": lambda p, r: str(2 * int(p[0])),
        "product": lambda p, r: str(int(p[0]) ** 2 + int(p[1]) ** 2),
        "twice_upper": lambda p, r: f"{p[0]} + {p[1]}i, {p[0]} + {p[1]}i",
        "quadratic": lambda p, r: f"z^2 - {2 * int(p[0])}z + {int(p[0]) ** 2 + int(p[1]) ** 2} = 0",
        "real_root": lambda p, r: rf"{p[0]} \pm \sqrt{{{int(p[1]) ** 2}}}",
        "pair": lambda p, r: f"({p[0]}, {p[1]})",
    },
)


FAMILIES = (
    MIXED,
    HEXADECIMAL,
    TENTHS,
    RATIO,
    FRACTIONS,
    CONJUGATES,
)
