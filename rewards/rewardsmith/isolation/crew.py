"""Who works on what: give chunks to idle workers, watch the clock, replace what is lost."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import time
from collections import deque
from collections.abc import Callable

from rewardsmith.isolation import processes
from rewardsmith.isolation.batch import MAX_LOST_STARTS, Batch
from rewardsmith.isolation.channel import Channel
from rewardsmith.isolation.hand import Assignment, Hand, fork
from rewardsmith.isolation.result import Failure, encode_failure
from rewardsmith.isolation.worker import FORKED, RETIRE

_MAX_STILLBORN = 5
_PARTING_S = 3.0


class Crew:
    """The workers and the batches that wait for them.

    At most ``size`` work at a time; one more stands by, so that nobody waits for a fork after a
    kill.  ``close_copies`` closes, in a fork, what is the server's alone.
    """

    def __init__(
        self, size: int, selector: selectors.BaseSelector, close_copies: Callable[[], None]
    ) -> None:
        self._size, self._selector, self._close_others = size, selector, close_copies
        self._hands: dict[int, Hand] = {}
        self._queue: deque[Batch] = deque()
        self._generation = 0
        self._stillborn = 0
        self._orphans = False

    # What is to be done.

    def add(self, batch: Batch) -> None:
        """Run this when its turn comes: a chunk of each batch in the round."""
        self._queue.append(batch)

    def forget(self, channel: Channel) -> None:
        """Nobody waits for what came through this channel."""
        for hand in list(self._hands.values()):
            if hand.task and hand.task.batch.channel is channel:
                self._dismiss(hand)

    def renew(self) -> None:
        """New modules are loaded: workers forked before go as soon as they are idle."""
        self._generation += 1
        for hand in self._idle():
            self._dismiss(hand)

    def staff(self) -> None:
        """Give out what waits, then have one idle worker ready for the next kill."""
        while (batch := self._next_batch()) and len(self._hands) - len(self._idle()) < self._size:
            hand = self._hand_for(batch)
            if hand is None:
                return
            hand.assign(batch, batch.take(self._size))
        if self._orphans:
            self._bury_orphans()
        if self._hands and not self._idle() and len(self._hands) <= self._size:
            self._hire()

    def _idle(self) -> list[Hand]:
        return [hand for hand in self._hands.values() if hand.task is None]

    def _next_batch(self) -> Batch | None:
        for _ in range(len(self._queue)):
            batch = self._queue[0]
            if batch.over:
                self._queue.popleft()
                continue
            self._queue.rotate(-1)
            if batch.waits:
                return batch
        return None

    def _hand_for(self, batch: Batch) -> Hand | None:
        idle = self._idle()
        fresh = batch.has_suspects
        fitting = [hand for hand in idle if hand.fits(batch, self._generation, fresh=fresh)]
        if fitting:
            return max(fitting, key=lambda hand: hand.context == batch.context)
        if idle:
            self._dismiss(idle[0])
        return self._hire()

    def _hire(self) -> Hand | None:
        if self._stillborn >= _MAX_STILLBORN:
            return self._refuse_all("workers die as soon as they are forked")
        try:
            hand = fork(
                self._selector, self._generation, self._close_copies, self._answer, self._hang_up
            )
        except OSError as error:
            return None if self._hands else self._refuse_all(f"cannot fork a worker: {error}")
        self._hands[hand.pid] = hand
        return hand

    def _refuse_all(self, why: str) -> None:
        self._stillborn = 0
        for batch in self._queue:
            batch.refuse(why)

    def _close_copies(self) -> None:
        self._close_others()
        for hand in self._hands.values():
            hand.channel.close_copy()
            hand.page.close()

    # What comes back.

    def _answer(self, hand: Hand, parts: list[bytes]) -> None:
        task, (flags, *outcomes) = hand.task, parts
        if task is None or len(flags) != 1 or len(outcomes) > len(task.indices):
            self._lose(hand, Failure.CRASHED, "the worker wrote garbage to its connection")
            return
        self._stillborn = 0
        hand.task = None
        done = len(outcomes)
        task.batch.learn(done, time.monotonic() - task.since_s)
        task.batch.give_back(task.indices[done:])
        task.batch.finish(task.indices[:done], outcomes)
        self._orphans |= bool(flags[0] & FORKED)
        if flags[0] & RETIRE or hand.generation != self._generation:
            self._dismiss(hand)

    def _hang_up(self, hand: Hand, problem: str) -> None:
        if problem:
            self._lose(hand, Failure.CRASHED, f"the worker {problem}")
        elif hand.task:
            hand.hang_up()
        else:
            self._dismiss(hand)

    def reap(self) -> None:
        """Take leave of the dead: workers, their orphans, and those that we killed."""
        for pid, status, cpu_s in _dead():
            self._orphans = True
            if hand := self._hands.get(pid):
                hand.channel.drain()  # it may have answered before it died
            if hand := self._hands.get(pid):
                self._lose(hand, *_cause(status), cpu_s)

    def timeout_s(self) -> float | None:
        """When has somebody to be looked at?  None: whenever something happens."""
        due = [hand.check_s for hand in self._hands.values() if hand.task]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def watch(self) -> None:
        """Stop those whose item is over a limit."""
        now = time.monotonic()
        for hand in list(self._hands.values()):
            if hand.task and hand.check_s <= now:
                self._orphans = True
                if verdict := hand.look(now):
                    self._lose(hand, *verdict)

    # How it ends.

    def _lose(self, hand: Hand, failure: Failure, detail: str, cpu_s: float | None = None) -> None:
        """A worker is lost, and with it the item it was in; the rest of its chunk goes on.

        Who is over a limit is certain.  Who broke the worker is not, if others were there before:
        memory, descriptors and the connection itself break under one item and fail under the next.
        """
        task, count = hand.task, hand.count
        used_s = hand.used_s(cpu_s)
        self._dismiss(hand)
        if task is None:
            self._stillborn += count == 0
            return
        position = task.position(count)
        if position is None:
            self._lose_start(task, failure, detail)
            return
        before, item, after = task.split(position)
        task.batch.give_back(after)
        if failure is Failure.CRASHED and not task.alone:
            task.batch.suspect([*before, item])
            return
        task.batch.give_back(before)
        task.batch.finish([item], [encode_failure(failure, detail, used_s)])

    def _lose_start(self, task: Assignment, failure: Failure, detail: str) -> None:
        """It died in no item: perhaps of what the last one left, perhaps of loading this one."""
        task.batch.lost_starts += 1
        if task.batch.lost_starts <= MAX_LOST_STARTS and failure is Failure.CRASHED:
            task.batch.give_back(task.indices)
            return
        outcome = encode_failure(failure, f"while loading the function: {detail}")
        task.batch.finish(task.indices, [outcome] * len(task.indices))

    def _dismiss(self, hand: Hand) -> None:
        del self._hands[hand.pid]
        hand.task = None
        hand.channel.close()
        processes.kill(hand.pid)
        self._orphans = True

    def _bury_orphans(self) -> None:
        """What user code detached from its worker was handed to us, and ends here."""
        self._orphans = False
        for pid in processes.children(os.getpid()):
            if pid not in self._hands:
                processes.kill(pid)

    def end(self) -> None:
        """Are all gone, with all they started?"""
        for hand in list(self._hands.values()):
            self._dismiss(hand)
        until = time.monotonic() + _PARTING_S
        with contextlib.suppress(ChildProcessError):
            while time.monotonic() < until:
                self._bury_orphans()
                if not os.waitpid(-1, os.WNOHANG)[0]:
                    time.sleep(0.002)


def _dead() -> list[tuple[int, int, float]]:
    """Which children died?  Their pid, status and CPU seconds."""
    found: list[tuple[int, int, float]] = []
    with contextlib.suppress(ChildProcessError):
        while (end := os.wait4(-1, os.WNOHANG))[0]:
            pid, status, usage = end
            found.append((pid, status, usage.ru_utime + usage.ru_stime))
    return found


def _cause(status: int) -> tuple[Failure, str]:
    """What does the way it died say?"""
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGPROF:
        return Failure.CPU_TIME, "stopped by the kernel's timer"
    if code >= 0:
        return Failure.CRASHED, f"the worker ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    hint = ", perhaps by the kernel for want of memory" if code == -signal.SIGKILL else ""
    return Failure.CRASHED, f"the worker was killed by {name}{hint}"
