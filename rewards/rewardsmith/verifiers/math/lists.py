"""Lists, tuples, sets, matrices, ratios: which order counts, and which brackets."""

from __future__ import annotations

from collections.abc import Sequence as Items

from rewardsmith.verifiers.math import equation
from rewardsmith.verifiers.math.equation import ORDERS
from rewardsmith.verifiers.math.how import How, in_order, no, unordered
from rewardsmith.verifiers.math.matrices import of_rows
from rewardsmith.verifiers.math.relations import same_regions
from rewardsmith.verifiers.math.rules import Finding
from rewardsmith.verifiers.math.sets import region
from rewardsmith.verifiers.math.tree import (
    Call,
    Invert,
    Matrix,
    Multiply,
    Node,
    Number,
    Quantity,
    Ratio,
    Relation,
    Sequence,
    Symbol,
    children,
)


def same_sequences(truth: Node, answer: Node, how: How) -> Finding:
    """Is it the same list, tuple, set or vector?"""
    if isinstance(truth, Matrix) or isinstance(answer, Matrix):
        truth, answer = of_rows(truth), of_rows(answer)
        if isinstance(truth, Matrix) and isinstance(answer, Matrix):
            return same_matrices(truth, answer, how)
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
    if any(map(_is_system_of_inequalities, (truth, answer))) and _is_interval(truth, answer):
        return same_regions(truth, answer, how)
    if _inner_sets(truth) != _inner_sets(answer):
        return no("other sets in it")
    if "(" in (left, right) or "[" in (left, right):
        return _same_tuples(truth, answer, how)
    if how.rules.order == "ordered" and "{" not in (left, right):
        return in_order(truth.items, answer.items, how)
    return _same_lists(truth, answer, how)


def _is_system_of_inequalities(node: Sequence) -> bool:
    """Is it ``2 < x, x < 5``?"""
    return all(isinstance(item, Relation) and item.operators[0] in ORDERS for item in node.items)


def _inner_sets(node: Sequence) -> int:
    return sum(isinstance(item, Sequence) and item.opening == "{" for item in node.items)


def _only_item(node: Node) -> Node:
    """The element of a set of one; every other node as it is."""
    single = isinstance(node, Sequence) and node.opening == "{" and len(node.items) == 1
    return node.items[0] if single and isinstance(node, Sequence) else node


def _is_interval(truth: Node, answer: Node) -> bool:
    return region(truth) is not None and region(answer) is not None


def _same_tuples(truth: Sequence, answer: Sequence, how: How) -> Finding:
    if "{" in (truth.opening, answer.opening):
        truth_item, answer_item = _only_item(truth), _only_item(answer)
        if (truth_item, answer_item) == (truth, answer):
            return no("a tuple is not a set")
        return how.same(truth_item, answer_item)
    if any(_names_one_thing(side) for side in (truth, answer)):
        return no("values of one name are no tuple")
    brackets = (truth.opening, truth.closing), (answer.opening, answer.closing)
    bare = ("", "") in brackets and ("(", ")") in brackets
    if len(truth.items) == len("ab") and not bare and len(set(brackets)) > 1:
        return no("other brackets, so other ends")
    return in_order(truth.items, answer.items, how)


def _names_one_thing(node: Sequence) -> bool:
    """Is it ``x = 1, x = 2``, or ``x_1 = 1, x_2 = 2``?"""
    return len(node.items) > 1 and len(_stems(_name_set(node.items))) == 1


def _same_lists(truth: Sequence, answer: Sequence, how: How) -> Finding:
    if bool(_units(truth)) != bool(_units(answer)) and len(_units(truth) | _units(answer)) > 1:
        return in_order(truth.items, answer.items, how)  # "6 red and 4 blue" beside "6, 4"
    if _goes_on(truth) or _goes_on(answer):
        return in_order(truth.items, answer.items, how)
    left, right = _values(truth, answer)
    if left is None or right is None:
        if "{" in (truth.opening, answer.opening):
            return no("a set does not say which is which")
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
    numbered = len(left) != len(right) and _stems(left) == _stems(right) != set()
    if bool(left) == bool(right) and not numbered:
        return truth.items, answer.items
    if len(left | right) > 1 and not numbered:
        return None, None
    return _unnamed(truth.items), _unnamed(answer.items)


def _goes_on(node: Sequence) -> bool:
    """Is there an ellipsis in it, so that the order says what is left out?"""
    return Symbol("...") in node.items


def _units(node: Sequence) -> set[str]:
    return {item.unit for item in node.items if isinstance(item, Quantity)}


def _stems(names: set[Node]) -> set[str]:
    """The names of variables without their number: ``x`` of ``x_1`` and ``x_2``."""
    stems = (name.name.rstrip("0123456789") for name in names if isinstance(name, Symbol))
    return {stem.rstrip("_") for stem in stems}


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
    if not (
        isinstance(matrix, Matrix) and isinstance(other, Sequence) and other.opening in {"(", "["}
    ):
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


def is_time(node: Node) -> bool:
    """Is it a time of day, ``1:05`` or ``4:30 p.m.``, and so no ratio?"""
    return isinstance(node, Call) and node.name == "clock"


def same_times(truth: Node, answer: Node, how: How) -> Finding:
    """Is it the same time?  Only one side may leave out which half of the day."""
    (left, half), (right, other) = _time(truth), _time(answer)
    if half is not None and other is not None and half != other:
        return no("the other half of the day")
    return in_order(left, right, how)


def _time(node: Node) -> tuple[tuple[Node, ...], Node | None]:
    """The hours and minutes, and which half of the day."""
    match node:
        case Call("clock", (*terms, Symbol() as half)):
            return tuple(terms), half
        case Call("clock", terms) | Ratio(terms):
            return terms, None
        case _:
            return (node,), None


def _terms(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Ratio):
        return node.terms
    match node:
        case Multiply((*top, Invert(bottom))):
            return (top[0] if len(top) == 1 else Multiply(tuple(top)), bottom)
        case _:
            return node, Number(1)


def _quotients(terms: tuple[Node, ...]) -> list[Node]:
    first, *rest = terms
    return [Multiply((term, Invert(first))) for term in rest]
