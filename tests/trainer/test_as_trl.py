r"""``as_trl`` under TRL's own, unmodified ``GRPOTrainer``."""

from __future__ import annotations

import asyncio
import inspect
import math
import multiprocessing
import pickle
from typing import ClassVar, Literal

import pytest
from trl import GRPOTrainer

from rewardsmith import (
    Boxed,
    Integer,
    Reason,
    Rollout,
    Verdict,
    VerdictCache,
    Verifier,
    register,
)
from rewardsmith.cache import cache_keys, rollout_text
from rewardsmith.errors import DataError
from rewardsmith.verifier import Resource
from rewardsmith_trainer import as_trl
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models.hub import tokenizer
from rewardsmith_trainer.trl import component_names, to_rollouts
from tests.scripted import A, B
from tests.trainer.rollout_worker import COMPLETIONS, async_worker
from tests.trainer.steps import ROWS, ByPlace, config

REWARD = 0.9 * Integer() + 0.1 * Boxed(name="form")


def test_it_scores_as_the_verifier_does():
    found = as_trl(REWARD)(["1+2="] * 4, COMPLETIONS, answer=["3"] * 4)
    assert found == pytest.approx([1.0, 0.1, 0.0, 0.0])


@pytest.mark.parametrize("column", ["answer", "solution", "ground_truth", "truth"])
def test_the_truth_has_four_names(column):
    assert as_trl(Integer())(["q"], [r"\boxed{3}"], **{column: ["3"]}) == [1.0]


def test_messages_and_unreadable_truth():
    turn = [{"role": "assistant", "content": r"\boxed{3}"}]
    prompt = [{"role": "user", "content": "1+2"}]
    assert as_trl(Integer())([prompt] * 2, [turn] * 2, answer=["3", "x"]) == [1.0, None]


def test_a_missing_column_is_an_error():
    with pytest.raises(DataError, match="reads the column 'answer'"):
        as_trl(Integer())(["q"], ["a"])


def test_it_survives_pickle():
    again = pickle.loads(pickle.dumps(as_trl(REWARD)))
    assert again.reward == REWARD
    assert again(["q"], [r"\boxed{3}"], answer=["3"]) == [1.0]
    assert again.__name__ == "reward"


def test_equal_prompts_are_a_group_of_this_step():
    rows = to_rollouts(["a", "b", "a", "b"], ["w", "x", "y", "z"], {"answer": ["1"] * 4}, step=7)
    assert [row.group for row in rows] == ["7-0", "7-1", "7-0", "7-1"]


def test_only_columns_are_columns():
    given = {"answer": ["1"], "completion_ids": [[5]], "level": [3], "trainer_extra": "x"}
    (row,) = to_rollouts(["a"], ["b"], given, step=0)
    assert row.extra == {"level": 3}


def test_components_are_logged_and_not_summed():
    columns, means = {}, {}
    reward = 0.9 * A + 0.1 * B
    scores = as_trl(reward)(
        ["q"] * 4,
        ["r"] * 4,
        a=[1.0, 0.0, "undecided", 1.0],
        b=[0.0, 1.0, 1.0, "n/a"],
        log_extra=columns.__setitem__,
        log_metric=lambda name, value: means.setdefault(name, []).append(value),
    )
    assert scores == [pytest.approx(0.9), pytest.approx(0.1), None, pytest.approx(1.0)]
    assert component_names(reward) == ("a", "b")
    assert columns["a"][:2] == [1.0, 0.0]
    assert math.isnan(columns["a"][2])
    assert math.isnan(columns["b"][3])
    assert columns["reason"][2] == Reason.BAD_TRUTH
    assert means["components/a/mean"] == [1.0, 0.0, 1.0]  # one a decided row: TRL takes the mean
    assert means["components/b/abstained"] == [0.0, 0.0, 0.0, 1.0]
    assert means["abstained"] == [0.0, 0.0, 1.0, 0.0]


def test_stock_trl_gives_an_undecided_row_no_advantage(start, tmp_path):
    scores = (0.0, 1.0, None, 1.0, 0.0, 1.0, 0.0, 0.0)
    made = _stock(start, tmp_path, as_trl(ByPlace(scores=(scores,))))
    made.model.train()
    batch = made._generate_and_score_completions([row for row in ROWS for _ in range(8)])
    advantage = batch["advantages"].view(2, 8)
    assert (advantage[:, 2] == 0).all()
    decided = advantage[:, [0, 1, 3, 4, 5, 6, 7]]
    assert (decided != 0).all()
    assert decided.sum(dim=1).abs().max() < 1e-5  # the mean is that of the decided ones


