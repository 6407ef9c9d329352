"""Work in daemon threads, watched by an event loop: a thread that hangs is left behind.

Nothing can stop a thread, so one that is late keeps its item, and another goes on with the rest.
Daemons, since one that hangs must not hold up the exit.  A thread that is through waits a while for
more: to start one costs more than most verdicts.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from rewardsmith.patience import wait_until

In = TypeVar("In")
Out = TypeVar("Out")


_IDLE_S = 10.0

_idle: list[SimpleQueue[Callable[[], object]]] = []
"""Where to put work for the threads that wait for some, those that wait longest first."""

os.register_at_fork(after_in_child=_idle.clear)


def run_beside(work: Callable[[], object]) -> None:
    """Call this, which must not raise, in a daemon thread: an idle one, else a new one."""
    try:
        inbox = _idle.pop()
    except IndexError:
        inbox = SimpleQueue[Callable[[], object]]()
        threading.Thread(target=_serve, args=(inbox,), name="rewardsmith", daemon=True).start()
    inbox.put(work)


def _serve(inbox: SimpleQueue[Callable[[], object]]) -> None:
    """Do what is put in, until nothing is for some time."""
    while True:
        try:
            work = inbox.get(timeout=_IDLE_S)
        except Empty:
            if _withdrawn(inbox):
                return
            continue  # somebody has just taken it, to put work in
        work()
        wait_until(None)  # whose patience it was, the next work is not for them
        del work  # and with it what it holds
        _idle.append(inbox)


def _withdrawn(inbox: SimpleQueue[Callable[[], object]]) -> bool:
    """Is it idle no more, so that nobody will put work in?"""
    try:
        _idle.remove(inbox)
    except ValueError:
        return False
    return True


def in_thread(work: Callable[[], Out], patience_s: float | None = None) -> asyncio.Future[Out]:
    """What does ``work`` return, or raise?  Under way from now on; to be awaited in this loop.

    After ``patience_s`` it waits in vain for what can be given up: see ``patience``.
    """
    end_s = None if patience_s is None else time.monotonic() + patience_s
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Out] = loop.create_future()

    def settle(set_outcome: Callable[[Any], None], outcome: Any) -> None:
        if not future.done():
            set_outcome(outcome)

    def target() -> None:
        wait_until(end_s)
        try:
            call = (settle, future.set_result, work())
        except BaseException as error:  # noqa: BLE001  (carried to whoever awaits)
            call = (settle, future.set_exception, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(*call)

    run_beside(target)
    return future


class Queue(Generic[In, Out]):
    """What becomes of each item?  Filled in by as many ``drain`` as run side by side."""

    def __init__(self, work: Callable[[In], Out], items: Sequence[In]) -> None:
        self.work, self.items = work, items
        self.waiting = deque(range(len(items)))
        self.outcomes: dict[int, Out] = {}

    async def drain(self, deadline_s: float | None, late: Out) -> None:
        """One thread's share; ``late`` is the outcome of an item that exceeds the deadline."""
        while self.waiting:
            await _Pass(self, deadline_s, late).run()

    def settle(self, index: int, outcome: Out) -> bool:
        """Is this the item's outcome?  The first one is, whoever brings it (one atomic step)."""
        return self.outcomes.setdefault(index, outcome) is outcome

    def in_order(self, missing: Out) -> list[Out]:
        """All outcomes, once every ``drain`` is through; ``missing`` where one was cancelled."""
        return [self.outcomes.get(index, missing) for index in range(len(self.items))]


class _Pass(Generic[In, Out]):
    """A thread that takes one item after the other, until none waits or one is late."""

    def __init__(self, queue: Queue[In, Out], deadline_s: float | None, late: Out) -> None:
        self.queue, self.deadline_s, self.late = queue, deadline_s, late
        self._at_work: tuple[int, float] | None = None  # which item, and since when
        self._left_behind = False

    async def run(self) -> None:
        work = in_thread(self._work)
        try:
            while not work.done() and not self._is_late():
                await asyncio.wait([work], timeout=self._left_s())
            if work.done():
                work.result()
        finally:
            self._left_behind = True
            work.cancel()

    def _left_s(self) -> float | None:
        if self.deadline_s is None or self._at_work is None:
            return self.deadline_s
        return self._at_work[1] + self.deadline_s - time.monotonic()

    def _is_late(self) -> bool:
        at_work, left_s = self._at_work, self._left_s()
        if at_work is None or left_s is None or left_s > 0:
            return False
        return self.queue.settle(at_work[0], self.late)

    def _work(self) -> None:
        queue = self.queue
        while queue.waiting and not self._left_behind:
            try:
                index = queue.waiting.popleft()
            except IndexError:  # another thread took the last one
                return
            self._at_work = index, time.monotonic()
            if not queue.settle(index, queue.work(queue.items[index])):
                return
