r"""What an answer says once its shorthands are written out: ±, chains, names for several values."""

from __future__ import annotations

from rewardsmith.verifiers.math import equation
from rewardsmith.verifiers.math.matrices import as_matrix, holds_matrix
from rewardsmith.verifiers.math.tree import (
    Matrix,
    Negate,
    Node,
    PlusMinus,
    Relation,
    Sequence,
    Symbol,
    children,
    rebuild,
    walk,
)


def _is_domain(node: Node) -> bool:
    r"""Does it only say which numbers a variable runs through: ``k \in \mathbb{Z}``?"""
    match node:
        case Relation((Symbol(), Symbol(numbers)), ("in",)):
            return numbers.startswith("mathbb") or numbers in {"Z", "N", "R", "Q"}
        case _:
            return False


def has_domain(node: Node) -> bool:
    r"""Is it a list with a domain in it: ``k\pi, k \in \mathbb{Z}``?"""
    return isinstance(node, Sequence) and not node.opening and any(map(_is_domain, node.items))


def without_domain(node: Node) -> Node:
    """The list without what only says which numbers a variable runs through."""
    if not (isinstance(node, Sequence) and has_domain(node)):
        return node
    rest = tuple(item for item in node.items if not _is_domain(item))
    return rest[0] if len(rest) == 1 else Sequence("", rest, "")


def prepared(node: Node) -> Node:
    """The node with ± written out, chains concluded and lists of equations spread.

    Raises BeyondLimitError (UNREADABLE) for a false chain.
    """
    node = _worked_out(_spread(_expanded(node)))
    if isinstance(node, Sequence):
        return rebuild(node, tuple(equation.concluded(item) for item in node.items))
    return equation.concluded(node)


def _worked_out(node: Node) -> Node:
    """Products and sums of matrices as one matrix, also on the sides of a relation."""
    if isinstance(node, Relation):
        return rebuild(node, tuple(map(_worked_out, node.sides)))
    if isinstance(node, Matrix) or not holds_matrix(node):
        return node
    return as_matrix(node) or node


def _expanded(node: Node) -> Node:
    """``a ± b`` as the list ``a + b, a - b``; inside a bare list or a set, as two items."""
    if not any(isinstance(part, PlusMinus) for part in walk(node)):
        return node
    if isinstance(node, Sequence) and node.opening in {"", "{"}:
        items = [one for item in node.items for one in _both(item)]
        return Sequence(node.opening, tuple(items), node.closing)
    return Sequence("", tuple(_both(node)), "")


def _both(node: Node) -> list[Node]:
    if not any(isinstance(part, PlusMinus) for part in walk(node)):
        return [node]
    return [_with_sign(node, sign) for sign in (1, -1)]


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
