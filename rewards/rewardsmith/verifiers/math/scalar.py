"""Is it the same value, with its unit?  Exact numbers first, then balls, then conventions."""

from __future__ import annotations

from typing import Final

from rewardsmith.verifiers.math import ball, descriptions
from rewardsmith.verifiers.math.algebra import same_by_algebra
from rewardsmith.verifiers.math.evaluate import UnevaluatedError, is_constant
from rewardsmith.verifiers.math.flint import Rational
from rewardsmith.verifiers.math.normal import LETTERS
from rewardsmith.verifiers.math.number import exact
from rewardsmith.verifiers.math.rules import Finding, Rules, Tier
from rewardsmith.verifiers.math.tree import (
    Add,
    Call,
    Constant,
    Invert,
    Multiply,
    Negate,
    Node,
    Number,
    Power,
    Quantity,
    Symbol,
    Word,
    rebuild,
    walk,
)
from rewardsmith.verifiers.math.units import Unit, unit_of

_SHOWN_BITS: Final = 256
_ROUNDED: Final = 1_000
"""A decimal truth of at least four digits may be rounded: an exact form may match it."""


def same_scalar(truth: Node, answer: Node, rules: Rules) -> Finding:
    """Is it the same number or expression, unit and all?"""
    left, right = _split(truth), _split(answer)
    if (left[1] is None and right[1] is None) or _is_of_parts(truth) or _is_of_parts(answer):
        return same_value(truth, answer, rules)
    if left[1] != right[1] and any((unit or "").startswith("mod ") for unit in (left[1], right[1])):
        return Finding(False, Tier.STRUCTURE, "another modulus")
    return _same_quantity(left, right, rules)


def same_value(truth: Node, answer: Node, rules: Rules) -> Finding:
    """Is it the same value?  Certain where it says no."""
    left, right = exact(truth), exact(answer)
    if left is not None and right is not None:
        if left == right:
            return Finding(True, Tier.NUMBER, f"both are {_shown(left)}")
        if _rounds_to(truth, answer, rules):
            return Finding(True, Tier.NUMBER, "equal to the places or the tolerance given")
        return Finding(False, Tier.NUMBER, f"{_shown(right)} is not {_shown(left)}")
    if Constant("inf") in (truth, answer) or Negate(Constant("inf")) in (truth, answer):
        return Finding(truth == answer, Tier.STRUCTURE, "infinity equals only itself")
    if _is_strange(truth) or _is_strange(answer):
        return Finding(truth == answer, Tier.STRUCTURE, "signs that we do not know")
    equal = _same_by_ball(truth, answer)
    if equal is False and _rounds_to(truth, answer, rules):
        return Finding(True, Tier.BALL, "equal to the places or the tolerance given")
    if equal is None and rules.algebra:
        return same_by_algebra(truth, answer)
    why = {True: "the values agree", False: "the values differ", None: "no common value"}[equal]
    return Finding(equal, Tier.BALL, why)


def _is_strange(node: Node) -> bool:
    r"""Is there a sign in it of which we know nothing, not even that it commutes: ``\forall``?"""
    names = [part.name for part in walk(node) if isinstance(part, Symbol)]
    if any(len(name) > 1 and name.isalpha() and name not in LETTERS for name in names):
        return True
    return len(names) > 1 and "".join(names).isupper() and any(map(_is_of_matrix, walk(node)))


def _is_of_matrix(node: Node) -> bool:
    """Is it ``A^{-1}`` or ``A^T``?"""
    match node:
        case Power(Symbol(), Negate(Number(1, 1)) | Symbol("T")):
            return True
        case _:
            return False


def _same_by_ball(truth: Node, answer: Node) -> bool | None:
    try:
        equal = ball.equal(truth, answer)
    except UnevaluatedError:
        return True if truth == answer else None
    if equal is False and (_has_bare_log(truth) or _has_bare_log(answer)):
        return ball.equal(_common_log(truth), _common_log(answer))
    return equal


