"""What an answer looks like once it is read: small frozen nodes, compared by value.

``Number`` keeps its decimals as written, since a truth "given to n places" is a convention.
Sums and products are flat, so that the depth of a tree is the nesting of its brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """The rational ``numerator / denominator``; ``places`` counts the decimals as written."""

    numerator: int
    denominator: int = 1
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    r"""A variable, or a constant that only its name describes (``x_1``, ``\mathbb{R}``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """One of ``pi``, ``e``, ``i``, ``inf``."""

    name: str


@dataclass(frozen=True, slots=True)
class Add:
    """A sum of at least two terms."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Multiply:
    """A product; factors under a fraction bar are ``Invert``."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negate:
    """Minus the term."""

    term: Node


@dataclass(frozen=True, slots=True)
class Invert:
    """One over the factor."""

    factor: Node


@dataclass(frozen=True, slots=True)
class Power:
    """``base`` to the ``exponent``; roots are powers with the exponent 1/n."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function of its arguments: known (``sin``) or only named (``f``, ``f^{-1}``)."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class PlusMinus:
    """Plus or minus the term; ``sign`` is +1 for ± and -1 for ∓."""

    term: Node
    sign: int


@dataclass(frozen=True, slots=True)
class Big:
    """A sum, product, integral or limit: ``operator``, lower and upper mark, body."""

    operator: str
    lower: Node | None
    upper: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with a unit or a describing word, as written: ``5 cm``, ``$5``, ``45°``, ``28%``."""

    value: Node
    unit: str


@dataclass(frozen=True, slots=True)
class Word:
    """Text that is no mathematics: ``Monday``."""

    text: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """``a : b : c``."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list with its brackets: ``(1, 2]`` has ``opening="("`` and ``closing="]"``.

    A bare list has empty brackets, a set braces.
    """

    opening: str
    items: tuple[Node, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class SetOperation:
    """Union, intersection or difference of sets: ``operator`` is ``cup``, ``cap`` or ``minus``.

    ``that`` is the set of all (first operand) that obey a condition (second operand).
    """

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of equal length; ``determinant`` for the environment with vertical bars."""

    rows: tuple[tuple[Node, ...], ...]
    determinant: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """``sides[0] operators[0] sides[1] …``, with operators such as ``=``, ``<=``, ``in``."""

    sides: tuple[Node, ...]
    operators: tuple[str, ...]


Node = (
    Number
    | Symbol
    | Constant
    | Add
    | Multiply
    | Negate
    | Invert
    | Power
    | Call
    | PlusMinus
    | Big
    | Quantity
    | Word
    | Ratio
    | Sequence
    | SetOperation
    | Matrix
    | Relation
)


def children(node: Node) -> tuple[Node, ...]:
    """Which nodes does this one stand on?"""
    match node:
        case Add(terms) | Ratio(terms):
            return terms
        case Multiply(factors):
            return factors
        case Negate(term) | PlusMinus(term, _):
            return (term,)
        case Invert(factor):
            return (factor,)
        case Power(base, exponent):
            return base, exponent
        case Call(_, arguments):
            return arguments
        case Big(_, lower, upper, body):
            return tuple(part for part in (lower, upper, body) if part is not None)
        case Quantity(value, _):
            return (value,)
        case Sequence(_, items, _) | SetOperation(_, items):
            return items
        case Matrix(rows, _):
            return tuple(cell for row in rows for cell in row)
        case Relation(sides, _):
            return sides
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Which nodes does this tree have, itself first?"""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(children(top))


def symbols(node: Node) -> frozenset[str]:
    """Which variables does it name?"""
    return frozenset(part.name for part in walk(node) if isinstance(part, Symbol))


def replaced(node: Node, names: Mapping[Node, Node]) -> Node:
    """The node with others in the place of these."""
    if node in names:
        return names[node]
    return rebuild(node, tuple(replaced(child, names) for child in children(node)))


def rebuild(node: Node, parts: tuple[Node, ...]) -> Node:  # noqa: C901, PLR0912  (one line a class)
    """What is this node on other children, given in the order of ``children``?"""
    match node:
        case Add():
            return Add(parts)
        case Multiply():
            return Multiply(parts)
        case Ratio():
            return Ratio(parts)
        case Negate():
            return Negate(parts[0])
        case PlusMinus(_, sign):
            return PlusMinus(parts[0], sign)
        case Invert():
            return Invert(parts[0])
        case Power():
            return Power(parts[0], parts[1])
        case Call(name, _):
            return Call(name, parts)
        case Big(operator, lower, upper, _):
            rest = iter(parts)
            low = next(rest) if lower is not None else None
            high = next(rest) if upper is not None else None
            return Big(operator, low, high, next(rest))
        case Quantity(_, unit):
            return Quantity(parts[0], unit)
        case Sequence(opening, _, closing):
            return Sequence(opening, parts, closing)
        case SetOperation(operator, _):
            return SetOperation(operator, parts)
        case Matrix(rows, determinant):
            width = len(rows[0])
            cut = tuple(parts[at : at + width] for at in range(0, len(parts), width))
            return Matrix(cut, determinant)
        case Relation(_, operators):
            return Relation(parts, operators)
        case _:
            return node
