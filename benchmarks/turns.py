# ruff: noqa: ARG002  (the signatures are those of transformers' callbacks)
"""Two training runs step by step in turn, so that the drift of a machine meets both alike.

Each run has a process of its own.  In a step one of them works while the other waits; who goes
first changes from step to step, so that what gets slower by the minute is shared too.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, cast

from transformers import TrainerCallback, TrainerControl, TrainerState

from rewardsmith.rows import write_text

Run = Callable[["Turns"], None]


class Turns(TrainerCallback):
    """When is it this run's turn, and how long does it take for a step?

    ``place`` is 0 or 1, ``barrier`` is shared by both.  A step lasts from its beginning to that of
    the next one, with all that is logged and saved in between; ``seconds_of`` reads the times.
    """

    def __init__(self, place: int, barrier: Barrier, kept: Path) -> None:
        self.place = place
        self.barrier = barrier
        self.kept = kept
        self.seconds = list[float]()
        self._started: float | None = None

    def on_train_begin(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Begin together."""
        self.barrier.wait()

    def on_step_begin(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """End the turn of the last step, and wait for the one of this."""
        self._end()
        if not self._goes_first():
            self.barrier.wait()
        self._started = time.perf_counter()

    def on_train_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """End together: what comes after training disturbs nobody's step."""
        self._end()
        self.barrier.wait()
        write_text(self.kept, [json.dumps(self.seconds)])

    def _goes_first(self) -> bool:
        return len(self.seconds) % 2 == self.place

    def _end(self) -> None:
        if self._started is None:
            return
        first = self._goes_first()
        self.seconds.append(time.perf_counter() - self._started)
        self._started = None
        if first:
            self.barrier.wait()


def seconds_of(kept: Path) -> list[float]:
    """How long was each step of a run that is over?"""
    return cast("list[float]", json.loads(kept.read_text("utf-8")))


def in_turn(runs: Sequence[tuple[Run, Path]]) -> None:
    """Run both to their end; each is called in a process of its own, and its times kept.

    RuntimeError where one fails; the other is ended then.
    """
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    processes = [
        context.Process(target=run, args=(Turns(place, barrier, kept),))
        for place, (run, kept) in enumerate(runs)
    ]
    for process in processes:
        process.start()
    try:
        _await(processes)
    finally:
        for process in processes:
            process.kill()
            process.join()


def _await(processes: Sequence[BaseProcess]) -> None:
    waiting = {process.sentinel: process for process in processes}
    while waiting:
        for sentinel in wait(list(waiting)):
            ended = waiting.pop(cast("int", sentinel))
            ended.join()
            if ended.exitcode:
                raise RuntimeError(f"{ended.name} ended with {ended.exitcode}; see above")
