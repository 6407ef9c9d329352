"""Which set of real numbers is this: an interval, a union, an inequality, ``x ∈ [a, b)``?

A set is a tuple of spans in ascending order.  Only what can be read off is read: intervals, one
variable compared with values, unions, intersections and differences of those.  No inequality is
solved beyond ``a x + b < c`` with rational coefficients, and ``|a x + b| < c``.
"""

from __future__ import annotations

from math import inf
from typing import Final, NamedTuple

from rewardsmith.verifiers.math import ball
from rewardsmith.verifiers.math.equation import ORDERS
from rewardsmith.verifiers.math.evaluate import is_constant
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
    replaced,
    symbols,
)

INFINITY: Final = Constant("inf")
MINUS_INFINITY: Final = Negate(INFINITY)
REALS: Final = frozenset({"mathbb{R}", "R", "mathbf{R}"})
"""Names of the set of all real numbers."""

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
        case Symbol(name) if name in REALS:
            return Region(None, (Span(MINUS_INFINITY, INFINITY, low_in=False, high_in=False),))
        case Sequence("(" | "[" as opening, (low, high), closing):
            return Region(None, (Span(low, high, opening == "[", closing == "]"),))
        case Sequence("{", items, _):
            return _ordered(None, [Span(item, item, low_in=True, high_in=True) for item in items])
        case Sequence("", items, _) if items and all(isinstance(i, Relation) for i in items):
            return _joined(items)
        case Relation():
            return _related(node)
        case SetOperation(operator, operands) if operator != "that":
            return _combined(operator, [region(operand) for operand in operands])
        case _:
            return None


def _joined(items: tuple[Node, ...]) -> Region | None:
    """``-1 < x < 1, x != 0``: all of them, or where nothing is in all, any of them."""
    parts = [region(item) for item in items]
    common = _combined("cap", parts)
    return common if common is None or common.spans else _combined("cup", parts)


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


def _between(node: Relation) -> Region | None:
    """``a < 2x + 1 <= b``, either way round."""
    (low, middle, high), (first, second) = node.sides, node.operators
    if first[0] == ">":
        low, high, first, second = high, low, second, first
    if _is_variable(middle):
        return Region(middle, (Span(low, high, len(first) > 1, len(second) > 1),))
    parts = [_half(low, first, middle), _half(middle, second, high)]
    return None if None in parts else _combined("cap", parts)


def _half(left: Node, operator: str, right: Node) -> Region | None:
    """``x < a``, ``a < x``, ``2x + 1 < a`` or ``|x| < a``."""
    if isinstance(right, Call) and right.name == "abs":
        left, operator, right = right, ORDERS.get(operator, operator), left
    if isinstance(left, Call) and left.name == "abs" and not symbols(right):
        return _absolute(left.arguments[0], operator, right)
    if _is_variable(left) and not symbols(left) & symbols(right):
        return Region(left, _rays(operator, right))
    if _is_variable(right) and not symbols(left) & symbols(right):
        return Region(right, _rays(ORDERS.get(operator, operator), left))
    return _linear(left, operator, right)


def _absolute(inner: Node, operator: str, bound: Node) -> Region | None:
    """``|x| < a`` is ``-a < x < a``, ``|x| > a`` what is outside."""
    parts = [
        _half(inner, operator, bound),
        _half(inner, ORDERS.get(operator, operator), Negate(bound)),
    ]
    return None if None in parts else _combined("cap" if operator[0] == "<" else "cup", parts)


def _is_variable(node: Node) -> bool:
    return isinstance(node, Symbol) or (isinstance(node, Call) and not is_constant(node))


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
    values = [exact(replaced(difference, {Symbol(name): Number(at)})) for at in range(3)]
    at_0, at_1, at_2 = values
    if at_0 is None or at_1 is None or at_2 is None or at_2 - at_1 != at_1 - at_0:
        return None
    slope: Rational = at_1 - at_0
    if slope == 0:
        return None
    bound = -at_0 / slope
    operator = ORDERS.get(operator, operator) if slope < 0 else operator
    return Region(Symbol(name), _rays(operator, Number(int(bound.p), int(bound.q))))


def _combined(operator: str, parts: list[Region | None]) -> Region | None:
    known = [part for part in parts if part is not None]
    if operator == "minus" and len(known) == len(parts):
        known = [known[0], *(_without(part) for part in known[1:])]
        operator = "cap"
    variables = {part.variable for part in known if part.variable is not None}
    if len(known) < len(parts) or len(variables) > 1:
        return None
    variable = next(iter(variables), None)
    if operator == "cup":
        return _ordered(variable, [span for part in known for span in part.spans])
    meeting = list(known[0].spans)
    for part in known[1:]:
        pairs = [(one, two) for one in meeting for two in part.spans][:_MAX_SPANS]
        meeting = [span for pair in pairs if (span := _meet(*pair)) is not None]
    return _ordered(variable, meeting)


def _without(region: Region) -> Region:
    """Everything that is not in the region."""
    low, low_in, gaps = MINUS_INFINITY, False, list[Span]()
    for span in region.spans:
        if low != span.low or (low_in and not span.low_in):
            gaps.append(Span(low, span.low, low_in, not span.low_in))
        low, low_in = span.high, not span.high_in
    if low != INFINITY:
        gaps.append(Span(low, INFINITY, low_in, high_in=False))
    return Region(region.variable, tuple(gaps))


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
    merged = list[Span]()
    for span in sorted(spans, key=lambda span: (size(span.low), size(span.high))):
        if merged and _touch(merged[-1], span):
            merged[-1] = _hull(merged[-1], span)
        else:
            merged.append(span)
    return Region(variable, tuple(merged))


def _touch(one: Span, two: Span) -> bool:
    """Is nothing between them?  Only where their ends can be compared exactly."""
    if one.high == two.low:
        return one.high_in or two.low_in
    if one.high == INFINITY or two.low == MINUS_INFINITY:
        return True
    high, low = exact(one.high), exact(two.low)
    return high is not None and low is not None and high > low


def _hull(one: Span, two: Span) -> Span:
    low_in = one.low_in or (two.low_in and one.low == two.low)
    if one.high == two.high:
        return Span(one.low, one.high, low_in, one.high_in or two.high_in)
    last = max(one, two, key=lambda span: size(span.high))
    return Span(one.low, last.high, low_in, last.high_in)


def size(node: Node) -> float:
    """Roughly where on the line is this end?"""
    if node == INFINITY:
        return inf
    if node == MINUS_INFINITY:
        return -inf
    value = ball.approximate(node)
    return 0.0 if value is None else value
