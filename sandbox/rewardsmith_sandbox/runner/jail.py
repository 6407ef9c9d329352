"""How does a forked child become somebody with nothing?  New session, uid, rlimits, filter."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from dataclasses import dataclass
from typing import Any

from rewardsmith_sandbox.runner import seccomp

LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_DUMPABLE = 4
_STACK_BYTES = 64 << 20
_NICE = 5


@dataclass(frozen=True, slots=True)
class Jail:
    """What is a child allowed?  ``uid`` None: stay who we are (the local backend)."""

    uid: int | None
    box: str
    cpu_s: float
    memory_bytes: int
    processes: int
    files: int
    file_bytes: int

    @classmethod
    def of(cls, job: dict[str, Any], box: str) -> Jail:
        """Which jail does this job ask for?"""
        limits = job["limits"]
        return cls(
            job["uid"],
            box,
            limits["cpu_s"],
            limits["memory_bytes"],
            limits["processes"],
            limits["files"],
            limits["disk_bytes"],
        )


def enter(jail: Jail, *, expendable: bool) -> None:
    """Be nobody from here on.  Irrevocable.

    ``expendable``: the untrusted side.  The kernel kills it first when memory runs out (a program
    may undo that, and whoever is killed in its stead, the program has used too much), it yields the
    processor to its judge, and may look at its own ``/proc/self``; the judge stays closed to
    everybody.
    """
    os.setsid()
    os.umask(0o077)
    if jail.uid is not None and expendable:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("1000")
    if expendable:
        os.nice(_NICE)
    _limit(jail)
    if jail.uid is not None:
        os.setgroups([])
        os.setresgid(jail.uid, jail.uid, jail.uid)
        os.setresuid(jail.uid, jail.uid, jail.uid)
        seccomp.install(LIBC, seccomp.FILTER)
        if expendable:
            LIBC.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
    os.chdir(jail.box)


def reset_signals() -> None:
    """Forget what process 1 does on signals."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def restore_exec_signals() -> None:
    """Give a program that is no Python the signals that a shell would."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)


def _limit(jail: Jail) -> None:
    seconds = max(1, -int(-jail.cpu_s // 1))
    limits = {
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_AS: (jail.memory_bytes, jail.memory_bytes),
        resource.RLIMIT_NOFILE: (jail.files, jail.files),
        resource.RLIMIT_FSIZE: (jail.file_bytes, jail.file_bytes),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_MSGQUEUE: (0, 0),
        resource.RLIMIT_MEMLOCK: (0, 0),
    }
    if jail.uid is not None:  # a fresh uid counts its own processes; a shared one everybody's
        limits[resource.RLIMIT_NPROC] = (jail.processes, jail.processes)
        limits[resource.RLIMIT_STACK] = (_STACK_BYTES, _STACK_BYTES)
    for name, (soft, hard) in limits.items():
        most = resource.getrlimit(name)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)  # noqa: PLW2901
        resource.setrlimit(name, (soft, hard))
