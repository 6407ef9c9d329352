"""How does a machine get an engine and the image?  What ``rewardsmith sandbox`` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rewardsmith_sandbox import owner
from rewardsmith_sandbox.engine import Engine
from rewardsmith_sandbox.errors import EngineUnavailableError, ImageError, SandboxError
from rewardsmith_sandbox.images import build

ADVICE = "type: rewardsmith sandbox up --install"
DAEMON_LOG = "/var/log/rewardsmith-dockerd.log"
_DAEMON_START_S = 60.0
_DAEMON = ["dockerd", "--iptables=false", "--bridge=none"]
"""Programs have no network, so the engine needs neither firewall nor bridge."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of ``doctor``: what was looked at, is it well, what was found, what to type."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def doctor() -> list[Row]:
    """Is everything there that running programs needs?  Engine, image, and leftovers."""
    try:
        engine = Engine()
    except EngineUnavailableError as error:
        return [Row("docker engine", False, str(error), ADVICE)]
    try:
        return [*_engine_rows(engine), _image_row(engine), _container_row(engine)]
    except SandboxError as error:
        return [Row("docker engine", False, str(error), ADVICE)]
    finally:
        engine.close()


def up(*, install: bool, dockerfile: bool, say: Say) -> None:
    """See to it that an engine answers and the image is current; says what it does.

    ``install``: where no engine answers, on Debian or Ubuntu as root, get docker.io and start the
    daemon.  ``dockerfile``: build from the Dockerfile (needs a registry) instead of this machine's
    own Python.  Raises ``EngineUnavailableError`` with what to type where it may not act.
    """
    engine = _answering_engine(install=install, say=say)
    try:
        removed = owner.sweep(engine)
        if removed:
            say(f"removed {removed} containers whose process is gone")
        ensure = build.ensure_from_dockerfile if dockerfile else build.ensure_from_host
        say(f"image {build.image_name()}: {'built' if ensure(engine) else 'up to date'}")
    finally:
        engine.close()


def down(say: Say) -> None:
    """Remove every container and image of ours.  The engine stays."""
    engine = Engine()
    try:
        containers = engine.labelled(owner.LABEL)
        for container in containers:
            engine.remove(container)
        say(f"removed {len(containers)} containers")
        if engine.remove_image(build.image_name()):
            say(f"removed the image {build.image_name()}")
    finally:
        engine.close()


def _answering_engine(*, install: bool, say: Say) -> Engine:
    try:
        return Engine()
    except EngineUnavailableError as error:
        if not install:
            raise
        problem = str(error)
    say(f"no engine answers ({problem.partition(';')[0]})")
    if not _may_install():
        raise EngineUnavailableError(
            "--install works on Debian and Ubuntu as root; elsewhere install Docker "
            "(https://docs.docker.com/engine/install), then type: rewardsmith sandbox up"
        )
    if shutil.which("dockerd") is None:
        _install_package(say)
    return _start_daemon(say)


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_package(say: Say) -> None:
    say("installing docker.io with apt-get")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for line in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "docker.io"],
    ):
        done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise EngineUnavailableError(f"{' '.join(line)} failed: {done.stderr.strip()[-300:]}")


def _start_daemon(say: Say) -> Engine:
    say(f"starting {' '.join(_DAEMON)} (log: {DAEMON_LOG})")
    with Path(DAEMON_LOG).open("ab") as log:
        subprocess.Popen(  # noqa: S603
            _DAEMON, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    deadline = time.monotonic() + _DAEMON_START_S
    while True:
        try:
            return Engine()
        except EngineUnavailableError as error:
            if time.monotonic() > deadline:
                raise EngineUnavailableError(f"{error}; see {DAEMON_LOG}") from None
        time.sleep(0.5)


def _engine_rows(engine: Engine) -> list[Row]:
    info = engine.describe()
    runtime = os.environ.get("REWARDSMITH_SANDBOX_RUNTIME")
    runtimes = ", ".join(info.get("Runtimes") or {})
    rows = [
        Row("docker engine", True, f"{info.get('ServerVersion')}, {info.get('NCPU')} processors"),
        Row("seccomp", "seccomp" in str(info.get("SecurityOptions")), "default profile"),
    ]
    if runtime:
        mend = f"the engine has: {runtimes}"
        rows.append(Row("runtime", runtime in (info.get("Runtimes") or {}), runtime, mend))
    return rows


def _image_row(engine: Engine) -> Row:
    name = build.image_name()
    try:
        build.python_of(engine, name)
    except ImageError as error:
        return Row("sandbox image", False, str(error).partition(";")[0], ADVICE)
    content = (engine.image_labels(name) or {}).get(build.CONTENT, "made elsewhere")
    return Row("sandbox image", True, f"{name} ({content})")


def _container_row(engine: Engine) -> Row:
    found = engine.labelled(owner.LABEL)
    orphans = sum(map(owner.is_orphan, found.values()))
    shown = f"{len(found)} running, {orphans} left by dead processes"
    return Row("sandbox containers", orphans == 0, shown, "type: rewardsmith sandbox up")
