"""The two methods that a sandbox is, and how to get one by name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from rewardsmith_sandbox.errors import UnknownSandboxError
from rewardsmith_sandbox.types import Outcome, Program

ENTRY_POINTS = "rewardsmith.sandboxes"
"""The entry-point group of third parties: a name and a callable that returns a ``Sandbox``."""

_OWN = {
    "docker": ("rewardsmith_sandbox.docker", "docker_sandbox"),
    "local": ("rewardsmith_sandbox.local", "local_sandbox"),
}


@runtime_checkable
class Sandbox(Protocol):
    """What runs programs that nobody trusts?

    Both methods may be called from any thread and never raise for what a program does.  What is
    the machine's fault ends as ``Ending.SANDBOX_FAILED``, after one retry.
    """

    def run(self, program: Program) -> Outcome:
        """What happens to this program?"""
        ...

    def run_many(self, programs: Sequence[Program]) -> list[Outcome]:
        """What happens to each of these?  In their order."""
        ...


_theirs: dict[tuple[int, str], Sandbox] = {}
"""Third parties' sandboxes of this process, by name."""


def sandbox_names() -> tuple[str, ...]:
    """Which sandboxes are there, ours and those of entry points?"""
    points = (point.name for point in entry_points(group=ENTRY_POINTS))
    return tuple(sorted({*_OWN, *points}))


def open_sandbox(name: str = "docker") -> Sandbox:
    """Which sandbox has this name?  The process's one instance of it, started on first use.

    Raises ``UnknownSandboxError`` for a name that neither we nor an entry point knows.
    """
    if own := _OWN.get(name):
        module, function = own
        return getattr(import_module(module), function)()
    if found := _theirs.get((os.getpid(), name)):
        return found
    for point in entry_points(group=ENTRY_POINTS, name=name):
        return _theirs.setdefault((os.getpid(), name), point.load()())
    known = ", ".join(sandbox_names())
    raise UnknownSandboxError(f"no sandbox is called {name!r}; there are: {known}")
