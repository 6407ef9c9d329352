"""What is the value of an integral, a limit or a series?  Runs only in a worker that can be killed.

Our own tree is turned into sympy's, node by node: no text of a model ever reaches a parser of
sympy, which evaluates Python.
"""
# pyright: basic, reportAttributeAccessIssue=false

from __future__ import annotations

from random import Random
from typing import Any, Final

import sympy

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
)

DIGITS: Final = 40
_POINTS: Final = 4
_CLOSE: Final = sympy.Float("1e-25", DIGITS)
_CONSTANTS: Final = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "inf": sympy.oo}
_FUNCTIONS: Final = {
    "ln": sympy.log,
    "abs": sympy.Abs,
    "ceil": sympy.ceiling,
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    "Gamma": sympy.gamma,
    "binom": sympy.binomial,
    "log10": lambda z: sympy.log(z, 10),
}
_SAME_NAME: Final = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "sinh",
        "cosh",
        "tanh",
        "coth",
        "exp",
        "floor",
        "factorial",
        "factorial2",
        "sign",
    ]
)


def value(node: Node) -> tuple[str, str] | None:
    """Which complex number is this, to 40 digits, as text?  None where it has variables."""
    expression = convert(node).doit()
    if expression.free_symbols:
        return None
    number = sympy.N(expression, DIGITS)
    real, imaginary = number.as_real_imag()
    if not (real.is_Float or real.is_Integer) or not real.is_finite:
        raise ValueError(f"no value: {number}")
    return str(real), str(sympy.N(imaginary, DIGITS))


def same(truth: Node, answer: Node) -> bool | None:
    """Are these equal, as functions of their variables?  None where that cannot be shown."""
    difference = (convert(truth) - convert(answer)).doit()
    if difference == 0 or sympy.simplify(difference) == 0:
        return True
    agreements = [_vanishes(difference, index) for index in range(_POINTS)]
    return False if False in agreements else None


def _vanishes(difference: Any, index: int) -> bool | None:
    """Is the difference zero at this point?  None where it has no value there."""
    rng = Random(index)  # noqa: S311
    names = sorted(difference.free_symbols, key=str)
    at = {name: sympy.Rational(rng.randrange(1, 997), 499) for name in names}
    number = sympy.N(difference.subs(at), DIGITS)
    return None if not number.is_number or not number.is_finite else bool(abs(number) < _CLOSE)


def convert(node: Node) -> Any:  # noqa: C901, PLR0912  (one line a class)
    """Which expression of sympy is this tree?  ValueError for what has none."""
    match node:
        case Number(numerator, denominator):
            return sympy.Rational(numerator, denominator)
        case Symbol(name):
            return sympy.Symbol(name, real=True)
        case Constant(name):
            return _CONSTANTS[name]
        case Negate(term):
            return -convert(term)
        case Invert(factor):
            return 1 / convert(factor)
        case Add(terms):
            return sympy.Add(*map(convert, terms))
        case Multiply(factors):
            return sympy.Mul(*map(convert, factors))
        case Power(base, exponent):
            return convert(base) ** convert(exponent)
        case Quantity(inner, "%"):
            return convert(inner) / 100
        case Quantity(inner, "°"):
            return convert(inner) * sympy.pi / 180
        case Call(name, arguments):
            return _function(name)(*map(convert, arguments))
        case Big(operator, lower, upper, body):
            return _big(operator, lower, upper, body)
        case _:
            raise ValueError(f"no algebra for {type(node).__name__}")


def _function(name: str) -> Any:
    if name == "log":
        return lambda z, base=10: sympy.log(z, base)
    if name in _SAME_NAME:
        return getattr(sympy, name)
    if name in _FUNCTIONS:
        return _FUNCTIONS[name]
    raise ValueError(f"no algebra for the function {name}")


def _big(operator: str, lower: Node | None, upper: Node | None, body: Node) -> Any:
    match operator, lower:
        case "int", _:
            return _integral(lower, upper, body)
        case "lim", Relation((Symbol(name), target), ("to",)):
            return sympy.Limit(convert(body), sympy.Symbol(name, real=True), convert(target))
        case "sum" | "prod", Relation((Symbol(name), start), ("=",)) if upper is not None:
            kind = sympy.Sum if operator == "sum" else sympy.Product
            index = sympy.Symbol(name, integer=True)
            inner = convert(body).subs(sympy.Symbol(name, real=True), index)
            return kind(inner, (index, convert(start), convert(upper)))
        case _:
            raise ValueError(f"no algebra for {operator}")


def _integral(lower: Node | None, upper: Node | None, body: Node) -> Any:
    match body:
        case Multiply((*factors, Symbol("d"), Symbol(name))):
            variable = sympy.Symbol(name, real=True)
            integrand = sympy.Mul(*map(convert, factors))
        case _:
            raise ValueError("an integral without its dx")
    if lower is None or upper is None:
        return sympy.Integral(integrand, variable)
    return sympy.Integral(integrand, (variable, convert(lower), convert(upper)))
