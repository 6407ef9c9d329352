"""Which verdict do two readings deserve?  The tiers in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Final

from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifiers.math import limits, structure, words
from rewardsmith.verifiers.math.extract import extract, other_claims
from rewardsmith.verifiers.math.limits import BeyondLimitError
from rewardsmith.verifiers.math.reading import Reading, read
from rewardsmith.verifiers.math.rules import Finding, Rules, Tier
from rewardsmith.verifiers.math.tree import Big, Node, Sequence, walk
from rewardsmith.verifiers.math.truth import Truth, read_truth

_SHOWN: Final = 200


def judge(rollout: Rollout, rules: Rules) -> Verdict:
    """What of this rollout?  Reads the truth (once a group), finds the answer, compares."""
    joined = rules.several == "joined"
    truth = read_truth(rollout.truth, decimal_comma=rules.decimal_comma, joined=joined)
    found = extract(rollout, joined=joined)
    if truth.fault and (found.text is None or found.text.strip() != truth.reading.text):
        return Verdict.undecided(Reason.BAD_TRUTH, truth.fault)
    if found.text is None:
        return Verdict.fail(found.reason or Reason.NO_ANSWER, "no final answer")
    answer = read(found.text, decimal_comma=rules.decimal_comma)
    if found.how == "whole" and answer.failure and answer.text != truth.reading.text:
        return Verdict.fail(Reason.NO_ANSWER, "no box, no declared answer, no expression")
    verdict = decide(truth, answer, rules)
    if verdict.score and found.how == "box" and (other := _other_claim(rollout, truth, rules)):
        return Verdict.fail(Reason.SEVERAL_ANSWERS, f"a box, and then the answer is {other!r}")
    return verdict


def _other_claim(rollout: Rollout, truth: Truth, rules: Rules) -> str | None:
    """Which other value does it declare beside the box?"""
    for claim in other_claims(rollout):
        reading = read(claim, decimal_comma=rules.decimal_comma)
        is_value = reading.trees and any(map(str.isdigit, claim))
        if is_value and decide(truth, reading, rules).score == 0:
            return claim[:_SHOWN]
    return None


def decide(truth: Truth, answer: Reading, rules: Rules) -> Verdict:
    """Does the answer equal the truth?"""
    verdict = _by_text(truth.reading, answer, rules)
    if verdict is not None:
        return verdict
    if answer.failure:
        return _unread(truth.reading, answer)
    if not truth.reading.trees:
        return _verdict(Finding(False, Tier.STRING, "other words"), truth.reading, answer)
    if rules.unevaluated == "refused" and _has_big(answer) and not _has_big(truth.reading):
        return _fail(Reason.UNREADABLE, "the answer is not evaluated", answer)
    try:
        finding = _by_tree(truth.reading, answer, rules)
        if finding.equal is None:
            finding = _by_algebra(truth, answer, rules)
    except BeyondLimitError as error:
        return _fail(error.reason, error.detail, answer)
    if finding.equal is None:
        shown = answer.text[:_SHOWN]
        return Verdict.undecided(Reason.OWN_LIMIT, finding.why, extracted=shown, tier=finding.tier)
    return _verdict(finding, truth.reading, answer)


def _by_text(truth: Reading, answer: Reading, rules: Rules) -> Verdict | None:
    """The same text, the same words, or a choice of one letter."""
    if truth.compact == answer.compact and truth.compact:
        return _verdict(Finding(True, Tier.STRING, "the same text"), truth, answer)
    if truth.plain and answer.plain and _same_words(truth.plain, answer.plain, rules):
        return _verdict(Finding(True, Tier.STRING, "the same words"), truth, answer)
    left = truth.choice or (truth.option if answer.choice else None)
    right = answer.choice or (answer.option if truth.choice else None)
    if left and right:
        finding = Finding(left == right, Tier.STRING, "compared as options")
        return _verdict(finding, truth, answer)
    return None


def _same_words(truth: str, answer: str, rules: Rules) -> bool:
    if rules.case == "words":
        return words.fold(truth) == words.fold(answer)
    return truth == answer


def _by_tree(truth: Reading, answer: Reading, rules: Rules) -> Finding:
    """The best finding over the readings of both sides."""
    findings: list[Finding] = []
    for left, right in _pairs(truth, answer):
        finding = structure.same(left, right, _in_order(rules, left, truth, right, answer))
        if finding.equal:
            return finding
        findings.append(finding)
    return next((finding for finding in findings if finding.equal is None), findings[0])


def _unread(truth: Reading, answer: Reading) -> Verdict:
    assert answer.failure is not None
    if answer.failure.reason is Reason.UNREADABLE and answer.plain:
        return _verdict(Finding(False, Tier.STRING, "other words"), truth, answer)
    return _fail(answer.failure.reason, answer.failure.detail, answer)


def _pairs(truth: Reading, answer: Reading) -> Iterator[tuple[Node, Node]]:
    for left, right in product(truth.trees, answer.trees):
        if not (_is_guess(left, truth, right) or _is_guess(right, answer, left)):
            yield left, right
    if truth.decimal and not answer.decimal:
        yield from product([truth.decimal], answer.trees)
    if answer.decimal and not truth.decimal:
        yield from product(truth.trees, [answer.decimal])


def _is_guess(tree: Node, reading: Reading, other: Node) -> bool:
    """Is it ``1,234`` taken for a list, beside a tuple or an interval ``(1, 234)``?"""
    return _is_second(tree, reading) and isinstance(other, Sequence) and other.opening in {"(", "["}


def _is_second(tree: Node, reading: Reading) -> bool:
    return len(reading.trees) > 1 and tree is not reading.trees[0]


def _in_order(rules: Rules, left: Node, truth: Reading, right: Node, answer: Reading) -> Rules:
    """The rules, with lists in order where a number, ``1,234``, is only guessed to be one."""
    if len(truth.trees) == len(answer.trees) == 1:
        return rules
    guessed = any(
        _is_second(tree, side) and not isinstance(side.trees[0], Sequence)
        for tree, side in ((left, truth), (right, answer))
    )
    return replace(rules, order="ordered") if guessed else rules


def _has_big(reading: Reading) -> bool:
    return any(isinstance(part, Big) for tree in reading.trees for part in walk(tree))


def _by_algebra(truth: Truth, answer: Reading, rules: Rules) -> Finding:
    """The last tier, for truths that need it; a lacking value is else the answer's fault."""
    if not truth.unevaluated and rules.unevaluated == "refused":
        raise limits.unreadable("the answer is not evaluated or has no value")
    return _by_tree(truth.reading, answer, replace(rules, algebra=True))


def _fail(reason: Reason, detail: str, answer: Reading) -> Verdict:
    return Verdict.fail(reason, detail, extracted=answer.text[:_SHOWN])


def _verdict(finding: Finding, truth: Reading, answer: Reading) -> Verdict:
    """The verdict with both sides as understood."""
    sign = "=" if finding.equal else "≠"
    detail = f"{answer.text[:_SHOWN]} {sign} {truth.text[:_SHOWN]}: {finding.why}"
    return Verdict.of(
        float(bool(finding.equal)),
        detail,
        extracted=answer.text[:_SHOWN],
        tier=finding.tier.value,
    )
