"""Programs in hardened, warm Docker containers: the default sandbox, and the only safe one.

Each container: read-only root, no network, no IPC objects, no new privileges, the engine's default
seccomp profile and a filter of our own, four capabilities for process 1 and none for programs,
bounded memory, processes, processor, disk and inodes.  It runs one program at a time, under user
ids that nobody had before, and is used again only when nothing of that program is left.
"""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from rewardsmith_sandbox import owner
from rewardsmith_sandbox.engine import Engine, Spec
from rewardsmith_sandbox.errors import EngineUnavailableError, UnknownRuntimeError
from rewardsmith_sandbox.hosting import Hosting
from rewardsmith_sandbox.images.build import image_name, python_of
from rewardsmith_sandbox.types import MIB
from rewardsmith_sandbox.worker import Landing, Worker, command

RUNTIME = "REWARDSMITH_SANDBOX_RUNTIME"
"""The environment variable that names another OCI runtime than the engine's own default."""

_CODE, _LINK = "/run/rewardsmith/code", "/run/rewardsmith/link"
_CAPABILITIES = ["CHOWN", "KILL", "SETGID", "SETUID"]
"""Take over and give away files, end any program, become the program's user."""

_SYSCTLS = {
    "fs.mqueue.queues_max": "0",
    "kernel.msgmni": "0",
    "kernel.sem": "0 0 0 0",
    "kernel.shmmni": "0",
}
"""IPC objects outlive processes, so none can be made."""

_SUBORDINATE_UIDS, _HIGH_UIDS = 20_000, 1_000_000_000
_UID_PAIRS, _UID_RANGES = 20_000, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerSettings:
    """How are containers made?

    ``size`` programs run at a time (None: one a core); ``memory_bytes`` and ``processes`` bound a
    container as a whole, ``disk_bytes`` and ``inodes`` its writable space; ``runtime`` is another
    OCI runtime that the engine knows (``runsc``); a container is replaced after ``uses`` programs.
    """

    size: int | None = None
    spare: int = 1
    memory_bytes: int = 1024 * MIB
    processes: int = 256
    disk_bytes: int = 64 * MIB
    inodes: int = 8192
    image: str | None = None
    runtime: str | None = None
    uses: int = 1000


class DockerSandbox(Hosting):
    """Programs in warm containers.  Use it in a ``with``, or let the process's end close it."""

    def __init__(self, settings: DockerSettings | None = None) -> None:
        self.settings = settings or DockerSettings()
        self.name = secrets.token_hex(8)
        self._engine: Engine | None = None
        self._engine_lock = Lock()
        size = self.settings.size or len(os.sched_getaffinity(0))
        super().__init__(size=size, spare=self.settings.spare, uses=self.settings.uses)

    def _start(self) -> Worker:
        engine = self._connect()
        landing = Landing(self.home)
        container = ""
        try:
            container = engine.start(self._spec(engine, landing.folder))
            connection = landing.accept(lambda: engine.is_there(container))
        except BaseException:
            if container:
                engine.remove(container)
            raise
        finally:
            landing.close()
        started = time.time()
        return Worker(
            connection,
            kill=lambda: engine.remove(container),
            ran_out_of_memory=lambda: engine.ran_out_of_memory(container, started),
            uids=self._uids,
        )

    def _connect(self) -> Engine:
        """Which engine?  On the first call also: remove what dead owners left."""
        with self._engine_lock:
            if self._engine is None:
                engine = Engine()
                _check_runtime(engine, self._runtime)
                owner.sweep(engine)
                remapped = str(engine.describe().get("SecurityOptions"))
                named = "userns" in remapped or "rootless" in remapped
                self._first_uid = _SUBORDINATE_UIDS if named else _own_uids()
                self._engine = engine
            return self._engine

    @property
    def _runtime(self) -> str | None:
        return self.settings.runtime or os.environ.get(RUNTIME)

    def _uids(self, number: int) -> tuple[int, int]:
        first = self._first_uid + 2 * (number % _UID_PAIRS)
        return first, first + 1

    def _spec(self, engine: Engine, link: Path) -> Spec:
        settings = self.settings
        image = settings.image or image_name()
        space = f"rw,nosuid,nodev,mode=1777,size={settings.disk_bytes},nr_inodes={settings.inodes}"
        return Spec(
            image=image,
            command=command(python_of(engine, image), _CODE, f"{_LINK}/socket"),
            labels=owner.own_labels() | {owner.POOL: self.name},
            binds=[f"{self.home}/code:{_CODE}:ro,z", f"{link}:{_LINK}:ro,z"],
            tmpfs={"/tmp": f"{space},exec", "/dev/shm": f"{space},noexec"},  # noqa: S108
            memory_bytes=settings.memory_bytes,
            processes=settings.processes,
            capabilities=_CAPABILITIES,
            sysctls=_SYSCTLS,
            runtime=self._runtime,
        )

    def _sweep(self) -> None:
        if self._engine is None:
            return
        try:
            for container in self._engine.labelled(f"{owner.POOL}={self.name}"):
                self._engine.remove(container)
        except EngineUnavailableError:
            return  # the next start of any sandbox sweeps
        finally:
            self._engine.close()
            self._engine = None


def _own_uids() -> int:
    """From where on are user ids this process's own?

    The kernel counts processes by user id in all containers together, so a fork bomb would hold up
    a program that another process's sandbox runs under the same.
    """
    return _HIGH_UIDS + 2 * _UID_PAIRS * (os.getpid() % _UID_RANGES)


def _check_runtime(engine: Engine, runtime: str | None) -> None:
    """Has the engine this runtime?  Raises ``UnknownRuntimeError``."""
    known = engine.runtimes() if runtime else ()
    if runtime and runtime not in known:
        raise UnknownRuntimeError(
            f"the engine has no runtime {runtime!r}, only {', '.join(known)}; add it to "
            f"/etc/docker/daemon.json and restart the daemon, or unset {RUNTIME}"
        )


_own: dict[tuple[int, DockerSettings], DockerSandbox] = {}
"""By process, so that a forked child makes its own."""


def docker_sandbox(settings: DockerSettings | None = None) -> DockerSandbox:
    """Which sandbox does this process use for these settings?  One for all threads."""
    key = (os.getpid(), settings or DockerSettings())
    sandbox = _own.get(key)
    if sandbox is None or sandbox.closed:  # a race makes one too many, which starts no container
        sandbox = _own[key] = DockerSandbox(key[1])
    return sandbox
