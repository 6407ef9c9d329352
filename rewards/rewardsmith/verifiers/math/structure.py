"""Do two answers say the same, whatever their kind?  Looks at the kinds, hands on the parts.

Values go to ``scalar``, relations and sets of reals to ``relations``, lists and matrices to
``lists``.  What is returned is certain, or ``equal=None`` where a value is not.
"""

from __future__ import annotations

from typing import Final

from rewardsmith.verifiers.math import equation
from rewardsmith.verifiers.math.how import How
from rewardsmith.verifiers.math.lists import (
    is_time,
    same_matrices,
    same_ratios,
    same_sequences,
    same_times,
)
from rewardsmith.verifiers.math.prepare import has_domain, prepared, with_index_of, without_domain
from rewardsmith.verifiers.math.relations import same_regions, same_relations
from rewardsmith.verifiers.math.rules import Finding, Rules, Tier
from rewardsmith.verifiers.math.scalar import same_scalar, same_value
from rewardsmith.verifiers.math.tree import (
    Matrix,
    Multiply,
    Negate,
    Node,
    Number,
    Ratio,
    Relation,
    Sequence,
    SetOperation,
    Symbol,
    Word,
)
from rewardsmith.verifiers.math.words import fold

_ROMAN: Final = frozenset("IVXLCDM")


def same(truth: Node, answer: Node, rules: Rules) -> Finding:
    """Does the answer say what the truth says?"""
    return _compare(truth, answer, How(rules, _compare))


def _is_number(node: Node) -> bool:
    return isinstance(node, Number) or (isinstance(node, Negate) and isinstance(node.term, Number))


def _compare(truth: Node, answer: Node, how: How) -> Finding:
    if _is_number(truth) and _is_number(answer):
        return same_value(truth, answer, how.rules)
    if truth == answer and not equation.is_equation(truth):
        return Finding(True, Tier.STRUCTURE, "the same expression")
    truth, answer = prepared(truth), prepared(answer)
    if has_domain(truth) != has_domain(answer):
        truth, answer = without_domain(truth), without_domain(answer)
    elif has_domain(truth):
        answer = with_index_of(truth, answer)
    return _same(truth, answer, how)


def _same(truth: Node, answer: Node, how: How) -> Finding:
    if isinstance(truth, Relation) or isinstance(answer, Relation):
        return same_relations(truth, answer, how)
    if isinstance(truth, SetOperation) or isinstance(answer, SetOperation):
        return same_regions(truth, answer, how)
    if isinstance(truth, Sequence) or isinstance(answer, Sequence):
        return same_sequences(truth, answer, how)
    if isinstance(truth, Matrix) or isinstance(answer, Matrix):
        return same_matrices(truth, answer, how)
    if is_time(truth) or is_time(answer):
        return same_times(truth, answer, how)
    if isinstance(truth, Ratio) or isinstance(answer, Ratio):
        return same_ratios(truth, answer, how)
    if isinstance(truth, Word) or isinstance(answer, Word):
        return _same_words(truth, answer, how)
    if _is_name(truth) and _is_name(answer):
        return Finding(truth == answer, Tier.STRUCTURE, "letters in their order")
    return same_scalar(truth, answer, how.rules)


def _is_name(node: Node) -> bool:
    """Is it a run of capital letters in an order: ``CAB``, ``IV``?  A segment has none: ``AB``."""
    letters = _spelled(node) if isinstance(node, Multiply) else ""
    return letters.isupper() and (len(letters) > len("AB") or set(letters) <= _ROMAN)


def _same_words(truth: Node, answer: Node, how: How) -> Finding:
    left, right = _spelled(truth), _spelled(answer)
    if how.rules.case == "words":
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
