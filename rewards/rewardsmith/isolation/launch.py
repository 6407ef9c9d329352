"""The server from the parent's side: start it, open connections, make sure that it is gone."""

from __future__ import annotations

import contextlib
import os
import pickle
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from rewardsmith.errors import IsolationError
from rewardsmith.isolation import processes, wire

START_S = 120.0
"""A server that has not answered after this time is not going to."""

_STOP_S = 5.0
_LOOKS, _LOOK_S = 4, 0.02
_MARK = "REWARDSMITH_ISOLATION"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class ServerProcess:
    """A running server; raises ``IsolationError`` where it cannot be started."""

    def __init__(self) -> None:
        self._token = f"{_MARK}={secrets.token_hex(8)}"
        self._control, theirs = wire.socketpair()
        self.sockets = {self._control}
        with tempfile.TemporaryFile() as errors, theirs:
            try:
                self._process = self._start(theirs, errors)
            except OSError as error:
                self._control.close()
                raise IsolationError(_start_problem(error, errors)) from error
            theirs.close()
            try:
                self._greet()
            except (OSError, wire.ClosedError, wire.FrameError) as error:
                self.stop(at_once=True)
                raise IsolationError(_start_problem(error, errors)) from error
            except BaseException:  # Ctrl-C
                self.stop(at_once=True)
                raise

    @property
    def alive(self) -> bool:
        """Is it running?"""
        return self._process.poll() is None

    def connect(self) -> socket.socket:
        """Which socket leads to the server, for one thread at a time?  OSError if it is gone."""
        ours, theirs = wire.socketpair()
        self.sockets.add(ours)
        with theirs:
            try:
                socket.send_fds(self._control, [b"c"], [theirs.fileno()])
            except OSError:
                self.hang_up(ours)
                raise
        return ours

    def hang_up(self, sock: socket.socket) -> None:
        """Close a connection; what still runs for it is killed."""
        self.sockets.discard(sock)
        sock.close()

    def stop(self, *, at_once: bool = False) -> None:
        """Is it gone, with everything it started?"""
        self.abandon()
        if at_once:
            self._process.kill()
        self._reap()

    def abandon(self) -> None:
        """Close our ends, as a forked child must: this is its parent's server."""
        for sock in list(self.sockets):
            sock.close()
        self.sockets.clear()

    def disown(self) -> None:
        """In a forked child: the process is not ours to wait for."""
        self.abandon()
        self._process.returncode = 0

    def _start(self, theirs: socket.socket, errors: IO[bytes]) -> subprocess.Popen[bytes]:
        if not sys.executable or not Path(sys.executable).is_file():
            raise FileNotFoundError(f"sys.executable is {sys.executable!r}, which is no program")
        return subprocess.Popen(  # noqa: S603  (our own interpreter)
            [
                *(sys.executable, "-P", "-m", "rewardsmith.isolation"),
                *(str(theirs.fileno()), str(os.getpid()), str(_worker_count())),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            pass_fds=(theirs.fileno(),),
            cwd="/",
            env=self._environment() | {"PYTHONPATH": os.pathsep.join(_absolute_path())},
            start_new_session=True,  # Ctrl-C in a terminal is for the parent
        )

    def _greet(self) -> None:
        try:
            directory = os.getcwd()  # noqa: PTH109
        except OSError:  # it was deleted
            directory = "/"
        self._control.settimeout(START_S)
        settings = pickle.dumps((list(sys.path), directory, self._environment()))
        self._control.sendall(wire.pack([settings]))
        wire.receive(self._control)
        self._control.settimeout(None)

    def _environment(self) -> dict[str, str]:
        name, _, value = self._token.partition("=")
        return dict.fromkeys(_THREADS, "1") | dict(os.environ) | {name: value}

    def _reap(self) -> None:
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.returncode:  # it could not clean up itself
            self._kill_left()

    def _kill_left(self) -> None:
        """Is nothing left that it started?

        One look is not enough: a process that is just being executed shows no environment yet.
        """
        for _ in range(_LOOKS):
            for pid in processes.bearing(self._token):
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(_LOOK_S)


def _worker_count() -> int:
    """One a core; the processes that torchrun starts on this machine share the cores."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        cores = os.cpu_count() or 1
    ranks = os.environ.get("LOCAL_WORLD_SIZE", "1")
    return max(1, cores // int(ranks)) if ranks.isdecimal() and int(ranks) else cores


def _absolute_path() -> list[str]:
    with contextlib.suppress(OSError):
        return [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100
    return [entry for entry in sys.path if Path(entry).is_absolute()]


def _start_problem(error: Exception, errors: IO[bytes]) -> str:
    errors.seek(0)
    said = errors.read()[-2000:].decode(errors="replace").strip()
    reason = said or str(error) or type(error).__name__
    return (
        f"the isolation server cannot be started: {reason}\n"
        f"type, to see it by itself: {sys.executable} -m rewardsmith.isolation 0 0 1"
    )
