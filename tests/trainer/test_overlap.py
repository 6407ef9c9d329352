"""Scoring starts with the completions, and what was begun is what the trainer gets."""

from __future__ import annotations

import asyncio
import math
import sys
import threading
import time
import traceback
from types import FrameType
from typing import ClassVar, Literal

import pytest

from rewardsmith import Integer, Reason, Rollout, Verdict, Verifier, register
from rewardsmith.errors import DataError
from rewardsmith_trainer import as_trl
from rewardsmith_trainer.ahead import Request
from rewardsmith_trainer.background import Background, _drive
from tests.isolation.process_table import run
from tests.trainer.steps import ROWS, ByPlace, Recording, trainer

ROOM_S = 30


@register
class Noted(Verifier, frozen=True):
    """Accepts, notes when, and says that it is at work."""

    kind: Literal["noted"] = "noted"
    events: ClassVar[list[str]] = []
    at_work: ClassVar[threading.Event] = threading.Event()

    def verify(self, rollout: Rollout) -> Verdict:
        self.events.append("verify")
        self.at_work.set()
        return Verdict.of(1.0)


class Watching(Recording):
    """Notes when TRL computes the reference and asks for rewards; at the first it waits."""

    def _get_per_token_logps_and_entropies(self, *given, **named):
        if "asked" not in Noted.events:
            assert Noted.at_work.wait(ROOM_S)
            Noted.events.append("pass")
        return super()._get_per_token_logps_and_entropies(*given, **named)

    def _calculate_rewards(self, *given):
        Noted.events.append("asked")
        return super()._calculate_rewards(*given)


@pytest.fixture(autouse=True)
def _forget():
    Noted.events.clear()
    Noted.at_work.clear()


def test_rewards_are_under_way_during_the_reference_pass(start, tmp_path):
    made = trainer(start, tmp_path, Noted(), cls=Watching)
    made.train()
    events = Noted.events
    assert events.index("verify") < events.index("pass") < events.index("asked")
    assert made.state.log_history[0]["reward"] == 1.0
    assert made.state.log_history[0]["reward_wait_s"] >= 0.0


@pytest.mark.parametrize("beta", [0.0, 0.04])
def test_each_completion_is_scored_once(start, tmp_path, beta):
    made = trainer(start, tmp_path, Noted(), beta=beta, max_steps=3)
    made.train()
    assert made.reward.budget.seen == 3 * 16


def test_the_early_rewards_are_those_that_are_asked_for(start, tmp_path):
    scores = (0.0, 1.0, None, 1.0, 0.0, 1.0, 0.0, 0.25)
    made = trainer(start, tmp_path, ByPlace(scores=(scores,)))
    made.model.train()
    made._generate_and_score_completions([row for row in ROWS for _ in range(8)])
    found = made._rewards.tolist()
    assert str(found) == str([math.nan if s is None else s for s in [*scores, *scores]])


def test_columns_of_a_rollout_function_are_waited_for(start, tmp_path):
    """TRL merges them into the rows after the passes: nothing is begun without them."""

    def rollouts(prompts, _):
        each = {"prompt_ids": [3, 4], "completion_ids": [5, 1], "logprobs": [-1.0, -1.0]}
        return {name: [value] * len(prompts) for name, value in each.items()} | {
            "heard": [1.0] * len(prompts)
        }

    made = trainer(start, tmp_path, ReadsColumn())
    made.rollout_func = rollouts
    made.train()
    assert made.state.log_history[0]["reward"] == 1.0
    assert made.reward.budget.seen == 16


def test_columns_that_appear_after_the_start_are_seen(start, tmp_path):
    class Adding(Recording):
        def _calculate_rewards(self, inputs, *given):
            for row in inputs:
                row["heard"] = 1.0
            return super()._calculate_rewards(inputs, *given)

    made = trainer(start, tmp_path, ReadsColumn(), cls=Adding)
    made.train()
    assert made.state.log_history[0]["reward"] == 1.0


@register
class ReadsColumn(Verifier, frozen=True):
    """Undecided without its column."""

    kind: Literal["reads_column"] = "reads_column"

    def verify(self, rollout: Rollout) -> Verdict:
        heard = rollout.extra.get("heard")
        return Verdict.undecided(Reason.MISSING_COLUMN) if heard is None else Verdict.of(heard)


