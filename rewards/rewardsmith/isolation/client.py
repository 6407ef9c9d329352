"""``run_isolated`` and the connections behind it, in the user's process.

No thread of ours: each calling thread borrows a connection of its own, sends its batch and waits.
So a thread that outlives the main one, asyncio's executor and an interpreter that is shutting down
are no special cases.
"""

from __future__ import annotations

import atexit
import os
import pickle
import socket
import struct
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from rewardsmith.errors import IsolationError
from rewardsmith.isolation import cargo, wire
from rewardsmith.isolation.batch import BATCH, PING, REFUSED, RESULTS
from rewardsmith.isolation.launch import ServerProcess
from rewardsmith.isolation.limits import Limits
from rewardsmith.isolation.result import Failure, Result, decode
from rewardsmith.patience import patience_s

T = TypeVar("T")

_SILENCE_S = 30.0
"""After so long without a word the server is asked whether it lives; so long it has to answer."""
_SHORTEST_WAIT_S = 0.001
"""A socket told to wait 0 s would not wait at all."""


class NobodyWaitsError(Exception):
    """Is there nobody any more who waits for the outcomes?"""


class ServerLostError(Exception):
    """Did the server die, or fall silent, while we waited for it?"""


class _Pool:
    """The one server of this process, and its idle connections."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: ServerProcess | None = None
        self._idle: list[socket.socket] = []
        self.suspects = threading.Lock()

    def borrow(self) -> tuple[ServerProcess, socket.socket]:
        """Which connection may this thread use?  Starts the server if there is none."""
        with self._lock:
            if self._server is not None and not self._server.alive:
                self._drop(at_once=True)
            if self._server is None:
                self._server = ServerProcess()
            if self._idle:
                return self._server, self._idle.pop()
            try:
                return self._server, self._server.connect()
            except OSError as error:
                self._drop(at_once=True)
                raise ServerLostError from error

    def give_back(self, server: ServerProcess, sock: socket.socket) -> None:
        """It is at rest and can be used again."""
        with self._lock:
            if server is self._server:
                self._idle.append(sock)
                return
        server.hang_up(sock)

    def lose(self, server: ServerProcess) -> None:
        """It is dead or deaf: the next one who asks gets another."""
        with self._lock:
            if server is self._server:
                self._drop(at_once=True)

    def close(self) -> None:
        """Stop the server, if there is one."""
        with self._lock:
            self._drop(at_once=False)

    def disown(self) -> None:
        """In a forked child: close what is the parent's."""
        if self._server is not None:
            self._server.disown()

    def _drop(self, *, at_once: bool) -> None:
        server, self._server = self._server, None
        self._idle.clear()
        if server is not None:
            server.stop(at_once=at_once)


_pool = _Pool()


def _after_fork() -> None:
    global _pool  # noqa: PLW0603  (the parent's locks may be held by threads that are not here)
    _pool.disown()
    _pool = _Pool()


os.register_at_fork(after_in_child=_after_fork)


def shutdown() -> None:
    """Is the server gone, with its workers?  It comes back when it is needed.

    Called by itself when the interpreter ends; harmless when called twice.
    """
    _pool.close()


atexit.register(shutdown)


def run_isolated(
    function: Callable[..., T],
    args_list: Sequence[tuple[Any, ...]],
    *,
    cpu_s: float,
    wall_s: float | None = None,
    memory_bytes: int | None = None,
    preload: Sequence[str] = (),
) -> list[Result[T]]:
    """What does ``function`` return for each tuple of arguments, run where it can be killed?

    One result an item, in the order of ``args_list``; what happens to one item happens to no
    other.  ``cpu_s`` (seconds of CPU an item) is the limit that decides; ``wall_s`` is a backstop
    against sleep, by default ``5 * cpu_s + 5``; ``memory_bytes`` is address space beyond what the
    worker holds when it starts, by default ``DEFAULT_MEMORY_BYTES``.  ``preload`` names modules
    that the server imports once, so that every worker is born with them.

    An item may be run twice if a neighbour costs its worker, so ``function`` should have no lasting
    effect; its working directory is the one in which the server was started.  Where the thread's
    ``patience`` ends before, what still runs is killed, and counts as over its wall time.

    Raises ``IsolationError`` if no server can be started or a preload cannot be imported, TypeError
    if ``function`` cannot travel, ValueError for a limit that makes no sense.  An item never makes
    it raise: arguments that cannot be pickled are ``raised`` like any other exception.
    """
    limits = Limits.of(cpu_s, wall_s, memory_bytes)
    head = [BATCH, limits.pack(), " ".join(preload).encode(), _context(function)]
    results: list[Result[T] | None] = [None] * len(args_list)
    items: dict[int, bytes] = {}
    for index, args in enumerate(args_list):
        try:
            items[index] = cargo.dump_item(tuple(args))
        except cargo.UNPICKLABLE as error:
            detail = f"{type(error).__qualname__}: the arguments cannot be pickled: {error}"
            results[index] = Result(None, Failure.RAISED, detail)
    for index, outcome in _outcomes(head, items).items():
        results[index] = decode(outcome) if outcome is not None else _LOST
    return [result if result is not None else _GIVEN_UP for result in results]


