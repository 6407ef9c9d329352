"""What running programs needs: the Docker engine, the image, and nothing left of dead processes."""

from __future__ import annotations

from collections.abc import Iterator

from rewardsmith.cli.checks.finding import Finding, Status
from rewardsmith.cli.checks.machine import docker
from rewardsmith.cli.checks.packages import installed
from rewardsmith_sandbox.setup import doctor

_BREAKING = frozenset({"runtime", "seccomp"})
"""What is wrong, and not merely missing, where it is not well."""


def sandbox() -> Iterator[Finding]:
    """Can programs be run?  The engine first: without one the rest cannot be looked at."""
    engine = docker()
    if engine.status is not Status.OK:
        yield engine
    elif installed("docker") is None:
        detail = "the engine answers, the package 'docker' is not installed"
        yield Finding(
            "sandbox", "Docker", Status.MISSING, detail, "pip install 'rewardsmith[code]'"
        )
    else:
        for row in doctor():
            wrong = Status.BROKEN if row.name in _BREAKING else Status.MISSING
            status = Status.OK if row.ok else wrong
            yield Finding("sandbox", row.name, status, row.found, "" if row.ok else row.mend)
