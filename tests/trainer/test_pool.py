"""What a draw is, what it learns from a batch, and that a resumed run draws the same."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np
import pytest
import torch
from accelerate.data_loader import BatchSamplerShard
from datasets import Dataset, IterableDataset
from torch.utils.data import BatchSampler

from rewardsmith import Constant, Rollout, Verdict, Verifier, register
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models.hub import tokenizer
from rewardsmith_trainer.pool import PassRatePool
from rewardsmith_trainer.scored import ScoredBatch, prompt_id
from rewardsmith_trainer.trainer import VerifiedGRPOTrainer
from tests.trainer.steps import config

SIZE, PER_DRAW = 4, 3
PROMPTS = [f"{i}+1=" for i in range(20)]
NAN = float("nan")


@register
class EvenLength(Verifier, frozen=True):
    """Half a chance for a model that knows nothing; never for a prompt that begins with a 7."""

    kind: Literal["even_length"] = "even_length"

    def verify(self, rollout: Rollout) -> Verdict:
        hopeless = str(rollout.prompt).startswith("7")
        return Verdict.of(not hopeless and len(rollout.text) % 2 == 0)


class Plain:
    """What of a trainer a pool reads."""

    num_generations, num_iterations = SIZE, 1

    def __init__(self, prompts=PROMPTS, reward=None, **settings) -> None:
        self.train_dataset = Dataset.from_dict({"prompt": list(prompts)})
        self.args = SimpleNamespace(
            generation_batch_size=SIZE * PER_DRAW,
            steps_per_generation=1,
            seed=0,
            restore_callback_states_from_checkpoint=False,
            **settings,
        )
        self.reward = SimpleNamespace(reward=reward or EvenLength())


def attached(half_life=2.0, **trainer):
    pool = PassRatePool(half_life)
    pool.attach(Plain(**trainer))
    return pool


def batch(prompts, scores, components=None):
    """One group a prompt; each has the scores of its place."""
    rewards = torch.tensor(scores, dtype=torch.float32).flatten()
    rows = len(rewards)
    found = torch.zeros(rows, 0) if components is None else components
    return ScoredBatch(
        step=0,
        group_size=SIZE,
        names=(),
        prompts=torch.tensor([prompt_id(p) for p in prompts]).repeat_interleave(SIZE),
        rewards=rewards,
        components=found,
        reasons=torch.zeros(rows, dtype=torch.int64),
        lengths=torch.ones(rows, dtype=torch.int64),
        advantages=torch.zeros(rows),
        used=~rewards.isnan(),
        signal=torch.ones(rows, dtype=torch.bool),
    )


def evidence(pool, prompt):
    kept = pool.kept()
    known = dict(
        zip(kept["prompts"], zip(kept["passed"], kept["failed"], strict=True), strict=True)
    )
    return known.get(prompt_id(prompt), (0.0, 0.0))


@pytest.mark.parametrize(
    ("scores", "passed", "failed"),
    [
        ([1, 0, 0, 1], 2, 2),
        ([0, 0, 0, 0], 0, 4),
        ([1, 1, NAN, NAN], 2, 0),  # the undecided say nothing
        ([NAN] * 4, 0, 0),
        ([0.5, 0.25, 1, 0], 1.75, 2.25),  # a part of a pass
        ([0.5] * 4, 4, 0),  # no spread is no signal, whatever the score
        ([0.25, 0.25, 0.25, NAN], 0, 3),
    ],
)
def test_what_a_group_shows(scores, passed, failed):
    pool = attached(half_life=1e9)
    pool(batch(PROMPTS[:1], [scores]))
    assert evidence(pool, PROMPTS[0]) == pytest.approx((passed, failed))
    assert evidence(pool, PROMPTS[1]) == (0, 0)


def test_the_required_term_is_what_passes():
    pool = attached(half_life=1e9, reward=0.9 * EvenLength() + 0.1 * Constant(value=1.0))
    components = torch.tensor([[1.0, 1.0], [0.0, 1.0], [NAN, 1.0], [0.0, 1.0]])
    pool(batch(PROMPTS[:1], [[1.0, 0.1, NAN, 0.1]], components))
    assert evidence(pool, PROMPTS[0]) == pytest.approx((1, 2))


def test_scores_that_are_no_passes_are_refused():
    pool = attached()
    with pytest.raises(ValueError, match=r"a pool reads scores in \[0, 1\] as passes"):
        pool(batch(PROMPTS[:1], [[-1, 1, 1, 1]]))


def test_evidence_fades_with_time_and_with_training():
    pool = attached(half_life=1.0)
    pool(batch(PROMPTS[:1], [[1, 1, 0, 0]]))
    for prompt in PROMPTS[1:]:
        pool(batch([prompt], [[0, 0, 0, 0]]))
    pool(batch(PROMPTS[:1], [[0, 0, 0, 0]]))  # an epoch later: half of half, and the new
    assert evidence(pool, PROMPTS[0]) == pytest.approx((0.5, 4.5))


def test_no_prompt_twice_in_a_draw_nor_while_it_is_in_flight():
    pool = attached(prompts=[*PROMPTS, *PROMPTS])  # every prompt is in two rows
    last: set[str] = set()
    for number in range(40):
        prompts = {PROMPTS[row % len(PROMPTS)] for row in pool.draw(number)}
        assert len(prompts) == PER_DRAW
        assert not prompts & last
        last = prompts
        pool(batch(sorted(prompts), [[1, 0, 0, 1]] * PER_DRAW))


def test_both_rows_of_a_prompt_come():
    pool = attached(prompts=[*PROMPTS, *PROMPTS])
    rows = {row for number in range(100) for row in _landed(pool, number)}
    assert len(rows) > 35


def test_too_few_prompts_repeat_the_oldest():
    pool = attached(prompts=PROMPTS[: PER_DRAW + 1])
    first, second = pool.draw(0), pool.draw(1)
    assert set(range(PER_DRAW + 1)) - set(first) < set(second)
    pool = attached(prompts=PROMPTS[:PER_DRAW])
    for number in range(5):
        assert sorted(_landed(pool, number)) == [0, 1, 2]
    assert len(pool.kept()["draws"]) == 1


def test_signal_is_drawn_more_than_the_hopeless_and_the_solved():
    pool = attached()
    scores = {
        p: [[0] * 4, [1] * 4, [0, 1, 0, 1], [1, 0, 0, 0]][i % 4] for i, p in enumerate(PROMPTS)
    }
    for start in range(0, 18, PER_DRAW):
        some = PROMPTS[start : start + PER_DRAW]
        pool(batch(some, [scores[p] for p in some]))
    drawn = np.zeros(len(PROMPTS))
    for number in range(300):
        pool._draws.clear()
        drawn[pool.draw(number)] += 1
    hopeful = drawn[[i for i in range(18) if i % 4 > 1]].mean()
    silent = drawn[[i for i in range(18) if i % 4 < 2]].mean()
    assert hopeful > 3 * silent
    assert drawn.min() > 0  # nobody is given up


def test_a_draw_is_a_function_of_seed_number_and_evidence():
    here, there = attached(), attached()
    for number in range(10):
        assert here.draw(number) == there.draw(number)
        for pool in (here, there):
            pool(batch([PROMPTS[i] for i in pool.draw(number)], [[1, 0, 0, 0]] * PER_DRAW))
    there.trainer.args.seed = 1
    assert any(here.draw(n) != there.draw(n) for n in range(10, 20))


def test_its_state_survives_json_to_the_last_bit():
    pool = attached()
    for number in range(7):
        pool.draw(number + 1)
        _landed(pool, number)
    again = attached()
    again.restore(json.loads(json.dumps(pool.kept())))
    assert again.kept() == pool.kept()
    assert [again.draw(n) for n in range(6, 12)] == [pool.draw(n) for n in range(6, 12)]


def test_two_ranks_share_every_draw():
    """As accelerate cuts it: each rank iterates over all, and takes its part of each batch."""
    pools = [attached() for _ in range(2)]
    shards = [
        iter(BatchSamplerShard(BatchSampler(pool.sampler(), SIZE * PER_DRAW // 2, True), 2, rank))
        for rank, pool in enumerate(pools)
    ]
    for number, parts in enumerate(zip(*shards, strict=True)):
        rows = [row for part in parts for row in part]
        assert rows[::SIZE] == pools[0].draw(number)
        assert rows == [row for row in rows[::SIZE] for _ in range(SIZE)]
        scored = batch([PROMPTS[row] for row in rows[::SIZE]], [[1, 0, 0, 1]] * PER_DRAW)
        for pool in pools:
            pool(scored)
    assert number == len(PROMPTS) // PER_DRAW - 1
    assert pools[0].kept() == pools[1].kept()


@pytest.mark.parametrize(
    ("trainer", "said"),
    [
        ({"prompts": PROMPTS[:2]}, "3 prompts are drawn at a time, and the dataset has 2"),
        ({"prompts": ["same"] * 9}, "and the dataset has 1"),
    ],
)
def test_too_few_prompts_are_refused(trainer, said):
    with pytest.raises(ValueError, match=said):
        attached(**trainer)


def test_a_stream_is_refused():
    trainer = Plain()
    trainer.train_dataset = IterableDataset.from_generator(lambda: iter([{"prompt": "1"}]))
    with pytest.raises(ValueError, match="an IterableDataset has not"):
        PassRatePool().attach(trainer)


def test_half_life_is_positive():
    with pytest.raises(ValueError, match="half_life=0"):
        PassRatePool(0)


class Drawing(VerifiedGRPOTrainer):
    """Keeps the prompts of every generation batch."""

    drawn: ClassVar[list[list[str]]]

    def _generate_and_score_completions(self, inputs):
        self.drawn.append([row["prompt"] for row in inputs])
        return super()._generate_and_score_completions(inputs)


def trained(start, folder, steps, *, checkpoint=None, **settings):
    """The prompts of each generation batch of a run over eight prompts, and its pool."""
    pool = PassRatePool()
    made = Drawing(
        str(start),
        EvenLength(),
        config(
            folder,
            max_steps=steps,
            learning_rate=0.01,
            per_device_train_batch_size=4,
            num_generations=2,
            beta=0.0,
            save_strategy="steps",
            save_steps=5,
            **settings,
        ),
        pool=pool,
        train_dataset=dataset([{"prompt": f"{i}+1="} for i in range(8)]),
        processing_class=tokenizer(start),
    )
    made.silence()
    made.drawn = []
    made.train(resume_from_checkpoint=checkpoint and str(checkpoint))
    return made.drawn, pool


@pytest.mark.parametrize(
    "settings",
    [
        {},  # two prompts a draw, four draws an epoch: the checkpoint is within the second
        {"gradient_accumulation_steps": 2},
        {"num_iterations": 5},  # the loader reads each draw five times
    ],
    ids=["plain", "accumulated", "reused"],
)
def test_a_resumed_run_draws_what_it_would_have_drawn(start, tmp_path, settings):
    whole, pool = trained(start, tmp_path / "whole", 10, **settings)
    trained(start, tmp_path / "part", 5, **settings)
    rest, again = trained(
        start, tmp_path / "part", 10, checkpoint=tmp_path / "part" / "checkpoint-5", **settings
    )
    assert whole[-len(rest) :] == rest
    assert again.kept() == pool.kept()
    assert all(len(set(drawn)) == len(drawn) // 2 for drawn in whole)
    assert all(drawn[::2] == drawn[1::2] for drawn in whole)


def test_a_pool_that_nobody_draws_from_is_refused(start, tmp_path):
    made = VerifiedGRPOTrainer(
        str(start),
        EvenLength(),
        config(tmp_path),
        train_dataset=dataset([{"prompt": p} for p in PROMPTS]),
        processing_class=tokenizer(start),
        callbacks=[PassRatePool()],
    )
    with pytest.raises(ValueError, match="nobody draws from this pool: type VerifiedGRPOTrainer"):
        made.train()


def _landed(pool, number):
    rows = pool.draw(number)
    prompts = pool.trainer.train_dataset["prompt"]
    pool(batch([prompts[row] for row in rows], [[1, 0, 0, 1]] * PER_DRAW))
    return rows
