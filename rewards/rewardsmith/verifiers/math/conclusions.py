r"""What remains of a derivation or a rounding: ``2x = 6 \Rightarrow x = 3``, ``22/7 \approx 3.14``?

Only its end, or its exact side.  The rest is dropped where it agrees with what is kept, and never
where it says something else: ``5 \approx 6`` is no 5, ``p \Rightarrow q`` no q.
"""

from __future__ import annotations

from typing import Final

from rewardsmith.verifiers.math import ball, limits
from rewardsmith.verifiers.math.evaluate import is_constant
from rewardsmith.verifiers.math.products import only_names
from rewardsmith.verifiers.math.tree import (
    Negate,
    Node,
    Number,
    Quantity,
    Relation,
    Symbol,
    symbols,
    walk,
)

_CLOSE: Final = 0.015
"""Relative difference up to which a value is an approximation of another."""

_ORDERED: Final = frozenset({"=", "<", ">", "<=", ">=", "!="})


def conclusion(steps: list[Node], sign: str) -> Node:
    """The last of several steps where all are about one thing, else the statement they make.

    Raises BeyondLimitError (UNREADABLE) for steps that contradict each other.
    """
    if len(steps) == 1:
        return steps[0]
    *before, last = steps
    if not all(map(_is_statement, before)) or not _share_a_name(before[-1], last):
        return Relation(tuple(steps), (sign,) * len(before))
    if any(_contradict(step, last) for step in before):
        raise limits.unreadable("a value that is taken back")
    return last


def _is_statement(node: Node) -> bool:
    return any(isinstance(part, Relation) and _ORDERED & set(part.operators) for part in walk(node))


def _share_a_name(one: Node, other: Node) -> bool:
    """Is the one about what the other is about?  A value says nothing else."""
    return not symbols(other) or bool(symbols(one) & symbols(other))


def _contradict(one: Node, other: Node) -> bool:
    """Do they give one name two values?"""
    match one, other:
        case Relation((Symbol(name), left), ("=",)), Relation((Symbol(same), right), ("=",)):
            both = name == same and is_constant(left) and is_constant(right)
            return both and not _is_near(left, right)
        case _:
            return False


def exact_side(sides: list[Node], operators: list[str]) -> tuple[list[Node], list[str]]:
    r"""The sides before the first ``≈``, where what follows does round them.

    A name stands for its approximate value: ``x \approx 3.14``.
    """
    if "~" not in operators:
        return sides, operators
    cut = operators.index("~")
    if cut == 0 and only_names(sides[0]):
        return [sides[0], sides[1]], ["="]
    if not all(_is_near(sides[cut], side) for side in sides[cut + 1 :]):
        raise limits.unreadable("an approximation that is none")
    return sides[: cut + 1], operators[:cut]


def _is_near(one: Node, other: Node) -> bool:
    left, right = ball.approximate(one), ball.approximate(other)
    if left is None or right is None:
        return one == other
    largest = max(abs(left), abs(right))
    return abs(left - right) <= max(_CLOSE * largest, _last_place(other))


def _last_place(node: Node) -> float:
    """How much is one in the last decimal that is shown?"""
    inner = node.value if isinstance(node, Quantity) else node
    number = inner.term if isinstance(inner, Negate) else inner
    places = number.places if isinstance(number, Number) else None
    return 0.1**places if places else 0.0
