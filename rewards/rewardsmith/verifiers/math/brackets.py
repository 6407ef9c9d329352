"""What is between brackets: groups, tuples, intervals, sets, absolute values, matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeGuard

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.sets import REALS
from rewardsmith.verifiers.math.tree import (
    Call,
    Invert,
    Matrix,
    Multiply,
    Node,
    Relation,
    Sequence,
    SetOperation,
    Symbol,
    symbols,
)

if TYPE_CHECKING:
    from rewardsmith.verifiers.math.parser import Parser

OPENERS: Final = frozenset(
    {
        "{", "|", "langle", "lfloor", "lceil", "lvert", "vert", "lVert", "begin", "lbrace",
        "lbrack", "lparen",
    }
)  # fmt: skip
_SYSTEMS: Final = frozenset({"cases", "dcases", "aligned", "align", "gathered", "split"})
_ENVIRONMENTS: Final = _SYSTEMS | {
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix",
    "psmallmatrix", "bsmallmatrix", "array", "tabular",
}  # fmt: skip
_CONDITIONAL: Final = frozenset({"if", "for", "when", "若", "当"})
"""Words before a condition in the second column of ``cases``."""
_BARS: Final = {"|": "|", "vert": "vert", "lvert": "rvert", "lVert": "rVert"}
_FUNCTIONS: Final = {"lfloor": ("rfloor", "floor"), "lceil": ("rceil", "ceil")}
_FLIPPED: Final = {"]": ")", ")": ")", "[": ")"}


def opened(parser: Parser, mark: str) -> Node:
    """Which node begins with this bracket, which the parser has just taken?"""
    match mark:
        case "(" | "[" | "lparen" | "lbrack":
            return _round(parser, "[" if mark in {"[", "lbrack"} else "(")
        case "]":
            return _french(parser)
        case "langle":
            return Sequence("(", _items(_until(parser, "rangle")), ")")
        case "begin":
            return _environment(parser)
        case "lfloor" | "lceil":
            closing, name = _FUNCTIONS[mark]
            return Call(name, (_until(parser, closing),))
        case "|" | "vert" | "lvert" | "lVert":
            return _bars(parser, mark)
        case _:
            return _braced(parser, mark)


def _braced(parser: Parser, mark: str) -> Node:
    """``{`` is TeX's group when it is a bare mark, a set when it was escaped."""
    escaped = parser.peek(-1).kind == "command"
    if escaped or mark == "lbrace":
        return _set(parser)
    if mark != "{":
        raise limits.unreadable(f"{mark!r} where a value should stand")
    return _until(parser, "}", empty=True)


def _until(parser: Parser, closing: str, *, empty: bool = False) -> Node:
    with parser.deeper():
        if empty and parser.accept(closing):
            return Sequence("", (), "")
        node = stacked(parser, parser.listing())
        parser.expect(closing)
        return node


def stacked(parser: Parser, above: Node) -> Node:
    r"""What is this with ``\over`` or ``\choose`` and something below it, where one follows?"""
    if parser.accept("over"):
        return Multiply((above, Invert(parser.listing())))
    return Call("binom", (above, parser.listing())) if parser.accept("choose") else above


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) and not node.opening else (node,)


def _round(parser: Parser, opening: str) -> Node:
    """``(a)`` is a group; ``(a, b]`` an interval; ``(a, b)`` a point or an open interval."""
    outside, parser.in_set = parser.in_set, False
    bars, parser.in_bars = parser.in_bars, 0
    with parser.deeper():
        node = parser.listing()
        closing = parser.expect(")", "]", "[")
    parser.in_set, parser.in_bars = outside, bars
    if closing == "[":
        closing = ")"
    if not isinstance(node, Sequence) or node.opening:
        return node
    return Sequence(opening, node.items, closing)


def _french(parser: Parser) -> Node:
    """``]a, b[``: brackets turned outwards leave their end out."""
    parser.turned_outwards = True
    with parser.deeper():
        node = parser.listing()
        closing = parser.expect("[", "]", ")")
    parser.turned_outwards = False
    items = _items(node)
    if len(items) != len("ab"):
        raise limits.unreadable("a bracket turned outwards")
    return Sequence("(", items, "]" if closing == "]" else ")")


