"""How does one program go into a worker and its outcome come out?

What the program may see goes into memory files, what it says comes out of pipes, and only their
descriptors and the limits pass through the worker's process 1.  The tests go into a memory file
that only the judge is handed.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import socket
import time
from contextlib import suppress
from typing import Any

from rewardsmith_sandbox.errors import WorkerLostError
from rewardsmith_sandbox.languages import Language, language
from rewardsmith_sandbox.runner.codec import dumps, encode
from rewardsmith_sandbox.types import Ending, Fault, Outcome, Program, Tests, UnitResult

STOP_S = 0.4
"""How long past its wall limit may a program's end take before its worker is given up?"""

_VERDICT_BYTES = 8 << 20


class Sink:
    """The reading end of a pipe, up to a number of bytes."""

    def __init__(self, cap_bytes: int) -> None:
        self.fd, self.write_fd = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        os.set_blocking(self.write_fd, True)
        self._cap_bytes = cap_bytes
        self._parts: list[bytes] = []
        self._size = 0
        self.overflowed = False

    def drain(self) -> bool:
        """Read what is there.  False: everybody who could write is gone."""
        while True:
            try:
                part = os.read(self.fd, 1 << 16)
            except BlockingIOError:
                return True
            if not part:
                return False
            room = self._cap_bytes - self._size
            self.overflowed |= len(part) > room
            self._parts.append(part[:room])
            self._size += min(len(part), room)
            if self.overflowed:
                return True

    @property
    def data(self) -> bytes:
        """What was read?"""
        return b"".join(self._parts)

    def close(self) -> None:
        """Let go of both ends."""
        for fd in {self.fd, self.write_fd} - {-1}:
            os.close(fd)
        self.fd = self.write_fd = -1

    def close_write_end(self) -> None:
        """Leave writing to others, so that their end can be noticed."""
        os.close(self.write_fd)
        self.write_fd = -1


class Job:
    """One program on its way through one worker."""

    def __init__(self, program: Program, number: int, uids: tuple[int, int] | None) -> None:
        self._program = program
        entry = language(program.language)
        limits = program.limits
        self.out, self.err = Sink(limits.output_bytes), Sink(limits.output_bytes)
        self.verdict = Sink(_VERDICT_BYTES) if program.tests else None
        self._sinks = [self.out, self.err, *([self.verdict] if self.verdict else [])]
        self._request = json.dumps(_request(program, entry, number, uids)).encode()
        self._started = time.monotonic()

    def run(self, worker: socket.socket) -> tuple[Outcome, bool]:
        """What happened, and is the worker fit for another?  Raises ``WorkerLostError``."""
        try:
            self._send(worker)
            report = self._follow(worker)
        finally:
            for sink in self._sinks:
                sink.close()
        return self._outcome(report), bool(report.get("clean"))

    def _send(self, worker: socket.socket) -> None:
        program = self._program
        files = [_memory_file(_payload(program)), _memory_file(program.stdin)]
        fds = [*files, self.out.write_fd, self.err.write_fd]
        if program.tests and self.verdict:
            files.append(_memory_file(dumps(_tests(program.tests))))
            fds += [files[-1], self.verdict.write_fd]
        try:
            socket.send_fds(worker, [self._request], fds)
        except OSError as error:
            raise WorkerLostError(f"the worker cannot be reached: {error}") from None
        finally:
            for fd in files:
                os.close(fd)
            for sink in self._sinks:
                sink.close_write_end()

    def _follow(self, worker: socket.socket) -> dict[str, Any]:
        """Read what the program says until the worker reports its end.

        At the deadline it is asked once more: where this process was stopped for a while, the
        report has long been there, and the program is not to blame.
        """
        poll = select.poll()
        poll.register(worker, select.POLLIN)
        readers = {sink.fd: sink for sink in self._sinks}
        for fd in readers:
            poll.register(fd, select.POLLIN)
        deadline = self._started + self._program.limits.wall_s + STOP_S
        stopping = False
        while True:
            left_s = max(0.0, deadline - time.monotonic())
            ready = [fd for fd, _ in poll.poll(left_s * 1000 + 1)]
            for fd in ready:
                sink = readers.get(fd)
                if sink and (not sink.drain() or sink.overflowed):
                    poll.unregister(fd)
            if worker.fileno() in ready:
                return self._finish(worker)
            if not left_s:
                return {"ended": False, "status": None, "refused": False, "clean": False}
            if not stopping and any(sink.overflowed for sink in self._sinks):
                stopping = True
                with suppress(OSError):  # a lost worker shows itself when we read from it
                    worker.send(b'{"op":"stop"}')

    def _finish(self, worker: socket.socket) -> dict[str, Any]:
        try:
            data = worker.recv(1 << 16)
        except OSError as error:
            raise WorkerLostError(f"the worker was lost: {error}") from None
        if not data:
            raise WorkerLostError("the worker ended under a program")
        for sink in self._sinks:
            if not sink.overflowed:
                sink.drain()
        return json.loads(data)

    def _outcome(self, report: dict[str, Any]) -> Outcome:
        limits = self._program.limits
        cut = self.out.overflowed or self.err.overflowed
        units, detail = _read_verdict(self.verdict.data) if self.verdict else ((), "")
        ended = self._ending(report, cut=cut)
        return Outcome(
            ended=ended,
            exit=report["status"],
            stdout=self.out.data,
            stderr=self.err.data,
            truncated=cut,
            wall_s=report.get("wall_s", limits.wall_s + STOP_S),
            cpu_s=report.get("cpu_s", 0.0),
            peak_bytes=report.get("peak_bytes", 0),
            units=units,
            detail=detail,
        )

    def _ending(self, report: dict[str, Any], *, cut: bool) -> Ending:
        status: int | None = report["status"]
        if cut:
            return Ending.OUTPUT
        if report["refused"]:
            return Ending.COMPILE_ERROR
        if not report["ended"]:
            return Ending.WALL_TIME
        if status is None or status >= 0:
            return Ending.EXITED
        out_of_time = report.get("cpu_s", 0.0) >= self._program.limits.cpu_s
        if status == -24 or (status == -9 and out_of_time):  # SIGXCPU, then SIGKILL
            return Ending.CPU_TIME
        return Ending.MEMORY if status == -9 else Ending.SIGNALLED


