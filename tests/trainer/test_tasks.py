"""Generated problems: seeded, distinct, and held out by their numbers."""

from __future__ import annotations

import re

import pytest

from rewardsmith_trainer.tasks.sums import sums
from rewardsmith_trainer.tasks.word_problems import side_of, word_problems


def _numbers(row):
    question = row["prompt"][-1]["content"]
    a, b = map(int, re.findall(r"\d+", question))
    return ("+" if "more" in question else "-"), a, b


@pytest.mark.parametrize("side", ["train", "heldout"])
def test_the_answers_are_right(side):
    for row in word_problems(200, side, seed=1):
        operation, a, b = _numbers(row)
        assert int(row["answer"]) == (a + b if operation == "+" else a - b)


def test_held_out_numbers_are_never_trained_on():
    trained = {_numbers(row) for seed in range(3) for row in word_problems(400, "train", seed)}
    held_out = {_numbers(row) for row in word_problems(240, "heldout", 0)}
    assert not trained & held_out
    assert {operation for operation, _, _ in held_out} == {"+", "-"}
    assert all(side_of(*triple) == "heldout" for triple in held_out)


def test_problems_are_distinct_and_seeded():
    rows = word_problems(500, "train", seed=0)
    assert len({str(row["prompt"]) for row in rows}) == 500
    assert rows == word_problems(500, "train", seed=0)
    assert rows != word_problems(500, "train", seed=1)


def test_more_problems_than_there_are():
    with pytest.raises(ValueError, match="problems, not 1000000"):
        word_problems(1_000_000, "train", seed=0)


def test_all_sixteen_sums():
    assert {row["prompt"] for row in sums()} == {f"{a}+{b}=" for a in range(4) for b in range(4)}
