"""The GPU, and whether a Docker engine answers, asked without importing torch or docker."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from rewardsmith.cli.checks.finding import Finding, Status
from rewardsmith.cli.checks.packages import installed

_ANSWER_S = 5.0
_NVIDIA = Path("/proc/driver/nvidia/gpus")
_QUERY = ("--query-gpu=name,memory.total,driver_version", "--format=csv,noheader")
_SOCKET = "unix:///var/run/docker.sock"
_PING = b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n"


def machine() -> Iterator[Finding]:
    """Which GPU is there, and can the installed torch use it?"""
    yield gpu()


def gpu() -> Finding:
    """Which GPU is there?  Without one everything runs, training slowly."""
    names = _nvidia_smi() or _driver_entries()
    if not names:
        detail = "no NVIDIA GPU: training runs on the processor"
        return Finding("machine", "GPU", Status.MISSING, detail)
    torch = installed("torch")
    if torch and torch.endswith("+cpu"):
        mend = "pip install torch --index-url https://download.pytorch.org/whl/cu128"
        detail = f"{'; '.join(names)}, but torch {torch} is a build without CUDA"
        return Finding("machine", "GPU", Status.BROKEN, detail, mend)
    return Finding("machine", "GPU", Status.OK, f"{'; '.join(names)}, torch {torch or 'missing'}")


def docker(host: str | None = None) -> Finding:
    """Does the Docker engine answer?  The sandbox for code needs it."""
    host = host or os.environ.get("DOCKER_HOST") or _SOCKET
    try:
        reply = _ping(host)
    except PermissionError:
        mend = "sudo usermod -aG docker $USER, then log in again"
        return _no_docker(f"{host} is not yours to use", mend)
    except (OSError, ValueError) as error:
        mend = "rewardsmith sandbox up --install"
        return _no_docker(f"no engine answers at {host} ({error})", mend)
    if b" 200 " not in reply.partition(b"\r\n")[0]:
        return _no_docker(f"{host} answered {reply[:60]!r}", "docker info shows what is wrong")
    return Finding("sandbox", "Docker", Status.OK, f"the engine answers at {host}")


def _no_docker(detail: str, mend: str) -> Finding:
    return Finding("sandbox", "Docker", Status.MISSING, detail, mend)


def _ping(host: str) -> bytes:
    url = urlsplit(host)
    if url.scheme == "unix":
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_ANSWER_S)
            connection.connect(url.path)
            return _ask(connection)
    if url.scheme in {"tcp", "http"} and url.hostname:
        address = (url.hostname, url.port or 2375)
        with socket.create_connection(address, timeout=_ANSWER_S) as connection:
            return _ask(connection)
    raise ValueError(f"an address of kind {url.scheme!r} is not checked; try: docker info")


def _ask(connection: socket.socket) -> bytes:
    connection.sendall(_PING)
    return connection.recv(4096)


def _nvidia_smi() -> list[str]:
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    try:
        answer = subprocess.run(  # noqa: S603  (nvidia-smi, with fixed arguments)
            [program, *_QUERY], capture_output=True, text=True, timeout=_ANSWER_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in answer.stdout.splitlines() if line.strip()]


def _driver_entries() -> list[str]:
    """What the driver lists, where nvidia-smi is missing, as in slim containers."""
    return ["NVIDIA GPU"] * len(list(_NVIDIA.iterdir())) if _NVIDIA.is_dir() else []
