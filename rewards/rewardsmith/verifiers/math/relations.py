"""Relations and sets of reals: ``x = 5`` and 5, two equations, an inequality and an interval."""

from __future__ import annotations

from typing import Final, TypeGuard

from rewardsmith.verifiers.math import equation
from rewardsmith.verifiers.math.how import How, every, in_order, no, unordered
from rewardsmith.verifiers.math.rules import Finding, Tier
from rewardsmith.verifiers.math.sets import Region, Span, region
from rewardsmith.verifiers.math.tree import (
    Call,
    Multiply,
    Node,
    Relation,
    Sequence,
    SetOperation,
    Symbol,
    Word,
    replaced,
    symbols,
)
from rewardsmith.verifiers.math.words import fold

_MUTUAL: Final = frozenset({"parallel", "perp", "cong", "sim", "!="})
"""Relations that hold both ways or not at all."""

_ORDINATE: Final = Symbol("y")


def same_relations(truth: Node, answer: Node, how: How) -> Finding:
    """Is it the same, where at least one side is a relation?"""
    left, right = equation.named(truth), equation.named(answer)
    if left and right and _same_name(left[0], right[0]):
        renamed = _renamed(left[0], right)
        found = no("another argument") if renamed is None else how.same(left[1], renamed)
        if found.equal is not False or renamed is None:
            return found
    elif isinstance(truth, Relation) != isinstance(answer, Relation):
        return _one_named(truth, answer, left or right, how)
    elif left and right and _may_name_the_same(left[0], right[0]):
        return how.same(left[1], right[1])
    return _both_relations(truth, answer, how)


def _one_named(truth: Node, answer: Node, found: tuple[Node, Node] | None, how: How) -> Finding:
    if isinstance(truth, Sequence) and (spread := _spread(answer)) is not None:
        return how.same(truth, spread)
    if isinstance(answer, Sequence) and (spread := _spread(truth)) is not None:
        return how.same(spread, answer)
    if found is not None and not isinstance(found[1], Word):
        if found[0] in (truth, answer):
            return no("the side that was to be worked out")
        if isinstance(truth, Relation):
            return how.same(found[1], answer)
        return how.same(truth, found[1])
    if region(truth) is not None and region(answer) is not None:
        return same_regions(truth, answer, how)
    return no("a relation is not a value")


def _spread(node: Node) -> Node | None:
    """``(x, y) = (1, 2)`` as ``x = 1, y = 2``, for a list that names its values."""
    match node:
        case Relation((Sequence("(", names, _), Sequence("(", values, _)), ("=",)) if len(
            names
        ) == len(values):
            pairs = zip(names, values, strict=True)
            return Sequence("", tuple(Relation(pair, ("=",)) for pair in pairs), "")
        case _:
            return None


def _same_name(left: Node, right: Node) -> bool:
    """Is it the same name?  ``y = …`` may say what ``f(x) = …`` says."""
    if _is_definition(left) and _is_definition(right):
        return left.name == right.name and len(left.arguments) == len(right.arguments)
    if _ORDINATE in (left, right):
        return all(name == _ORDINATE or _is_function(name) for name in (left, right))
    return _segment(left) == _segment(right)


def _may_name_the_same(left: Node, right: Node) -> bool:
    """May a word and a letter, or one word and several with it, be names of one thing?"""
    match left, right:
        case Word(one), Word(two):
            words = set(fold(one).split()), set(fold(two).split())
            return words[0] <= words[1] or words[1] <= words[0]
        case (Word(word), Symbol(name)) | (Symbol(name), Word(word)):
            return name.islower() or word[0].upper() == name
        case _:
            return False


def _is_function(name: Node) -> bool:
    """Is it ``f(x)``, and not its derivative, so that ``y`` may stand for it?"""
    return _is_definition(name) and not name.name.endswith("'")


def _segment(name: Node) -> Node:
    r"""``AB`` for the names ``|AB|`` and ``\overline{AB}`` of its length, else the name."""
    match name:
        case Call("abs", (Multiply() as letters,)):
            return letters
        case Symbol(text) if text.startswith("overline{") and text[9:-1].isupper():
            return Multiply(tuple(map(Symbol, text[9:-1])))
        case _:
            return name


