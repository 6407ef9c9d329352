"""exact, integer, number and choice: tables of tricks."""

from __future__ import annotations

import pytest

from rewardsmith import Reason, Rollout
from rewardsmith.verifiers.choice import Choice
from rewardsmith.verifiers.exact import Exact
from rewardsmith.verifiers.integer import Integer
from rewardsmith.verifiers.number import Number


def judged(verifier, completion, truth):
    verdict = verifier.verify(Rollout(completion=completion, truth=truth))
    return verdict.score, verdict.reason


RIGHT = (1.0, Reason.MATCH)
WRONG = (0.0, Reason.MISMATCH)
NO_ANSWER = (0.0, Reason.NO_ANSWER)
SEVERAL = (0.0, Reason.SEVERAL_ANSWERS)
UNREADABLE = (0.0, Reason.UNREADABLE)
TOO_LARGE = (0.0, Reason.TOO_LARGE)
BAD_TRUTH = (None, Reason.BAD_TRUTH)


@pytest.mark.parametrize(
    ("verifier", "completion", "truth", "expected"),
    [
        pytest.param(Exact(), "Paris", "Paris", RIGHT, id="whole"),
        pytest.param(
            Exact(), "<think>Rome</think>\nParis ", "Paris", RIGHT, id="after the thought"
        ),
        pytest.param(Exact(), "The answer is Paris.", "Paris", RIGHT, id="declared"),
        pytest.param(Exact(), "<answer>Paris</answer>", "Paris", RIGHT, id="section"),
        pytest.param(Exact(), "caf\u0065\u0301", "café", RIGHT, id="composed letters"),
        pytest.param(Exact(), "True", True, RIGHT, id="a bool"),
        pytest.param(Exact(), "4", 4, RIGHT, id="an int"),
        pytest.param(Exact(casefold=True), "PARIS", "Paris", RIGHT, id="casefold"),
        pytest.param(Exact(), "PARIS", "Paris", WRONG, id="letter case"),
        pytest.param(Exact(strip=False), "Paris\n", "Paris", WRONG, id="white space counts"),
        pytest.param(Exact(), "Paris or Rome", "Paris", WRONG, id="merely contains it"),
        pytest.param(Exact(), "Pаris", "Paris", WRONG, id="a Cyrillic letter that looks alike"),
        pytest.param(Exact(), "<think>Paris</think>", "Paris", NO_ANSWER, id="in the thought"),
        pytest.param(
            Exact(), "<answer>Paris</answer><answer>Rome</answer>", "Paris", SEVERAL, id="hedging"
        ),
        pytest.param(Exact(), "", "", BAD_TRUTH, id="an empty truth pays nobody"),
        pytest.param(Exact(), "x", None, BAD_TRUTH, id="no truth"),
        pytest.param(Exact(), "x", ["x"], BAD_TRUTH, id="a list for a truth"),
    ],
)
def test_exact(verifier, completion, truth, expected):
    assert judged(verifier, completion, truth) == expected


@pytest.mark.parametrize(
    ("completion", "truth", "expected"),
    [
        pytest.param(r"\boxed{42}", "42", RIGHT, id="plain"),
        pytest.param(r"\boxed{41} \boxed{42}", "42", RIGHT, id="the last one counts"),
        pytest.param(r"\boxed{1,042}", "1042", RIGHT, id="thousands"),
        pytest.param(r"\boxed{-7}", -7, RIGHT, id="an int for a truth"),
        pytest.param(r"\boxed{−7}", "-7", RIGHT, id="a minus sign"),
        pytest.param(r"\boxed{042}", "42", RIGHT, id="a leading zero"),
        pytest.param(r"\boxed{42}", "6·7 = 42\n#### 42", RIGHT, id="GSM8K's truth"),
        pytest.param(r"\boxed{42}", r"so \boxed{42}", RIGHT, id="MATH's truth"),
        pytest.param("it is 42", "42", NO_ANSWER, id="not boxed"),
        pytest.param(r"<think>\boxed{42}</think>", "42", NO_ANSWER, id="boxed in the thought"),
        pytest.param(r"\boxed{42} \boxed{41}", "42", WRONG, id="changed its mind"),
        pytest.param(r"\boxed{421}", "42", WRONG, id="starts with it"),
        pytest.param(r"\boxed{42, 43}", "42", UNREADABLE, id="two in one box"),
        pytest.param(r"\boxed{42.0}", "42", UNREADABLE, id="a decimal"),
        pytest.param(r"\boxed{4_2}", "42", UNREADABLE, id="Python's underscore"),
        pytest.param(r"\boxed{4,2}", "42", UNREADABLE, id="a comma out of place"),
        pytest.param(r"\boxed{٤٢}", "42", UNREADABLE, id="other digits, which int() reads"),
        pytest.param(r"\boxed{ }", "42", UNREADABLE, id="an empty box"),
        pytest.param(rf"\boxed{{{'9' * 10**5}}}", "42", TOO_LARGE, id="100,000 digits"),
        pytest.param(r"\boxed{42}", "x", BAD_TRUTH, id="the data's fault"),
        pytest.param(r"\boxed{1}", True, BAD_TRUTH, id="a bool is no integer"),
        pytest.param(r"\boxed{42}", None, BAD_TRUTH, id="no truth"),
        pytest.param(r"\boxed{42}", "9" * 5000, BAD_TRUTH, id="a truth that int() refuses"),
    ],
)
def test_integer(completion, truth, expected):
    assert judged(Integer(), completion, truth) == expected


