"""Verifiers that hang in C, raise, are killed or block, through real steps of both trainers."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import pytest
from trl import GRPOTrainer

from rewardsmith import Reason, Rollout, Verdict, Verifier, register
from rewardsmith.isolation import run_isolated, shutdown
from rewardsmith.isolation.processes import tree
from rewardsmith.verifier import Resource
from rewardsmith.wrap import from_callable
from rewardsmith_trainer import VerifiedGRPOTrainer, as_trl
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models.hub import tokenizer
from tests.trainer import faulty
from tests.trainer.steps import ROWS, config

DEADLINE_S = 1.5
ROOM_S = 60.0
"""What a loaded machine may add; a fault that nobody bounds takes for ever."""


class Blocking(Verifier, frozen=True):
    """Never answers for the first prompt, in this very process, until the test is over."""

    over: ClassVar[threading.Event] = threading.Event()

    def answer(self, rollout: Rollout) -> Verdict:
        if rollout.prompt == faulty.FIRST:
            self.over.wait(1e6)
        return Verdict.of(faulty.even(rollout))


@register
class BlocksOneThread(Blocking, frozen=True):
    """Computes: its rollouts take turns."""

    kind: Literal["blocks_one_thread"] = "blocks_one_thread"

    def verify(self, rollout: Rollout) -> Verdict:
        return self.answer(rollout)


@register
class BlocksThreads(Blocking, frozen=True):
    """Waits: a thread for each."""

    kind: Literal["blocks_threads"] = "blocks_threads"
    resource: ClassVar[Resource] = "endpoint"

    def verify(self, rollout: Rollout) -> Verdict:
        return self.answer(rollout)


@register
class BlocksTheLoop(Blocking, frozen=True):
    """Says ``async`` and never awaits."""

    kind: Literal["blocks_the_loop"] = "blocks_the_loop"

    async def averify(self, rollout: Rollout) -> Verdict:
        return self.answer(rollout)


@register
class EatsMemory(Verifier, frozen=True):
    """Wants more than its worker may have."""

    kind: Literal["eats_memory"] = "eats_memory"

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        items = [(rollout,) for rollout in rollouts]
        results = run_isolated(faulty.eats_memory, items, cpu_s=5, memory_bytes=64 << 20)
        return [
            Verdict.of(result.value)
            if result.failure is None
            else Verdict.undecided(Reason.WORKER_LOST, f"{result.failure}: {result.detail}")
            for result in results
        ]


def stock(start: Any, args: Any, reward: Any) -> Any:
    return GRPOTrainer(
        str(start),
        reward_funcs=reward,
        args=args,
        train_dataset=dataset(ROWS),
        processing_class=tokenizer(start),
    )


def verified(start: Any, args: Any, reward: Any) -> Any:
    return VerifiedGRPOTrainer(
        str(start), reward, args, train_dataset=dataset(ROWS), processing_class=tokenizer(start)
    )


@pytest.fixture(autouse=True)
def _let_go():
    Blocking.over.clear()
    yield
    Blocking.over.set()


@pytest.fixture
def no_process_left():
    before = set(tree(os.getpid()))
    yield
    shutdown()
    end = time.monotonic() + ROOM_S
    while left := set(tree(os.getpid())) - before:
        assert time.monotonic() < end, left
        time.sleep(0.05)


@pytest.mark.parametrize("made_by", [stock, verified])
@pytest.mark.parametrize(
    ("verifier", "batch_deadline_s", "abstained"),
    [
        (from_callable(faulty.hangs_in_c, cpu_s=0.1), ROOM_S, 1 / 16),
        (from_callable(faulty.raises), ROOM_S, 0.5),
        (EatsMemory(), ROOM_S, 0.5),
        (from_callable(faulty.is_killed), ROOM_S, 0.5),
        (BlocksThreads(), ROOM_S, 1 / 16),
        (BlocksOneThread(), 2 * DEADLINE_S, 1.0),
        (BlocksTheLoop(), DEADLINE_S, 1.0),
    ],
    ids=["hangs_in_c", "raises", "eats_memory", "is_killed", "threads", "one_thread", "the_loop"],
)
@pytest.mark.usefixtures("no_process_left")
def test_the_step_ends_and_training_goes_on(
    start, tmp_path, made_by, verifier, batch_deadline_s, abstained
):
    """Half of the 16 rows fail.  Of our own limit, the budget lets one row of the run abstain."""
    reward = as_trl(verifier, deadline_s=DEADLINE_S, batch_deadline_s=batch_deadline_s)
    made = made_by(start, config(tmp_path, max_steps=2, logging_steps=1), reward)
    made.train()
    assert made.state.global_step == 2
    first, second = (row for row in made.state.log_history if "reward_wait_s" in row)
    assert first["abstained"] == abstained
    assert max(first["reward_wait_s"], second["reward_wait_s"]) < batch_deadline_s + ROOM_S
    assert all(p.isfinite().all() for p in made.model.parameters())
