"""The server: one thread and one selector between the clients' batches and the workers.

It runs no code of others but the ``preload`` imports, so it is always there to look at the clock.
It ends when the parent's end of the control socket closes or the parent dies.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import selectors
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable

from rewardsmith.isolation import crew, processes, wire
from rewardsmith.isolation.batch import BATCH, MAX_LOST_STARTS, PING, PONG, Batch
from rewardsmith.isolation.channel import Channel
from rewardsmith.isolation.crew import Hand
from rewardsmith.isolation.result import Failure, encode_failure
from rewardsmith.isolation.worker import FORKED, RETIRE

READY = b"ready"
_MAX_STILLBORN = 5
_PARTING_S = 3.0


class Server:
    """Who works on what?  ``run`` returns when the parent is gone."""

    def __init__(self, control: socket.socket, parent: int, workers: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._control, self._workers = control, workers
        self._crew: dict[int, Hand] = {}
        self._channels: set[Channel] = set()
        self._queue: deque[Batch] = deque()
        self._preloaded: set[str] = set()
        self._generation = 0
        self._stillborn = 0
        self._leaving = False
        self._look_for_orphans = False
        self._fds: list[int] = []
        self._selector.register(control, selectors.EVENT_READ, self._on_control)
        self._watch_parent(parent)
        self._catch_signals()

    def run(self) -> None:
        """Serve until the parent is gone; then leave nothing behind."""
        while not self._leaving:
            for key, mask in self._selector.select(self._timeout_s()):
                key.data(mask)
            self._watch()
            self._staff()
        self._end()

    # What comes in.

    def _watch_parent(self, parent: int) -> None:
        """A fork of the parent may hold the control socket open; a pidfd does not care."""
        with contextlib.suppress(OSError, AttributeError):  # not on Linux, or it is gone already
            fd = os.pidfd_open(parent)
            self._fds.append(fd)
            self._selector.register(fd, selectors.EVENT_READ, self._leave)

    def _catch_signals(self) -> None:
        ours, theirs = wire.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        self._fds += [ours.detach(), theirs.detach()]
        self._selector.register(self._fds[-2], selectors.EVENT_READ, self._on_signal)
        signal.signal(signal.SIGCHLD, _nothing)  # the wakeup descriptor tells
        signal.signal(signal.SIGTERM, self._leave)

    def _leave(self, *_: object) -> None:
        self._leaving = True

    def _on_control(self, _mask: int) -> None:
        try:
            byte, fds, _, _ = socket.recv_fds(self._control, 1, 1)
        except OSError:
            byte, fds = b"", []
        if not byte:
            self._leaving = True
        for fd in fds:
            self._welcome(socket.socket(fileno=fd))

    def _welcome(self, sock: socket.socket) -> None:
        sock.set_inheritable(False)

        def on_frame(parts: list[bytes]) -> None:
            self._on_client(channel, parts)

        def on_close(_problem: str) -> None:
            self._on_client_gone(channel)

        channel = Channel(sock, self._selector, on_frame, on_close)
        self._channels.add(channel)

    def _on_client(self, channel: Channel, parts: list[bytes]) -> None:
        if parts[0] == PING:
            channel.send(wire.pack([PONG]))
        elif parts[0] == BATCH:
            batch = Batch(channel, parts)
            if problem := self._preload(batch.preload):
                batch.refuse(problem)
            else:
                self._queue.append(batch)

    def _on_client_gone(self, channel: Channel) -> None:
        self._channels.discard(channel)
        for hand in list(self._crew.values()):
            if hand.task and hand.task.batch.channel is channel:
                self._dismiss(hand)

    def _preload(self, names: list[str]) -> str:
        """Are these modules in every worker from now on?  Else the reason why not."""
        missing = [name for name in names if name not in self._preloaded]
        for name in missing:
            try:
                importlib.import_module(name)
            except BaseException as error:  # noqa: BLE001  (an import may raise anything)
                return f"cannot preload {name!r}: {type(error).__qualname__}: {error}"
            self._preloaded.add(name)
        if missing:
            gc.collect()
            gc.freeze()  # a collection in a worker shall not copy every page
            self._generation += 1
            for hand in self._idle():
                self._dismiss(hand)
        return ""

    # What goes out.

    def _idle(self) -> list[Hand]:
        return [hand for hand in self._crew.values() if hand.task is None]

    def _staff(self) -> None:
        """Give out what waits, then have one idle worker ready for the next kill."""
        while (batch := self._next_batch()) and len(self._crew) - len(self._idle()) < self._workers:
            hand = self._hand_for(batch)
            if hand is None:
                return
            hand.assign(batch, batch.take(self._workers))
        if self._look_for_orphans:
            self._bury_orphans()
        if self._crew and not self._idle() and len(self._crew) <= self._workers:
            self._hire()

    def _next_batch(self) -> Batch | None:
        for _ in range(len(self._queue)):
            batch = self._queue[0]
            if batch.over:
                self._queue.popleft()
                continue
            self._queue.rotate(-1)
            if batch.waiting:
                return batch
        return None

    def _hand_for(self, batch: Batch) -> Hand | None:
        idle = self._idle()
        fitting = [hand for hand in idle if hand.fits(batch, self._generation)]
        if fitting:
            return max(fitting, key=lambda hand: hand.context == batch.context)
        if idle:
            self._dismiss(idle[0])
        return self._hire()

    def _hire(self) -> Hand | None:
        if self._stillborn >= _MAX_STILLBORN:
            return self._refuse_all("workers die as soon as they are forked")
        try:
            hand = crew.fork(
                self._selector,
                self._generation,
                self._close_copies,
                self._on_answer,
                self._on_hang_up,
            )
        except OSError as error:
            return None if self._crew else self._refuse_all(f"cannot fork a worker: {error}")
        self._crew[hand.pid] = hand
        return hand

    def _refuse_all(self, why: str) -> None:
        self._stillborn = 0
        for batch in self._queue:
            batch.refuse(why)

    def _close_copies(self) -> None:
        """Close, in a fork, what belongs to the server alone."""
        self._selector.close()
        self._control.close()
        for fd in self._fds:
            os.close(fd)
        for channel in self._channels:
            channel.close_copy()
        for hand in self._crew.values():
            hand.channel.close_copy()
            hand.page.close()

    # What comes back.

    def _on_answer(self, hand: Hand, parts: list[bytes]) -> None:
        task, (flags, *outcomes) = hand.task, parts
        if task is None or len(flags) != 1 or len(outcomes) > len(task.indices):
            self._lose(hand, Failure.CRASHED, "the worker wrote garbage to its connection")
            return
        self._stillborn = 0
        hand.task = None
        done = len(outcomes)
        task.batch.learn(max(1, done))
        task.batch.give_back(task.indices[done:])
        task.batch.finish(task.indices[:done], outcomes)
        self._look_for_orphans |= bool(flags[0] & FORKED)
        if flags[0] & RETIRE or hand.generation != self._generation:
            self._dismiss(hand)

    def _on_hang_up(self, hand: Hand, problem: str) -> None:
        if problem:
            self._lose(hand, Failure.CRASHED, f"the worker {problem}")
        elif hand.task:
            hand.hang_up()
        else:
            self._dismiss(hand)

    def _on_signal(self, _mask: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._fds[-2], 1 << 12)
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = found
                self._look_for_orphans = True
                if hand := self._crew.get(pid):
                    hand.channel.drain()  # it may have answered before it died
                if hand := self._crew.get(pid):
                    self._lose(hand, *_cause(status))

    def _timeout_s(self) -> float | None:
        due = [hand.check_s for hand in self._crew.values() if hand.task]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _watch(self) -> None:
        now = time.monotonic()
        for hand in list(self._crew.values()):
            if hand.task and hand.check_s <= now and (verdict := hand.look(now)):
                self._lose(hand, *verdict)

    # Ends.

    def _lose(self, hand: Hand, failure: Failure, detail: str) -> None:
        """A worker is lost, and with it the item it was in; the rest of its chunk goes on."""
        task, cpu_s, count = hand.task, hand.cpu_s(), hand.count
        cpu_start_s = crew.PAGE.unpack_from(hand.page)[1]
        self._dismiss(hand)
        if task is None:
            self._stillborn += count == 0
            return
        position = task.position(count)
        if position is None:
            self._lose_start(task, failure, detail)
            return
        outcome = encode_failure(failure, detail, max(0.0, cpu_s - cpu_start_s))
        rest = [index for place, index in enumerate(task.indices) if place != position]
        task.batch.give_back(rest)
        task.batch.finish([task.indices[position]], [outcome])

    def _lose_start(self, task: crew.Assignment, failure: Failure, detail: str) -> None:
        """It died in no item: perhaps of what the last one left, perhaps of loading this one."""
        task.batch.lost_starts += 1
        if task.batch.lost_starts <= MAX_LOST_STARTS and failure is Failure.CRASHED:
            task.batch.give_back(task.indices)
            return
        outcome = encode_failure(failure, f"while loading the function: {detail}")
        task.batch.finish(task.indices, [outcome] * len(task.indices))

    def _dismiss(self, hand: Hand) -> None:
        del self._crew[hand.pid]
        hand.task = None
        hand.channel.close()
        processes.kill(hand.pid)
        self._look_for_orphans = True

    def _bury_orphans(self) -> None:
        """What user code left behind was handed to us, and ends here."""
        self._look_for_orphans = False
        for pid in processes.children(os.getpid()):
            if pid not in self._crew:
                processes.kill(pid)

    def _end(self) -> None:
        for hand in list(self._crew.values()):
            self._dismiss(hand)
        until = time.monotonic() + _PARTING_S
        with contextlib.suppress(ChildProcessError):
            while time.monotonic() < until:
                self._bury_orphans()
                if not os.waitpid(-1, os.WNOHANG)[0]:
                    time.sleep(0.002)


def _nothing(*_: object) -> None:
    """A signal that is handled here is written to the wakeup descriptor; an ignored one is not."""


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


def _forget_inherited_signals() -> None:
    """The parent may have blocked or ignored what we and the workers live by."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def main(arguments: list[str], started: Callable[[], None]) -> None:
    """Serve the parent that wrote these arguments: descriptor, its pid, how many workers."""
    fd, parent, workers = map(int, arguments)
    control = socket.socket(fileno=fd)
    control.set_inheritable(False)
    _forget_inherited_signals()
    (settings,) = wire.receive(control)
    path, directory, environment = pickle.loads(settings)  # noqa: S301  (the parent wrote it)
    sys.path[:] = path
    os.environ.clear()
    os.environ.update(environment)
    with contextlib.suppress(OSError):
        os.chdir(directory)
    processes.adopt_orphans()
    server = Server(control, parent, workers)
    control.sendall(wire.pack([READY]))
    started()
    server.run()
