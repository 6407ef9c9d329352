"""Work under way beside the trainer: an event loop in a daemon thread, one for each piece of work.

A loop of its own, since one that a coroutine blocks is lost; a daemon, since nothing that hangs may
hold up the exit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future, wait
from functools import partial
from typing import Any, Generic, TypeVar

from rewardsmith.threads import run_beside

T = TypeVar("T")


class Background(Generic[T]):
    """What does this coroutine return, run beside the caller's thread?"""

    def __init__(self, work: Coroutine[Any, Any, T]) -> None:
        loop = asyncio.new_event_loop()
        self._outcome: Future[T] = asyncio.run_coroutine_threadsafe(work, loop)
        run_beside(partial(_drive, loop, self._outcome))

    def result(self, timeout_s: float | None) -> T | None:
        """Its outcome, or what it raised; None where it takes longer, and is given up."""
        try:
            if wait([self._outcome], timeout_s).done:
                return self._outcome.result()
            return None
        finally:
            self.cancel()

    def cancel(self) -> None:
        """Give it up, if it is not done; what it awaits is cancelled, a thread left behind."""
        self._outcome.cancel()


def _drive(loop: asyncio.AbstractEventLoop, outcome: Future[Any]) -> None:
    outcome.add_done_callback(lambda _: loop.call_soon_threadsafe(loop.stop))
    with asyncio.Runner(loop_factory=lambda: loop) as runner:  # cancels and closes all that is left
        runner.get_loop().run_forever()
