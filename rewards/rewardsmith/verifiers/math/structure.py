"""Do two answers say the same, whatever their kind?  Lists, sets, intervals, matrices, equations.

``same`` looks at the kinds and hands the values to ``scalar``, the relations to ``equation``, sets
of reals to ``sets``.  It returns what is certain, and ``equal=None`` where a value is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence as Items

from rewardsmith.verifiers.math import equation, limits
from rewardsmith.verifiers.math.number import exact
from rewardsmith.verifiers.math.rules import Finding, Rules, Tier
from rewardsmith.verifiers.math.scalar import same_scalar
from rewardsmith.verifiers.math.sets import Region, Span, region, size
from rewardsmith.verifiers.math.tree import (
    Call,
    Invert,
    Matrix,
    Multiply,
    Negate,
    Node,
    PlusMinus,
    Ratio,
    Relation,
    Sequence,
    SetOperation,
    Symbol,
    Word,
    children,
    rebuild,
    symbols,
    walk,
)
from rewardsmith.verifiers.math.words import fold

_COMPOUND = Sequence | SetOperation | Matrix | Relation | Ratio | Word


def same(truth: Node, answer: Node, rules: Rules) -> Finding:
    """Does the answer say what the truth says?"""
    if truth == answer and not equation.is_equation(truth):
        return Finding(True, Tier.STRUCTURE, "the same expression")
    truth, answer = prepared(truth), prepared(answer)
    if _has_domain(truth) != _has_domain(answer):
        truth, answer = _without_domain(truth), _without_domain(answer)
    return _same(truth, answer, rules)


def _is_domain(node: Node) -> bool:
    r"""Does it only say which numbers a variable runs through: ``k \in \mathbb{Z}``?"""
    match node:
        case Relation((Symbol(), Symbol(numbers)), ("in",)):
            return numbers.startswith("mathbb") or numbers in {"Z", "N", "R", "Q"}
        case _:
            return False


def _has_domain(node: Node) -> bool:
    return isinstance(node, Sequence) and not node.opening and any(map(_is_domain, node.items))


def _without_domain(node: Node) -> Node:
    if not (isinstance(node, Sequence) and _has_domain(node)):
        return node
    rest = tuple(item for item in node.items if not _is_domain(item))
    return rest[0] if len(rest) == 1 else Sequence("", rest, "")


def prepared(node: Node) -> Node:
    """The node with ± written out, chains concluded and lists of equations spread.

    Raises BeyondLimitError (UNREADABLE) for a false chain.
    """
    node = _spread(_expanded(node))
    if isinstance(node, Sequence):
        return rebuild(node, tuple(equation.concluded(item) for item in node.items))
    return equation.concluded(node)


def _expanded(node: Node) -> Node:
    """``a ± b`` as the list ``a + b, a - b``; inside a bare list or a set, as two items."""
    if not any(isinstance(part, PlusMinus) for part in walk(node)):
        return node
    if isinstance(node, Sequence) and node.opening in {"", "{"}:
        items = [one for item in node.items for one in _both(item)]
        return Sequence(node.opening, tuple(items), node.closing)
    return Sequence("", tuple(_both(node)), "")


def _both(node: Node) -> list[Node]:
    if not any(isinstance(part, PlusMinus) for part in walk(node)):
        return [node]
    return [_with_sign(node, sign) for sign in (1, -1)]


def _with_sign(node: Node, sign: int) -> Node:
    parts = tuple(_with_sign(child, sign) for child in children(node))
    if isinstance(node, PlusMinus):
        return parts[0] if node.sign == sign else Negate(parts[0])
    return rebuild(node, parts)


def _spread(node: Node) -> Node:
    """``n = 1, 2, 3`` as three equations; ``(x, y) = (1, 2)`` stays one."""
    if not (isinstance(node, Sequence) and node.opening == "" and node.items):
        return node
    first, *rest = node.items
    found = equation.named(first)
    if found is None or any(isinstance(item, Relation) for item in rest):
        return node
    spread = (Relation((found[0], item), ("=",)) for item in rest)
    return Sequence("", (first, *spread), "")


def _same(truth: Node, answer: Node, rules: Rules) -> Finding:
    if isinstance(truth, Relation) or isinstance(answer, Relation):
        return _same_relations(truth, answer, rules)
    if isinstance(truth, SetOperation) or isinstance(answer, SetOperation):
        return _same_regions(truth, answer, rules)
    if isinstance(truth, Sequence) or isinstance(answer, Sequence):
        return _same_sequences(truth, answer, rules)
    if isinstance(truth, Matrix) or isinstance(answer, Matrix):
        return _same_matrices(truth, answer, rules)
    if isinstance(truth, Ratio) or isinstance(answer, Ratio):
        return _same_ratios(truth, answer, rules)
    if isinstance(truth, Word) or isinstance(answer, Word):
        return _same_words(truth, answer, rules)
    return same_scalar(truth, answer, rules)


def no(why: str) -> Finding:
    """A difference that the kinds alone prove."""
    return Finding(False, Tier.STRUCTURE, why)


def _all(findings: Iterable[Finding]) -> Finding:
    """Equal when all are; the first difference decides."""
    unsure: Finding | None = None
    tier = Tier.STRUCTURE
    for finding in findings:
        if finding.equal is False:
            return finding
        unsure = finding if finding.equal is None else unsure
        tier = Tier.BALL if finding.tier is Tier.BALL else tier
    return unsure or Finding(True, tier, "equal part by part")


def _same_words(truth: Node, answer: Node, rules: Rules) -> Finding:
    left, right = _spelled(truth), _spelled(answer)
    if rules.case == "words":
        left, right = fold(left), fold(right)
    return Finding(left == right and bool(left), Tier.STRUCTURE, f"{right!r} against {left!r}")


def _spelled(node: Node) -> str:
    match node:
        case Word(text) | Symbol(text):
            return text
        case Multiply(factors) if all(isinstance(part, Symbol) for part in factors):
            return "".join(_spelled(part) for part in factors)
        case _:
            return ""


# Relations


def _same_relations(truth: Node, answer: Node, rules: Rules) -> Finding:
    left, right = equation.named(truth), equation.named(answer)
    if left and right and _same_name(left[0], right[0]):
        renamed = _renamed(left[0], right)
        found = no("another argument") if renamed is None else same(left[1], renamed, rules)
        if found.equal is not False or renamed is None:
            return found
    elif isinstance(truth, Relation) != isinstance(answer, Relation):
        return _one_named(truth, answer, left or right, rules)
    elif left and right and any(isinstance(side[0], Word) for side in (left, right)):
        return same(left[1], right[1], rules)
    return _both_relations(truth, answer, rules)


def _one_named(truth: Node, answer: Node, found: tuple[Node, Node] | None, rules: Rules) -> Finding:
    if found is not None and not isinstance(found[1], Word):
        if found[0] in (truth, answer):
            return no("the side that was to be worked out")
        if isinstance(truth, Relation):
            return same(found[1], answer, rules)
        return same(truth, found[1], rules)
    if region(truth) is not None and region(answer) is not None:
        return _same_regions(truth, answer, rules)
    listed = answer if isinstance(truth, Relation) else truth
    if isinstance(listed, Sequence) and len(listed.items) == 1:
        return _all([_same(truth, answer, rules)])
    return no("a relation is not a value")


def _same_name(left: Node, right: Node) -> bool:
    if isinstance(left, Call) and isinstance(right, Call):
        return left.name == right.name and len(left.arguments) == len(right.arguments)
    return left == right


def _renamed(name: Node, other: tuple[Node, Node]) -> Node | None:
    """The value with the arguments of ``f(t)`` renamed to those of ``f(x)``.

    None for ``f(t) = x``, whose x is another one.
    """
    if not (isinstance(name, Call) and isinstance(other[0], Call)):
        return other[1]
    if (symbols(name) - symbols(other[0])) & symbols(other[1]):
        return None
    names = dict(zip(other[0].arguments, name.arguments, strict=True))
    return _replaced(other[1], names)


def _replaced(node: Node, names: dict[Node, Node]) -> Node:
    if node in names:
        return names[node]
    return rebuild(node, tuple(_replaced(child, names) for child in children(node)))


def _both_relations(truth: Node, answer: Node, rules: Rules) -> Finding:
    if not (isinstance(truth, Relation) and isinstance(answer, Relation)):
        return no("a relation is not a value")
    if equation.is_equation(truth) and equation.is_equation(answer):
        sides = answer.sides, tuple(reversed(answer.sides))
        if truth.sides in sides and truth.sides[0] != truth.sides[1]:
            return Finding(True, Tier.STRUCTURE, "the same statement")
        return Finding(equation.same_equation(truth, answer), Tier.BALL, "compared as equations")
    regions = region(truth), region(answer)
    if all(regions):
        found = _same_regions(truth, answer, rules)
        if found.equal:
            return found
    if equation.same_inequality(truth, answer):
        return Finding(True, Tier.BALL, "the same inequality up to a factor")
    return _same_chains(truth, answer, rules)


def _same_chains(truth: Relation, answer: Relation, rules: Rules) -> Finding:
    """Side by side; an inequality may be read from its other end."""
    operators, sides = answer.operators, answer.sides
    if operators != truth.operators:
        operators = tuple(equation.ORDERS.get(one, one) for one in reversed(operators))
        sides = tuple(reversed(sides))
    if operators != truth.operators:
        return no("other relations")
    return _all(same(one, two, rules) for one, two in zip(truth.sides, sides, strict=True))


# Sets of reals


def _same_regions(truth: Node, answer: Node, rules: Rules) -> Finding:
    left, right = region(truth), region(answer)
    if left is None or right is None:
        return _same_operations(truth, answer, rules)
    if rules.intervals == "strict" and isinstance(truth, Relation) != isinstance(answer, Relation):
        return no("an inequality is not an interval here")
    if left.variable is not None and right.variable is not None and left.variable != right.variable:
        return no("about another variable")
    return _same_spans(left, right, rules)


def _same_operations(truth: Node, answer: Node, rules: Rules) -> Finding:
    if not (isinstance(truth, SetOperation) and isinstance(answer, SetOperation)):
        return no("not the same kind of set")
    if truth.operator != answer.operator:
        return no("another operation on sets")
    if truth.operator == "minus":
        return _in_order(truth.operands, answer.operands, rules)
    return _unordered(truth.operands, answer.operands, rules)


def _same_spans(left: Region, right: Region, rules: Rules) -> Finding:
    if len(left.spans) != len(right.spans):
        return no("another number of intervals")
    return _all(_same_span(*pair, rules) for pair in zip(left.spans, right.spans, strict=True))


def _same_span(left: Span, right: Span, rules: Rules) -> Finding:
    if (left.low_in, left.high_in) != (right.low_in, right.high_in):
        return no("an end is open on one side and closed on the other")
    low = same(left.low, right.low, rules)
    return low if low.equal is False else _all([low, same(left.high, right.high, rules)])


# Lists


def _same_sequences(truth: Node, answer: Node, rules: Rules) -> Finding:
    if isinstance(truth, Matrix) or isinstance(answer, Matrix):
        return _same_vectors(truth, answer, rules)
    if not (isinstance(truth, Sequence) and isinstance(answer, Sequence)):
        return _same_regions(truth, answer, rules) if _is_interval(truth, answer) else no(
            "a list is not a single value"
        )  # fmt: skip
    left, right = truth.opening, answer.opening
    if "(" in (left, right) or "[" in (left, right):
        return _same_tuples(truth, answer, rules)
    if rules.order == "ordered" and "{" not in (left, right):
        return _in_order(truth.items, answer.items, rules)
    return _same_lists(truth, answer, rules)


def _is_interval(truth: Node, answer: Node) -> bool:
    return region(truth) is not None and region(answer) is not None


def _same_tuples(truth: Sequence, answer: Sequence, rules: Rules) -> Finding:
    if "{" in (truth.opening, answer.opening):
        return no("a tuple is not a set")
    brackets = (truth.opening, truth.closing), (answer.opening, answer.closing)
    bare = ("", "") in brackets and ("(", ")") in brackets
    if len(truth.items) == len("ab") and not bare and len(set(brackets)) > 1:
        return no("other brackets, so other ends")
    return _in_order(truth.items, answer.items, rules)


def _same_lists(truth: Sequence, answer: Sequence, rules: Rules) -> Finding:
    left, right = _values(truth, answer)
    if left is None or right is None:
        return _in_order(_unnamed(truth.items), _unnamed(answer.items), rules)
    if "{" in (truth.opening, answer.opening):
        left, right = tuple(dict.fromkeys(left)), tuple(dict.fromkeys(right))
    return _unordered(left, right, rules)


def _values(
    truth: Sequence, answer: Sequence
) -> tuple[tuple[Node, ...] | None, tuple[Node, ...] | None]:
    """Both lists without names where only one side gives a name, the same for all its items.

    None where one side gives several names: then the order says which is which.
    """
    left, right = _name_set(truth.items), _name_set(answer.items)
    if bool(left) == bool(right):
        return truth.items, answer.items
    if len(left | right) > 1:
        return None, None
    return _unnamed(truth.items), _unnamed(answer.items)


def _name_set(items: Items[Node]) -> set[Node]:
    found = [equation.named(item) for item in items]
    return {pair[0] for pair in found if pair} if all(found) else set()


def _unnamed(items: Items[Node]) -> tuple[Node, ...]:
    return tuple(pair[1] if (pair := equation.named(item)) else item for item in items)


def _in_order(left: Items[Node], right: Items[Node], rules: Rules) -> Finding:
    if len(left) != len(right):
        return no(f"{len(right)} items, not {len(left)}")
    return _all(same(one, two, rules) for one, two in zip(left, right, strict=True))


def _unordered(left: Items[Node], right: Items[Node], rules: Rules) -> Finding:
    """Each item has its partner: exact values by counting, the others pair by pair."""
    if len(left) != len(right):
        return no(f"{len(right)} items, not {len(left)}")
    rest_left, rest_right = _unmatched(left, right)
    if len(rest_left) > limits.MAX_UNORDERED:
        raise limits.too_large("too many items to compare in any order")
    if rest_left and all(exact(item) is not None for item in (*rest_left, *rest_right)):
        return Finding(False, Tier.NUMBER, "an item has no equal")
    rest_left.sort(key=size)
    rest_right.sort(key=size)
    return _paired(rest_left, rest_right, rules)


def _unmatched(left: Items[Node], right: Items[Node]) -> tuple[list[Node], list[Node]]:
    keys = [[_key(item) for item in items] for items in (left, right)]
    common = Counter(keys[0]) & Counter(keys[1])
    rests: list[list[Node]] = []
    for items, marks in zip((left, right), keys, strict=True):
        remaining = Counter(common)
        rest: list[Node] = []
        for item, mark in zip(items, marks, strict=True):
            if remaining[mark]:
                remaining[mark] -= 1
            else:
                rest.append(item)
        rests.append(rest)
    return rests[0], rests[1]


def _key(item: Node) -> object:
    value = exact(item)
    return item if value is None else (int(value.p), int(value.q))


def _paired(left: list[Node], right: list[Node], rules: Rules) -> Finding:
    findings: list[Finding] = []
    for item in left:
        partner = None
        for candidate in right:
            found = same(item, candidate, rules)
            if found.equal is not False:
                partner = candidate
                findings.append(found)
                break
        if partner is None:
            return no("an item has no equal")
        right.remove(partner)
    return _all(findings)


# Matrices, vectors, ratios


def _same_matrices(truth: Node, answer: Node, rules: Rules) -> Finding:
    left, right = _scaled_in(truth), _scaled_in(answer)
    if left is None or right is None or left.determinant != right.determinant:
        return no("a matrix is not a value")
    if [len(row) for row in left.rows] != [len(row) for row in right.rows]:
        return no("another shape")
    return _in_order(children(left), children(right), rules)


def _scaled_in(node: Node) -> Matrix | None:
    return node if isinstance(node, Matrix) else None


def _same_vectors(truth: Node, answer: Node, rules: Rules) -> Finding:
    """A column is the vector that a tuple writes in a row; a row matrix is not."""
    matrix, other = (truth, answer) if isinstance(truth, Matrix) else (answer, truth)
    if not (isinstance(matrix, Matrix) and isinstance(other, Sequence) and other.opening == "("):
        return no("a matrix is not a list")
    if matrix.determinant or any(len(row) != 1 for row in matrix.rows):
        return no("a matrix is not a list")
    column = children(matrix)
    pair = (column, other.items) if matrix is truth else (other.items, column)
    return _in_order(*pair, rules)


def _same_ratios(truth: Node, answer: Node, rules: Rules) -> Finding:
    """``2 : 4`` is ``1 : 2``; of two terms it is also the fraction."""
    left, right = _terms(truth), _terms(answer)
    if len(left) != len(right):
        return no("another number of terms")
    ratios = [_quotients(terms) for terms in (left, right)]
    return _in_order(ratios[0], ratios[1], rules)


def _terms(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Ratio):
        return node.terms
    match node:
        case Multiply((*top, Invert(bottom))):
            return (top[0] if len(top) == 1 else Multiply(tuple(top)), bottom)
        case _:
            return (node,)


def _quotients(terms: tuple[Node, ...]) -> list[Node]:
    first, *rest = terms
    return [Multiply((term, Invert(first))) for term in rest]
