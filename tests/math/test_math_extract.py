"""Which answer counts, in completions and in truths, and whose fault it is when none does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardsmith.response import MARKERS
from rewardsmith.types import Reason, Rollout
from rewardsmith.verifiers.math import MathEqual, truth
from rewardsmith.verifiers.math.extract import extract

ANSWERS = {
    "a box": (r"so $\boxed{42}$.", 1.0),
    "the last box": (r"\boxed{41}, no: it must be \boxed{42}", 1.0),
    "a box in the thought does not count": (r"<think>\boxed{42}</think> so \boxed{41}", 0.0),
    "a cut box does not count": (r"\boxed{42} and then \boxed{4", 1.0),
    "the answer section": ("<answer>42</answer>", 1.0),
    "a declared answer in the section": ("<answer>The answer is 42</answer>", 1.0),
    "two answer sections": ("<answer>42</answer><answer>41</answer>", 0.0),
    "a phrase": ("The final answer is 42. I hope it is correct.", 1.0),
    "a phrase in Chinese": ("所以答案是42。", 1.0),
    "GSM8K's mark": ("6 * 7 = 42\n#### 42", 1.0),
    "a declared sentence": ("Final Answer: The largest $n$ is 42.", 1.0),
    "the whole text": ("42", 1.0),
    "one formula in a sentence": ("Therefore $42$ is the solution.", 1.0),
    "the last number of prose": ("We get 40, then 41, then 42", 0.0),
    "the page": ("The answer is 17. (see page 42)", 0.0),
    "one of two formulas": ("It is $42$ or $41$.", 0.0),
    "nothing": ("", 0.0),
    "an empty box": (r"\boxed{}", 0.0),
    "a long chain of thought": ("because " * 3000 + "42", 0.0),
}


@pytest.mark.parametrize(("completion", "score"), ANSWERS.values(), ids=ANSWERS)
def test_which_answer_counts(completion: str, score: float):
    assert MathEqual().verify(Rollout(completion=completion, truth="42")).score == score


@pytest.mark.parametrize(
    "gold",
    [42, 42.0, "42", "$42$", r"We add: 40 + 2. \boxed{42}", "6*7\n#### 42", "The answer is 42."],
)
def test_the_truth_is_read_the_same_way(gold: Any):
    assert MathEqual().verify(Rollout(completion=r"\boxed{42}", truth=gold)).score == 1.0


BAD_TRUTHS = ("", "  ", None, True, ["42"], r"\frac{0}{0}", "41 = 42", "x^", "(1,", "9^{9^{9^9}}")


@pytest.mark.parametrize("gold", BAD_TRUTHS)
@pytest.mark.parametrize("completion", [r"\boxed{42}", r"\boxed{", "", r"\boxed{9^{9^{9^9}} + 1}"])
def test_no_completion_decides_a_truth_that_cannot_be_read(gold: Any, completion: str):
    verdict = MathEqual().verify(Rollout(completion=completion, truth=gold))
    assert (verdict.score, verdict.reason) == (None, Reason.BAD_TRUTH)


def test_a_group_parses_its_truth_once(monkeypatch: pytest.MonkeyPatch):
    seen: list[str] = []

    def counted(text: str, **kwargs: bool):
        seen.append(text)
        return original(text, **kwargs)

    original = truth.read
    monkeypatch.setattr(truth, "read", counted)
    gold = r"\frac{123457}{1000}"  # of no other test
    rollouts = [Rollout(completion=rf"\boxed{{{n}}}", truth=gold, group=0) for n in range(16)]
    MathEqual().verify_batch(rollouts)
    assert seen == [gold]


def test_a_verdict_explains_itself():
    rollout = Rollout(completion=r"so \boxed{\tfrac{3}{6}}", truth="0.25")
    verdict = MathEqual().verify(rollout)
    assert verdict.extracted == r"\tfrac{3}{6}"
    assert verdict.tier == "number"
    assert verdict.detail == r"\tfrac{3}{6} ≠ 0.25: 1/2 is not 1/4"


SCRAPS = (
    r"\boxed{", "{", "}", r"\{", r"\}", r"\\", "42", "x", ", ", " and ", "$", "<", "<<3=3>>",
    "<think>", "</think>", "<answer>", "</answer>", "[THINK]", "[/THINK]", "◁think▷", "◁/think▷",
    r"\fbox{", r"\boxed 5", r"\fbox{7}", r" \text{and} ", r"\boxed{\frac{1}{2}}", r"\frac",
    "The answer is ", "\n", " ", "so it is ", "the box", "boxed",
)  # fmt: skip


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(SCRAPS), max_size=14).map("".join))
def test_the_quick_way_finds_what_the_scanner_finds(text: str):
    quick = extract(Rollout(completion=text))
    slow = extract(text)  # of a text, not a rollout, only the scanner reads
    assert (quick.text, quick.how) == (slow.text, slow.how)


@pytest.mark.parametrize("marker", [marker for pair in MARKERS for marker in pair])
def test_every_marker_of_a_thought_keeps_the_quick_way_away(marker: str):
    text = rf"\boxed{{1}} {marker} \boxed{{2}}"
    assert extract(Rollout(completion=text)) == extract(text)
