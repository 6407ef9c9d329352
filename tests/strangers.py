"""Reward functions as people have them: importable, so that they can run isolated."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from typing import Any

from rewardsmith import Rollout


def length_reward(completions: list[str], **_: Any) -> list[float]:
    """TRL's kind: one list in, one list out."""
    return [float(len(text)) for text in completions]


def columns_reward(
    prompts: list[str], completions: list[str], solution: list[str], level: list[int], **_: Any
) -> list[float | None]:
    """TRL's kind, with columns; None where there is no truth."""
    return [
        None if truth is None else float(text == truth) * rank
        for text, truth, rank in zip(completions, solution, level, strict=True)
    ]


def hostile_reward(completions: list[str], **_: Any) -> list[float]:
    """TRL's kind, with a weakness for some completions."""
    return [float(misbehave(text)) for text in completions]


def compute_score(
    data_source: str, solution_str: str, ground_truth: str, extra_info: dict[str, Any]
) -> dict[str, float]:
    """verl's kind."""
    return {"score": float(solution_str == ground_truth), "source": float(data_source == "gsm8k")}


def of_rollout(rollout: Rollout) -> float | None:
    """One's own."""
    return misbehave(rollout.text)


def misbehave(text: str) -> float | None:
    """Do what the completion says."""
    match text:
        case "hang":
            return 9**9**9**9
        case "sleep":
            time.sleep(1000)
        case "raise":
            raise KeyError("planted")
        case "crash":
            os._exit(1)
        case "none":
            return None
        case "nan":
            return float("nan")
        case _:
            pass
    return 1.0


class Meeting:
    """Counts who is there; whoever waits goes on when all are."""

    def expect(self, people: int) -> None:
        self._missing, self._lock, self.all_here = people, threading.Lock(), threading.Event()

    def arrive(self) -> None:
        with self._lock:
            self._missing -= 1
        if not self._missing:
            self.all_here.set()


MEETING = Meeting()


def waits(rollout: Rollout) -> float | None:
    """A function that blocks."""
    MEETING.arrive()
    assert MEETING.all_here.wait(30)
    return misbehave(rollout.text)


async def awaits(rollout: Rollout) -> float | None:
    """A coroutine."""
    MEETING.arrive()
    await asyncio.to_thread(MEETING.all_here.wait, 30)
    return misbehave(rollout.text)


async def awaits_for_ever(_: Rollout) -> float:
    """A coroutine whose server is gone."""
    await asyncio.sleep(1e6)
    return 1.0
