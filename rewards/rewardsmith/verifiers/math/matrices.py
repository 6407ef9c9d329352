"""What matrix is this expression: a multiple, a sum, a product, a transpose?  Cells stay trees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeGuard

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.tree import (
    Add,
    Matrix,
    Multiply,
    Negate,
    Node,
    Power,
    Sequence,
    Symbol,
    walk,
)

Rows = tuple[tuple[Node, ...], ...]

_TRANSPOSE: Final = frozenset({"T", "top", "intercal", "mathrm{T}"})
_MAX_SIDE: Final = 8
"""Longest side of a product that is worked out."""


def as_matrix(node: Node) -> Matrix | None:
    """Which matrix is this?  None where it is none, or not worked out."""
    match node:
        case Matrix(_, False):
            return node
        case Negate(term):
            return _scaled(as_matrix(term), Negate)
        case Power(Sequence("(" | "[", items, _), Symbol(name)) if name in _TRANSPOSE:
            return Matrix(tuple((item,) for item in items))  # a row, written as a tuple
        case Power(base, Symbol(name)) if name in _TRANSPOSE:
            inner = as_matrix(base)
            return inner and Matrix(tuple(zip(*inner.rows, strict=True)))
        case Multiply(factors):
            return _product(factors)
        case Add(terms):
            return _sum([as_matrix(term) for term in terms])
        case _:
            return None


def holds_matrix(node: Node) -> bool:
    """Is there a matrix in it, so that it may be one?"""
    return any(isinstance(part, Matrix) or _is_turned_row(part) for part in walk(node))


def _is_turned_row(node: Node) -> bool:
    return (
        isinstance(node, Power)
        and isinstance(node.base, Sequence)
        and isinstance(node.exponent, Symbol)
        and node.exponent.name in _TRANSPOSE
    )


def of_rows(node: Node) -> Node:
    """``[[1, 2], [3, 4]]`` as a matrix, every other node as it is."""
    if not (isinstance(node, Sequence) and node.opening == "[" and node.items):
        return node
    rows = tuple(row.items for row in node.items if _is_row(row))
    same = len(rows) == len(node.items) and len({len(row) for row in rows}) == 1
    return Matrix(rows) if same else node


def _is_row(node: Node) -> TypeGuard[Sequence]:
    return isinstance(node, Sequence) and node.opening == "[" and node.closing == "]"


def _scaled(matrix: Matrix | None, change: Callable[[Node], Node]) -> Matrix | None:
    return matrix and Matrix(tuple(tuple(map(change, row)) for row in matrix.rows))


def _product(factors: tuple[Node, ...]) -> Matrix | None:
    scalars = tuple(factor for factor in factors if not holds_matrix(factor))
    matrices = [as_matrix(factor) for factor in factors if holds_matrix(factor)]
    if not matrices or None in matrices:
        return None
    result = matrices[0]
    for matrix in matrices[1:]:
        result = _times(result, matrix)
    if not scalars:
        return result
    return _scaled(result, lambda cell: Multiply((*scalars, cell)))


def _times(left: Matrix | None, right: Matrix | None) -> Matrix | None:
    if left is None or right is None or len(left.rows[0]) != len(right.rows):
        return None
    columns = tuple(zip(*right.rows, strict=True))
    if max(len(left.rows), len(columns), len(right.rows)) > _MAX_SIDE:
        raise limits.too_large(f"a product of matrices of more than {_MAX_SIDE} rows")
    return Matrix(tuple(tuple(_dot(row, column) for column in columns) for row in left.rows))


def _dot(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
    terms = tuple(Multiply(pair) for pair in zip(row, column, strict=True))
    return terms[0] if len(terms) == 1 else Add(terms)


def _sum(parts: list[Matrix | None]) -> Matrix | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or len({(len(part.rows), len(part.rows[0])) for part in known}) > 1:
        return None
    rows = zip(*(part.rows for part in known), strict=True)
    return Matrix(tuple(tuple(Add(cells) for cells in zip(*row, strict=True)) for row in rows))