def _is_definition(name: Node) -> TypeGuard[Call]:
    """Is it ``f(x, y)``, whose arguments may have other names?  Not so the event of ``P(A)``."""
    return isinstance(name, Call) and all(
        isinstance(one, Symbol) and not one.name.isupper() for one in name.arguments
    )


def _renamed(name: Node, other: tuple[Node, Node]) -> Node | None:
    """The value with the arguments of ``f(t)`` renamed to those of ``f(x)``.

    None for ``f(t) = x``, whose x is another one.
    """
    if name == other[0] or not isinstance(name, Call) or not isinstance(other[0], Call):
        return other[1]
    if (symbols(name) - symbols(other[0])) & symbols(other[1]):
        return None
    names = dict(zip(other[0].arguments, name.arguments, strict=True))
    return replaced(other[1], names)


def _both_relations(truth: Node, answer: Node, how: How) -> Finding:
    if not (isinstance(truth, Relation) and isinstance(answer, Relation)):
        return no("a relation is not a value")
    if equation.is_equation(truth) and equation.is_equation(answer):
        sides = answer.sides, tuple(reversed(answer.sides))
        if truth.sides in sides and truth.sides[0] != truth.sides[1]:
            return Finding(True, Tier.STRUCTURE, "the same statement")
        return Finding(equation.same_equation(truth, answer), Tier.BALL, "compared as equations")
    regions = region(truth), region(answer)
    if all(regions):
        found = same_regions(truth, answer, how)
        if found.equal:
            return found
    if equation.same_inequality(truth, answer):
        return Finding(True, Tier.BALL, "the same inequality up to a factor")
    return _same_chains(truth, answer, how)


def _same_chains(truth: Relation, answer: Relation, how: How) -> Finding:
    """Side by side; an inequality may be read from its other end."""
    operators, sides = answer.operators, answer.sides
    if operators != truth.operators:
        operators = tuple(equation.ORDERS.get(one, one) for one in reversed(operators))
        sides = tuple(reversed(sides))
    if operators != truth.operators:
        return no("other relations")
    if truth.operators[0] in _MUTUAL and truth.sides == tuple(reversed(answer.sides)):
        return Finding(True, Tier.STRUCTURE, "the same statement")
    return every(how.same(one, two) for one, two in zip(truth.sides, sides, strict=True))


# Sets of reals


def same_regions(truth: Node, answer: Node, how: How) -> Finding:
    """Is it the same set, or union of sets?"""
    left, right = region(truth), region(answer)
    if left is None or right is None:
        return _same_operations(truth, answer, how)
    if how.rules.intervals == "strict" and isinstance(truth, Relation) != isinstance(
        answer, Relation
    ):
        return no("an inequality is not an interval here")
    if left.variable is not None and right.variable is not None and left.variable != right.variable:
        return no("about another variable")
    return _same_spans(left, right, how)


def _same_operations(truth: Node, answer: Node, how: How) -> Finding:
    if not (isinstance(truth, SetOperation) and isinstance(answer, SetOperation)):
        return no("not the same kind of set")
    if truth.operator != answer.operator:
        return no("another operation on sets")
    if truth.operator in {"minus", "that"}:
        return in_order(truth.operands, answer.operands, how)
    return unordered(truth.operands, answer.operands, how)


def _same_spans(left: Region, right: Region, how: How) -> Finding:
    if len(left.spans) != len(right.spans):
        return no("another number of intervals")
    return every(_same_span(*pair, how) for pair in zip(left.spans, right.spans, strict=True))


def _same_span(left: Span, right: Span, how: How) -> Finding:
    if (left.low_in, left.high_in) != (right.low_in, right.high_in):
        return no("an end is open on one side and closed on the other")
    low = how.same(left.low, right.low)
    return low if low.equal is False else every([low, how.same(left.high, right.high)])
