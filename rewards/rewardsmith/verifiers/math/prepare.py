r"""What an answer says once its shorthands are written out: ±, chains, names for several values."""

from __future__ import annotations

from typing import Final, TypeGuard

from rewardsmith.verifiers.math import ball, equation, limits
from rewardsmith.verifiers.math.matrices import as_matrix, holds_matrix
from rewardsmith.verifiers.math.sets import REALS
from rewardsmith.verifiers.math.tree import (
    Add,
    Matrix,
    Negate,
    Node,
    PlusMinus,
    Relation,
    Sequence,
    SetOperation,
    Symbol,
    children,
    rebuild,
    replaced,
    symbols,
    walk,
)

_MOST_SIGNS: Final = 4


def _is_domain(node: Node) -> TypeGuard[Relation]:
    r"""Does it only say which numbers a variable runs through: ``k \in \mathbb{Z}``?"""
    match node:
        case Relation((Symbol(), Symbol(numbers)), ("in",)):
            return numbers.startswith("mathbb") or numbers in {"Z", "N", "R", "Q"}
        case _:
            return False


def has_domain(node: Node) -> bool:
    r"""Is it a list with a domain in it: ``k\pi, k \in \mathbb{Z}``, ``1/x, x \ne 0``?

    Not beside an inequality, which the domain narrows.
    """
    if not isinstance(node, Sequence) or node.opening:
        return False
    ordered = any(isinstance(item, Relation) and item.operators[0] in equation.ORDERS
                  for item in node.items)  # fmt: skip
    return not ordered and any(_is_remark(item, node.items) for item in node.items)


def _is_remark(node: Node, items: tuple[Node, ...]) -> bool:
    r"""Does it only say what the other items say anyway?

    That ``1/x`` has no value at 0, that ``k`` is a whole number and the index of ``a_n`` natural.
    """
    match node:
        case Relation((Symbol() as name, value), ("!=",)):
            return any(_has_no_value(other, name, value) for other in items if other is not node)
        case Relation((Symbol(name), Symbol(numbers)), ("in",)) if _is_domain(node):
            natural = "N" in numbers
            return not natural or any(f"_{name}" in other for item in items
                                      for other in symbols(item))  # fmt: skip
        case _:
            return False


def _has_no_value(node: Node, name: Node, value: Node) -> bool:
    sides = node.sides if isinstance(node, Relation) else (node,)
    return any(
        name in walk(side) and ball.approximate(replaced(side, {name: value})) is None
        for side in sides
    )


def with_index_of(truth: Node, answer: Node) -> Node:
    r"""The answer with the truth's whole number: ``n\pi, n \in \mathbb{Z}`` about ``k``."""
    ours, theirs = _indices(truth), _indices(answer)
    if len(ours) != 1 or len(theirs) != 1 or ours[0] in walk(answer):
        return answer
    return replaced(answer, {theirs[0]: ours[0]})


def _indices(node: Node) -> list[Node]:
    return [item.sides[0] for item in children(node) if _is_domain(item)]


def without_domain(node: Node) -> Node:
    """The list without what only says which numbers a variable runs through."""
    if not (isinstance(node, Sequence) and has_domain(node)):
        return node
    rest = tuple(item for item in node.items if not _is_remark(item, node.items))
    return rest[0] if len(rest) == 1 else Sequence("", rest, "")


def prepared(node: Node) -> Node:
    """The node with ± written out, chains concluded and lists of equations spread.

    Raises BeyondLimitError (UNREADABLE) for a false chain.
    """
    node = _worked_out(_spread(_expanded(_as_difference(node))))
    if isinstance(node, Sequence):
        return rebuild(node, tuple(equation.concluded(item) for item in node.items))
    return equation.concluded(node)


def _as_difference(node: Node) -> Node:
    r"""``\mathbb{R} - \{0\}`` as a difference of sets."""
    match node:
        case Add((Symbol() as left, Negate(Sequence("{") as right))) if left.name in REALS:
            return SetOperation("minus", (left, right))
        case _:
            return node


def _worked_out(node: Node) -> Node:
    """Products and sums of matrices as one matrix, also on the sides of a relation."""
    if isinstance(node, Relation):
        return rebuild(node, tuple(map(_worked_out, node.sides)))
    if isinstance(node, Matrix) or not holds_matrix(node):
        return node
    return as_matrix(node) or node


def _expanded(node: Node) -> Node:
    """``a ± b`` as the list ``a + b, a - b``; inside a bare list or a set, as several items.

    A list with ∓ in it says which signs go together: it becomes a list of two tuples.
    """
    signs = [part.sign for part in walk(node) if isinstance(part, PlusMinus)]
    if not signs:
        return node
    if isinstance(node, Sequence) and node.opening in {"", "{"}:
        if -1 in signs and not node.opening:
            both = (_with_sign(node, sign) for sign in (1, -1))
            return Sequence("", tuple(Sequence("(", children(one), ")") for one in both), "")
        items = [one for item in node.items for one in _both(item)]
        return Sequence(node.opening, tuple(items), node.closing)
    return Sequence("", tuple(_both(node)), "")


def _both(node: Node) -> list[Node]:
    """With each sign: all alike where ∓ links them, else each ± for itself."""
    parts = [part for part in walk(node) if isinstance(part, PlusMinus)]
    if any(part.sign < 0 for part in parts):
        return [_with_sign(node, sign) for sign in (1, -1)]
    if len(set(parts)) > _MOST_SIGNS:
        raise limits.too_large(f"more than {_MOST_SIGNS} signs ±")
    found = [node]
    while parts:
        found = [one for each in found for one in _of_first(each)]
        parts = [part for part in walk(found[0]) if isinstance(part, PlusMinus)]
    return found


def _of_first(node: Node) -> tuple[Node, Node]:
    first = next(part for part in walk(node) if isinstance(part, PlusMinus))
    return replaced(node, {first: first.term}), replaced(node, {first: Negate(first.term)})


def _with_sign(node: Node, sign: int) -> Node:
    parts = tuple(_with_sign(child, sign) for child in children(node))
    if isinstance(node, PlusMinus):
        return parts[0] if node.sign == sign else Negate(parts[0])
    return rebuild(node, parts)


def _spread(node: Node) -> Node:
    """``n = 1, 2, 3`` as three equations; ``(x, y) = (1, 2)`` stays one."""
    if not (isinstance(node, Sequence) and node.opening == "" and node.items):
        return node
    first, *rest = node.items
    found = equation.named(first)
    if found is None or any(isinstance(item, Relation) for item in rest):
        return node
    spread = (Relation((found[0], item), ("=",)) for item in rest)
    return Sequence("", (first, *spread), "")
