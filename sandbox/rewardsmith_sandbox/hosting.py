"""What every sandbox of ours has: a pool of workers, a private directory, and an end."""

from __future__ import annotations

import atexit
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakSet

from rewardsmith_sandbox import owner
from rewardsmith_sandbox.languages import language
from rewardsmith_sandbox.pool import Pool
from rewardsmith_sandbox.types import Outcome, Program
from rewardsmith_sandbox.worker import Worker, stage_runner


class Hosting(ABC):
    """A ``Sandbox`` whose workers this process starts."""

    def __init__(self, *, size: int, spare: int, uses: int) -> None:
        self._pool = Pool(self._start, size=size, spare=spare, uses=uses)
        self._owner = os.getpid()
        _open.add(self)

    @cached_property
    def home(self) -> Path:
        """Where do sockets and the runner's copy lie?"""
        owner.sweep_directories()
        return stage_runner()

    def run(self, program: Program) -> Outcome:
        """What happens to this program?"""
        self._check(program)
        return self._pool.run(program)

    def run_many(self, programs: Sequence[Program]) -> list[Outcome]:
        """What happens to each of these?  In their order."""
        for program in programs:
            self._check(program)
        return self._pool.run_many(programs)

    def warm_up(self) -> None:
        """Start the workers now.  Raises ``SandboxError`` where ``run`` would abstain."""
        self._pool.warm_up()

    @property
    def closed(self) -> bool:
        """Has it been closed?"""
        return self._pool.closed

    @property
    def workers(self) -> int:
        """How many workers are alive?"""
        return self._pool.alive

    def close(self) -> None:
        """End every worker and remove every trace.  Only the process that made it can."""
        if self.closed or os.getpid() != self._owner:
            return
        self._pool.close()
        self._sweep()
        if "home" in self.__dict__:
            shutil.rmtree(self.home, ignore_errors=True)

    def abandon(self) -> None:
        """In a forked child: let go of the parent's sockets."""
        self._pool.abandon()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check(self, program: Program) -> None:
        entry = language(program.language)
        if program.tests is not None and not entry.judged:
            raise ValueError(f"the split judge cannot call functions of {program.language!r}")

    @abstractmethod
    def _start(self) -> Worker:
        """Start one more worker."""

    @abstractmethod
    def _sweep(self) -> None:
        """Remove what closing the workers may have left."""


_open: WeakSet[Hosting] = WeakSet()


def _close_all() -> None:
    for sandbox in list(_open):
        sandbox.close()


def _abandon_all() -> None:
    """A forked child lets go of its parent's sandboxes, and makes its own when it needs one."""
    for sandbox in list(_open):
        sandbox.abandon()
    _open.clear()


atexit.register(_close_all)
os.register_at_fork(after_in_child=_abandon_all)
