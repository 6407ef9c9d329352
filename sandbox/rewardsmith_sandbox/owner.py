"""Whose container is this, and does its owner still live?  Labels that survive a SIGKILL."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rewardsmith_sandbox.engine import Engine

LABEL = "rewardsmith.sandbox"
"""Carried by every container of ours."""

POOL = "rewardsmith.pool"
"""Carries the name of the pool that a container belongs to."""

_OWNER = "rewardsmith.owner"


def _start_of(pid: int) -> str | None:
    """When did this process start, in ticks since boot?  None: there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[19]


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def _namespace() -> str:
    """Process ids mean something only within this."""
    return Path("/proc/self/ns/pid").readlink().name


def own_labels() -> dict[str, str]:
    """Which labels name this very process, across reuse of its number and reboots?"""
    pid = os.getpid()
    return {LABEL: "1", _OWNER: f"{_boot()} {_namespace()} {pid} {_start_of(pid)}"}


def is_orphan(labels: Mapping[str, str]) -> bool:
    """Is the process that made this container gone?

    False where it cannot be seen from here (another process namespace).
    """
    words = labels.get(_OWNER, "").split()
    if len(words) != 4:
        return True
    boot, namespace, pid, start = words
    if boot != _boot():
        return True
    return namespace == _namespace() and _start_of(int(pid)) != start


def sweep(engine: Engine) -> int:
    """How many containers of dead owners were removed?"""
    orphans = [one for one, labels in engine.labelled(LABEL).items() if is_orphan(labels)]
    for container in orphans:
        engine.remove(container)
    return len(orphans)


def temporary_prefix() -> str:
    """What do our temporary directories start with?  It names their owner."""
    return f"rewardsmith-sandbox-{os.getpid()}-{_start_of(os.getpid())}-"


def sweep_directories() -> int:
    """How many temporary directories of dead owners were removed?"""
    count = 0
    for path in Path(tempfile.gettempdir()).glob("rewardsmith-sandbox-*-*-*"):
        pid, start = path.name.split("-")[2:4]
        if pid.isdigit() and _start_of(int(pid)) != start:
            shutil.rmtree(path, ignore_errors=True)
            count += 1
    return count
