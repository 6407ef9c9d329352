"""What several families write the same way: numbers, digits of other scripts, turned signs."""

from __future__ import annotations

from random import Random

NUMBER = r"-?\d{1,6}"
"""Pattern of a whole number in a list, a point or an interval."""

TURNED_SIGN = {"+": "-", "-": "+"}
TURNED = {"<": ">", ">": "<", r"\le": r"\ge", r"\ge": r"\le"}
"""Which relation reads the other way round?"""

STRICTNESS = {"<": r"\le", ">": r"\ge", r"\le": "<", r"\ge": ">"}
"""Which relation differs only at the end?"""

_SUPERSCRIPTS = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)}


def distinct(rng: Random, count: int) -> list[str]:
    """Which ``count`` different whole numbers, none of them 0?"""
    return [str(number) for number in rng.sample([n for n in range(-50, 100) if n], count)]


def raised(digits: str) -> str:
    """The digits as Unicode superscripts."""
    return "".join(_SUPERSCRIPTS[digit] for digit in digits)


def full_width(digits: str) -> str:
    """The digits as in East Asian full-width text."""
    return digits.translate(_FULL_WIDTH)
