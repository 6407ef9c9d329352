"""The bilingual recipe: its questions, what its reward pays, and two of its steps for real."""

from __future__ import annotations

import random
import re

import pytest
from rich.console import Console

from rewardsmith import Rollout
from rewardsmith.rows import read_rows
from rewardsmith_trainer.models.tiny import LESSONS, tiny, tokenizer_of
from rewardsmith_trainer.runs.recipe import load_recipe
from rewardsmith_trainer.runs.run import train
from rewardsmith_trainer.tasks.bilingual import bilingual_sums

ENGLISH = "How much is 2 plus 3?"
CHINESE = "2加上3等于多少?"


def test_a_sum_is_held_out_in_the_language_that_it_is_not_trained_in():
    sides = [
        {(*map(int, re.findall(r"\d", row["prompt"])), row["prompt"].isascii()) for row in side}
        for side in bilingual_sums()
    ]
    assert not sides[0] & sides[1]
    assert {(a, b, not english) for a, b, english in sides[0]} == sides[1]


def test_the_answers_are_right():
    for row in [*bilingual_sums()[0], *bilingual_sums()[1]]:
        assert sum(map(int, re.findall(r"\d", row["prompt"]))) == int(row["answer"])


def test_every_text_has_tokens():
    lesson, rng = LESSONS["tiny_bilingual"], random.Random(0)
    words = tokenizer_of(lesson.tokens)
    for question, answer in [lesson.solved(rng) for _ in range(200)]:
        ids = words(question + answer)["input_ids"]
        assert words.unk_token_id not in ids
        assert words.pad_token_id not in ids
        assert words.decode(ids) == question + answer


@pytest.mark.parametrize(
    ("prompt", "completion", "reward"),
    [
        (ENGLISH, r"We have 2, then we add 3, which makes \boxed{5}", 2.0),
        (CHINESE, r"我们有2，再加上3，一共就是\boxed{5}", 2.0),
        (CHINESE, r"We have 2, then we add 3, which makes \boxed{5}", 1.0),  # the other language
        (ENGLISH, r"我们有2，再加上3，一共就是\boxed{5}", 1.0),
        (ENGLISH, r"We have 2, then we add 3, which makes \boxed{6}", 1.0),  # a wrong sum
        (ENGLISH, r"We have 2，再加上3, which makes \boxed{5}", 1 + 4 / 5.5),  # mixed
        (CHINESE, r"We have 2，再加上3, which makes \boxed{5}", 1 + 1.5 / 5.5),
        (ENGLISH, r"我们有2，再加上3，一共就是\boxed{6}", 0.0),
    ],
)
def test_what_the_reward_pays(prompt, completion, reward):
    rollout = Rollout(prompt=prompt, completion=completion, truth="5")
    assert load_recipe("bilingual").reward.verify(rollout).score == pytest.approx(reward)


def test_two_steps_from_a_model_that_mixes(tmp_path):
    """The languages are mixed at the start; benchmarks/train_bilingual.py says where it goes."""
    start = tiny(tmp_path / "start", LESSONS["tiny_bilingual"]._replace(steps=150), seed=0)
    recipe = load_recipe("bilingual", model=str(start), steps=2)
    summary = train(recipe, tmp_path / "run", console=Console(quiet=True))
    assert summary.finished
    steps = [row.columns["components"] for row in read_rows(tmp_path / "run" / "metrics.jsonl")]
    assert all(set(components) == {"accuracy", "language"} for components in steps)
    rows = read_rows(tmp_path / "run" / "rollouts.jsonl")
    shares = [row.columns["parts"]["language"]["score"] for row in rows]
    assert 0.4 < sum(shares) / len(shares) < 0.8
    assert sum(0 < share < 1 for share in shares) > len(shares) / 4
