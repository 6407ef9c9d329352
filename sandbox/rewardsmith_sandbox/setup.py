"""How does a machine get an engine and the image?  What ``rewardsmith sandbox`` does."""

from __future__ import annotations

import os
from dataclasses import dataclass

from rewardsmith_sandbox import owner
from rewardsmith_sandbox.docker import RUNTIME
from rewardsmith_sandbox.engine import Engine
from rewardsmith_sandbox.errors import (
    ClientMissingError,
    EngineUnavailableError,
    ImageError,
    SandboxError,
)
from rewardsmith_sandbox.images import build
from rewardsmith_sandbox.install import Say
from rewardsmith_sandbox.install import install as get_engine

MEND = "rewardsmith sandbox up --install"


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
        return [_no_engine(error)]
    try:
        return [*_engine_rows(engine), _image_row(engine), _container_row(engine)]
    except SandboxError as error:
        return [_no_engine(error)]
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
        if removed := owner.sweep(engine):
            say(f"removed {removed} containers whose process is gone")
        ensure = build.ensure_from_dockerfile if dockerfile else build.ensure_from_host
        say(f"image {build.image_name()}: {'built' if ensure(engine) else 'up to date'}")
        if removed := engine.remove_images(build.CONTENT, nameless=True):
            say(f"removed {removed} images that it replaced")
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
        say(f"removed {engine.remove_images(build.CONTENT)} images")
    finally:
        engine.close()


def _answering_engine(*, install: bool, say: Say) -> Engine:
    try:
        return Engine()
    except ClientMissingError:
        raise
    except EngineUnavailableError as error:
        if not install:
            raise
        problem = str(error)
    say(f"no engine answers ({problem.partition(';')[0]})")
    return get_engine(say)


def _no_engine(error: SandboxError) -> Row:
    return Row("docker engine", False, str(error).partition("; type:")[0], MEND)


def _engine_rows(engine: Engine) -> list[Row]:
    info = engine.describe()
    runtime = os.environ.get(RUNTIME)
    rows = [
        Row("docker engine", True, f"{info.get('ServerVersion')}, {info.get('NCPU')} processors"),
        Row("seccomp", "seccomp" in str(info.get("SecurityOptions")), "default profile"),
    ]
    if runtime:
        known = engine.runtimes()
        found = f"{runtime}; the engine has: {', '.join(known)}"
        rows.append(Row("runtime", runtime in known, found, f"unset {RUNTIME}"))
    return rows


def _image_row(engine: Engine) -> Row:
    name = build.image_name()
    try:
        build.python_of(engine, name)
    except ImageError as error:
        return Row("sandbox image", False, str(error).partition(";")[0], MEND)
    content = (engine.image_labels(name) or {}).get(build.CONTENT, "made elsewhere")
    return Row("sandbox image", True, f"{name} ({content})")


def _container_row(engine: Engine) -> Row:
    found = engine.labelled(owner.LABEL)
    orphans = sum(map(owner.is_orphan, found.values()))
    shown = f"{len(found)} running, {orphans} left by dead processes"
    return Row("sandbox containers", orphans == 0, shown, "rewardsmith sandbox up")