def test_an_exception_on_the_way_gives_up_what_was_begun(start, tmp_path):
    class Broken(Recording):
        def _calculate_rewards(self, *given):
            assert Endless.begun.wait(ROOM_S)
            raise MemoryError("on the way")

    Endless.given_up.clear()
    Endless.begun.clear()
    made = trainer(start, tmp_path, Endless(), cls=Broken)
    with pytest.raises(MemoryError):
        made.train()
    _wait_until(lambda: Endless.given_up == [True])
    _wait_until(lambda: not _scoring())


@register
class Endless(Verifier, frozen=True):
    """Awaits for ever, and notes that it was cancelled (once, whatever the number of rollouts)."""

    kind: Literal["endless"] = "endless"
    given_up: ClassVar[list[bool]] = []
    begun: ClassVar[threading.Event] = threading.Event()

    async def averify(self, rollout: Rollout) -> Verdict:
        self.begun.set()
        try:
            await asyncio.sleep(1e6)
        except asyncio.CancelledError:
            self.given_up[:] = [True]
            raise
        return Verdict.of(1.0)


@pytest.mark.parametrize(
    ("prompts", "completions", "answers"),
    [
        (["1+2="], None, ["3"]),
        (None, [r"\boxed{3}"], ["3"]),
        (None, None, ["4"]),
    ],
    ids=["prompts", "completions", "column"],
)
def test_other_lists_are_scored_anew(prompts, completions, answers):
    reward = as_trl(Integer())
    begun = ["1+2="], [r"\boxed{3}"]
    reward.start(Request(*begun, {"answer": ["wrong"]}, 0))
    found = reward(prompts or begun[0], completions or begun[1], answer=answers)
    assert found == [float(answers == ["3"])]


def test_the_same_lists_are_not_scored_again():
    reward = as_trl(Noted())
    prompts, completions = ["q"], ["a"]
    reward.start(Request(prompts, completions, {}, 0))
    assert reward(prompts, completions) == [1.0]
    assert Noted.events == ["verify"]


def test_what_was_begun_and_raised_raises_where_it_is_asked_for():
    class NeedsLevel(Noted, frozen=True):
        reads: ClassVar[frozenset[str]] = frozenset({"level"})

    reward = as_trl(NeedsLevel())
    prompts, completions = ["q"], ["a"]
    reward.start(Request(prompts, completions, {}, 0))
    with pytest.raises(DataError, match="level"):
        reward(prompts, completions)


def test_a_second_start_gives_up_the_first():
    reward = as_trl(Endless(), batch_deadline_s=0.2)
    Endless.given_up.clear()
    Endless.begun.clear()
    reward.start(Request(["q"], ["a"], {}, 0))
    assert Endless.begun.wait(ROOM_S)
    reward.start(Request(["q"], ["b"], {}, 0))
    reward.ahead.drop()
    _wait_until(lambda: Endless.given_up == [True] and not _scoring())


LEAVES_AT_ONCE = """
import asyncio, time
from typing import Literal
from rewardsmith import Verifier, from_callable
from rewardsmith_trainer import as_trl
from rewardsmith_trainer.ahead import Request

class Blocks(Verifier, frozen=True):
    kind: Literal["blocks"] = "blocks"
    resource = "endpoint"
    def verify(self, rollout):
        time.sleep(1e6)

class Awaits(Verifier, frozen=True):
    kind: Literal["awaits"] = "awaits"
    async def averify(self, rollout):
        await asyncio.sleep(1e6)

hangs = from_callable(lambda rollout: 9**9**9**9, cpu_s=1e4)
as_trl(Blocks() & Awaits() & hangs).start(Request(["q"] * 3, ["a", "b", "c"], {}, 0))
time.sleep(1.0)
print("over")
"""


def test_nothing_is_left_of_what_was_under_way_at_the_exit():
    assert run([sys.executable, "-W", "error", "-c", LEAVES_AT_ONCE]) == "over\n"


def test_background_work_returns_raises_or_is_given_up():
    async def fine() -> int:
        return 3

    async def wrong() -> int:
        raise KeyError("planted")

    assert Background(fine()).result(ROOM_S) == 3
    with pytest.raises(KeyError, match="planted"):
        Background(wrong()).result(ROOM_S)
    assert Background(asyncio.sleep(1e6)).result(0.05) is None
    _wait_until(lambda: not _scoring())


def _scoring() -> list[FrameType]:
    """The threads that drive an event loop of ours."""
    return [
        top
        for top in sys._current_frames().values()
        if any(frame.f_code is _drive.__code__ for frame, _ in traceback.walk_stack(top))
    ]


def _wait_until(condition) -> None:
    end = time.monotonic() + ROOM_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
