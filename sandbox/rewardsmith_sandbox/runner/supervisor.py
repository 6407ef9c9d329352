"""What does process 1 of the container do?  It forks, waits, kills, wipes, and reads nothing.

Programs, inputs and tests arrive as descriptors of memory files and leave through pipes; process 1
hands them on unread.  So the interpreter that every program is forked from has never held another
program's text, tests or output, and there is nothing in it to find.  Only limits and exit statuses
pass through here.

One message in (JSON, with descriptors), one message out, over a ``SOCK_SEQPACKET`` socket that the
host made.  When the host is gone, process 1 ends and the container with it.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Any

from rewardsmith_sandbox.runner import judge, program, wipe
from rewardsmith_sandbox.runner.jail import LIBC, Jail, enter, reset_signals, restore_exec_signals
from rewardsmith_sandbox.runner.reaper import Reaper

_PR_SET_CHILD_SUBREAPER = 36
_SCRATCH = ("/tmp", "/dev/shm")  # noqa: S108  (inside the container)
_WIPE_S = 10.0
_MAX_REQUEST_BYTES = 1 << 16
_PRELOADED = (
    "array", "bisect", "cmath", "collections", "copy", "dataclasses", "decimal", "enum",
    "fractions", "functools", "heapq", "io", "itertools", "json", "linecache", "math", "operator",
    "queue", "random", "re", "statistics", "string", "threading", "traceback", "typing",
)  # fmt: skip


class Supervisor:
    """Process 1: runs one job at a time, and leaves nothing of it behind."""

    def __init__(self, control: socket.socket, scratch: str | None) -> None:
        self._control = control
        self._private = scratch is None
        self._roots = [root for root in _SCRATCH if os.path.isdir(root)] if not scratch else []
        self._boxes = scratch or "/tmp"  # noqa: S108
        self._wakeup, alarm = socket.socketpair()
        self._wakeup.setblocking(False)
        alarm.setblocking(False)
        self._alarm = alarm
        signal.signal(signal.SIGCHLD, _note)
        signal.set_wakeup_fd(alarm.fileno(), warn_on_full_buffer=False)

    def serve(self) -> None:
        """Do jobs until the host hangs up."""
        self._control.send(b'{"ready":true}')
        while True:
            data, fds, _, _ = socket.recv_fds(self._control, _MAX_REQUEST_BYTES, 8)
            if not data:
                return
            job: dict[str, Any] = json.loads(data)
            if "op" in job:  # a stop that crossed our report
                continue
            self._control.send(json.dumps(self._run(job, fds)).encode())

    def _run(self, job: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        reaper = Reaper(self._control, self._wakeup)
        box = f"{self._boxes}/{job['box']}"
        os.mkdir(box, 0o700)
        if job["uid"] is not None:
            os.chown(box, job["uid"], job["uid"])
        started = time.monotonic()
        try:
            facts = _Job(job, fds, box, reaper, started + job["limits"]["wall_s"]).run()
        finally:
            for fd in fds:
                os.close(fd)
        facts["wall_s"] = time.monotonic() - started
        facts["clean"] = reaper.end_all() and self._wipe(reaper, box)
        facts |= {"cpu_s": reaper.cpu_s, "peak_bytes": reaper.peak_bytes}
        return facts

    def _wipe(self, reaper: Reaper, box: str) -> bool:
        """Is nothing left of the program's files?  The wiping is a child's: names are data too."""
        with suppress(OSError):
            os.rmdir(box)
        roots = self._roots or [self._boxes]
        dirty = [root for root in roots if not wipe.is_empty(root)]
        if not dirty:
            return True

        def clear() -> None:
            for root in dirty:
                wipe.wipe(root, owned=self._private)

        ended = reaper.wait(reaper.fork(clear), time.monotonic() + _WIPE_S)
        return ended and all(map(wipe.is_empty, dirty))


def _note(_number: int, _frame: object) -> None:
    """Do nothing on a signal, but wake up."""


class _Job:
    """One program, and its judge where it has tests."""

    def __init__(
        self, job: dict[str, Any], fds: list[int], box: str, reaper: Reaper, deadline: float
    ) -> None:
        self.job, self.reaper, self.deadline = job, reaper, deadline
        self.payload, self.stdin, self.stdout, self.stderr, *self.judging = fds
        self.jail = Jail.of(job, box)
        self.judge_jail = Jail.of(job | {"uid": job["judge_uid"]}, "/")
        self._untrusted = 0

    def run(self) -> dict[str, Any]:
        """How did it end?"""
        if self.job["run"]:
            return self._run_foreign()
        notes, note = os.pipe2(os.O_CLOEXEC)
        try:
            ended, status = self._run_python(note)
        finally:
            os.close(note)
        self.reaper.end_all()  # before reading: the pipe has no writer left
        if status is None and self.judging:
            status = self._late_status()
        refused = os.read(notes, 1) == program.REFUSED
        os.close(notes)
        return {"ended": ended, "status": status, "refused": refused}

    def _run_python(self, note: int) -> tuple[bool, int | None]:
        if not self.judging:
            pid = self.reaper.fork(lambda: self._become_program(note, None))
            return self.reaper.wait(pid, self.deadline), self.reaper.statuses.get(pid)
        near, far = socket.socketpair()
        with near, far:
            trusted = self.reaper.fork(lambda: self._become_judge(near))
            untrusted = self.reaper.fork(lambda: self._become_program(note, far))
        self._untrusted = untrusted
        ended = self.reaper.wait(trusted, self.deadline, other=untrusted)
        if ended and trusted not in self.reaper.statuses:
            if self.jail.uid is not None:  # its children may still hold the line to the judge
                self.reaper.end_all_of(self.jail.uid)
            ended = self.reaper.wait(trusted, self.deadline)
        status = self.reaper.statuses.get(untrusted)
        if status is None and self.reaper.statuses.get(trusted) == -signal.SIGKILL:
            status = -signal.SIGKILL  # memory ran out, and the kernel chose the judge
        return ended, status

    def _late_status(self) -> int | None:
        """How had the program ended whose end the judge noticed before us?  None: we ended it."""
        status = self.reaper.statuses.get(self._untrusted)
        used_s = self.reaper.used_s.get(self._untrusted, 0.0)
        ours = status == -signal.SIGKILL and used_s < self.job["limits"]["cpu_s"]
        return None if ours else status

    def _run_foreign(self) -> dict[str, Any]:
        """Write the source, compile it where the language does, run it: each as the program."""
        compile_, run = self.job["compile"], self.job["run"]
        ended, status = self._step(compile_ or run, write=True)
        refused = bool(compile_) and (not ended or status != 0)
        if compile_ and not refused:
            ended, status = self._step(run, write=False)
        return {"ended": ended, "status": status, "refused": refused}

    def _step(self, argv: list[str], *, write: bool) -> tuple[bool, int | None]:
        pid = self.reaper.fork(lambda: self._become(argv, write=write))
        return self.reaper.wait(pid, self.deadline), self.reaper.statuses.get(pid)

    def _become_program(self, note: int, channel: socket.socket | None) -> None:
        kept = [self.payload, note, *([channel.detach()] if channel else [])]
        payload, note, *talk = self._enter_untrusted(*kept)
        channel = socket.socket(fileno=talk[0]) if talk else None
        program.run(program.read_payload(payload), note, channel)

    def _become(self, argv: list[str], *, write: bool) -> None:
        payload_fd, *_ = self._enter_untrusted(self.payload)
        if write:
            payload = program.read_payload(payload_fd)
            program.write_files({self.job["file"]: payload["source"].encode(), **payload["files"]})
        restore_exec_signals()
        os.execve(argv[0], argv, program.environment(self.jail.box))  # noqa: S606

    def _enter_untrusted(self, *kept: int) -> list[int]:
        """Drop everything but the standard streams and ``kept``; under which numbers are those?"""
        reset_signals()
        for place, fd in enumerate((self.stdin, self.stdout, self.stderr)):
            os.dup2(fd, place)
        moved = _close_all_but(*kept)
        enter(self.jail, expendable=True)
        return moved

    def _become_judge(self, channel: socket.socket) -> None:
        reset_signals()
        nowhere = os.open("/dev/null", os.O_RDWR)
        for place in range(3):
            os.dup2(nowhere, place)
        tests, verdict, talk = _close_all_but(*self.judging, channel.detach())
        enter(self.judge_jail, expendable=False)
        judge.run(program.read_payload(tests), verdict, socket.socket(fileno=talk))


def _close_all_but(*kept: int) -> list[int]:
    """Under which numbers do these descriptors live on, now that all others are closed?"""
    high = [os.dup2(fd, 1000 + place) for place, fd in enumerate(kept)]
    os.closerange(3, 1000)
    moved = [os.dup2(fd, 3 + place) for place, fd in enumerate(high)]
    os.closerange(1000, 1000 + len(kept))
    return moved


def preload(modules: tuple[str, ...] = _PRELOADED) -> None:
    """Import what programs commonly import, once for all of them."""
    for name in modules:
        with suppress(ImportError):
            __import__(name)
    gc.collect()
    gc.freeze()


def main(path: str, scratch: str | None = None) -> None:
    """Connect to the host's socket at ``path`` and serve.  ``scratch``: not in a container."""
    if scratch:
        LIBC.prctl(_PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0)
    sys.dont_write_bytecode = True
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    control.connect(path)
    preload()
    Supervisor(control, scratch).serve()
