r"""Which rational number is this exactly?  Sizes are checked before anything is computed.

The ``number`` tier: integers, decimals, fractions, mixed numbers, powers, factorials and
binomials.  None where the value is no rational that can be had this way (``\pi``, ``\sqrt{2}``).
"""

from __future__ import annotations

from math import comb, factorial, gcd, isqrt, lcm, prod
from typing import Final

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.flint import Rational
from rewardsmith.verifiers.math.tree import (
    Add,
    Call,
    Invert,
    Multiply,
    Negate,
    Node,
    Number,
    Power,
)

_ZERO: Final = Rational(0)
_ONE: Final = Rational(1)


def exact(node: Node) -> Rational | None:
    """Which rational is this node?  None where it is none, undefined, or too large to write out.

    Costs at most ``MAX_EXACT_BITS`` a node: an oversized power is left to the next tier.
    """
    match node:
        case Number(numerator, denominator):
            return Rational(numerator, denominator)
        case Negate(term):
            return None if (value := exact(term)) is None else -value
        case Add(terms):
            return _sum(terms)
        case Multiply(factors):
            return _product(factors)
        case Invert(factor):
            return _ONE / value if (value := exact(factor)) else None
        case Power(base, exponent):
            return _power(base, exponent)
        case Call(
            "factorial" | "factorial2" | "binom" | "gcd" | "lcm" | "max" | "min" | "abs", arguments
        ):
            return _call(node.name, [exact(argument) for argument in arguments])
        case _:
            return None


def _sum(terms: tuple[Node, ...]) -> Rational | None:
    total = _ZERO
    for term in terms:
        if (value := exact(term)) is None:
            return None
        total += value
        if _bits(total) > limits.MAX_EXACT_BITS:
            return None
    return total


def _product(factors: tuple[Node, ...]) -> Rational | None:
    total = _ONE
    for factor in factors:
        value = exact(factor)
        if value is None or _bits(total) + _bits(value) > limits.MAX_EXACT_BITS:
            return None
        total *= value
    return total


def _bits(value: Rational) -> int:
    return value.p.bit_length() + value.q.bit_length()


def _power(base: Node, exponent: Node) -> Rational | None:
    power = exact(exponent)
    if power is None or (value := exact(base)) is None:
        return None
    if power.q != 1:
        root = _root(value, int(power.q)) if power.q < 1 << 16 else None
        if root is None:
            return None
        value, power = root, Rational(power.p)
    if value == 0 or abs(value) == 1:
        return _small_power(value, int(power.p))
    if abs(power.p) * _bits(value) > limits.MAX_EXACT_BITS:
        return None
    return value ** int(power.p)


def _small_power(value: Rational, power: int) -> Rational | None:
    if value == 0:
        return _ZERO if power > 0 else None
    return value if power % 2 else _ONE


def _root(value: Rational, degree: int) -> Rational | None:
    """The exact root, real for an odd degree; None where it is no rational."""
    if value < 0:
        if degree % 2 == 0:
            return None
        root = _root(-value, degree)
        return None if root is None else -root
    if _bits(value) > limits.MAX_EXACT_BITS:
        return None
    top, bottom = _integer_root(int(value.p), degree), _integer_root(int(value.q), degree)
    return None if top is None or bottom is None else Rational(top, bottom)


def _integer_root(value: int, degree: int) -> int | None:
    if degree == 2:
        root = isqrt(value)
        return root if root * root == value else None
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**degree < value:
            low = middle + 1
        else:
            high = middle
    return low if low**degree == value else None


def _call(name: str, values: list[Rational | None]) -> Rational | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not known:
        return None
    if name in {"max", "min"}:
        return max(known) if name == "max" else min(known)
    if name == "abs":
        return abs(known[0])
    if any(value.q != 1 for value in known):
        return None
    return _integer_call(name, [int(value.p) for value in known])


def _integer_call(name: str, values: list[int]) -> Rational | None:
    match name, values:
        case "factorial", [n] if 0 <= n <= limits.MAX_FACTORIAL:
            return Rational(factorial(n))
        case "binom", [n, k] if 0 <= n <= limits.MAX_FACTORIAL and k >= 0:
            return Rational(comb(n, k))
        case "factorial2", [n] if 0 <= n <= limits.MAX_FACTORIAL:
            return Rational(prod(range(n, 0, -2)))
        case "gcd" | "lcm", [first, *others]:
            return Rational(_fold(name, first, others))
        case _:
            return None


def _fold(name: str, first: int, others: list[int]) -> int:
    return gcd(first, *others) if name == "gcd" else lcm(first, *others)