def test_integers_of_another_base():
    assert judged(Integer(base=16), r"\boxed{FF}", "ff") == RIGHT
    assert judged(Integer(base=2), r"\boxed{102}", "10") == UNREADABLE
    assert judged(Integer(base=16), r"\boxed{1,000}", "1000") == UNREADABLE


@pytest.mark.parametrize(
    ("completion", "truth", "expected"),
    [
        pytest.param(r"\boxed{0.5}", "1/2", RIGHT, id="a decimal for a fraction"),
        pytest.param(r"\boxed{\frac{2}{4}}", "0.5", RIGHT, id="not in lowest terms"),
        pytest.param(r"\boxed{50\%}", "0.5", RIGHT, id="percent"),
        pytest.param("The answer is 1,250.0.", 1250, RIGHT, id="declared"),
        pytest.param("1250", "1250", RIGHT, id="a number as a whole"),
        pytest.param(r"\boxed{0.1}", 0.1, RIGHT, id="a float is the decimal it is written as"),
        pytest.param(r"\boxed{50}", "50%", WRONG, id="percent forgotten"),
        pytest.param(r"\boxed{0.3333}", "1/3", WRONG, id="rounded"),
        pytest.param(r"\boxed{1.25}", "1,250", WRONG, id="a decimal point for a comma"),
        pytest.param("I think it is 1250", "1250", NO_ANSWER, id="a number in prose is no answer"),
        pytest.param("1250 or 1251", "1250", NO_ANSWER, id="hedging"),
        pytest.param(r"\boxed{1250, 1251}", "1250", UNREADABLE, id="two in a box"),
        pytest.param(r"\boxed{1/0}", "1", UNREADABLE, id="division by zero"),
        pytest.param(r"\boxed{9^9^9^9}", "1", UNREADABLE, id="a tower of powers"),
        pytest.param(r"\boxed{1e999999999}", "1", UNREADABLE, id="a power that fills the memory"),
        pytest.param(rf"\boxed{{{'9' * 10**5}}}", "1", TOO_LARGE, id="100,000 digits"),
        pytest.param(r"\boxed{nan}", "nan", BAD_TRUTH, id="nan is no number"),
        pytest.param(r"\boxed{1}", float("inf"), BAD_TRUTH, id="inf is no number"),
        pytest.param(r"\boxed{1}", "one", BAD_TRUTH, id="the data's fault"),
    ],
)
def test_number(completion, truth, expected):
    assert judged(Number(), completion, truth) == expected


@pytest.mark.parametrize(
    ("answer", "expected"), [("3.14", RIGHT), ("3.15", RIGHT), ("3.151", WRONG), ("3.13", RIGHT)]
)
def test_tolerance_is_absolute_and_its_bound_is_in(answer, expected):
    assert judged(Number(tolerance=0.01), rf"\boxed{{{answer}}}", "3.14") == expected


@pytest.mark.parametrize(
    ("completion", "truth", "expected"),
    [
        pytest.param(r"\boxed{B}", "B", RIGHT, id="boxed"),
        pytest.param(r"\boxed{\text{(B)}}", "B", RIGHT, id="in \\text"),
        pytest.param("The answer is (b).", "B", RIGHT, id="small letter"),
        pytest.param("**Answer: B. Paris**", "B", RIGHT, id="with its text"),
        pytest.param("B) Paris", "B", RIGHT, id="as a whole"),
        pytest.param("答案：选项B", "B", RIGHT, id="in Chinese"),
        pytest.param("故选：B．", "(B)", RIGHT, id="the truth in brackets"),
        pytest.param(r"\boxed{A. vitamin C}", "A", RIGHT, id="a label in the option's text"),
        pytest.param(r"\boxed{C}", 2, RIGHT, id="an index from 0"),
        pytest.param(r"\boxed{A}", "B", WRONG, id="another option"),
        pytest.param(r"\boxed{A or B}", "B", SEVERAL, id="or"),
        pytest.param(r"\boxed{A, B}", "B", SEVERAL, id="a list"),
        pytest.param(r"\boxed{AB}", "B", SEVERAL, id="run together"),
        pytest.param("A and B", "B", SEVERAL, id="both, as a whole"),
        pytest.param("Both are fine", "B", NO_ANSWER, id="a word that begins with the label"),
        pytest.param("I believe B", "B", NO_ANSWER, id="in prose"),
        pytest.param(r"\boxed{42}", "B", UNREADABLE, id="no label"),
        pytest.param(r"\boxed{B}", "Z", BAD_TRUTH, id="no such option"),
        pytest.param(r"\boxed{B}", 7, BAD_TRUTH, id="no such index"),
        pytest.param(r"\boxed{B}", "A or B", BAD_TRUTH, id="two truths"),
    ],
)
def test_choice(completion, truth, expected):
    assert judged(Choice(), completion, truth) == expected


def test_options_of_ones_own():
    choice = Choice(options=("yes", "no", "1"))
    assert judged(choice, "The answer is Yes.", "yes") == RIGHT
    assert judged(choice, "The answer is 1.5", "1") == UNREADABLE
