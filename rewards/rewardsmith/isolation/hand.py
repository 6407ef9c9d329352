"""One worker from the server's side: fork it, give it items, look what it is at."""

from __future__ import annotations

import mmap
import os
import selectors
import signal
import socket
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from rewardsmith.isolation import processes, wire
from rewardsmith.isolation.batch import Batch
from rewardsmith.isolation.channel import Channel
from rewardsmith.isolation.limits import LOAD_WALL_S, MAX_ANSWER_BYTES, WATCH_S
from rewardsmith.isolation.result import Failure
from rewardsmith.isolation.worker import PAGE, Worker

_EXIT_BROKEN = 70  # EX_SOFTWARE
_SHORTEST_WATCH_S = 0.005
_DYING_S = 0.05


@dataclass(frozen=True, slots=True)
class Assignment:
    """What does a worker have to do?  Some items of a batch, given out at ``since_s``."""

    batch: Batch
    indices: Sequence[int]
    since_s: float
    counted: int  # items that the worker had begun before

    @property
    def alone(self) -> bool:
        """Is its one item the first that the worker runs, so that nobody else can be to blame?"""
        return self.counted == 0 and len(self.indices) == 1

    def split(self, position: int) -> tuple[Sequence[int], int, Sequence[int]]:
        """Which items come before this one, which is it, and which come after?"""
        return self.indices[:position], self.indices[position], self.indices[position + 1 :]

    def position(self, count: int) -> int | None:
        """Which of the items is it in, by the page's number?  None: in none yet."""
        position = count - self.counted - 1
        return position if 0 <= position < len(self.indices) else None


@dataclass(slots=True, eq=False)
class Hand:
    """One worker process."""

    pid: int
    page: mmap.mmap
    base_bytes: int
    generation: int
    channel: Channel = field(init=False)
    task: Assignment | None = None
    context: bytes = b""
    memory_bytes: int | None = None
    check_s: float = 0.0

    def assign(self, batch: Batch, indices: Sequence[int]) -> None:
        """Is it at work on these items?"""
        now = time.monotonic()
        self.task = Assignment(batch, indices, now, self.count)
        self.check_s = now + min(WATCH_S, batch.limits.cpu_s, batch.limits.wall_s)
        self.memory_bytes = batch.limits.memory_bytes
        context = b"" if self.context == batch.context else batch.context
        self.context = batch.context
        items = [batch.items[index] for index in indices]
        self.channel.send(wire.pack([batch.packed_limits, context, *items]))

    @property
    def count(self) -> int:
        """How many items has it begun in its life?"""
        return PAGE.unpack_from(self.page)[0]

    def hang_up(self) -> None:
        """It closed its end: if it is dying, its status will say more in a moment."""
        self.check_s = time.monotonic() + _DYING_S

    def fits(self, batch: Batch, generation: int, *, fresh: bool) -> bool:
        """Could it run this?  A memory limit and the preloaded modules are for life."""
        if fresh and self.count:
            return False
        same = self.memory_bytes is None or self.memory_bytes == batch.limits.memory_bytes
        return same and self.generation == generation

    def cpu_s(self) -> float:
        """How much CPU have it and its descendants used?"""
        return sum(processes.cpu_s(pid) or 0.0 for pid in processes.tree(self.pid))

    def used_s(self, cpu_s: float | None = None) -> float:
        """How much CPU has its item used?  ``cpu_s`` is the whole life's, where it is known."""
        total_s = self.cpu_s() if cpu_s is None else cpu_s
        return max(0.0, total_s - PAGE.unpack_from(self.page)[1])

    def look(self, now: float) -> tuple[Failure, str] | None:
        """Is its item over a limit?  Else ``check_s`` says when to look again."""
        assert self.task is not None
        limits = self.task.batch.limits
        if self.channel.closed:
            return Failure.CRASHED, "the worker's connection was closed"
        before = PAGE.unpack_from(self.page)
        count, cpu_start_s, wall_start_s, again = before
        if count != again:
            self.check_s = now + _SHORTEST_WATCH_S
            return None
        if self.task.position(count) is None:
            self.check_s = now + WATCH_S
            late = now > self.task.since_s + LOAD_WALL_S
            return (Failure.WALL_TIME, "still loading the function") if late else None
        used_s, passed_s = self.cpu_s() - cpu_start_s, now - wall_start_s
        verdict = None
        if used_s >= limits.cpu_s:
            verdict = Failure.CPU_TIME, f"stopped after {used_s:.3f} s of CPU"
        elif passed_s >= limits.wall_s:
            detail = f"stopped after {passed_s:.3f} s, of which {used_s:.3f} s of CPU"
            verdict = Failure.WALL_TIME, detail
        elif (held := self._held_bytes()) > limits.memory_bytes:
            verdict = Failure.MEMORY, f"stopped at {held:,} bytes"
        left_s = min(WATCH_S, limits.cpu_s - used_s, limits.wall_s - passed_s)
        self.check_s = now + max(left_s, _SHORTEST_WATCH_S)
        if PAGE.unpack_from(self.page) != before:  # it went on while we looked
            return None
        return verdict

    def _held_bytes(self) -> int:
        family = processes.tree(self.pid)
        return sum(max(0, processes.resident_bytes(pid) - self.base_bytes) for pid in family)


def fork(
    selector: selectors.BaseSelector,
    generation: int,
    close_copies: Callable[[], None],
    on_frame: Callable[[Hand, list[bytes]], None],
    on_close: Callable[[Hand, str], None],
) -> Hand:
    """Which worker is new?  ``close_copies`` closes, in the fork, what is the server's alone."""
    ours, theirs = wire.socketpair()
    page = mmap.mmap(-1, PAGE.size)
    base_bytes, server = processes.resident_bytes(os.getpid()), os.getpid()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12: a preloaded module has threads
        pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            close_copies()
            _live(theirs, page, server)
        finally:
            os._exit(_EXIT_BROKEN)
    theirs.close()
    hand = Hand(pid, page, base_bytes, generation)
    hand.channel = Channel(
        ours, selector, partial(on_frame, hand), partial(on_close, hand), MAX_ANSWER_BYTES
    )
    return hand


def _live(sock: socket.socket, page: mmap.mmap, server: int) -> None:
    os.setsid()
    processes.die_with_parent(server)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    Worker(sock, page).serve()
