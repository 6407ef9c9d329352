"""What happens inside a worker: take a chunk, run its items one by one, answer, until told to die.

The worker keeps no deadline of its own.  It writes into a page shared
with the server which item it is in and since when; the server watches and kills.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Sequence
from mmap import mmap
from typing import Any, NoReturn

from rewardsmith.isolation import cargo, processes, wire
from rewardsmith.isolation.limits import (
    ITEMS_PER_WORKER,
    MAX_DETAIL_CHARS,
    MAX_RESULT_BYTES,
    SLICE_BYTES,
    SLICE_S,
    Limits,
)
from rewardsmith.isolation.result import Failure, encode_failure, encode_value

PAGE = struct.Struct("<qddq")
"""Number of the item, CPU and monotonic seconds at its start, and the number again.

Two numbers that differ mean that the page is being written.
"""

RETIRE, FORKED = 1, 2
"""Flags of an answer: this worker is used up; children were started, look for orphans."""

_FORK_S = 0.0002  # nothing that ended sooner can have started a process


class Worker:
    """One life: ``serve`` ends with the process."""

    def __init__(self, sock: socket.socket, page: mmap) -> None:
        self._sock, self._page, self._pid = sock, page, os.getpid()
        self._function: Callable[..., Any] | None = None
        self._confined = False
        self._count = 0
        self._flags = 0
        self._wall_s = self._cpu_s = self._children_s = 0.0
        self._children_faults = 0

    def serve(self) -> NoReturn:
        """Answer chunks until the server closes the connection."""
        try:
            while True:
                limits, context, *items = wire.receive(self._sock)
                answer = self._run(Limits.unpack(limits), context, items)
                self._sock.sendall(wire.pack(answer))
        except (wire.ClosedError, OSError):
            os._exit(0)  # the server is gone, or an item closed our descriptors

    def _run(self, limits: Limits, context: bytes, items: Sequence[bytes]) -> list[bytes]:
        outcomes = [b""]  # the flags, once they are known
        if context and (problem := self._load(context)):
            outcomes += [encode_failure(Failure.RAISED, problem)] * len(items)
            return self._flagged(outcomes)
        if not self._confined:
            self._confine(limits.memory_bytes)
        self._read_clocks()
        end_s, size = self._wall_s + SLICE_S, 0
        for item in items:
            outcome = self._item(item, limits)
            if outcome is None:
                break
            outcomes.append(outcome)
            size += len(outcome)
            if self._flags & RETIRE or size > SLICE_BYTES or self._wall_s > end_s:
                break
        return self._flagged(outcomes)

    def _read_clocks(self) -> None:
        self._wall_s = time.monotonic()
        self._cpu_s = time.process_time() + self._children_s

    def _flagged(self, outcomes: list[bytes]) -> list[bytes]:
        outcomes[0] = bytes([self._flags])
        self._flags = 0
        return outcomes

    def _load(self, context: bytes) -> str:
        """Is this the function from now on?  Else the reason why not."""
        try:
            path, function = pickle.loads(context)  # noqa: S301  (the parent wrote it)
            sys.path[:] = path
            self._function = pickle.loads(function)  # noqa: S301
        except BaseException as error:  # noqa: BLE001  (a module may raise anything at its import)
            self._flags |= RETIRE  # with half a function and half an import
            return f"the worker cannot load the function: {_describe(error)}"
        return ""

    def _confine(self, memory_bytes: int) -> None:
        self._confined = True
        held = processes.address_space_bytes(self._pid)
        if held:
            bound = held + memory_bytes
            with contextlib.suppress(OSError, ValueError):  # a lower hard limit is already there
                resource.setrlimit(resource.RLIMIT_AS, (bound, bound))

    def _item(self, item: bytes, limits: Limits) -> bytes | None:
        """What becomes of this item?  None: that is for a fresh worker to say."""
        if not processes.VISIBLE:  # the server cannot see the CPU we use; the kernel can
            signal.setitimer(signal.ITIMER_PROF, limits.cpu_s)
        wall_s, cpu_s = self._wall_s, self._cpu_s
        self._count += 1
        PAGE.pack_into(self._page, 0, self._count, cpu_s, wall_s, self._count)
        failure, payload = self._attempt(item)
        if os.getpid() != self._pid:  # the item forked, and this is the child coming back
            os._exit(0)
        fcntl.fcntl(self._sock, fcntl.F_GETFD)  # OSError here and now if the item closed it
        self._tidy(time.monotonic() - wall_s)
        self._read_clocks()
        cpu_s = self._cpu_s - cpu_s
        if cpu_s > limits.cpu_s:  # it came back before the watch looked: the same verdict
            return encode_failure(Failure.CPU_TIME, f"used {cpu_s:.3f} s of CPU", cpu_s)
        if failure is Failure.MEMORY and self._count > 1:
            return None  # perhaps the others' leaks took what it needed
        if failure is None:
            return encode_value(payload, cpu_s)
        return encode_failure(failure, payload.decode(), cpu_s)

    def _attempt(self, item: bytes) -> tuple[Failure | None, bytes]:
        assert self._function is not None
        try:
            value = self._function(*pickle.loads(item))  # noqa: S301  (the parent wrote it)
            payload = _dump(value)
        except BaseException as error:  # noqa: BLE001  (third parties raise what they like)
            failure = Failure.MEMORY if _is_out_of_memory(error) else Failure.RAISED
            if failure is Failure.MEMORY or not isinstance(error, Exception):
                self._flags |= RETIRE  # it struck anywhere, perhaps within a lock
            return failure, _describe(error).encode()
        if len(payload) > MAX_RESULT_BYTES:
            detail = f"ValueError: a value of {len(payload):,} bytes, at most {MAX_RESULT_BYTES:,}"
            return Failure.RAISED, detail.encode()
        return None, payload

    def _tidy(self, elapsed_s: float) -> None:
        """Is nothing of the item left behind that would run on in its neighbour's time?"""
        signal.alarm(0)
        if self._count >= ITEMS_PER_WORKER or threading.active_count() > 1:
            self._flags |= RETIRE
        if elapsed_s < _FORK_S:
            return
        if _has_children():
            self._flags |= RETIRE
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        self._children_s = usage.ru_utime + usage.ru_stime
        if usage.ru_minflt != self._children_faults:
            self._children_faults = usage.ru_minflt
            self._flags |= FORKED


def _dump(value: Any) -> bytes:
    try:
        return pickle.dumps(value, cargo.PROTOCOL)
    except cargo.UNPICKLABLE:
        return cargo.dump(value)


def _is_out_of_memory(error: BaseException) -> bool:
    no_memory = isinstance(error, OSError) and error.errno == errno.ENOMEM
    return no_memory or isinstance(error, MemoryError)


def _describe(error: BaseException) -> str:
    try:
        text = str(error)
    except BaseException:  # noqa: BLE001  (its __str__ is a stranger's too)
        text = "(its message cannot be read)"
    text = f"{type(error).__qualname__}: {text}" if text else type(error).__qualname__
    return text[:MAX_DETAIL_CHARS].encode(errors="backslashreplace").decode()


def _has_children() -> bool:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True
