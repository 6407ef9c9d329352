"""Names and what follows them: functions, roots, fractions, big operators, exponents, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rewardsmith.verifiers.math import limits, numerals
from rewardsmith.verifiers.math.tree import (
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
    Sequence,
    Symbol,
    Word,
)

if TYPE_CHECKING:
    from rewardsmith.verifiers.math.parser import Parser

FRACTIONS: Final = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac"})
BINOMIALS: Final = frozenset({"binom", "dbinom", "tbinom"})
BIG: Final = frozenset(
    {"sum", "prod", "int", "lim", "iint", "oint", "bigcup", "bigcap", "sup", "inf"}
)
COMMANDS: Final = FRACTIONS | BINOMIALS | BIG | {"Gamma", "pmod", "mod", "bmod", "operatorname"}
_INTEGRALS: Final = frozenset({"int", "iint", "oint"})
_MODULUS: Final = frozenset({"pmod", "mod", "bmod"})
_FUNCTION_LETTERS: Final = frozenset("fghFGH")
_OF_EVENTS: Final = frozenset("PE")
"""Probability and expectation: functions where one capital letter is their argument."""
_SYNONYMS: Final = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "lg": "log10"}
_HALF: Final = Number(1, 2)


def named(parser: Parser, letter: str) -> Node:
    """A variable, a constant (e, i), or a function applied by name: ``f(x)``, ``W(n) =``."""
    if parser.at("(") and (
        letter in _FUNCTION_LETTERS or _defines(parser) or _is_of_event(parser, letter)
    ):
        return _applied(parser, letter)
    if letter == "C" and (chosen := _chosen(parser)) is not None:
        return chosen
    if letter in {"e", "i"}:
        return Constant(letter)
    return Symbol(letter)


def _chosen(parser: Parser) -> Node | None:
    """``C(10, 3)`` of two numbers is a binomial coefficient."""
    marks = [parser.peek(ahead) for ahead in range(5)]
    shape = [token.text if token.kind == "mark" else token.kind for token in marks]
    if shape != ["(", "number", ",", "number", ")"]:
        return None
    node = numerals.binomial(*(numerals.number(marks[at].text) for at in (1, 3)))
    if node is not None:
        for _ in shape:
            parser.next()
    return node


def _chosen_by_index(node: Power) -> Node:
    """``C_{10}^{3}``, as it is written in East Asia."""
    match node:
        case Power(Symbol(name), Number() as chosen) if (
            name.startswith("C_") and name[2:].isdigit()
        ):
            return numerals.binomial(numerals.number(name[2:]), chosen) or node
        case _:
            return node


def _is_of_event(parser: Parser, letter: str) -> bool:
    """Is it ``P(A)`` or ``E(X)``?"""
    event, closing = parser.peek(1), parser.peek(2)
    named_event = event.kind == "letter" and event.text.isupper() and closing.text == ")"
    return letter in _OF_EVENTS and named_event


def _defines(parser: Parser) -> bool:
    """Does ``(x, y) =`` follow, so that the letter before names a function?"""
    ahead = 1
    while parser.peek(ahead).kind == "letter" and parser.peek(ahead + 1).text == ",":
        ahead += 2
    letter, closing, relation = (parser.peek(ahead + step) for step in range(3))
    if letter.kind != "letter" or closing.text != ")":
        return False
    return relation.text == "=" or (relation.kind == "end" and parser.peek(-2).text == "=")


def _applied(parser: Parser, name: str) -> Node:
    with parser.deeper():
        parser.expect("(")
        inner = parser.listing()
        parser.expect(")")
    return Call(
        name, inner.items if isinstance(inner, Sequence) and not inner.opening else (inner,)
    )


def called(parser: Parser, name: str) -> Node:
    """Which node begins with this command, which the parser has just taken?"""
    with parser.deeper():
        if name in FRACTIONS:
            top, bottom = parser.argument(), parser.argument()
            return (
                _unit_quotient(top, bottom)
                or _derivative(top, bottom)
                or Multiply((top, Invert(bottom)))
            )
        if name in BINOMIALS:
            top = parser.argument()
            return Call("binom", (top, parser.argument()))
        if name == "sqrt":
            return _root(parser)
        if name in BIG:
            return _big(parser, name)
        if name in _MODULUS:
            raise limits.unreadable(f"\\{name} without a value before it")
        return _function(parser, name)


def _unit_quotient(top: Node, bottom: Node) -> Word | None:
    r"""``\frac{\text{km}}{\text{h}}`` as a unit."""
    match top, bottom:
        case Word(over), (Word(under) | Symbol(under)):
            return Word(f"{over}/{under}")
        case _:
            return None


def _derivative(top: Node, bottom: Node) -> Symbol | None:
    r"""``\frac{dy}{dx}`` as a name; UNREADABLE for ``\frac{d}{dx}``, which is to be worked out."""
    match top, bottom:
        case Multiply((Symbol("d"), Symbol(over))), Multiply((Symbol("d"), Symbol(under))):
            return Symbol(f"d{over}/d{under}")
        case Symbol("d"), Multiply((Symbol("d"), Symbol())):
            raise limits.unreadable("a derivative that is not worked out")
        case _:
            return None


def _root(parser: Parser) -> Node:
    index: Node | None = None
    if parser.accept("["):
        index = parser.sum()
        parser.expect("]")
    radicand = parser.atom()
    if index is None:
        return Power(radicand, _HALF)
    if isinstance(index, Number) and index.denominator == 1 and index.numerator > 0:
        return Power(radicand, Number(1, index.numerator))
    return Power(radicand, Invert(index))


def _big(parser: Parser, name: str) -> Node:
    lower: Node | None = None
    upper: Node | None = None
    while parser.at("_", "^"):
        if parser.next().text == "_":
            lower = _limit(parser)
        else:
            upper = _limit(parser)
    outside, parser.in_integral = parser.in_integral, name in _INTEGRALS
    body = parser.product()
    parser.in_integral = outside
    return Big(name, lower, upper, body)


def _limit(parser: Parser) -> Node:
    if parser.accept("{"):
        node = parser.listing()
        parser.expect("}")
        return node
    with parser.deeper():
        negative = parser.accept("-")
        node = parser.atom()
        return Negate(node) if negative else node


def _function(parser: Parser, name: str) -> Node:
    r"""``\sin^2 x``, ``\log_2 8``, ``\ln(5)``, ``\sin 2x \cos x``."""
    base: Node | None = None
    exponent: Node | None = None
    while parser.at("_", "^"):
        if parser.next().text == "_":
            base = parser.exponent()
        else:
            exponent = parser.exponent()
    name = _SYNONYMS.get(name, name)
    if exponent == Negate(Number(1)) and name not in {"log", "ln", "exp"}:
        name, exponent = f"arc{name}", None
    arguments = _arguments(parser)
    node: Node = Call(name, (*arguments, base) if base is not None else arguments)
    return node if exponent is None else Power(node, exponent)


def _arguments(parser: Parser) -> tuple[Node, ...]:
    """A bracket's content, or the factors up to the next function or sign."""
    if parser.at("(", "[", "{"):
        inner = parser.atom()
        if isinstance(inner, Sequence) and inner.opening in {"(", ""}:
            return inner.items
        return (inner,)
    factors = list[Node]()
    while parser.starts_atom() and not (
        factors and (_is_function(parser) or _is_differential(parser))
    ):
        factors.append(_argument_factor(parser))
    if not factors:
        raise limits.unreadable("a function without an argument")
    return (factors[0] if len(factors) == 1 else Multiply(tuple(factors)),)


