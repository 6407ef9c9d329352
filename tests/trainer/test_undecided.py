"""What is undecided is said, with its causes; where it is most of the reward, the run ends."""

from __future__ import annotations

import json
import pickle
from collections import Counter

import pytest
import torch
from rich.console import Console
from transformers import TrainerControl, TrainerState

from rewardsmith import Boxed, Integer, Reason, Verdict
from rewardsmith_trainer import as_trl
from rewardsmith_trainer.runs.recipe import load_recipe
from rewardsmith_trainer.runs.run import train
from rewardsmith_trainer.runs.summary import show_summary
from rewardsmith_trainer.scored import REASONS, ScoredBatch
from rewardsmith_trainer.stopping import UndecidedStop
from rewardsmith_trainer.undecided import UndecidedAlarm, causes, described
from tests.trainer.steps import ByPlace, trainer

MATCH, ERROR, BAD_TRUTH = Reason.MATCH, Reason.ERROR, Reason.BAD_TRUTH


def test_what_counts_as_undecided():
    reasons = [MATCH, ERROR, ERROR, BAD_TRUTH, Reason.NOT_APPLICABLE, Reason.OVER_BUDGET]
    assert causes(reasons) == Counter({ERROR: 2, BAD_TRUTH: 1, Reason.OVER_BUDGET: 1})


@pytest.mark.parametrize("reason", [r for r in Reason if r.is_undecided or "budget" in r])
def test_every_cause_has_an_advice(reason):
    head, advice = described(causes([reason, MATCH]), 2).splitlines()
    assert head == f"1 of 2 completions (50 %) undecided: {reason.value} 1"
    assert advice.split()[:2] in [
        ["the", "rows:"],
        ["our", "own"],
        ["the", "batch's"],
        ["a", "verifier"],
        ["this", "machine:"],
        ["the", "endpoint:"],
    ]


def test_the_commonest_cause_comes_first():
    head, *advice = described(causes([BAD_TRUTH, ERROR, ERROR, Reason.REFUSED]), 4).splitlines()
    assert head.endswith("undecided: error 2, bad_truth 1, refused 1")
    assert [line.split(":")[0].strip() for line in advice] == [
        "a verifier that raised",
        "the rows",
        "the endpoint",
    ]


def verdicts(undecided: int, of: int = 20) -> list[Verdict]:
    planted = Verdict.undecided(ERROR, "ZeroDivisionError: planted")
    return [planted] * undecided + [Verdict.of(1.0)] * (of - undecided)


def test_the_alarm_is_raised_once_in_a_while(caplog):
    alarm = UndecidedAlarm(above=0.05, every=3)
    for step, undecided in enumerate([0, 1, 2, 9, 9, 0, 9, 9]):
        alarm(verdicts(undecided), step)
    assert [record.args[0] for record in caplog.records] == [2, 6]
    assert "2 of 20 completions (10 %) undecided: error 2" in caplog.text
    assert "ZeroDivisionError: planted" in caplog.text


def test_an_unmodified_trainer_is_warned(caplog):
    reward = pickle.loads(pickle.dumps(as_trl(Integer())))
    reward(["q"] * 4, [r"\boxed{3}"] * 4, answer=["3", "3", "x", "3"])
    assert "step 0: 1 of 4 completions (25 %) undecided: bad_truth 1" in caplog.text


def batch(undecided: int, rows: int = 8, reason: Reason = ERROR) -> ScoredBatch:
    reasons = [reason] * undecided + [MATCH] * (rows - undecided)
    numbers = torch.zeros(rows)
    return ScoredBatch(
        step=0,
        group_size=rows,
        names=(),
        prompts=numbers.long(),
        rewards=numbers,
        components=numbers[:, None],
        reasons=torch.tensor([REASONS.index(reason) for reason in reasons]),
        lengths=numbers.long(),
        advantages=numbers,
        used=numbers.bool(),
        signal=numbers.bool(),
    )


@pytest.mark.parametrize(
    ("undecided", "ends"),
    [
        ([5, 5, 5], True),
        ([8] * 5, True),
        ([4] * 9, False),  # half is not more than half
        ([5, 5, 0, 5, 5], False),  # not in a row
        ([0, 5, 5, 5], True),
    ],
)
def test_when_the_run_ends(undecided, ends, caplog):
    stop, control = UndecidedStop(above=0.5, batches=3), TrainerControl()
    for rows in undecided:
        stop(batch(rows))
        stop.on_step_end(None, TrainerState(), control)
    assert control.should_training_stop is control.should_save is ends
    assert (stop.cause is not None) is ends
    assert caplog.text.count("the run ends at step 0") == int(ends)


def test_refusals_by_the_budget_end_it_too():
    stop = UndecidedStop(batches=1)
    stop(batch(8, reason=Reason.OVER_BUDGET))
    assert stop.cause.startswith("8 of 8 completions (100 %) undecided: over_budget 8")


def test_a_real_run_ends_with_a_checkpoint(start, tmp_path, caplog):
    stop = UndecidedStop(batches=2)
    made = trainer(
        start,
        tmp_path,
        ByPlace(scores=((None,) * 6 + (0.0, 1.0),)),
        watchers=[stop],
        max_steps=9,
    )
    made.train()
    assert made.state.global_step == 2
    assert (tmp_path / "checkpoint-2" / "trainer_state.json").is_file()
    assert stop.cause.startswith("12 of 16 completions (75 %) undecided: error 12")


def test_the_recipe_says_why_it_ended(tmp_path):
    """Recipe tiny with truths that nobody can read."""
    rows = "".join(json.dumps({"prompt": f"{i}+2=", "answer": "?"}) + "\n" for i in range(8))
    (tmp_path / "rows.jsonl").write_text(rows)
    files = {"kind": "files", "train": tmp_path / "rows.jsonl", "heldout": tmp_path / "rows.jsonl"}
    recipe = load_recipe("tiny", task=files, reward=0.9 * Integer() + 0.1 * Boxed(), measures={})
    folder = tmp_path / "run"
    summary = train(recipe, folder, console=Console(quiet=True))
    assert not summary.finished
    assert summary.steps == 3
    assert "undecided: bad_truth" in summary.undecided
    assert json.loads((folder / "summary.json").read_text())["undecided"] == summary.undecided
    with (tmp_path / "said").open("w") as said:
        show_summary(Console(file=said, width=200), summary, folder)
    text = (tmp_path / "said").read_text()
    assert "(100 %) undecided: bad_truth" in text
    assert f"go on with: rewardsmith train --resume -o {folder}" in text.replace("\n", "")