def _request(
    program: Program, entry: Language, number: int, uids: tuple[int, int] | None
) -> dict[str, Any]:
    limits = program.limits
    return {
        "box": f"p{number}",
        "uid": uids[0] if uids else None,
        "judge_uid": uids[1] if uids else None,
        "file": entry.file,
        "compile": entry.compile,
        "run": entry.run,
        "limits": {
            "wall_s": limits.wall_s,
            "cpu_s": limits.cpu_s,
            "memory_bytes": limits.memory_bytes,
            "processes": limits.processes,
            "files": limits.files,
            "disk_bytes": limits.disk_bytes,
        },
    }


def _payload(program: Program) -> bytes:
    files = {name: base64.b64encode(data).decode() for name, data in program.files.items()}
    return json.dumps({"source": program.source, "files": files}).encode()


def _tests(tests: Tests) -> dict[str, Any]:
    calls = [[encode(c.args), encode(dict(c.kwargs)), encode(c.expected)] for c in tests.calls]
    return {
        "units": tests.units,
        "setup": tests.setup,
        "entry_point": tests.entry_point,
        "given": tests.given,
        "calls": calls,
    }


def _memory_file(data: bytes) -> int:
    """Which descriptor reads these bytes?  Sealed: nobody can write through it."""
    writing = os.memfd_create("rewardsmith", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(writing, view) :]
        seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
        fcntl.fcntl(writing, fcntl.F_ADD_SEALS, seals)
        return os.open(f"/proc/self/fd/{writing}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(writing)


def _read_verdict(data: bytes) -> tuple[tuple[UnitResult, ...], str]:
    """What did the judge write?  Its units, and why there are none."""
    units: list[UnitResult] = []
    detail = ""
    whole, _, _ = data.decode("utf-8", "replace").rpartition("\n")  # a killed judge breaks off
    for line in whole.splitlines():
        said: dict[str, Any] = json.loads(line)
        if "bad_tests" in said:
            return (UnitResult(False, said["bad_tests"], Fault.TESTS),), said["bad_tests"]
        if "passed" in said:
            fault = Fault(said["fault"]) if said["fault"] else None
            units.append(UnitResult(said["passed"], said["detail"], fault))
        elif said.get("loaded") is False:
            detail = "the program did not load"
    return tuple(units), detail
