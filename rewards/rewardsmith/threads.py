"""Work in daemon threads, watched by an event loop: a thread that hangs is left behind.

Nothing can stop a thread, so one that is late keeps its item, and another goes on with the rest.
Daemons, since one that hangs must not hold up the exit.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")


async def in_thread(work: Callable[[], Out]) -> Out:
    """What does ``work`` return, or raise?"""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Out] = loop.create_future()

    def settle(set_outcome: Callable[[Any], None], outcome: Any) -> None:
        if not future.done():
            set_outcome(outcome)

    def target() -> None:
        try:
            call = (settle, future.set_result, work())
        except BaseException as error:  # noqa: BLE001  (carried to whoever awaits)
            call = (settle, future.set_exception, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(*call)

    threading.Thread(target=target, name="rewardsmith-verify", daemon=True).start()
    return await future


class Queue(Generic[In, Out]):
    """What becomes of each item?  Filled in by as many ``drain`` as run side by side."""

    def __init__(self, work: Callable[[In], Out], items: Sequence[In]) -> None:
        self.work, self.items = work, items
        self.waiting = deque(range(len(items)))
        self.outcomes: dict[int, Out] = {}
        self.moving = threading.Lock()  # held from one item to the next, and to leave one behind

    async def drain(self, deadline_s: float | None, late: Out) -> None:
        """One thread's share; ``late`` is the outcome of an item that exceeds the deadline."""
        while self.waiting:
            await _Pass(self).run(deadline_s, late)

    def in_order(self) -> list[Out]:
        """All outcomes, once every ``drain`` is through."""
        return [self.outcomes[index] for index in range(len(self.items))]


class _Pass(Generic[In, Out]):
    """A thread that takes one item after the other, until none waits or one is late."""

    def __init__(self, queue: Queue[In, Out]) -> None:
        self.queue = queue
        self._index: int | None = None
        self._since_s = 0.0
        self._left_behind = False

    async def run(self, deadline_s: float | None, late: Out) -> None:
        work = asyncio.ensure_future(in_thread(self._work))
        try:
            while not work.done() and not self._is_late(deadline_s, late):
                await asyncio.wait([work], timeout=self._left_s(deadline_s))
            if work.done():
                work.result()
        finally:
            self._left_behind = True
            work.cancel()

    def _left_s(self, deadline_s: float | None) -> float | None:
        if deadline_s is None or self._index is None:
            return deadline_s
        return self._since_s + deadline_s - time.monotonic()

    def _is_late(self, deadline_s: float | None, late: Out) -> bool:
        with self.queue.moving:
            left_s = self._left_s(deadline_s)
            if left_s is None or left_s > 0 or self._index is None:
                return False
            self.queue.outcomes[self._index] = late
            self._left_behind = True
            return True

    def _work(self) -> None:
        index = self._next([])
        while index is not None:
            index = self._next([self.queue.work(self.queue.items[index])])

    def _next(self, outcome: Sequence[Out]) -> int | None:
        """Keep the outcome of the item at work, if there is one, and take the next."""
        queue = self.queue
        with queue.moving:
            if self._left_behind:
                return None
            if self._index is not None:
                (queue.outcomes[self._index],) = outcome
            self._since_s = time.monotonic()
            self._index = queue.waiting.popleft() if queue.waiting else None
            return self._index