def _is_function(parser: Parser) -> bool:
    token = parser.peek()
    return token.kind == "text" or (
        token.kind == "command" and token.text not in FRACTIONS | {"sqrt", "pi", "infty"}
        and not _is_greek(token.text)
    ) or token.text == "("  # fmt: skip


def _is_differential(parser: Parser) -> bool:
    r"""Does the ``dx`` of an integral follow, as in ``\int \sin x dx``?"""
    following = parser.peek(1)
    return parser.in_integral and parser.peek().text == "d" and following.kind == "letter"


def _is_greek(name: str) -> bool:
    return name in {"theta", "alpha", "beta", "gamma", "phi", "varphi", "omega", "lambda", "delta"}


def _argument_factor(parser: Parser) -> Node:
    node = parser.atom()
    while (following := postfix(parser, node)) is not None:
        node = following
        if isinstance(node, Call):
            break
    return node


def postfix(parser: Parser, node: Node) -> Node | None:
    """Which node is this one with the mark that follows?  None where none follows."""
    token = parser.peek()
    if token.kind not in {"mark", "command"}:
        return None
    match token.text:
        case "!":
            parser.next()
            return Call("factorial2" if parser.accept("!") else "factorial", (node,))
        case "%":
            parser.next()
            return Quantity(node, "%")
        case "circ":
            return _circled(parser, node)
        case "dollar" if parser.peek(1).kind != "number":
            parser.next()
            return Quantity(node, "$")
        case "'" | "prime" | '"':
            return _primed(parser, node)
        case "_":
            parser.next()
            return _subscripted(parser, node)
        case "^":
            parser.next()
            return _raised(parser, node)
        case "(" if isinstance(node, Symbol) and node.name.rstrip("'") in _FUNCTION_LETTERS:
            return _applied(parser, node.name) if node.name.endswith("'") else None
        case "(" if parser.peek(1).text in _MODULUS:
            parser.next()
            node = _modulus(parser, node)
            parser.expect(")")
            return node
        case "mod" | "bmod" | "pmod":
            return _modulus(parser, node)
        case _:
            return None