def test_stock_trl_trains_on_it_and_logs_the_components(start, tmp_path):
    made = _stock(start, tmp_path, as_trl(Dull() * 0.9 + 0.1 * Boxed(name="form")))
    made.train()
    logged = made.state.log_history[0]
    assert logged["reward"] == pytest.approx(0.9)  # the total once, not with its parts again
    assert logged["components/dull/mean"] == 1.0
    assert logged["components/form/mean"] == 0.0
    assert [name for name in logged if name.startswith("rewards/")] == [
        "rewards/reward/mean",
        "rewards/reward/std",
    ]


@register
class Dull(Verifier, frozen=True):
    """Accepts everything."""

    kind: Literal["dull"] = "dull"

    def verify(self, rollout: Rollout) -> Verdict:
        return Verdict.of(1.0)


def _stock(start, folder, reward):
    return GRPOTrainer(
        str(start),
        reward_funcs=reward,
        args=config(folder),
        train_dataset=dataset(ROWS),
        processing_class=tokenizer(start),
    )


def test_the_budget_of_our_own_limit_is_carried_through_the_run():
    class Limited(Verifier, frozen=True):
        def verify(self, rollout: Rollout) -> Verdict:
            return Verdict.undecided(Reason.OWN_LIMIT)

    reward = as_trl(Limited())
    steps = [reward(["q"] * 10, [f"{step}-{i}" for i in range(10)]) for step in range(10)]
    assert sum(score is None for scores in steps for score in scores) == 2
    assert pickle.loads(pickle.dumps(as_trl(REWARD))) == as_trl(REWARD)


def test_a_cache_answers_and_survives_pickle(tmp_path):
    reward = as_trl(Integer(), cache=VerdictCache(tmp_path / "verdicts.sqlite"))
    again = pickle.loads(pickle.dumps(reward))
    for each in (reward, again):
        assert each(["q"], [r"\boxed{3}"], answer=["3"]) == [1.0]
    assert len(again.cache.get([_key(Integer(), "q", r"\boxed{3}", "3")])) == 1


def _key(verifier, prompt, completion, truth):
    text = rollout_text(Rollout(prompt, completion, truth), 0)
    return cache_keys(verifier, [text])[text]


@pytest.mark.parametrize(("options", "scores"), [({"deadline_s": 0.2}, [None]), ({}, [1.0])])
def test_a_rollout_has_a_deadline(options, scores):
    assert as_trl(Sleeps(), **options)(["q"], ["r"]) == scores


def test_what_a_late_batch_has_not_decided_is_undecided_outside_of_the_budget(caplog):
    reward = as_trl(Sleeps(), batch_deadline_s=0.2)
    assert reward(["q", "p"], ["r", "s"]) == [None, None]
    assert "2 of 2 completions (100 %) undecided: batch_late 2" in caplog.text
    assert "raise batch_deadline_s or workers" in caplog.text


@register
class Sleeps(Verifier, frozen=True):
    """Accepts after a second."""

    kind: Literal["sleeps"] = "sleeps"
    resource: ClassVar[Resource] = "endpoint"

    async def averify(self, rollout: Rollout) -> Verdict:
        await asyncio.sleep(1.0)
        return Verdict.of(1.0)


def test_workers_are_those_of_score():
    class Counting(Verifier, frozen=True):
        running: ClassVar[list[int]] = [0, 0]

        async def averify(self, rollout: Rollout) -> Verdict:
            self.running[0] += 1
            self.running[1] = max(self.running)
            await asyncio.sleep(0.001)
            self.running[0] -= 1
            return Verdict.of(1.0)

    as_trl(Counting(), workers=3)(["q"] * 9, [str(i) for i in range(9)])
    assert Counting.running[1] == 3


def test_trls_async_trainer_calls_it_in_a_spawned_process():
    """As ``AsyncRolloutWorker`` does: pickled, spawned, in a thread of an event loop."""
    assert not inspect.iscoroutinefunction(as_trl(REWARD).__call__)
    assert as_trl(REWARD).__name__ == "reward"
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    child = spawn.Process(target=async_worker, args=(as_trl(REWARD), theirs))
    child.start()
    assert ours.poll(120)
    assert ours.recv() == pytest.approx([1.0, 0.1, 0.0, 0.0])
    child.join(60)
    assert child.exitcode == 0
