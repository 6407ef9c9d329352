"""Diagnostics in real steps: what reaches the log, pass@k of an evaluation, advice, resuming."""

from __future__ import annotations

import logging

import pytest

from rewardsmith import Boxed, MathEqual
from rewardsmith_trainer.diagnostics.callback import Diagnostics
from rewardsmith_trainer.engine import dataset
from tests.trainer.steps import ROWS, ByPlace, trainer

HALF = (0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0)
NONE = (0.0,) * 8
REWARD = 0.9 * Boxed(name="answer") + 0.1 * MathEqual(name="right")


@pytest.fixture
def run(start, tmp_path):
    """A run of some steps with diagnostics."""

    def started(scores, **changes):
        watching = Diagnostics(window=changes.pop("window", 20))
        reward = ByPlace(scores=scores)
        return trainer(start, tmp_path, reward, watchers=[watching], **changes), watching

    return started


def test_each_log_has_the_figures_of_its_steps(run):
    made, _ = run((HALF, NONE), max_steps=3, logging_steps=1)
    made.train()
    rows = [row for row in made.state.log_history if "diagnostics/reward/mean" in row]
    assert [row["step"] for row in rows] == [1, 2, 3]
    assert all(row["diagnostics/reward/mean"] == 0.25 for row in rows)
    assert all(row["diagnostics/groups/without_signal"] == 0.5 for row in rows)
    assert rows[-1]["diagnostics/groups/predicted"] == pytest.approx(0.5, abs=0.15)


def test_a_log_over_several_steps_and_the_last_one(run):
    made, _ = run((HALF, NONE), max_steps=3, logging_steps=2)
    made.train()
    rows = [row for row in made.state.log_history if "diagnostics/reward/mean" in row]
    assert [row["step"] for row in rows] == [2, 3]


def test_components_reach_the_log_by_their_name(start, tmp_path):
    made = trainer(start, tmp_path, REWARD, watchers=[Diagnostics()], logging_steps=1)
    made.train()
    assert made.state.log_history[0]["diagnostics/components/right/mean"] == 0
    assert made.state.log_history[0]["diagnostics/components/answer/spread"] == 0


def test_an_evaluation_logs_pass_at_k(run):
    made, _ = run((HALF, NONE))
    found = made.evaluate(dataset(ROWS))
    assert found["eval_diagnostics/pass@1"] == 0.25
    assert found["eval_diagnostics/pass@8"] == 0.5
    assert found["eval_diagnostics/pass@2"] == pytest.approx((1 - 4 * 3 / (8 * 7)) / 2)


def test_advice_is_warned_of_once_and_kept(run, caplog):
    made, watching = run((NONE, NONE), max_steps=20, logging_steps=1, window=10, beta=0.0)
    with caplog.at_level(logging.WARNING, "rewardsmith"):
        made.train()
    assert [advice.what for advice in watching.advice] == ["never_fires"]
    assert [r.message.split(":")[0] for r in caplog.records].count("never_fires") == 1


def test_a_run_that_goes_on_is_judged_as_a_whole(run):
    first, _ = run((NONE, NONE), max_steps=6, logging_steps=1, save_strategy="steps", save_steps=6)
    first.train()
    made, watching = run((NONE, NONE), max_steps=12, logging_steps=1)
    made.train(resume_from_checkpoint=True)
    assert [advice.what for advice in watching.advice] == ["never_fires"]
    assert sum("diagnostics/reward/mean" in row for row in made.state.log_history) == 12
