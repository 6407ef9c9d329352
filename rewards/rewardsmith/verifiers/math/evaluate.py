r"""What is the value of an expression at a point?  One certified ball.

Conventions: odd roots of negative reals are real; ``\log`` without a base has an unknown base, the
same everywhere; a function that is only named has some value, the same for the same argument; a
unit is a factor of unknown size.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Final

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.flint import (
    Ball,
    Rational,
    ball,
    pi,
    power,
)
from rewardsmith.verifiers.math.number import exact
from rewardsmith.verifiers.math.point import Point
from rewardsmith.verifiers.math.tree import (
    Add,
    Big,
    Call,
    Constant,
    Invert,
    Multiply,
    Negate,
    Node,
    Number,
    Power,
    Quantity,
    Relation,
    Symbol,
    symbols,
    walk,
)
from rewardsmith.verifiers.math.units import unit_of

_WHOLE_EXPONENT: Final = 1 << 64
"""Balls below are turned into integers or text; a larger one could fill the memory."""

_INFINITY: Final = Constant("inf")
_HALF: Final = Rational(1, 2)

_FUNCTIONS: Final[dict[str, Callable[[Ball], Ball]]] = {
    "sin": lambda z: z.sin(),
    "cos": lambda z: z.cos(),
    "tan": lambda z: z.tan(),
    "cot": lambda z: z.cot(),
    "sec": lambda z: z.sec(),
    "csc": lambda z: z.csc(),
    "sinh": lambda z: z.sinh(),
    "cosh": lambda z: z.cosh(),
    "tanh": lambda z: z.tanh(),
    "coth": lambda z: z.coth(),
    "sech": lambda z: z.sech(),
    "csch": lambda z: z.csch(),
    "arcsin": lambda z: z.asin(),
    "arccos": lambda z: z.acos(),
    "arctan": lambda z: z.atan(),
    "arccot": lambda z: (1 / z).atan(),
    "arcsec": lambda z: (1 / z).acos(),
    "arccsc": lambda z: (1 / z).asin(),
    "arcsinh": lambda z: z.asinh(),
    "arccosh": lambda z: z.acosh(),
    "arctanh": lambda z: z.atanh(),
    "ln": lambda z: z.log(),
    "exp": lambda z: z.exp(),
    "cis": lambda z: (z * ball(0, 1)).exp(),
    "log10": lambda z: z.log() / ball(10).log(),
    "abs": lambda z: ball(abs(z)),
    "Gamma": lambda z: z.gamma(),
    "factorial": lambda z: (z + 1).gamma(),
    "Re": lambda z: ball(z.real),
    "Im": lambda z: ball(z.imag),
    "arg": lambda z: ball(z.arg()),
    "sgn": lambda z: z.real_sgn(),
    "sign": lambda z: z.real_sgn(),
    "floor": lambda z: z.real_floor(),
    "ceil": lambda z: z.real_ceil(),
}


class UndefinedError(Exception):
    """Has the expression no value at this point (a pole, 0/0, more than a ball can hold)?"""


class UnevaluatedError(Exception):
    """Does it hold what arithmetic does not evaluate: an integral, a limit, text?"""


def evaluate(node: Node, point: Point) -> Ball:  # noqa: C901, PLR0912  (one line a class)
    """Which ball holds the value of this node at this point?

    Raises UndefinedError, UnevaluatedError, and BeyondLimitError (TOO_LARGE) over the budget.
    """
    point.spend()
    match node:
        case Number(numerator, denominator):
            return ball(Rational(numerator, denominator))
        case Symbol(name):
            return ball(point.value(name))
        case Constant("pi"):
            return pi()
        case Constant("e"):
            return ball(1).exp()
        case Constant("i"):
            return ball(0, 1)
        case Constant():
            raise UndefinedError  # infinity is no number to calculate with
        case Negate(term):
            return -evaluate(term, point)
        case Add(terms):
            return finite(sum((evaluate(term, point) for term in terms[1:]),
                               evaluate(terms[0], point)))  # fmt: skip
        case Multiply(factors):
            return _product(factors, point)
        case Invert(factor):
            return finite(1 / evaluate(factor, point))
        case Power(base, exponent):
            return _power(base, exponent, point)
        case Call(name, arguments):
            return finite(_call(name, arguments, point))
        case Quantity(value, unit):
            return _quantity(value, unit, point)
        case Big(operator, lower, upper, body):
            return _big(operator, (lower, upper), body, point)
        case _:
            raise UnevaluatedError(type(node).__name__)


def finite(value: Ball) -> Ball:
    """The ball, where it is one; UndefinedError for a pole or an overflow."""
    if not value.is_finite():
        raise UndefinedError
    return value


def _product(factors: tuple[Node, ...], point: Point) -> Ball:
    value = evaluate(factors[0], point)
    for factor in factors[1:]:
        value *= evaluate(factor, point)
    return finite(value)


def _power(base: Node, exponent: Node, point: Point) -> Ball:
    if base == Constant("e"):
        return finite(evaluate(exponent, point).exp())
    value = evaluate(base, point)
    rational = exact(exponent)
    if rational is None:
        return finite(_general_power(value, evaluate(exponent, point)))
    if value.is_zero() and rational <= 0:
        raise UndefinedError
    return finite(_rational_power(value, rational))


def _rational_power(value: Ball, exponent: Rational) -> Ball:
    if exponent.q == 1:
        return power(value, exponent.p)
    if exponent == _HALF:
        return value.sqrt()
    if value.imag.is_zero() and value.real < 0 and exponent.q % 2 == 1:
        root = (-value).pow(ball(exponent))
        return -root if exponent.p % 2 else root
    return value.pow(ball(exponent))


def _general_power(value: Ball, exponent: Ball) -> Ball:
    if abs(exponent) < _WHOLE_EXPONENT and exponent.is_exact():
        whole = exponent.unique_fmpz()
        return value.pow(exponent) if whole is None else value**whole
    return value.pow(exponent)


def _quantity(value: Node, unit: str, point: Point) -> Ball:
    number = evaluate(value, point)
    if unit == "%":
        return number / 100
    if unit == "°":
        return number * pi() / 180
    known = unit_of(unit)
    factor = Rational(known.factor.numerator, known.factor.denominator)
    return number * ball(factor) * ball(point.value(f"unit {known.dimension}"))


def _call(name: str, arguments: tuple[Node, ...], point: Point) -> Ball:
    whole = exact(Call(name, arguments)) if name in _WHOLE else None
    if whole is not None:
        return ball(whole)
    if name == "binom":
        return _binomial(arguments[0], arguments[1], point)
    if name == "log":
        return _logarithm(arguments, point)
    if name == "factorial2":
        return _double_factorial(arguments[0], point)
    values = [evaluate(argument, point) for argument in arguments]
    if name in {"max", "min"} and values:
        return _extreme(name, values)
    if name in {"floor", "ceil"} and (rational := exact(arguments[0])) is not None:
        return ball(rational.floor() if name == "floor" else rational.ceil())
    if (function := _FUNCTIONS.get(name)) is not None and len(values) == 1:
        return function(values[0])
    return ball(point.value(f"{name}({','.join(_rounded(value) for value in values)})"))


_WHOLE: Final = frozenset({"factorial", "factorial2", "binom", "gcd", "lcm"})


def _rounded(value: Ball) -> str:
    """A name for an argument of an unknown function: the same for equal values."""
    if not abs(value) < _WHOLE_EXPONENT:
        raise UndefinedError  # too large to print
    return value.mid().str(30)


def _extreme(name: str, values: list[Ball]) -> Ball:
    best = values[0]
    for value in values[1:]:
        best = best.real_max(value) if name == "max" else best.real_min(value)
    return best


def _binomial(top: Node, bottom: Node, point: Point) -> Ball:
    n, k = evaluate(top, point), exact(bottom)
    if k is not None and k.q == 1 and 0 <= k <= limits.MAX_DEPTH:
        value = ball(1)
        for step in range(int(k.p)):
            value *= (n - step) / (step + 1)
        return value
    lower = evaluate(bottom, point)
    return (n + 1).gamma() * (lower + 1).rgamma() * (n - lower + 1).rgamma()


def _double_factorial(argument: Node, point: Point) -> Ball:
    number = _whole(argument, point)
    if number is None or number < 0:
        raise UndefinedError
    if number > limits.MAX_FACTORIAL:
        raise limits.too_large(f"a double factorial of more than {limits.MAX_FACTORIAL}")
    return ball(Rational(prod(range(number, 0, -2))))


def _logarithm(arguments: tuple[Node, ...], point: Point) -> Ball:
    value = evaluate(arguments[0], point).log()
    if len(arguments) > 1:
        return value / evaluate(arguments[1], point).log()
    return value / ball(abs(point.value(LOG_BASE)) + 2)


LOG_BASE: Final = "logarithm of the base"


def _big(operator: str, span: tuple[Node | None, Node | None], body: Node, point: Point) -> Ball:
    """A finite sum or product, term by term."""
    if any(part == _INFINITY for end in span if end is not None for part in walk(end)):
        raise UnevaluatedError(operator)
    match span:
        case (Relation((Symbol(index), start), ("=",)), end) if end is not None:
            first, last = _whole(start, point), _whole(end, point)
        case _:
            raise UnevaluatedError(operator)
    if operator not in {"sum", "prod"} or first is None or last is None:
        raise UnevaluatedError(operator)
    if last - first >= limits.MAX_SUM_TERMS:
        raise limits.too_large(f"a {operator} of more than {limits.MAX_SUM_TERMS} terms")
    total = ball(0 if operator == "sum" else 1)
    for step in range(first, last + 1):
        point.bind({index: Rational(step)})
        value = evaluate(body, point)
        total = total + value if operator == "sum" else total * value
    point.release(index)
    return finite(total)


def _whole(node: Node, point: Point) -> int | None:
    """The integer that a bound is at this point; None where it is none."""
    if (value := exact(node)) is not None:
        return int(value.p) if value.q == 1 else None
    found = evaluate(node, point)
    whole = found.unique_fmpz() if abs(found) < _WHOLE_EXPONENT else None
    return None if whole is None else int(whole)


def is_constant(node: Node) -> bool:
    """Has it one value, whatever the point: no variable, no unknown function, no bare log?"""
    for part in walk(node):
        if isinstance(part, Symbol) or (isinstance(part, Call) and not _is_known(part)):
            return False
        if isinstance(part, Quantity) and part.unit not in {"%", "°"}:
            return False
    return True


def _is_known(call: Call) -> bool:
    return is_function(call.name) or (call.name == "log" and len(call.arguments) > 1)


def is_function(name: str) -> bool:
    """Is it a function with a value of its own, not only a name?"""
    return name in _FUNCTIONS or name in _WHOLE or name in {"max", "min"}


def integral_names(*nodes: Node) -> frozenset[str]:
    """Which variables stand for whole numbers: in factorials, binomials, powers of -1?"""
    found: set[str] = set()
    for node in nodes:
        for part in walk(node):
            if (isinstance(part, Call) and part.name in _WHOLE) or (
                isinstance(part, Power) and part.base == Negate(Number(1))
            ):
                found |= symbols(part)
            elif isinstance(part, Big):
                found |= symbols(part.upper) if part.upper else frozenset()
    return frozenset(found)
