r"""Which exact value does a text write?  ``-1,250.5``, ``\frac{3}{4}``, ``12\%``, ``2e-3``."""

from __future__ import annotations

import re
from fractions import Fraction

MAX_CHARS = 400
"""Longer texts are not read as numbers: what follows may then look at a character twice."""

MAX_EXPONENT = 400
"""Larger powers of ten are not evaluated."""

_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = {"−": "-", "×": "*", "·": "*", "⋅": "*", "⁄": "/", "∕": "/", "÷": "/", "％": "%"}
_SAME = _FULLWIDTH | str.maketrans(_SIGNS)
_SPELLINGS = ((r"\times", "*"), (r"\cdot", "*"), ("**", "^"), (r"\%", "%"), (r"\$", "$"))

_GROUP = re.compile(r"(?<=[0-9])(?:\{,\}|\\[,!]|[\u00a0\u2009\u202f_])(?=[0-9]{3}(?![0-9]))")
_SPACE = re.compile(r"\\[,;!: ]|~|\s|\\(?:displaystyle|left|right)(?![a-z])")
_AROUND = re.compile(r" *([*/^]) *")
_LATEX_FRACTION = re.compile(r"\\[dtc]?frac *(\{[^{}]*\}|[0-9]) *(\{[^{}]*\}|[0-9])")
_POWER_ALONE = re.compile(r"(?<![0-9*.])10\^")
_WRAPPING = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"), ("(", ")"), ("{", "}"))

_FRACTION = re.compile(r"(?:([0-9]+) +)?([^ /]+)(?:/([^ /]+))?")
_DECIMAL = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.([0-9]*))?"
    r"(?:(?:[eE]|\*10\^)[{(]?([+-]?[0-9]{1,9})[})]?)?"
)


def parse_number(text: str) -> Fraction | None:
    r"""Which exact value does this text write, and nothing else?  None where it writes none.

    Signs, decimals, thousands separated by commas, thin spaces or underscores, fractions and mixed
    numbers (plain or LaTeX), powers of ten, percent (a hundredth), a currency sign in front,
    mathematical delimiters.  A comma is never a decimal comma: ``1,5`` is no number.

    >>> parse_number(r"$-1{,}250.5$"), parse_number(r"1\frac{1}{2}"), parse_number("12%")
    (Fraction(-2501, 2), Fraction(3, 2), Fraction(3, 25))
    """
    if len(text) > MAX_CHARS:
        return None
    text = _tidy(text)
    sign = -1 if text.startswith("-") else 1
    text = text[text.startswith(("-", "+")) :].strip().lstrip("$€£¥").strip()
    hundredths = text.endswith("%")
    value = _fraction(text.removesuffix("%").strip())
    return None if value is None else sign * value / (100 if hundredths else 1)


def _tidy(text: str) -> str:
    """One spelling for what can be spelled in several ways."""
    text = _GROUP.sub(",", text.translate(_SAME).strip())
    text = _SPACE.sub(" ", _unwrapped(text))
    for spelling, plain in _SPELLINGS:
        text = text.replace(spelling, plain)
    text = _LATEX_FRACTION.sub(lambda m: f" {m[1].strip('{} ')}/{m[2].strip('{} ')}", text)
    return _POWER_ALONE.sub("1*10^", _AROUND.sub(r"\1", _unwrapped(text.strip())))


def _unwrapped(text: str) -> str:
    """The text without delimiters that go round all of it."""
    for opening, closing in _WRAPPING:
        inner = text[len(opening) : -len(closing)]
        if text == f"{opening}{inner}{closing}" and opening[-1] not in inner:
            text = inner.strip()
    return text


def _fraction(text: str) -> Fraction | None:
    match = _FRACTION.fullmatch(text)
    if match is None or (match[1] and not (match[2].isdigit() and match[3])):
        return None
    top, bottom = _decimal(match[2]), _decimal(match[3] or "1")
    return None if top is None or not bottom else int(match[1] or 0) + top / bottom


def _decimal(text: str) -> Fraction | None:
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return None
    digits, decimals, exponent = match[1].replace(",", ""), match[2] or "", int(match[3] or 0)
    if abs(exponent) > MAX_EXPONENT:
        return None
    return int(digits + decimals) * Fraction(10) ** (exponent - len(decimals))
