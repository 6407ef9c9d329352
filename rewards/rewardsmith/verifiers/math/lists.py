"""Lists, tuples, sets, matrices, ratios: which order counts, and which brackets."""

from __future__ import annotations

from collections.abc import Sequence as Items

from rewardsmith.verifiers.math import equation
from rewardsmith.verifiers.math.how import How, in_order, no, unordered
from rewardsmith.verifiers.math.relations import same_regions
from rewardsmith.verifiers.math.rules import Finding
from rewardsmith.verifiers.math.sets import region
from rewardsmith.verifiers.math.tree import (
    Invert,
    Matrix,
    Multiply,
    Node,
    Ratio,
    Sequence,
    children,
)


def same_sequences(truth: Node, answer: Node, how: How) -> Finding:
    """Is it the same list, tuple, set or vector?"""
    if isinstance(truth, Matrix) or isinstance(answer, Matrix):
        return _same_vectors(truth, answer, how)
    if isinstance(truth, Sequence) != isinstance(answer, Sequence):
        truth, answer = _only_item(truth), _only_item(answer)
        if not isinstance(truth, Sequence) and not isinstance(answer, Sequence):
            return how.same(truth, answer)
    if not (isinstance(truth, Sequence) and isinstance(answer, Sequence)):
        return same_regions(truth, answer, how) if _is_interval(truth, answer) else no(
            "a list is not a single value"
        )  # fmt: skip
    left, right = truth.opening, answer.opening
    if "(" in (left, right) or "[" in (left, right):
        return _same_tuples(truth, answer, how)
    if how.rules.order == "ordered" and "{" not in (left, right):
        return in_order(truth.items, answer.items, how)
    return _same_lists(truth, answer, how)


def _only_item(node: Node) -> Node:
    """The element of a set of one; every other node as it is."""
    single = isinstance(node, Sequence) and node.opening == "{" and len(node.items) == 1
    return node.items[0] if single and isinstance(node, Sequence) else node


def _is_interval(truth: Node, answer: Node) -> bool:
    return region(truth) is not None and region(answer) is not None


def _same_tuples(truth: Sequence, answer: Sequence, how: How) -> Finding:
    if "{" in (truth.opening, answer.opening):
        return no("a tuple is not a set")
    brackets = (truth.opening, truth.closing), (answer.opening, answer.closing)
    bare = ("", "") in brackets and ("(", ")") in brackets
    if len(truth.items) == len("ab") and not bare and len(set(brackets)) > 1:
        return no("other brackets, so other ends")
    return in_order(truth.items, answer.items, how)


def _same_lists(truth: Sequence, answer: Sequence, how: How) -> Finding:
    left, right = _values(truth, answer)
    if left is None or right is None:
        return in_order(_unnamed(truth.items), _unnamed(answer.items), how)
    if "{" in (truth.opening, answer.opening):
        left, right = tuple(dict.fromkeys(left)), tuple(dict.fromkeys(right))
    return unordered(left, right, how)


def _values(
    truth: Sequence, answer: Sequence
) -> tuple[tuple[Node, ...] | None, tuple[Node, ...] | None]:
    """Both lists without names where only one side gives a name, the same for all its items.

    None where one side gives several names: then the order says which is which.
    """
    left, right = _name_set(truth.items), _name_set(answer.items)
    if bool(left) == bool(right):
        return truth.items, answer.items
    if len(left | right) > 1:
        return None, None
    return _unnamed(truth.items), _unnamed(answer.items)


def _name_set(items: Items[Node]) -> set[Node]:
    found = [equation.named(item) for item in items]
    return {pair[0] for pair in found if pair} if all(found) else set()


def _unnamed(items: Items[Node]) -> tuple[Node, ...]:
    return tuple(pair[1] if (pair := equation.named(item)) else item for item in items)


def same_matrices(truth: Node, answer: Node, how: How) -> Finding:
    """Is it the same matrix, cell by cell?"""
    left, right = _scaled_in(truth), _scaled_in(answer)
    if left is None or right is None or left.determinant != right.determinant:
        return no("a matrix is not a value")
    if [len(row) for row in left.rows] != [len(row) for row in right.rows]:
        return no("another shape")
    return in_order(children(left), children(right), how)


def _scaled_in(node: Node) -> Matrix | None:
    return node if isinstance(node, Matrix) else None


def _same_vectors(truth: Node, answer: Node, how: How) -> Finding:
    """A column is the vector that a tuple writes in a row; a row matrix is not."""
    matrix, other = (truth, answer) if isinstance(truth, Matrix) else (answer, truth)
    if not (isinstance(matrix, Matrix) and isinstance(other, Sequence) and other.opening == "("):
        return no("a matrix is not a list")
    if matrix.determinant or any(len(row) != 1 for row in matrix.rows):
        return no("a matrix is not a list")
    column = children(matrix)
    pair = (column, other.items) if matrix is truth else (other.items, column)
    return in_order(*pair, how)


def same_ratios(truth: Node, answer: Node, how: How) -> Finding:
    """``2 : 4`` is ``1 : 2``; of two terms it is also the fraction."""
    left, right = _terms(truth), _terms(answer)
    if len(left) != len(right):
        return no("another number of terms")
    ratios = [_quotients(terms) for terms in (left, right)]
    return in_order(ratios[0], ratios[1], how)


def _terms(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Ratio):
        return node.terms
    match node:
        case Multiply((*top, Invert(bottom))):
            return (top[0] if len(top) == 1 else Multiply(tuple(top)), bottom)
        case _:
            return (node,)


def _quotients(terms: tuple[Node, ...]) -> list[Node]:
    first, *rest = terms
    return [Multiply((term, Invert(first))) for term in rest]
