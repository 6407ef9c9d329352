"""Programs as plain processes of this machine: no security boundary, for programs one trusts.

The same runner and the same split judge, with rlimits alone: same user, same file system, same
network.  A hostile program can read the tests, forge verdicts and delete files.  Nothing ever falls
back to this: it starts only where ``local`` is asked for by name.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from contextlib import closing
from tempfile import mkdtemp

from rewardsmith_sandbox.hosting import Hosting
from rewardsmith_sandbox.worker import Landing, Worker, command

_USES = 1000
_KILL_S = 5.0
_log = logging.getLogger("rewardsmith.sandbox")


class LocalSandbox(Hosting):
    """Programs under this user's rights.  Not for what a model wrote in training."""

    def __init__(self, size: int | None = None) -> None:
        _log.warning("the sandbox 'local' is no security boundary: programs run as this user")
        super().__init__(size=size or len(os.sched_getaffinity(0)), spare=0, uses=_USES)

    def _start(self) -> Worker:
        with closing(Landing(self.home)) as landing:
            scratch = mkdtemp(dir=self.home)
            line = command(sys.executable, f"{self.home}/code", str(landing.path), scratch=scratch)
            process = subprocess.Popen(line, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
            try:
                connection = landing.accept(lambda: process.poll() is None)
            except BaseException:
                _end(process)
                raise
        return Worker(
            connection,
            kill=lambda: _end(process),
            ran_out_of_memory=lambda: False,
            uids=lambda _number: None,
        )

    def _sweep(self) -> None:
        """Nothing outlives the workers but the directory, which goes anyway."""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Be rid of it; it kills its programs first where it still can."""
    try:
        process.wait(_KILL_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


_own: dict[int, LocalSandbox] = {}
"""By process, so that a forked child makes its own."""


def local_sandbox() -> LocalSandbox:
    """Which local sandbox does this process use?"""
    sandbox = _own.get(os.getpid())
    if sandbox is None or sandbox.closed:
        sandbox = _own[os.getpid()] = LocalSandbox()
    return sandbox
