"""Which program is the answer, and which rows no program can be judged by."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rewardsmith import Reason, Rollout
from rewardsmith.errors import DataError
from rewardsmith.verifiers.code import Code
from rewardsmith.verifiers.code.reading import program_of, row_of

FENCED = "First\n```python\na\n```\nthen\n```js\nb\n```\nand\n```py\nc\n```\n"


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("print(1)", "print(1)"),
        ("```python\nprint(1)\n```", "print(1)"),
        (FENCED, "c"),  # the last of its language, by any of its names
        ("```\nplain\n```", "plain"),
        ("```\nplain\n```\n```python\nmine\n```", "mine"),
        ("```python\nmine\n```\n```\n$ python main.py\n```", "mine"),
        ("```js\nb\n```", ""),
        ("```python\ncut off", "cut off"),
        ("~~~py\nx\n~~~", "x"),
    ],
)
def test_which_program(text, program):
    assert program_of(text, "python") == program


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({}, Reason.MISSING_COLUMN),
        ({"tests": None}, Reason.MISSING_COLUMN),
        ({"tests": []}, Reason.BAD_TRUTH),
        ({"tests": "  "}, Reason.BAD_TRUTH),
        ({"tests": 5}, Reason.BAD_TRUTH),
        ({"cases": [{"input": "1"}]}, Reason.BAD_TRUTH),
        ({"cases": "no json"}, Reason.BAD_TRUTH),
        ({"cases": [5]}, Reason.BAD_TRUTH),
        ({"calls": [{"args": [1], "expected": 1}]}, Reason.MISSING_COLUMN),  # of what?
        ({"calls": [{"args": 1, "expected": 1}], "entry_point": "f"}, Reason.BAD_TRUTH),
    ],
)
def test_rows_that_judge_nobody(extra, reason):
    verdict = Code().verify(Rollout(completion="print(1)", extra=extra))
    assert (verdict.score, verdict.reason) == (None, reason)


@pytest.mark.parametrize(
    ("completion", "reason"),
    [
        ("", Reason.NO_ANSWER),
        ("```js\nb\n```", Reason.NO_ANSWER),
        ("#" * 2_000_000, Reason.TOO_LARGE),
    ],
)
def test_answers_without_a_program(completion, reason):
    verdict = Code().verify(Rollout(completion=completion, extra={"tests": ["assert f()"]}))
    assert (verdict.score, verdict.reason) == (0.0, reason)


def test_columns_may_be_json_and_the_statement_is_read():
    prompt = [{"role": "user", "content": "Use\n```python\ndef helper(): pass\n```"}]
    extra = {"cases": '[{"input": "1", "output": "2"}]', "tests": ["assert f()"], "setup": "x = 1"}
    row = row_of(Rollout(prompt=prompt, extra=extra))
    assert row.cases[0].expected == "2"
    assert row.tests is not None
    assert (row.tests.given, row.tests.setup) == ("def helper(): pass", "x = 1")


@pytest.mark.parametrize(
    "fields",
    [{"language": "cobol"}, {"sandbox": "nowhere"}, {"scoring": "some"}, {"limits": {"wall_s": 0}}],
)
def test_bad_fields_fail_when_built(fields):
    with pytest.raises(ValidationError):
        Code(**fields)


def test_a_data_set_without_tests_is_refused():
    with pytest.raises(DataError, match="cases"):
        Code().check([Rollout(extra={"answer": "4"})])


def test_tests_need_python():
    rollout = Rollout(completion="int f;", extra={"tests": ["assert f()"]})
    assert Code(language="c").verify(rollout).reason is Reason.UNSUPPORTED
