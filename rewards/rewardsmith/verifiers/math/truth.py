"""Is the truth readable, and what does it say?  Read once a group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from rewardsmith.verifiers.math import ball, structure
from rewardsmith.verifiers.math.evaluate import (
    UndefinedError,
    UnevaluatedError,
    evaluate,
    integral_names,
)
from rewardsmith.verifiers.math.extract import extract
from rewardsmith.verifiers.math.flint import Rational, precision
from rewardsmith.verifiers.math.limits import BeyondLimitError
from rewardsmith.verifiers.math.point import POINTS, Point
from rewardsmith.verifiers.math.reading import PLAIN_NUMBER, Reading, read
from rewardsmith.verifiers.math.tree import (
    Constant,
    Matrix,
    Negate,
    Node,
    Ratio,
    Relation,
    Sequence,
    SetOperation,
    Word,
    children,
)

_CACHED: Final = 1024
_COMPOUND: Final = (Sequence, SetOperation, Matrix, Relation, Ratio)
_INFINITE: Final = (Constant("inf"), Negate(Constant("inf")))


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth as it was understood.

    ``fault`` says why it cannot be used; ``unevaluated`` that only algebra can evaluate it.
    """

    reading: Reading
    fault: str = ""
    unevaluated: bool = False


def read_truth(truth: Any, *, decimal_comma: bool, joined: bool) -> Truth:
    """What does this truth say?  A number, or a text that is read like a response."""
    if isinstance(truth, bool) or not isinstance(truth, str | int | float):
        return Truth(read(""), f"the truth is neither text nor a number: {str(truth)[:80]!r}")
    text = str(Rational(truth)) if isinstance(truth, int) else str(truth)  # of any length
    return read_text(text, decimal_comma=decimal_comma, joined=joined)


@lru_cache(maxsize=_CACHED)
def read_text(text: str, *, decimal_comma: bool, joined: bool) -> Truth:
    """What does this text say as a truth?  Cached, so that a group reads its truth once."""
    if PLAIN_NUMBER.fullmatch(text):
        return Truth(read(text, decimal_comma=decimal_comma))
    found = extract(text, joined=joined)
    if found.text is None:
        return Truth(read(""), "the truth holds no answer")
    reading = read(found.text, decimal_comma=decimal_comma)
    if reading.failure and not (reading.plain or reading.option or reading.choice):
        return Truth(reading, f"the truth cannot be read: {reading.failure}")
    return _checked(reading)


def _checked(reading: Reading) -> Truth:
    """Is there a value behind every part of it?"""
    unevaluated = False
    for tree in reading.trees:
        try:
            for part in _scalars(structure.prepared(tree)):
                unevaluated |= not _has_value(part)
        except (UndefinedError, BeyondLimitError) as error:
            return Truth(reading, f"the truth has no value: {reading.text[:80]!r} {error}".strip())
    return Truth(reading, unevaluated=unevaluated)


def _scalars(node: Node) -> Iterator[Node]:
    if isinstance(node, _COMPOUND):
        for child in children(node):
            yield from _scalars(child)
    elif node not in _INFINITE and not isinstance(node, Word):
        yield node


def _has_value(node: Node) -> bool:
    """Can it be evaluated?  UndefinedError where it can, but has no value anywhere."""
    integral = integral_names(node)
    with precision(ball.BITS):
        for index in range(POINTS):
            try:
                evaluate(node, Point(index, integral))
            except UndefinedError:
                continue
            except UnevaluatedError:
                return False
            return True
    raise UndefinedError