def _has_bare_log(node: Node) -> bool:
    return any(isinstance(part, Call) and part.name == "log" and len(part.arguments) == 1
               for part in walk(node))  # fmt: skip


def _common_log(node: Node) -> Node:
    """The node with every bare log to base 10."""
    from rewardsmith.verifiers.math.tree import children  # noqa: PLC0415

    parts = tuple(_common_log(child) for child in children(node))
    if isinstance(node, Call) and node.name == "log" and len(parts) == 1:
        return Call("log10", parts)
    return rebuild(node, parts)


def _shown(value: Rational) -> str:
    short = value.p.bit_length() + value.q.bit_length() < _SHOWN_BITS
    return str(value) if short else "a long number"


def _rounds_to(truth: Node, answer: Node, rules: Rules) -> bool:
    """Is the answer within the tolerance, or an exact form of a truth given to n places?"""
    if rules.tolerance is not None:
        return _within(truth, answer, rules.tolerance)
    sign = isinstance(truth, Negate)
    number = truth.term if isinstance(truth, Negate) else truth
    if not isinstance(number, Number) or not number.places:
        return False
    if number.denominator != 10**number.places:
        return False  # a repeating decimal is exact
    if number.numerator < _ROUNDED or _is_decimal(answer):
        return False
    value = ball.approximate(answer)
    if value is None or not is_constant(answer):
        return False
    shown = number.numerator / number.denominator * (-1 if sign else 1)
    return abs(value - shown) <= 0.5 / 10**number.places


def _is_decimal(node: Node) -> bool:
    return any(isinstance(part, Number) and part.places for part in walk(node))


def _within(truth: Node, answer: Node, tolerance: float) -> bool:
    if not (is_constant(truth) and ball.is_constant(answer)):
        return False
    left, right = ball.approximate(truth), ball.approximate(answer)
    if left is None or right is None:
        return False
    return abs(left - right) <= tolerance * max(abs(left), abs(right))


def _is_of_parts(node: Node) -> bool:
    """Is it a sum of quantities: ``2 hours 30 minutes``?"""
    return isinstance(node, Add) and all(isinstance(term, Quantity) for term in node.terms)


def _split(node: Node) -> tuple[Node, str | None]:
    """The value and the unit, with a minus sign in front of both taken inside."""
    match node:
        case Quantity(value, unit):
            inner, other = _split(value)
            return inner, unit if other is None else f"{other} {unit}"
        case Negate(Quantity(value, unit)):
            return Negate(value), unit
        case Multiply(factors) if sum(map(_is_measured, factors)) == 1:
            parts = [_split(part) for part in factors]
            units = [unit for _, unit in parts if unit is not None]
            return Multiply(tuple(value for value, _ in parts)), units[0]
        case _:
            return node, None


def _is_measured(node: Node) -> bool:
    """Has it a unit that goes for a whole product, which percent and degrees do not?"""
    return isinstance(node, Quantity) and node.unit not in {"%", "°"}


def _same_quantity(
    truth: tuple[Node, str | None], answer: tuple[Node, str | None], rules: Rules
) -> Finding:
    (left, left_unit), (right, right_unit) = truth, answer
    if "%" in (left_unit, right_unit):
        return _same_percent(left, left_unit, right, right_unit, rules)
    left, left_unit = _with_letters_as_unit(left, left_unit, right_unit)
    right, right_unit = _with_letters_as_unit(right, right_unit, left_unit)
    if left_unit is None or right_unit is None:
        found = _one_sided(left, right, left_unit or right_unit or "", rules)
        if found.equal is False and "°" in (left_unit, right_unit):
            left = Quantity(left, "°") if left_unit else left
            right = Quantity(right, "°") if right_unit else right
            return same_value(left, right, rules)
        return found
    one, two = unit_of(left_unit), unit_of(right_unit)
    if one == two or "" in (one.dimension, two.dimension) or _same_description(one, two):
        return same_value(left, right, rules)
    if {one.dimension, two.dimension} == {"angle", "radians"}:
        left, right = _in_radians(left, one), _in_radians(right, two)
        return same_value(left, right, rules)
    if one.dimension != two.dimension:
        return Finding(False, Tier.STRUCTURE, f"the unit {right_unit!r} is not {left_unit!r}")
    return same_value(_in_base(left, one), _in_base(right, two), rules)


