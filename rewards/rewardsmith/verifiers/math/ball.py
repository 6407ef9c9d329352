r"""Is the value of two expressions the same?  Certified ball arithmetic at fixed points.

Disjoint balls prove a difference.  Agreement is accepted as equality after ``POINTS`` points at
``BITS`` bits (for constants, once at ``CONSTANT_BITS``): a convention, with a chance of error far
below that of the hardware.  Conventions: odd roots of negative reals are real; a point where
either side leaves the reals does not count unless one of them names ``i``; ``\log`` without a
base has an unknown base, the same on both sides, or 10.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    magnitude,
    precision,
    real_ball,
)
from rewardsmith.verifiers.math.point import FAR_POINTS, POINTS, Point
from rewardsmith.verifiers.math.tree import Call, Constant, Node, symbols, walk

BITS: Final = 320
CONSTANT_BITS: Final = 2048
_BARS: Final = frozenset({"abs"})
_ROUNDING: Final = frozenset({"floor", "ceil"})
_IN_PIECES: Final = _BARS | _ROUNDING | {"max", "min", "sgn", "sign"}

ENOUGH_POINTS: Final = 3
"""Points at which both sides must have a value for their agreement to count."""

MOST_BITS: Final = 1 << 18
_BITS_TIMES_NODES: Final = 4_000_000
"""Work at the last precision: a quarter of a million bits for 15 nodes, fewer for more."""

_AGREE: Final = 64
"""Bits behind the point to which values must agree."""


def equal(truth: Node, answer: Node) -> bool | None:
    """Have these two the same value wherever both have one?  None where that cannot be said.

    Raises UnevaluatedError and BeyondLimitError as ``evaluate`` does.
    """
    if is_constant(truth) and is_constant(answer):
        return _equal_constants(truth, answer)
    return _equal_functions(truth, answer)


def _equal_constants(truth: Node, answer: Node) -> bool | None:
    """Are the balls disjoint, or closer than 2^-64?

    The last precision is what the size of the values needs (``3^{100000}`` has 158,497 bits);
    None where that is more than the size of the expressions allows.
    """
    found = None, BITS
    for bits in (BITS, CONSTANT_BITS):
        found = _equal_with(bits, truth, answer)
        if found[0] is False:
            return False
    same, needed = found
    if same is None and CONSTANT_BITS < needed <= _most_bits(truth, answer):
        return _equal_with(needed, truth, answer)[0]
    return same


def _equal_with(bits: int, truth: Node, answer: Node) -> tuple[bool | None, int]:
    """The comparison at this precision, and the precision that the size of the values needs."""
    with precision(bits):
        try:
            left, right = evaluate(truth, Point(0)), evaluate(answer, Point(0))
        except UndefinedError:
            return None, 0
        return _agree(left, right), magnitude(left) + BITS


def _most_bits(truth: Node, answer: Node) -> int:
    nodes = sum(1 for node in (truth, answer) for _ in walk(node))
    return min(MOST_BITS, _BITS_TIMES_NODES // nodes)


def _equal_functions(truth: Node, answer: Node) -> bool | None:
    same: bool | None = None
    for bits in (BITS, CONSTANT_BITS):
        with precision(bits):
            same = _equal_at_points(truth, answer)
        if same is not None:
            return same
    return same


def _equal_at_points(truth: Node, answer: Node) -> bool | None:
    """Do they agree at all points where both are real, or at all where they have a value?

    Where only one side has bars, a point where only one is real is a difference: ``ln|x|``.
    """
    complex_allowed = any(part == Constant("i") for node in (truth, answer) for part in walk(node))
    barred = _has(_BARS, truth) != _has(_BARS, answer)
    if barred and "z" in symbols(truth):
        return False  # |z|^2 is no z^2, which real points do not show
    agreements, outside = 0, list[bool]()
    for point in _points(truth, answer):
        try:
            left, right = evaluate(truth, point), evaluate(answer, point)
        except UndefinedError:
            continue
        same = _agree(left, right)
        if same is None:
            continue
        real = _is_real(left), _is_real(right)
        if barred and real[0] != real[1]:
            return False
        if not complex_allowed and not all(real):
            outside.append(same)
        elif same:
            agreements += 1
        else:
            return False
    if agreements >= ENOUGH_POINTS:
        return True
    if agreements + len(outside) < ENOUGH_POINTS:
        return None
    return all(outside)


def _points(truth: Node, answer: Node) -> Iterator[Point]:
    """The points, further ones for functions in pieces, whole ones for rounding functions."""
    integral = integral_names(truth, answer)
    in_pieces = _has(_IN_PIECES, truth) or _has(_IN_PIECES, answer)
    for index in (*range(POINTS), *(FAR_POINTS if in_pieces else ())):
        yield Point(index, integral)
    if _has(_ROUNDING, truth) or _has(_ROUNDING, answer):
        for index in range(ENOUGH_POINTS):
            yield Point(index, symbols(truth) | symbols(answer))


def _has(functions: frozenset[str], node: Node) -> bool:
    return any(isinstance(part, Call) and part.name in functions for part in walk(node))


def _agree(left: Ball, right: Ball) -> bool | None:
    """Do these balls agree?  False: they are disjoint; None: too wide to tell.

    The bound is absolute: relative to a value of a million bits, 1 is nothing.
    """
    difference = left - right
    if not difference.contains(0):
        return False
    return True if _is_tiny(difference, _AGREE) else None


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
