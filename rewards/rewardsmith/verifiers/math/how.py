"""How parts are compared: the conventions, and the comparison to hand the parts to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Sequence as Items
from dataclasses import dataclass

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.number import exact
from rewardsmith.verifiers.math.rules import Finding, Rules, Tier
from rewardsmith.verifiers.math.sets import size
from rewardsmith.verifiers.math.tree import Node


@dataclass(frozen=True, slots=True)
class How:
    """The conventions, and how to compare two parts under them."""

    rules: Rules
    compare: Callable[[Node, Node, How], Finding]

    def same(self, truth: Node, answer: Node) -> Finding:
        """Does this part of the answer say what that part of the truth says?"""
        return self.compare(truth, answer, self)


def no(why: str) -> Finding:
    """A difference that the kinds alone prove."""
    return Finding(False, Tier.STRUCTURE, why)


def every(findings: Iterable[Finding]) -> Finding:
    """Equal when all are; the first difference decides."""
    unsure: Finding | None = None
    tier = Tier.STRUCTURE
    for finding in findings:
        if finding.equal is False:
            return finding
        unsure = finding if finding.equal is None else unsure
        tier = Tier.BALL if finding.tier is Tier.BALL else tier
    return unsure or Finding(True, tier, "equal part by part")


def in_order(left: Items[Node], right: Items[Node], how: How) -> Finding:
    """Is it the same item by item?"""
    if len(left) != len(right):
        return no(f"{len(right)} items, not {len(left)}")
    return every(how.same(one, two) for one, two in zip(left, right, strict=True))


def unordered(left: Items[Node], right: Items[Node], how: How) -> Finding:
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
    return _paired(rest_left, rest_right, how)


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


def _paired(left: list[Node], right: list[Node], how: How) -> Finding:
    findings: list[Finding] = []
    for item in left:
        partner = None
        for candidate in right:
            found = how.same(item, candidate)
            if found.equal is not False:
                partner = candidate
                findings.append(found)
                break
        if partner is None:
            return no("an item has no equal")
        right.remove(partner)
    return every(findings)
