"""What the kernel knows of processes: CPU time, memory, children; and how to end them all.

``/proc`` and ``prctl`` are Linux's.  Elsewhere the questions are answered with nothing (no
children, unknown CPU), and the limits that the kernel keeps by itself remain.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from pathlib import Path

_PROC = Path("/proc")
VISIBLE = Path("/proc/self/stat").exists()
"""Can a process see another's CPU time and memory here?"""

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    with contextlib.suppress(OSError, AttributeError):  # another libc, another kernel: go without
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Do grandchildren whose parent died become ours, so that none escapes?"""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent(parent: int) -> None:
    """Does this process end with its parent, whose pid is ``parent``?"""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(0)


def children(pid: int) -> list[int]:
    """Which processes has this one started, and not yet waited for?"""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208  (four times faster)
            with contextlib.suppress(OSError):
                listing = Path(f"/proc/{pid}/task/{task}/children").read_bytes()
                found.extend(map(int, listing.split()))
    return found


def tree(pid: int) -> list[int]:
    """Which processes descend from this one?  Itself first."""
    found = [pid]
    for member in found:  # grows as we go
        found.extend(children(member))
    return found


def cpu_s(pid: int) -> float | None:
    """How much CPU has it used, with the children it waited for?  None where nobody tells."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    fields = stat[stat.rindex(b")") + 2 :].split()
    return sum(map(int, fields[11:15])) / _TICKS_PER_S  # utime, stime, cutime, cstime


def resident_bytes(pid: int) -> int:
    """How much memory does it hold?  0 where nobody tells."""
    return _statm(pid, 1)


def address_space_bytes(pid: int) -> int:
    """How large is its address space?  0 where nobody tells."""
    return _statm(pid, 0)


def _statm(pid: int, field: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[field]) * _PAGE_BYTES
    except (OSError, IndexError):
        return 0


def kill(pid: int) -> None:
    """Is it gone, with its process group and all that descend from it?"""
    family = tree(pid)
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    for member in family:
        with contextlib.suppress(OSError):
            os.kill(member, signal.SIGKILL)


def bearing(token: str) -> list[int]:
    """Which processes carry this token in the environment they were started with?"""
    marked: list[int] = []
    for directory in _PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if token.encode() in (directory / "environ").read_bytes():
                marked.append(int(directory.name))
    return marked