def _circled(parser: Parser, node: Node) -> Node:
    r"""``f \circ g``, or degrees."""
    parser.next()
    if isinstance(node, Symbol) and parser.peek().kind == "letter":
        return Call("compose", (node, parser.atom()))
    return _degrees(parser, node)


def _primed(parser: Parser, node: Node) -> Node:
    once = _renamed(node, "'")
    return _renamed(once, "'") if parser.next().text == '"' else once


def _modulus(parser: Parser, node: Node) -> Node:
    name, modulus = parser.next().text, parser.raw_argument()
    if name == "bmod" and isinstance(node, Number) and node.denominator == 1 and modulus.isdigit():
        return Number(node.numerator % int(modulus)) if modulus.strip("0") else node
    return Quantity(node, f"mod {modulus}")


def _degrees(parser: Parser, node: Node) -> Node:
    letter = parser.peek()
    if letter.kind in {"letter", "text"} and letter.text in {"C", "F", "K"}:
        parser.next()
        return Quantity(node, f"°{letter.text}")
    return Quantity(node, "°")


def _renamed(node: Node, mark: str) -> Node:
    if isinstance(node, Symbol):
        return Symbol(node.name + mark)
    if isinstance(node, Call | Word):
        raise limits.unreadable("a prime where none should stand")
    return Call("prime", (node,))


def _subscripted(parser: Parser, node: Node) -> Node:
    mark = parser.raw_argument()
    if (based := numerals.with_base(node, mark)) is not None:
        return based
    match node:
        case Constant(stem) | Symbol(stem) | Word(stem):
            name = f"{stem}_{mark}"
        case Power(Symbol(stem), exponent):  # "x^2_1"
            return _chosen_by_index(Power(Symbol(f"{stem}_{mark}"), exponent))
        case _:
            raise limits.unreadable(f"the subscript {mark!r}")
    if parser.at("(") and name[0] in _FUNCTION_LETTERS:
        return _applied(parser, name)
    return Symbol(name)


def _raised(parser: Parser, node: Node) -> Node:
    if _degree_mark(parser):
        return _degrees(parser, node)
    if parser.accept("prime", "'"):
        return _renamed(node, "'")
    if parser.at("*"):
        parser.next()
        return _renamed(node, "*")
    if isinstance(node, Symbol) and _is_order(parser):
        return Symbol(node.name + "'" * int(parser.raw_argument()[1:-1]))
    exponent = parser.exponent()
    if (
        isinstance(node, Symbol)
        and node.name in _FUNCTION_LETTERS
        and parser.at("(")
        and (exponent == Negate(Number(1)))
    ):
        return _applied(parser, f"{node.name}^-1")
    return _chosen_by_index(Power(node, exponent))


def _is_order(parser: Parser) -> bool:
    """Does ``{(2)}`` follow: the order of a derivative?"""
    marks = [parser.peek(ahead).text for ahead in (0, 1, 3, 4)]
    order = parser.peek(2)
    return marks == ["{", "(", ")", "}"] and order.kind == "number" and order.text in "123456789"


def _degree_mark(parser: Parser) -> bool:
    r"""Takes ``\circ`` or ``{\circ}`` behind ``^``."""
    if parser.accept("circ"):
        return True
    if parser.at("{") and parser.peek(1).text == "circ" and parser.peek(2).text == "}":
        for _ in "{o}":
            parser.next()
        return True
    return False
