"""A fuzz harness over parser and tiers: laws that hold for whatever a model writes.

What it found is kept in ``FOUND``.  Longer runs: ``--hypothesis-profile`` or ``MATH_FUZZ=20000``.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rewardsmith.types import Reason, Rollout
from rewardsmith.verifiers.math import MathEqual
from rewardsmith.verifiers.math.limits import BeyondLimitError
from rewardsmith.verifiers.math.normal import normalise
from rewardsmith.verifiers.math.parser import parse
from rewardsmith.verifiers.math.reading import read

EXAMPLES = int(os.environ.get("MATH_FUZZ", "300"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)

PIECES = (
    *"0123456789xyzenijfAC+-*/^_=<>()[]{},.;:!|%'&$ \n",
    r"\frac", r"\dfrac{1}{2}", r"\sqrt", r"\sqrt[3]{", r"\left(", r"\right)", r"\{", r"\}", r"\pm",
    r"\cdot", r"\times", r"\pi", r"\infty", r"\cup", r"\cap", r"\setminus", r"\in", r"\le", r"\ge",
    r"\ne", r"\text{", r"\text{ and }", r"\text{cm}", r"\mathrm{", r"^\circ", r"\sin", r"\ln",
    r"\log_", r"\binom", r"\sum_{k=1}^{", r"\int_0^1", r"\lim_{x\to 0}", r"\begin{pmatrix}",
    r"\end{pmatrix}", r"\\", r"\overline{", r"\lfloor", r"\rfloor", r"\mathbb{R}", r"\emptyset",
    r"\Rightarrow", r"\quad", r"\,", r"\%", r"\$", "10^{", "e^{", "9^9^9^9", "1e999", "1,000",
    "0,5", "½", "²", "π", "√", "∞", "≤", "，", "３", "°", "€", "中",
    "or", "and", "Monday", "x=", "f(x)=",
)  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
numbers = st.integers(-999, 999).map(str)
atoms = st.one_of(
    numbers, st.sampled_from(["x", "y", r"\pi", "e", "i", "0.5", r"\sin x", r"\cos 2", r"\ln 3"])
)
# No sine of large complex values, whose size may exceed every bound.
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"),
        st.tuples(inner, st.sampled_from(["+", "-", r"\cdot "]), inner).map(
            lambda p: f"({p[0]}){p[1]}({p[2]})"
        ),
        inner.map(lambda p: rf"\sqrt{{{p}}}"),
        st.tuples(inner, st.integers(-3, 5)).map(lambda p: f"({p[0]})^{{{p[1]}}}"),
        inner.map(lambda p: rf"|{p}|"),
    ),
    max_leaves=6,
)  # fmt: skip


def verify(answer: str, truth: str):
    return MathEqual().verify(Rollout(completion=rf"\boxed{{{answer}}}", truth=truth))


@FUZZ
@given(texts)
def test_any_text_is_read_or_refused_with_a_reason(text: str):
    reading = read(text)
    assert bool(reading.trees) != bool(reading.failure)


@FUZZ
@given(texts)
def test_normalising_twice_changes_nothing_that_is_read(text: str):
    once = normalise(text)
    if "\\\\" in text:  # an escaped backslash loses one level each time
        return
    try:
        tree = parse(once)
    except BeyondLimitError:
        return
    assert parse(normalise(once)) == tree


@FUZZ
@given(texts, expressions)
def test_no_completion_turns_a_readable_truth_into_an_abstention(text: str, truth: str):
    if verify("42", truth).reason is Reason.BAD_TRUTH:  # a pole
        return
    verdict = verify(text, truth)
    assert verdict.score in {0.0, 1.0}, verdict


@FUZZ
@given(expressions)
def test_an_expression_equals_itself_and_not_its_successor(expression: str):
    same, other = verify(f"0 + {expression}", expression), verify(f"{expression} + 1", expression)
    if same.reason is not Reason.BAD_TRUTH:
        assert same.score == 1.0, same
        assert other.score == 0.0, other


@FUZZ
@given(expressions, expressions)
def test_equality_is_symmetric(one: str, two: str):
    forth, back = verify(one, f"1 \\cdot {two}"), verify(f"1 \\cdot {two}", one)
    if Reason.BAD_TRUTH not in {forth.reason, back.reason}:
        assert forth.score == back.score, (forth, back)


@FUZZ
@given(texts, texts)
def test_what_equals_says_the_same_when_exchanged(one: str, two: str):
    forth, back = (
        verify(answer, rf"\boxed{{{truth}}}") for answer, truth in ((one, two), (two, one))
    )
    if forth.score == 1.0 and back.reason not in {Reason.BAD_TRUTH, Reason.NO_ANSWER}:
        assert back.score == 1.0, (forth, back)


FOUND = {
    "a value far from 1": (r"\sin(\sqrt{(-30)^{3}})", r"0 + \sin(\sqrt{(-30)^{3}})", 1.0),
    "a zero under roots": (r"\sqrt{\sqrt{\sin(\pi)}}", r"0 + \sqrt{\sqrt{\sin(\pi)}}", 1.0),
    "a zero under roots, with a variable": (r"\sqrt{\sqrt{x-x}}", r"0 + \sqrt{\sqrt{x-x}}", 1.0),
    "calculating with infinity": (r"0/\infty", "42", 0.0),
    "one beside a huge value": (r"\sin(\sqrt{i} \cdot 5^5) + 1", r"\sin(\sqrt{i} \cdot 5^5)", 0.0),
    "one beside a huge power": ("3^{100000} + 1", "3^{100000}", 0.0),
    "huge powers that are equal": (r"3 \cdot 3^{99999}", "3^{100000}", 1.0),
    "a variable beside a huge power": ("3^{100000} + x", "3^{100000} + 2x", 0.0),
    "real at few points": (r"\sqrt{\frac{-1}{x}}", r"0 + \sqrt{\frac{-1}{x}}", 1.0),
    "real far from 0": (r"2 \ln(x-20)", r"\ln((x-20)^2)", 1.0),
    "more digits than Python converts": ("0." + "3" * 9_000, r"\frac13", 0.0),
    "text in text without end": (r"\text{" * 1_600, "42", 0.0),
    "a base read as a digit group": (r"\log_2 190", r"\frac{\ln 190}{\ln 2}", 1.0),
    "a factorial's mark stripped": ("(n-1)!", "(n-1)", 0.0),
    "a second mark stripped": ("4!!", "4!", 0.0),
    "an exponent taken for a ball's integer": (r"\log_2(2^{2^{2^{32}}})", "1", 0.0),
}


@pytest.mark.parametrize(("one", "two", "score"), FOUND.values(), ids=FOUND)
def test_what_was_found(one: str, two: str, score: float):
    assert verify(one, two).score == score
