r"""Do two relations say the same?  Equations, chains and inequalities, without solving them.

Two equations are equal when one is a constant multiple of the other, and that counts only where a
variable (or a function of constants, as in ``\log_6 216 = 3``) stands in both.  So ``0 = 0`` and
``x = x`` equal nothing, and ``41 = 42`` is no value.  A solved truth, ``x = 3``, asks for the
solution: moved, flipped or scaled as a whole, but not another equation with that solution.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, TypeGuard

from rewardsmith.verifiers.math import ball, limits
from rewardsmith.verifiers.math.evaluate import UnevaluatedError, is_constant, is_function
from rewardsmith.verifiers.math.number import exact
from rewardsmith.verifiers.math.tree import (
    Add,
    Big,
    Call,
    Matrix,
    Multiply,
    Negate,
    Node,
    Power,
    Ratio,
    Relation,
    Sequence,
    Symbol,
    Word,
    children,
    rebuild,
    symbols,
    walk,
)

ORDERS: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_LONGEST_CHAIN: Final = 12
_WITH_MODULUS: Final = frozenset("zw")
"""Names of complex numbers: ``|z| = 5`` names a modulus."""


def is_equation(node: Node) -> bool:
    """Is it ``a = b`` with nothing further?"""
    return isinstance(node, Relation) and node.operators == ("=",)


def concluded(node: Node) -> Node:
    """``x = 6/2 = 3`` as ``x = 3``, ``1/2 = 0.5`` as its value.

    Raises BeyondLimitError (UNREADABLE) for a chain that is false: it has no value.
    """
    if not isinstance(node, Relation) or set(node.operators) != {"="}:
        return node
    if len(node.sides) > _LONGEST_CHAIN:
        raise limits.unreadable("a chain of equations too long to be an answer")
    first, *rest = node.sides
    constants = [side for side in rest if _is_value(side)]
    if len(rest) == 1 and any(opaque(side) != side for side in node.sides):
        return node  # "log_6 216 = 3" is an equation, not a value
    if _is_value(first) and len(constants) == len(rest):
        _check_chain([first, *rest])
        return rest[-1]
    if len(rest) > 1 and len(constants) == len(rest):
        _check_chain(rest)
        return Relation((first, rest[-1]), ("=",))
    return node


def _is_value(node: Node) -> bool:
    kinds = Sequence | Matrix | Relation | Word | Big
    return is_constant(node) and not any(isinstance(part, kinds) for part in walk(node))


def _check_chain(sides: list[Node]) -> None:
    for left, right in pairwise(sides):
        try:
            same = ball.equal(left, right)
        except UnevaluatedError:
            same = left == right
        if not same:
            raise limits.unreadable("a chain of equations that is not true")


def named(node: Node) -> tuple[Node, Node] | None:
    """``(name, value)`` where one side of an equation, or of ``∈``, only names the other."""
    if not isinstance(node, Relation) or node.operators not in {("=",), ("in",)}:
        return None
    left, right = node.sides
    if _names(left, right):
        return left, right
    if node.operators == ("=",) and _names(right, left):
        return right, left
    return None


def _names(name: Node, value: Node) -> bool:
    match name:
        case Symbol() | Word():
            free = True
        case Call(function, arguments):
            inner = arguments[0] if function == "abs" else None
            free = not is_function(function) and function != "log"
            free |= _has_length(inner) and _names(inner, value)
            free |= opaque(name) != name and opaque(value) == value
        case Sequence("(" | "", items, _) | Ratio(items):
            free = bool(items) and all(isinstance(item, Symbol) for item in items)
        case Multiply(factors):  # a segment, AB
            free = all(isinstance(part, Symbol) and part.name.isupper() for part in factors)
        case Power(Symbol(), _):
            free = isinstance(value, Matrix)
        case _:
            return False
    own = frozenset[str]() if isinstance(name, Call) else symbols(name)
    return free and not own & symbols(value) and not isinstance(value, Relation)


def _has_length(node: Node | None) -> TypeGuard[Node]:
    """May bars around it mean its length or modulus?  ``|x| = 5`` is to be solved."""
    match node:
        case Symbol(name):
            return name in _WITH_MODULUS or len(name.partition("_")[0]) > 1
        case Multiply():
            return True
        case _:
            return False


def opaque(node: Node) -> Node:
    """The node with every function of constants as a variable, so that it can be scaled."""
    if isinstance(node, Big) or (isinstance(node, Call) and node.name != "abs"):
        return node if symbols(node) and not isinstance(node, Big) else Symbol(repr(node))
    return rebuild(node, tuple(opaque(child) for child in children(node)))


def same_equation(truth: Relation, answer: Relation) -> bool:
    """Is one of these equations a constant multiple of the other?"""
    if not (symbols(truth) and symbols(answer)):
        truth, answer = _opaque_sides(truth), _opaque_sides(answer)
    if _is_solved(truth) or _is_solved(answer):
        return _scaled_sides(truth, answer) or _brought_to_zero(truth, answer)
    if answer.sides[0] != answer.sides[1] and _scaled_sides(truth, answer):
        return True
    if _proportional(truth, answer) is not None:
        return True
    return _proportional(_opaque_sides(truth), _opaque_sides(answer)) is not None


def _opaque_sides(relation: Relation) -> Relation:
    return Relation(tuple(map(opaque, relation.sides)), relation.operators)


def _difference(relation: Relation) -> Node:
    left, right = relation.sides
    return Add((left, Negate(right)))


def _proportional(truth: Relation, answer: Relation) -> Any:
    """Which constant makes the answer's difference of sides that of the truth?"""
    left, right = _difference(truth), _difference(answer)
    return _ratio(left, right) if symbols(left) == symbols(right) else None