def _set(parser: Parser) -> Node:
    r"""``\{a, b\}``; a set of all x such that … is read as its condition."""
    outside, parser.in_set = parser.in_set, True
    with parser.deeper():
        if parser.accept("}"):
            parser.in_set = outside
            return Sequence("{", (), "}")
        parser.in_bars += 1
        node = parser.listing()
        parser.in_bars -= 1
        parser.in_set = outside
        if parser.accept("mid", "|", ":", "colon", "vert"):
            node = _all_that(node, parser.listing())
            parser.expect("}", "rbrace")
            return node
        parser.expect("}", "rbrace")
    return Sequence("{", _items(node), "}")


def _all_that(member: Node, condition: Node) -> Node:
    """The condition, where the members are the reals that obey it, else a set of its own kind.

    Not so ``{2x : x > 0}``, nor the whole numbers among them.
    """
    if _are_reals(member):
        member = member.sides[0]
    kept = [item for item in _items(condition) if not _are_reals(item)]
    node = kept[0] if len(kept) == 1 else Sequence("", tuple(kept), "")
    narrowed = any(isinstance(item, Relation) and "in" in item.operators
                   and item.sides[0] == member for item in kept)  # fmt: skip
    if isinstance(member, Symbol) and member.name in symbols(node) and not narrowed:
        return node
    return SetOperation("that", (member, node))


def _are_reals(node: Node) -> TypeGuard[Relation]:
    r"""Is it ``x \in \mathbb{R}``, which every inequality means anyway?"""
    match node:
        case Relation((Symbol(), Symbol(name)), ("in",)):
            return name in REALS
        case _:
            return False


def _bars(parser: Parser, mark: str) -> Node:
    parser.in_bars += 1
    node = _until(parser, _BARS[mark])
    parser.in_bars -= 1
    return Call("abs" if mark != "lVert" else "norm", (node,))


def _environment(parser: Parser) -> Node:
    r"""``\begin{pmatrix} … \end{pmatrix}``, ``cases`` and the like."""
    name = parser.raw_argument().rstrip("*")
    if name not in _ENVIRONMENTS:
        raise limits.unreadable(f"the environment {name[:20]!r}")
    if name in {"array", "tabular"}:
        parser.raw_argument()
    rows: list[tuple[Node, ...]] = []
    with parser.deeper():
        while not parser.accept("end"):
            _skip_row_marks(parser)
            if not parser.at("end"):
                rows.append(_row(parser))
    if parser.raw_argument().rstrip("*") != name:
        raise limits.unreadable(f"the environment {name!r} ends as another")
    if sum(map(len, rows)) > limits.MAX_MATRIX_CELLS:
        raise limits.too_large(f"a matrix of more than {limits.MAX_MATRIX_CELLS} cells")
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise limits.unreadable("rows of different lengths")
    if name in _SYSTEMS and len(rows[0]) == 1:
        return Sequence("", tuple(row[0] for row in rows), "")
    return Matrix(tuple(rows), name == "vmatrix")


def _row(parser: Parser) -> tuple[Node, ...]:
    cells = [parser.relation()]
    parser.accept(",", ";")
    while parser.accept("&"):
        if parser.peek().kind == "text" and parser.peek().text in _CONDITIONAL:
            parser.next()
        cells.append(parser.relation())
        parser.accept(",", ";")
    if not parser.at("\\", "end", "hline", "cr"):
        raise limits.unreadable(f"{parser.peek().text!r} in a matrix")
    return tuple(cells)


def _skip_row_marks(parser: Parser) -> None:
    r"""Row ends, rules, and the space that ``\\[2pt]`` asks for."""
    while parser.accept("\\", "hline", "cr", "cline"):
        if parser.at("[") and parser.peek(1).kind == "number" and parser.peek(3).kind != "end":
            while not parser.accept("]"):
                if parser.next().kind == "end":
                    raise limits.unreadable("a row that does not end")