def _with_letters_as_unit(
    value: Node, unit: str | None, other: str | None
) -> tuple[Node, str | None]:
    """``5m`` and ``25 m/s`` as quantities, where the other side has such a unit."""
    if unit is not None or other is None or not isinstance(value, Multiply):
        return value, unit
    number, *letters = _flat(value)
    spelled = [_unit_letter(letter) for letter in letters]
    text = " ".join(part for part in spelled if part)
    if None in spelled or unit_of(text).dimension != unit_of(other).dimension:
        return value, unit
    return number, text


def _flat(node: Node) -> list[Node]:
    """The factors of a product, and of products in it."""
    if isinstance(node, Multiply):
        return [part for factor in node.factors for part in _flat(factor)]
    return [node]


def _unit_letter(node: Node) -> str | None:
    match node:
        case Symbol(name):
            return name
        case Invert(Symbol(name)):
            return f"{name}^-1"
        case Power(Symbol(name), Number(power, 1)):
            return f"{name}^{power}"
        case Invert(Power(Symbol(name), Number(power, 1))):
            return f"{name}^-{power}"
        case _:
            return None


def _same_description(one: Unit, two: Unit) -> bool:
    """Is one a closer description of the other: ``red apples``, ``apples``?"""
    if one.known or two.known:
        measured = descriptions.is_unit_of
        return measured(one, two.dimension) or measured(two, one.dimension)
    return descriptions.same_thing(one.dimension, two.dimension)


def _in_radians(value: Node, unit: Unit) -> Node:
    return Quantity(value, "°") if unit.dimension == "angle" else value


def _in_base(value: Node, unit: Unit) -> Node:
    if unit.factor == 1:
        return value
    return Multiply((value, Number(unit.factor.numerator, unit.factor.denominator)))


def _one_sided(left: Node, right: Node, unit: str, rules: Rules) -> Finding:
    if isinstance(left, Word) or isinstance(right, Word):
        return Finding(left == right, Tier.STRUCTURE, "words")
    if rules.units == "strict" and unit_of(unit).dimension:
        return Finding(False, Tier.STRUCTURE, f"only one side has the unit {unit!r}")
    if not descriptions.counts(unit, one=_is_at_most_one(left)):
        return Finding(False, Tier.STRUCTURE, f"only one side says {unit!r}")
    return same_value(left, right, rules)


def _is_at_most_one(number: Node) -> bool:
    """May the noun behind it stand in the singular: ``1 apple``, ``1/2 pizza``?"""
    value = exact(number)
    return value is not None and abs(value) <= 1


def _is_below_one(number: Node) -> bool:
    """Is it a share, so that a percentage beside it can only be meant as a value?"""
    value = exact(number)
    return value is not None and 0 < abs(value) < 1


def _same_percent(
    left: Node, left_unit: str | None, right: Node, right_unit: str | None, rules: Rules
) -> Finding:
    if left_unit == right_unit:
        return same_value(left, right, rules)
    if None not in (left_unit, right_unit):
        return Finding(False, Tier.STRUCTURE, f"{right_unit!r} is not {left_unit!r}")
    share = rules.percent == "either" and _is_below_one(right if left_unit else left)
    if rules.percent != "value" and not share:
        found = same_value(left, right, rules)
        if found.equal is not False or rules.percent == "number":
            return found
    hundredth = Number(1, 100)
    left = Multiply((left, hundredth)) if left_unit else left
    right = Multiply((right, hundredth)) if right_unit else right
    return same_value(left, right, rules)