def _ratio(left: Node, right: Node) -> Any:
    try:
        return ball.ratio(left, right)
    except UnevaluatedError:
        return None


def _is_solved(relation: Relation) -> bool:
    """Is it ``x = constant``?"""
    found = named(relation)
    return found is not None and isinstance(found[0], Symbol) and not symbols(found[1])


def _scaled_sides(truth: Relation, answer: Relation) -> bool:
    """``2x = 6`` for ``x = 3``, either way round: each side by the same factor."""
    if not (symbols(truth) and symbols(answer)):
        return False
    orders = (answer.sides, tuple(reversed(answer.sides)))
    return any(_share_a_factor(truth.sides, sides) for sides in orders)


def _share_a_factor(before: tuple[Node, ...], after: tuple[Node, ...]) -> bool:
    factors: list[Any] = []
    for one, two in zip(before, after, strict=True):
        if _is_zero(one) and _is_zero(two):
            continue  # zero times anything
        factor = _ratio(one, two) if symbols(one) or symbols(two) else ball.quotient(two, one)
        if factor is None:
            return False
        factors.append(factor)
    return bool(factors) and factors[0].overlaps(factors[-1])


def _is_zero(node: Node) -> bool:
    return exact(node) == 0


def _brought_to_zero(truth: Relation, answer: Relation) -> bool:
    """``x - 3 = 0`` for ``x = 3``."""
    moved = answer if _is_solved(truth) else truth
    if not any(map(_is_zero, moved.sides)):
        return False
    factor = _proportional(truth, answer)
    return factor is not None and (factor.overlaps(ball.one()) or factor.overlaps(-ball.one()))


def same_inequality(truth: Relation, answer: Relation) -> bool:
    """Is it the same inequality, up to a constant factor (a negative one turns the sign)?"""
    if len(truth.operators) != 1 or len(answer.operators) != 1:
        return False
    if not {*truth.operators, *answer.operators} <= ORDERS.keys() | {"!="}:
        return False  # p → q
    factor = _proportional(truth, answer)
    if factor is None or not factor.imag.contains(0):
        return False
    operator = answer.operators[0]
    return truth.operators[0] == (ORDERS.get(operator, operator) if factor.real < 0 else operator)
