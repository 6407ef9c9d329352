"""How does process 1 keep track of its children?  It waits, adds up, and in the end kills all."""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress

_KILL_PATIENCE_S = 5.0
"""How long may killed processes take to vanish before the container counts as dirty?"""


class Reaper:
    """The children of one job: exit statuses and processor time by process, and what all used."""

    def __init__(self, control: socket.socket, wakeup: socket.socket) -> None:
        self._control, self._wakeup = control, wakeup
        self.statuses: dict[int, int] = {}
        self.used_s: dict[int, float] = {}
        self.cpu_s = 0.0
        self.peak_bytes = 0

    def fork(self, child: Callable[[], None]) -> int:
        """Which process runs this function?  It ends with the function, whatever that raises."""
        pid = os.fork()
        if pid:
            return pid
        status = 70  # EX_SOFTWARE
        try:
            child()
            status = 0
        except BaseException:  # noqa: BLE001  (the one place where a child of process 1 ends)
            import traceback  # noqa: PLC0415

            traceback.print_exc()
        finally:
            os._exit(status)

    def wait(self, pid: int, deadline: float, *, other: int = 0) -> bool:
        """Has this child ended (or the other)?  False at the deadline, or when the host says stop.

        ``deadline`` is on the monotonic clock.
        """
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wakeup, select.POLLIN)
        while True:
            self._reap(os.WNOHANG)
            if pid in self.statuses or other in self.statuses:
                return True
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return False
            for descriptor, _ in poll.poll(left_s * 1000 + 1):
                if descriptor == self._control.fileno():
                    return False
                with suppress(BlockingIOError):
                    self._wakeup.recv(4096)

    def end_all_of(self, uid: int) -> None:
        """Kill every process of this user, and no other: as that user."""

        def kill() -> None:
            os.setresuid(uid, uid, uid)
            os.kill(-1, signal.SIGKILL)

        self.fork(kill)

    def end_all(self) -> bool:
        """Kill whatever is left, and wait until it is gone.  False: something would not go."""
        deadline = time.monotonic() + _KILL_PATIENCE_S
        while time.monotonic() < deadline:
            _kill_all()
            try:
                self._reap(0)
            except ChildProcessError:
                return True
        return False

    def _reap(self, options: int) -> None:
        """Collect every child that has ended.  Without ``WNOHANG``: raises when none is left."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, options)
            except ChildProcessError:
                if options:
                    return
                raise
            if not pid:
                return
            self._add(pid, status, usage)

    def _add(self, pid: int, status: int, usage: resource.struct_rusage) -> None:
        self.statuses[pid] = os.waitstatus_to_exitcode(status)
        self.used_s[pid] = usage.ru_utime + usage.ru_stime
        self.cpu_s += self.used_s[pid]
        self.peak_bytes = max(self.peak_bytes, usage.ru_maxrss * 1024)


def _kill_all() -> None:
    """Kill every process but this one: as process 1 at one stroke, else child by child."""
    if os.getpid() == 1:
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        return
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        for pid in file.read().split():  # the orphans among them come to us: we are a subreaper
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
