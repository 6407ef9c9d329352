"""What do the pieces of a product, or of a list, make together?"""

from __future__ import annotations

from collections.abc import Sequence as Items
from enum import Enum
from itertools import pairwise
from typing import Final, TypeGuard

from rewardsmith.verifiers.math import limits, numerals
from rewardsmith.verifiers.math.evaluate import is_constant
from rewardsmith.verifiers.math.tree import (
    Add,
    Call,
    Invert,
    Multiply,
    Node,
    Number,
    Power,
    Quantity,
    Relation,
    Sequence,
    SetOperation,
    Symbol,
    Word,
)
from rewardsmith.verifiers.math.units import unit_of


class Joint(Enum):
    """What stands between two factors: a sign, a fraction bar, nothing, nothing but numerals?"""

    TIMES = "times"
    OVER = "over"
    BESIDE = "beside"
    CROWDED = "crowded"


_MARKS: Final = frozenset({"%", "°", "$"})
_OR: Final = frozenset({"or", "lor", "vee"})
_AND: Final = frozenset({"and", "land", "wedge"})


def whole_product(factors: list[Node], joints: Items[Joint]) -> Node:
    """The product, as a mixed number where it is one, with the last factor's unit for all."""
    if len(factors) == 1:
        return factors[0]
    *before, last = factors
    if (angle := _degrees_and_minutes(factors)) is not None:
        return angle
    if isinstance(last, Word) and "/" in last.text and Joint.TIMES not in joints:
        return numerals.with_unit(whole_product(before, joints[:-1]), last.text)
    if _is_point(factors):
        return Relation((factors[0], last), ("=",))
    if any(isinstance(factor, Word) for factor in factors):
        raise limits.unreadable("words in a product")
    if isinstance(last, Quantity) and not any(isinstance(part, Quantity) for part in before):
        return Quantity(whole_product([*before, last.value], joints), last.unit)
    if Joint.TIMES not in joints and (mixed := numerals.mixed(factors)):
        return mixed
    if Joint.CROWDED in joints:
        raise limits.unreadable("numbers side by side")  # "6 7" does not pay for 42
    factors = numerals.with_mixed(factors, beside=joints[0] is Joint.BESIDE)
    return factors[0] if len(factors) == 1 else Multiply(tuple(factors))


def leaves_a_number(factors: list[Node]) -> bool:
    """Does a number without a unit follow a quantity: ``31 remainder 1``?"""
    return any(
        isinstance(one, Quantity) and one.unit not in _MARKS and isinstance(two, Number)
        for one, two in pairwise(factors)
    )


def is_vector(factor: Node) -> bool:
    r"""Is it ``\vec{a}``, so that a cross behind it is no product of numbers?"""
    return isinstance(factor, Symbol) and factor.name.startswith(("vec{", "overrightarrow{"))


def _degrees_and_minutes(factors: list[Node]) -> Node | None:
    """``5° 30'``, with the minutes as sixtieths."""
    match factors:
        case [Quantity(degrees, "°"), Call("prime", (Number() as minutes,))]:
            part = Multiply((minutes, Number(1, 60)))
            return Quantity(Add((degrees, part)), "°")
        case _:
            return None


def _is_point(factors: list[Node]) -> bool:
    """Is it ``A(1, 2)``: a point with its name?"""
    match factors:
        case [Symbol(name), Sequence("(", items, ")")]:
            return len(name) == 1 and name.isupper() and len(items) > 1
        case _:
            return False


def only_names(node: Node) -> bool:
    """Is it a name, or letters side by side, of which nothing is known?"""
    match node:
        case Symbol() | Word():
            return True
        case Multiply(factors):
            return all(isinstance(factor, Symbol) for factor in factors)
        case _:
            return False


def ends_in_numeral(factor: Node) -> bool:
    """Would a number behind it read as a second one, and not as its factor?"""
    match factor:
        case Number() | Invert(Number()) | Power(_, Number(_, 1)):
            return True
        case Quantity(_, unit):
            return unit in _MARKS
        case Multiply((*_, Invert(Number()))):
            return True
        case _:
            return False


def joined(items: Items[Node], joiners: set[str]) -> Node:
    """Inequalities, names and texts joined by words are one statement; all else is a list."""
    inequalities = all(
        isinstance(item, Relation) and not set(item.operators) & {"=", "in"} for item in items
    )
    if "or" in joiners and len({item.sides[0] for item in items if _is_equation(item)}) > 1:
        return SetOperation("cup", tuple(items))
    names = all(isinstance(item, Word | Symbol) for item in items)
    formulas = not any(isinstance(item, Relation) or is_constant(item) for item in items)
    if joiners <= _OR and (inequalities or names or (formulas and "or" not in joiners)):
        return SetOperation("cup", tuple(items))
    if joiners <= _AND and (inequalities or (formulas and "and" not in joiners)):
        return SetOperation("cap", tuple(items))
    if joiners == {"and"} and _is_of_parts(items):
        return Add(tuple(items))
    return Sequence("", tuple(items), "")


def _is_equation(item: Node) -> TypeGuard[Relation]:
    return isinstance(item, Relation) and item.operators == ("=",)


def _is_of_parts(items: Items[Node]) -> bool:
    """Is it one duration or one amount of money: ``3 hours and 15 minutes``?"""
    units = [unit_of(item.unit) for item in items if isinstance(item, Quantity)]
    if len(units) < len(items) or {unit.dimension for unit in units} - {"time", "dollars"}:
        return False
    falling = all(one.factor > two.factor for one, two in pairwise(units))
    return falling and len({unit.dimension for unit in units}) == 1
