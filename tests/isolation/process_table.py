"""Real scripts in real processes, marked in their environment so that what they leave is found."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PARTING_S = 20.0  # for a loaded machine; a few milliseconds on an idle one

_MARK = "ISOLATION_TEST"


def environment(mark: str) -> dict[str, str]:
    roots = [entry for entry in sys.path if Path(entry).is_dir()]
    return dict(os.environ) | {_MARK: mark, "PYTHONPATH": os.pathsep.join(roots)}


def marked(mark: str) -> list[str]:
    """Which processes were started under this mark?  Zombies have no environment left."""
    found: list[str] = []
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            if f"{_MARK}={mark}".encode() in (directory / "environ").read_bytes():
                command = (directory / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append(f"{directory.name} {command}")
        except OSError:
            continue
    return found


def wait_until_gone(mark: str) -> list[str]:
    """Who is left after all?"""
    end = time.monotonic() + PARTING_S
    while (left := marked(mark)) and time.monotonic() < end:
        time.sleep(0.02)
    return left


@contextmanager
def started(command: Sequence[str], **options: Any) -> Iterator[tuple[subprocess.Popen[str], str]]:
    mark = secrets.token_hex(8)
    process = subprocess.Popen(
        command,
        env=environment(mark),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
    with process:
        try:
            yield process, mark
        finally:
            process.kill()


def run(command: Sequence[str], text: str | None = None, **options: Any) -> str:
    """What does the command print?  Fails if it fails, or if a process is left."""
    if text is not None:
        options["stdin"] = subprocess.PIPE
    with started(command, **options) as (process, mark):
        out, errors = process.communicate(text, timeout=120)
    assert process.returncode == 0, errors
    assert wait_until_gone(mark) == []
    return out
