"""The one door to python-flint, which has no complete types: rationals and complex balls.

Its precision is a global of the process, so every use of balls holds one lock and sets it.
"""
# pyright: basic, reportAttributeAccessIssue=false

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rewardsmith.errors import MissingExtraError

try:
    import flint as _flint
except ImportError as error:
    raise MissingExtraError("python-flint", "math") from error

if TYPE_CHECKING:

    class Rational:
        """An exact rational; ``p`` and ``q`` are its integers (``flint.fmpq``)."""

        p: int
        q: int

        def __init__(self, p: int = 0, q: int = 1) -> None: ...
        def __add__(self, other: Rational | int) -> Rational: ...
        def __sub__(self, other: Rational | int) -> Rational: ...
        def __mul__(self, other: Rational | int) -> Rational: ...
        def __truediv__(self, other: Rational | int) -> Rational: ...
        def __pow__(self, other: int) -> Rational: ...
        def __neg__(self) -> Rational: ...
        def __abs__(self) -> Rational: ...
        def __eq__(self, other: object) -> bool: ...
        def __hash__(self) -> int: ...
        def __lt__(self, other: Rational | int) -> bool: ...
        def __le__(self, other: Rational | int) -> bool: ...
        def __gt__(self, other: Rational | int) -> bool: ...
        def __ge__(self, other: Rational | int) -> bool: ...
        def floor(self) -> int:
            """The next integer below."""
            ...

        def ceil(self) -> int:
            """The next integer above."""
            ...

else:
    Rational = _flint.fmpq

Ball = Any
"""A complex ball (``flint.acb``): a value with a bound on its error."""


def power(base: Ball, exponent: int) -> Ball:
    """The ball of an integral power, also where the exponent exceeds a machine word."""
    return base ** _flint.fmpz(exponent)


_lock = threading.RLock()


@contextmanager
def precision(bits: int) -> Generator[None]:
    """Computes with this many bits, alone in the process."""
    with _lock, _flint.ctx.workprec(bits):
        yield


def ball(value: Any, imaginary: Any = 0) -> Ball:
    """The complex ball around an exact value."""
    return _flint.acb(value, imaginary)


def real_ball(value: Any) -> Any:
    """The real ball around an exact value."""
    return _flint.arb(value)


def pi() -> Ball:
    """The ball of π at the current precision."""
    return _flint.acb.pi()


def magnitude(value: Ball) -> int:
    """How many bits has the whole part of this value?"""
    mantissa, exponent = abs(value).mid().man_exp()
    return int(exponent) + int(mantissa).bit_length()
