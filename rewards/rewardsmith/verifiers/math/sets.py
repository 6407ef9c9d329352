"""Which set of real numbers is this: an interval, a union, an inequality, ``x ∈ [a, b)``?

A set is a tuple of spans in ascending order.  Only what can be read off is read: intervals, one
variable compared with values, unions and intersections of those.  No inequality is solved beyond
``a x + b < c`` with rational coefficients.
"""

from __future__ import annotations

from math import inf
from typing import Final, NamedTuple

from rewardsmith.verifiers.math import ball
from rewardsmith.verifiers.math.equation import ORDERS
from rewardsmith.verifiers.math.flint import Rational
from rewardsmith.verifiers.math.number import exact
from rewardsmith.verifiers.math.tree import (
    Add,
    Call,
    Constant,
    Negate,
    Node,
    Number,
    Relation,
    Sequence,
    SetOperation,
    Symbol,
    children,
    rebuild,
    symbols,
)

INFINITY: Final = Constant("inf")
MINUS_INFINITY: Final = Negate(INFINITY)
_REALS: Final = frozenset({"mathbb{R}", "R", "mathbf{R}"})
_MAX_SPANS: Final = 64


class Span(NamedTuple):
    """All numbers from ``low`` to ``high``; ``low_in`` and ``high_in`` include the ends."""

    low: Node
    high: Node
    low_in: bool
    high_in: bool


class Region(NamedTuple):
    """Spans in ascending order, and the variable that lies there (None: not named)."""

    variable: Node | None
    spans: tuple[Span, ...]


def region(node: Node) -> Region | None:
    """Which set of reals is this?  None where it is none that can be read off."""
    match node:
        case Symbol(name) if name in _REALS:
            return Region(None, (Span(MINUS_INFINITY, INFINITY, low_in=False, high_in=False),))
        case Sequence("(" | "[" as opening, (low, high), closing):
            span = _span(low, high, low_in=opening == "[", high_in=closing == "]")
            return Region(None, (span,)) if span else None
        case Sequence("{", items, _):
            return _ordered(None, [Span(item, item, low_in=True, high_in=True) for item in items])
        case Relation():
            return _related(node)
        case SetOperation(operator, operands):
            return _combined(operator, [region(operand) for operand in operands])
        case _:
            return None


def _span(low: Node, high: Node, *, low_in: bool, high_in: bool) -> Span | None:
    return Span(low, high, low_in, high_in)


def _related(node: Relation) -> Region | None:
    match node:
        case Relation((variable, members), ("in",)):
            inner = region(members)
            return None if inner is None else Region(variable, inner.spans)
        case Relation((_, _, _), (first, second)):
            return _between(node) if first[0] == second[0] in "<>" else None
        case Relation((left, right), (operator,)) if operator in ORDERS or operator == "!=":
            return _half(left, operator, right)
        case _:
            return None


def _between(node: Relation) -> Region:
    """``a < x <= b``, either way round."""
    (low, middle, high), (first, second) = node.sides, node.operators
    if first[0] == ">":
        low, high, first, second = high, low, second, first
    span = Span(low, high, len(first) > 1, len(second) > 1)
    return Region(middle, (span,))


def _half(left: Node, operator: str, right: Node) -> Region | None:
    """``x < a``, ``a < x`` or ``2x + 1 < a``."""
    if _is_variable(left) and not symbols(left) & symbols(right):
        return Region(left, _rays(operator, right))
    if _is_variable(right) and not symbols(left) & symbols(right):
        return Region(right, _rays(ORDERS.get(operator, operator), left))
    return _linear(left, operator, right)


def _is_variable(node: Node) -> bool:
    return isinstance(node, Symbol) or (isinstance(node, Call) and not ball.is_constant(node))


def _rays(operator: str, bound: Node) -> tuple[Span, ...]:
    closed = operator.endswith("=") and operator != "!="
    below = Span(MINUS_INFINITY, bound, low_in=False, high_in=closed)
    above = Span(bound, INFINITY, low_in=closed, high_in=False)
    return {"<": (below,), ">": (above,)}.get(operator[0], (below, above))


def _linear(left: Node, operator: str, right: Node) -> Region | None:
    difference = Add((left, Negate(right)))
    names = symbols(difference)
    if len(names) != 1:
        return None
    name = next(iter(names))
    values = [exact(_substitute(difference, name, at)) for at in range(3)]
    at_0, at_1, at_2 = values
    if at_0 is None or at_1 is None or at_2 is None or at_2 - at_1 != at_1 - at_0:
        return None
    slope: Rational = at_1 - at_0
    if slope == 0:
        return None
    bound = -at_0 / slope
    operator = ORDERS.get(operator, operator) if slope < 0 else operator
    return Region(Symbol(name), _rays(operator, Number(int(bound.p), int(bound.q))))


def _substitute(node: Node, name: str, value: int) -> Node:
    if node == Symbol(name):
        return Number(value)
    return rebuild(node, tuple(_substitute(child, name, value) for child in children(node)))


def _combined(operator: str, parts: list[Region | None]) -> Region | None:
    known = [part for part in parts if part is not None]
    variables = {part.variable for part in known if part.variable is not None}
    if len(known) < len(parts) or len(variables) > 1 or operator == "minus":
        return None
    variable = next(iter(variables), None)
    if operator == "cup":
        return _ordered(variable, [span for part in known for span in part.spans])
    meeting = list(known[0].spans)
    for part in known[1:]:
        pairs = [(one, two) for one in meeting for two in part.spans][:_MAX_SPANS]
        meeting = [span for pair in pairs if (span := _meet(*pair)) is not None]
    return _ordered(variable, meeting)


def _meet(one: Span, two: Span) -> Span | None:
    low, low_in = max(
        (size(one.low), one.low, one.low_in), (size(two.low), two.low, two.low_in),
        key=lambda end: (end[0], not end[2]),
    )[1:]  # fmt: skip
    high, high_in = min(
        (size(one.high), one.high, one.high_in), (size(two.high), two.high, two.high_in),
        key=lambda end: (end[0], end[2]),
    )[1:]  # fmt: skip
    if size(low) > size(high) or (low == high and not (low_in and high_in)):
        return None
    return Span(low, high, low_in, high_in)


def _ordered(variable: Node | None, spans: list[Span]) -> Region | None:
    if len(spans) > _MAX_SPANS:
        return None
    return Region(
        variable, tuple(sorted(spans, key=lambda span: (size(span.low), size(span.high))))
    )


def size(node: Node) -> float:
    """Roughly where on the line is this end?"""
    if node == INFINITY:
        return inf
    if node == MINUS_INFINITY:
        return -inf
    value = ball.approximate(node)
    return 0.0 if value is None else value
