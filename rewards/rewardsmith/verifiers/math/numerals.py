"""Numbers as people write them: decimals, mixed numbers, other bases, quantities."""

from __future__ import annotations

import re
import string
from typing import Final

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.tree import Add, Call, Invert, Multiply, Node, Number, Quantity
from rewardsmith.verifiers.math.unit_tables import (
    CHANGING,
    CHANGING_FIRST,
    MULTIPLES,
    PERCENT,
)
from rewardsmith.verifiers.math.units import unit_of

_REPEATING: Final = re.compile(r"(\d*)\.(\d*)\\(?:overline|bar|dot) ?\{?(\d+)\}?")
_DOTTED: Final = re.compile(r"(\d*)\.(\d*)\\dot ?\{?(\d)\}?(\d*)\\dot ?\{?(\d)\}?")
_PARENTHESES: Final = re.compile(r"(\d+)\.(\d*)\((\d+)\)")
_ELLIPSIS: Final = re.compile(r"(\d*)\.(\d+) ?(?:\.\.\.|\\[lc]?dots)")
_LONGEST_PERIOD: Final = 6
_SHOWN_DIGITS: Final = 3
"""Equal digits before an ellipsis that make a period of one digit; a longer one is shown twice."""
_BASED: Final = re.compile(r"(-?)\(?(?:\\text\{)?([0-9A-Za-z]+)\}?\)?_\{?(\d{1,2})\}?")
_BASE_WORDS: Final = {"two": "2", "three": "3", "eight": "8", "ten": "10", "sixteen": "16"}
NUMBER_WORDS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_CHUNK: Final = 600
_BASES: Final = range(2, 37)


def number(text: str) -> Number:
    r"""Which rational do these digits write?  ``1.50``, ``2e-3``, ``0.\overline{3}``."""
    if text.isdecimal():
        return Number(_integer(text))
    if text[:2] in {"0x", "0b", "0o"}:
        return Number(int(text[:_CHUNK], 0))  # as in a program
    if (repeating := _REPEATING.fullmatch(text)) or (repeating := _PARENTHESES.fullmatch(text)):
        return _repeating(*repeating.groups())
    if dotted := _DOTTED.fullmatch(text):
        whole, start, first, middle, last = dotted.groups()
        return _repeating(whole, start, first + middle + last)
    if going_on := _ELLIPSIS.fullmatch(text):
        whole, decimals = going_on.groups()
        start, period = _period(decimals)
        return _repeating(whole, start, period) if period else number(f"{whole}.{decimals}")
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    digits = _integer(whole + decimals)
    power = (int(exponent[:8] or "0") if exponent else 0) - len(decimals)
    if abs(power) > limits.MAX_DECIMAL_EXPONENT or len(exponent) > 7:
        raise limits.too_large(f"a number with the exponent {exponent[:12]}")
    if power >= 0:
        return Number(digits * 10**power)
    return Number(digits, 10**-power, len(decimals) if decimals and not exponent else None)


def _integer(digits: str) -> int:
    """The integer of these digits, in pieces: Python refuses to convert a long string at once."""
    value = 0
    for at in range(0, len(digits), _CHUNK):
        piece = digits[at : at + _CHUNK]
        value = value * 10 ** len(piece) + int(piece)
    return value


def _period(decimals: str) -> tuple[str, str]:
    """The digits before the period, and the period that the last digits show; empty if none."""
    for length in range(1, _LONGEST_PERIOD + 1):
        at = len(decimals)
        while at > length and decimals[at - 1] == decimals[at - 1 - length]:
            at -= 1
        start = at - length
        if len(decimals) - start >= max(_SHOWN_DIGITS, 2 * length):
            return decimals[:start], decimals[start:at]
    return decimals, ""


def _repeating(whole: str, start: str, period: str) -> Number:
    nines = (10 ** len(period) - 1) * 10 ** len(start)
    digits = _integer(whole + start + period) - _integer(whole + start)
    return Number(digits, nines, len(start + period))


def in_base(text: str) -> Number | None:
    """Is the whole text a numeral with its base, ``1A_{16}``?  Its value, without ``places``."""
    if "_" not in text or len(text) > limits.MAX_DECIMAL_EXPONENT:
        return None
    match = _BASED.fullmatch(text.replace(" ", ""))
    if match is None or int(match[3]) not in _BASES or match[2].isalpha():
        return None
    if len(match[2]) > _CHUNK:
        return None
    alphabet = (string.digits + string.ascii_lowercase)[: int(match[3])]
    if set(match[2].lower()) - set(alphabet):
        return None
    value = int(match[2], int(match[3]))
    return Number(-value if match[1] else value)


def with_base(node: Node, base: str) -> Number | None:
    """Which number is this numeral in that base?  None where its digits do not exist there."""
    base = _BASE_WORDS.get(base, base)
    if not isinstance(node, Number) or node.denominator != 1 or not base.isdigit():
        return None
    if node.numerator.bit_length() > _CHUNK:
        return None
    digits = str(node.numerator)
    if int(base) not in _BASES or any(int(digit) >= int(base) for digit in digits):
        return None
    return Number(int(digits, int(base)))


def binomial(top: Number, chosen: Number) -> Call | None:
    """So many ways to choose; None where these are no numbers for it."""
    whole = top.denominator == chosen.denominator == 1
    return Call("binom", (top, chosen)) if whole and chosen.numerator <= top.numerator else None


def mixed(factors: list[Node]) -> Node | None:
    """Are these factors a whole number and a proper fraction side by side?  Then their sum."""
    match factors:
        case [Number(whole, 1, None), Number(top, 1, None), Invert(Number(bottom, 1, None))]:
            pass
        case [
            Number(whole, 1, None),
            Multiply((Number(top, 1, None), Invert(Number(bottom, 1, None)))),
        ]:
            pass
        case _:
            return None
    return Number(whole * bottom + top, bottom) if 0 < top < bottom else None


def with_mixed(factors: list[Node], *, beside: bool) -> list[Node]:
    r"""The factors with a mixed number at their beginning as one: ``1\frac12 \pi``.

    Raises BeyondLimitError (UNREADABLE) for one that is none: ``2\frac53`` may be meant as a sum.
    """
    match factors:
        case [Number(_, 1, None) as whole, Multiply((Number(_, 1), Invert(Number(_, 1)))) as part,
              *rest] if beside:  # fmt: skip
            if (found := mixed([whole, part])) is None:
                raise limits.unreadable("a mixed number that is none")
            return [found, *rest]
        case _:
            return factors


def with_unit(value: Node, unit: str) -> Node:
    """What is the value with this word behind it?  ``3 million`` is a number."""
    first, _, rest = unit.partition(" ")
    if not first.isascii() and not unit_of(first).known and first[0] in MULTIPLES:
        first, rest = first[0], f"{first[1:]} {rest}".strip()  # "5万元"
    first = first if first in MULTIPLES else first.removesuffix("s")
    if first in MULTIPLES:
        value = Multiply((value, Number(MULTIPLES[first])))
        return Quantity(value, rest) if rest else value
    if first in CHANGING_FIRST or CHANGING & set(unit.split()):
        raise limits.unreadable(f"a value {unit!r}")
    if unit in PERCENT:
        return Quantity(value, "%")
    if isinstance(value, Multiply) and any(isinstance(part, Quantity) for part in value.factors):
        *before, last = value.factors  # "2 hours 30 minutes"
        if len(before) == 1:
            return Add((before[0], Quantity(last, unit)))
    return Quantity(value, unit)
