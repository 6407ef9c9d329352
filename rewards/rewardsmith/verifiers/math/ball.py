r"""Is the value of two expressions the same?  Certified ball arithmetic at fixed points.

Disjoint balls prove a difference.  Agreement is accepted as equality after ``POINTS`` points at
``BITS`` bits (for constants, once at ``CONSTANT_BITS``): a convention, with a chance of error far
below that of the hardware.  Conventions: odd roots of negative reals are real; a point where
either side leaves the reals does not count unless one of them names ``i``; ``\log`` without a
base has an unknown base, the same on both sides, or 10.
"""

from __future__ import annotations

from typing import Any, Final

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.evaluate import (
    UndefinedError,
    UnevaluatedError,
    evaluate,
    finite,
    integral_names,
    is_constant,
)
from rewardsmith.verifiers.math.flint import (
    Ball,
    ball,
    precision,
    real_ball,
)
from rewardsmith.verifiers.math.point import POINTS, Point
from rewardsmith.verifiers.math.tree import (
    Constant,
    Node,
    walk,
)

BITS: Final = 320
CONSTANT_BITS: Final = 2048
ENOUGH_POINTS: Final = 3
"""Points at which both sides must have a value for their agreement to count."""

_AGREE: Final = 128
"""Bits to which values must agree for a point to count as agreement."""


def equal(truth: Node, answer: Node) -> bool | None:
    """Have these two the same value wherever both have one?  None where that cannot be said.

    Raises UnevaluatedError and BeyondLimitError as ``evaluate`` does.
    """
    if is_constant(truth) and is_constant(answer):
        return _equal_constants(truth, answer)
    return _equal_functions(truth, answer)


def _equal_constants(truth: Node, answer: Node) -> bool | None:
    same: bool | None = None
    for bits in (BITS, CONSTANT_BITS):
        with precision(bits):
            try:
                same = _agree(evaluate(truth, Point(0)), evaluate(answer, Point(0)), bits // 8)
            except UndefinedError:
                return None
            if same is False:
                return False
    return same


def _equal_functions(truth: Node, answer: Node) -> bool | None:
    same: bool | None = None
    for bits in (BITS, CONSTANT_BITS):
        with precision(bits):
            same = _equal_at_points(truth, answer, _AGREE)
        if same is not None:
            return same
    return same


def _equal_at_points(truth: Node, answer: Node, bits: int) -> bool | None:
    """Do they agree at all points where both are real, or at all where they have a value?"""
    integral = integral_names(truth, answer)
    complex_allowed = any(part == Constant("i") for node in (truth, answer) for part in walk(node))
    agreements, outside, unsure = 0, list[bool](), False
    for index in range(POINTS):
        point = Point(index, integral)
        try:
            left, right = evaluate(truth, point), evaluate(answer, point)
        except UndefinedError:
            continue
        same = _agree(left, right, bits)
        unsure |= same is None
        if not complex_allowed and not (_is_real(left) and _is_real(right)):
            outside += [] if same is None else [same]
        elif same is False:
            return False
        else:
            agreements += same is True
    if agreements >= ENOUGH_POINTS:
        return True
    if unsure or agreements + len(outside) < ENOUGH_POINTS:
        return None
    return all(outside)


def _agree(left: Ball, right: Ball, bits: int = _AGREE) -> bool | None:
    """Do these balls agree to so many bits?  False: they are disjoint; None: too wide to tell."""
    difference = left - right
    if not difference.contains(0):
        return False
    scale = abs(left).abs_upper() + 1
    return True if difference.abs_upper() < scale * real_ball(2) ** -bits else None


def _is_tiny(value: Any, bits: int) -> bool:
    return bool(value.abs_upper() < real_ball(2) ** -bits)


def _is_real(value: Ball) -> bool:
    return bool(value.imag.is_zero()) or _is_tiny(value.imag, _AGREE)


def ratio(left: Node, right: Node) -> Any:
    """Which constant c makes ``right = c · left`` at all points?  None where there is none.

    The sign and size of c can be read from the ball that is returned.  Zero counts for nothing.
    """
    if is_constant(left) or is_constant(right):
        return None
    integral = integral_names(left, right)
    found: Any = None
    agreements = 0
    with precision(BITS):
        for index in range(POINTS):
            point = Point(index, integral)
            try:
                below, above = evaluate(left, point), evaluate(right, point)
                quotient = finite(above / below)
            except UndefinedError:
                continue
            if quotient.contains(0) or (found is not None and _agree(found, quotient) is not True):
                return None
            found, agreements = quotient if found is None else found, agreements + 1
    return found if agreements >= ENOUGH_POINTS else None


def approximate(node: Node) -> float | None:
    """Roughly which real number is this, for sorting and rounding?  None where it is none."""
    with precision(BITS):
        try:
            value = evaluate(node, Point(0))
        except (UndefinedError, UnevaluatedError, limits.BeyondLimitError):
            return None
        return float(value.real.mid())


def quotient(top: Node, bottom: Node) -> Any:
    """The ball of one constant over another; None where it has no value."""
    with precision(BITS):
        try:
            return finite(evaluate(top, Point(0)) / evaluate(bottom, Point(0)))
        except (UndefinedError, UnevaluatedError):
            return None


def one() -> Ball:
    """The ball of 1."""
    return ball(1)


def is_close(digits: tuple[str, str], other: Node | tuple[str, str]) -> bool:
    """Is it the complex number of these digits, to 25 of them?

    Raises UnevaluatedError as ``evaluate`` does; no value is not close.
    """
    with precision(BITS):
        known = _parsed(digits)
        try:
            value = _parsed(other) if isinstance(other, tuple) else evaluate(other, Point(0))
        except UndefinedError:
            return False
        scale = abs(known).abs_upper() + 1
        return bool(abs(value - known) < scale * real_ball(10) ** -25)


def _parsed(digits: tuple[str, str]) -> Ball:
    return ball(real_ball(digits[0]), real_ball(digits[1]))
