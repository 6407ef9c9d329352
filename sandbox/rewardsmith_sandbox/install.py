"""Which commands get a container engine onto this machine, and start it?"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rewardsmith_sandbox.engine import Engine
from rewardsmith_sandbox.errors import EngineUnavailableError

DAEMON_LOG = "/var/log/rewardsmith-dockerd.log"
DAEMON = ("dockerd", "--iptables=false", "--bridge=none")
"""Programs have no network, so the engine needs neither firewall nor bridge."""

_UPDATE = ("apt-get", "update", "-qq")
_INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "docker.io")
_SERVICE = ("systemctl", "start", "docker")
_START_S = 60.0

Say = Callable[[str], None]
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What decides how it is done: are we root, and is there apt-get, dockerd, systemd?"""

    root: bool
    apt: bool
    dockerd: bool
    systemd: bool
    docker_host: str = ""

    @classmethod
    def here(cls) -> Machine:
        """What is this machine like?"""
        return cls(
            root=os.geteuid() == 0,
            apt=shutil.which("apt-get") is not None,
            dockerd=shutil.which("dockerd") is not None,
            systemd=Path("/run/systemd/system").is_dir(),
            docker_host=os.environ.get("DOCKER_HOST", ""),
        )


def plan(machine: Machine) -> list[Line]:
    """Which commands are to be typed?  Raises ``EngineUnavailableError`` where we may not."""
    if machine.docker_host:
        raise EngineUnavailableError(
            f"DOCKER_HOST is {machine.docker_host!r}, where nobody answers; start that engine, "
            "or type: unset DOCKER_HOST"
        )
    if not machine.root or not (machine.apt or machine.dockerd):
        raise EngineUnavailableError(
            "--install works on Debian and Ubuntu as root; elsewhere install Docker "
            "(https://docs.docker.com/engine/install), then type: rewardsmith sandbox up"
        )
    start = _SERVICE if machine.systemd else DAEMON
    return [start] if machine.dockerd else [_UPDATE, _INSTALL, start]


def install(say: Say) -> Engine:
    """Get an engine that answers; says every command before it is run."""
    for line in plan(Machine.here()):
        say(f"$ {' '.join(line)}{f'  (log: {DAEMON_LOG})' if line == DAEMON else ''}")
        (_run_daemon if line == DAEMON else _run)(line)
    return _when_it_answers()


def _run(line: Line) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise EngineUnavailableError(f"{' '.join(line)} failed: {done.stderr.strip()[-300:]}")


def _run_daemon(line: Line) -> None:
    with Path(DAEMON_LOG).open("ab") as log:
        subprocess.Popen(  # noqa: S603
            line, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def _when_it_answers() -> Engine:
    deadline = time.monotonic() + _START_S
    while True:
        try:
            return Engine()
        except EngineUnavailableError as error:
            if time.monotonic() > deadline:
                raise EngineUnavailableError(f"{error}; see {DAEMON_LOG}") from None
        time.sleep(0.5)