_LOST: Result[Any] = Result(
    None, Failure.CRASHED, "the isolation server died twice while this item was in it"
)


_GIVEN_UP: Result[Any] = Result(None, Failure.WALL_TIME, "whoever asked waits no more")


def _context(function: Callable[..., Any]) -> bytes:
    try:
        pickled = cargo.dump(function)
    except cargo.UNPICKLABLE as error:
        raise TypeError(f"{function!r} cannot be sent to a worker: {error}") from error
    return pickle.dumps((list(sys.path), pickled), cargo.PROTOCOL)


def _outcomes(head: list[bytes], items: dict[int, bytes]) -> dict[int, bytes | None]:
    """What became of each item?  None: the server died of it, twice.  Missing: given up.

    When the server dies, one of the items that were in it may be to blame (code that kills its
    parent).  Each is tried once more, alone: the innocent come back, the guilty one is named.
    """
    outcomes: dict[int, bytes | None] = {}
    with suppress(NobodyWaitsError):
        try:
            _exchange(head, items, outcomes)
        except ServerLostError:
            with _pool.suspects:
                for index in [index for index in items if index not in outcomes]:
                    try:
                        _exchange(head, {index: items[index]}, outcomes)
                    except ServerLostError:
                        outcomes[index] = None
    return outcomes


def _exchange(
    head: list[bytes], items: dict[int, bytes], outcomes: dict[int, bytes | None]
) -> None:
    """Send one batch and fill in ``outcomes`` as they come; raises what is lost or given up."""
    if not items:
        return
    if patience_s() == 0:
        raise NobodyWaitsError
    pool = _pool
    try:
        frame = wire.pack([*head, *items.values()])
    except wire.FrameError as error:
        raise IsolationError(str(error)) from error
    server, sock = pool.borrow()
    keys, missing, at_rest = list(items), len(items), False
    try:
        sock.settimeout(_SILENCE_S)
        sock.sendall(frame)
        while missing:
            kind, numbers, *found = _receive(sock)
            if kind == REFUSED:
                at_rest = True
                raise IsolationError(numbers.decode())
            if kind == RESULTS:
                for number, outcome in zip(
                    struct.unpack(f"<{len(found)}I", numbers), found, strict=True
                ):
                    outcomes[keys[number]] = outcome
                missing -= len(found)
        at_rest = True
    except (OSError, wire.ClosedError, wire.FrameError) as error:
        pool.lose(server)
        raise ServerLostError from error
    finally:
        if at_rest:
            pool.give_back(server, sock)
        else:
            server.hang_up(sock)


def _receive(sock: socket.socket) -> list[bytes]:
    """What does the server say?  After a long silence, ask; TimeoutError if it is deaf."""
    left_s = patience_s()
    sock.settimeout(_SILENCE_S if left_s is None else min(_SILENCE_S, left_s + _SHORTEST_WAIT_S))
    try:
        sock.recv(1, socket.MSG_PEEK)  # a frame that has begun is not to be dropped half-read
    except TimeoutError as error:
        if patience_s() == 0:
            raise NobodyWaitsError from error
        sock.sendall(wire.pack([PING]))
    sock.settimeout(_SILENCE_S)
    return wire.receive(sock)
