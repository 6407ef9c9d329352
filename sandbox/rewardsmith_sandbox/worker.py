"""One warm process that runs programs, one after the other, at the end of a socket."""

from __future__ import annotations

import itertools
import os
import select
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rewardsmith_sandbox.errors import WorkerLostError
from rewardsmith_sandbox.job import Job
from rewardsmith_sandbox.owner import temporary_prefix
from rewardsmith_sandbox.types import Ending, Outcome, Program

_READY_S = 30.0
_LOOK_S = 0.5
_jobs = itertools.count(int.from_bytes(os.urandom(2), "little"))

Uids = Callable[[int], tuple[int, int] | None]
"""Which fresh user ids do the program and the judge of this job get?  None: nobody's but ours."""


class Worker:
    """A runner's process 1, seen from the host.

    ``kill`` ends it for certain, whatever state it is in; ``ran_out_of_memory`` says whether that
    is what ended it.
    """

    def __init__(
        self,
        connection: socket.socket,
        *,
        kill: Callable[[], None],
        ran_out_of_memory: Callable[[], bool],
        uids: Uids,
    ) -> None:
        self._connection, self._kill, self._uids = connection, kill, uids
        self._ran_out_of_memory = ran_out_of_memory
        self.uses = 0

    def run(self, program: Program) -> tuple[Outcome, bool]:
        """What happened, and is this worker fit for another?  Raises ``WorkerLostError``."""
        self.uses += 1
        number = next(_jobs)
        try:
            return Job(program, number, self._uids(number)).run(self._connection)
        except WorkerLostError:
            if not self._ran_out_of_memory():
                raise
        # Process 1 was the kernel's choice when memory ran out, and it is only the program that
        # can use that much: its doing, so that nobody can buy an abstention this way.
        return Outcome(ended=Ending.MEMORY, detail="the container ran out of memory"), False

    @property
    def is_idle(self) -> bool:
        """Is it there, and silent, as one that waits for work is?"""
        poll = select.poll()
        poll.register(self._connection, select.POLLIN)
        return not poll.poll(0)

    def hang_up(self) -> None:
        """Let it end by itself: process 1 ends when the host is gone."""
        self._connection.close()

    def close(self) -> None:
        """Be rid of it for certain."""
        self.hang_up()
        self._kill()


class Landing:
    """Where a new worker connects to: a socket in a directory that only we can enter."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=folder))
        self.folder.chmod(0o755)  # the folder above is closed; inside a container this one is open
        self.path = self.folder / "socket"
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(str(self.path))
        self.path.chmod(0o666)
        self._listener.listen(1)

    def accept(self, is_alive: Callable[[], bool]) -> socket.socket:
        """Who connected first?  Nobody can after that.

        Raises ``WorkerLostError`` when the worker is not alive any more, or not ready in time.
        """
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        deadline = time.monotonic() + _READY_S
        while not poll.poll(_LOOK_S * 1000):
            if time.monotonic() > deadline or not is_alive():
                raise WorkerLostError("the worker ended before it connected")
        connection, _ = self._listener.accept()
        connection.settimeout(_READY_S)
        try:
            if not connection.recv(1 << 10):
                raise WorkerLostError("the worker ended before it was ready")
        except OSError as error:
            connection.close()
            raise WorkerLostError(f"the worker did not start: {error}") from None
        connection.settimeout(None)
        return connection

    def close(self) -> None:
        """Take the socket away: nobody connects any more."""
        self._listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def stage_runner() -> Path:
    """Which new private directory holds a copy of the runner, in ``code``?

    A copy, because containers must be able to read it whatever the modes of the installation.
    """
    home = Path(tempfile.mkdtemp(prefix=temporary_prefix()))
    package = home / "code" / "rewardsmith_sandbox"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    source = Path(__file__).parent / "runner"
    shutil.copytree(source, package / "runner", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (home / "code").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (home / "code").chmod(0o755)
    return home


def command(python: str, code: str, link: str, *, scratch: str | None = None) -> list[str]:
    """Which command line starts a runner that connects to ``link``?"""
    arguments = ", ".join(repr(one) for one in (link, scratch))
    line = (
        f"import sys; sys.path[:0] = [{code!r}]; sys.path.append('/opt/rewardsmith/packages'); "
        f"from rewardsmith_sandbox.runner.supervisor import main; main({arguments})"
    )
    return [python, "-I", "-B", "-X", "utf8", "-c", line]
