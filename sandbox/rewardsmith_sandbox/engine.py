# pyright: basic, reportMissingTypeStubs=false
"""The one place that touches the untyped ``docker`` package: what we ask of a container engine."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rewardsmith_sandbox.errors import ClientMissingError, EngineUnavailableError, ImageError

_TIMEOUT_S = 20
_BUILD_TIMEOUT_S = 600.0
_OOM_NEWS_S = 0.3
"""For how long after a container's death may the news that it ran out of memory arrive?"""

_SOCKET = "unix:///var/run/docker.sock"
_ADVICE = "type: rewardsmith sandbox up --install"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What container is to be started?

    Sizes in bytes; ``tmpfs`` maps places to mount options.  ``cpus``: with less than two, the
    kernel would halt a program and its judge, which work side by side, for tens of milliseconds.
    """

    image: str
    command: list[str]
    labels: Mapping[str, str]
    binds: list[str]
    tmpfs: Mapping[str, str]
    memory_bytes: int
    processes: int
    capabilities: list[str]
    sysctls: Mapping[str, str] = field(default_factory=dict)
    runtime: str | None = None
    cpus: int = min(2, os.cpu_count() or 1)


@contextmanager
def _translated(what: str) -> Generator[None]:
    """Turn the client's many exceptions into ours."""
    import docker.errors  # noqa: PLC0415  (an extra; imported when an engine is first needed)

    try:
        yield
    except docker.errors.ImageNotFound as error:
        raise ImageError(f"{what}: {error.explanation or error}; {_ADVICE}") from None
    except (docker.errors.DockerException, OSError) as error:  # its transport raises OSErrors
        text = " ".join(str(error).split())[:300]
        raise EngineUnavailableError(f"{what}: {text}; {_ADVICE}") from None


def _knock(host: str) -> None:
    """Does anybody listen at this address?  (The client would leak the socket it tried.)"""
    if host.startswith("unix://"):
        with socket.socket(socket.AF_UNIX) as knocking:
            knocking.settimeout(_TIMEOUT_S)
            knocking.connect(host.removeprefix("unix://"))


class Engine:
    """A container engine: ``EngineUnavailableError`` whenever it does not do what it is asked."""

    def __init__(self, timeout_s: int = _TIMEOUT_S) -> None:
        try:
            import docker  # noqa: PLC0415
        except ImportError:
            raise ClientMissingError(
                "the package 'docker' is not installed; type: pip install 'rewardsmith[code]'"
            ) from None
        with _translated("Docker does not answer"):
            _knock(os.environ.get("DOCKER_HOST", _SOCKET))
            self._client = docker.from_env(timeout=timeout_s)
            self._api: Any = self._client.api

    def close(self) -> None:
        """Drop the connections to it."""
        self._client.close()

    def describe(self) -> dict[str, Any]:
        """What does the engine say of itself?"""
        with _translated("Docker does not answer"):
            return dict(self._api.info())

    def runtimes(self) -> tuple[str, ...]:
        """Which OCI runtimes can containers be started with?"""
        return tuple(self.describe().get("Runtimes") or ())

    def image_labels(self, image: str) -> dict[str, str] | None:
        """Which labels does this image carry?  None: there is no such image."""
        import docker.errors  # noqa: PLC0415

        with _translated("looking for the image"):
            try:
                return dict(self._api.inspect_image(image)["Config"]["Labels"] or {})
            except docker.errors.ImageNotFound:
                return None

    def remove_images(self, label: str, *, nameless: bool = False) -> int:
        """How many images with this label were removed, of those that no container runs from?

        ``nameless``: only those whose name a newer one has taken over.
        """
        import docker.errors  # noqa: PLC0415

        removed = 0
        with _translated("removing images"):
            for found in self._api.images(filters={"label": label}):
                names = [name for name in found["RepoTags"] or () if name != "<none>:<none>"]
                if nameless and names:
                    continue
                try:
                    self._api.remove_image(found["Id"], force=not names)
                except docker.errors.APIError as error:
                    if error.status_code != 409:  # it is in use; the next time
                        raise
                else:
                    removed += 1
        return removed

    def import_tree(self, tar: Iterable[bytes], image: str, labels: Mapping[str, str]) -> None:
        """Make an image of this tar stream."""
        repository, tag = image.rsplit(":", 1)
        changes = [f'LABEL "{key}"="{value}"' for key, value in labels.items()]
        with _translated("importing the image"):
            url = self._api._url("/images/create")
            parameters = {"fromSrc": "-", "repo": repository, "tag": tag, "changes": changes}
            reply = self._api._post(
                url, data=tar, params=parameters, timeout=_BUILD_TIMEOUT_S,
                headers={"Content-Type": "application/tar"},
            )  # fmt: skip
            self._api._raise_for_status(reply)
            if '"error"' in reply.text:
                raise ImageError(f"importing the image failed: {reply.text[-300:]}")

    def build(self, folder: Path, image: str, labels: Mapping[str, str]) -> None:
        """Build the Dockerfile of this folder.  Needs a registry.

        Its commands use this machine's network: the engine may have been started without a bridge.
        """
        import docker.errors  # noqa: PLC0415

        with _translated("building the image"):
            try:
                self._client.images.build(
                    path=str(folder), tag=image, labels=dict(labels), rm=True,
                    network_mode="host", timeout=int(_BUILD_TIMEOUT_S),
                )  # fmt: skip
            except (docker.errors.BuildError, docker.errors.APIError) as error:
                raise ImageError(f"the Dockerfile could not be built: {error}") from None

    def start(self, spec: Spec) -> str:
        """Which container was started?  Its id."""
        host = self._api.create_host_config(
            auto_remove=True,
            binds=spec.binds,
            cap_add=spec.capabilities,
            cap_drop=["ALL"],
            ipc_mode="none",
            log_config={"Type": "none"},
            mem_limit=spec.memory_bytes,
            memswap_limit=spec.memory_bytes,
            nano_cpus=spec.cpus * 1_000_000_000,
            network_mode="none",
            pids_limit=spec.processes,
            read_only=True,
            runtime=spec.runtime,
            security_opt=["no-new-privileges:true"],
            sysctls=dict(spec.sysctls),
            tmpfs=dict(spec.tmpfs),
            ulimits=[{"Name": "core", "Soft": 0, "Hard": 0}],
        )
        with _translated("starting a container"):
            made = self._api.create_container(
                spec.image, spec.command, labels=dict(spec.labels), host_config=host,
                network_disabled=True, user="0:0", working_dir="/", stop_timeout=1,
            )  # fmt: skip
            self._api.start(made["Id"])
            return made["Id"]

    def remove(self, container: str) -> None:
        """Kill and remove this container; fine if it is gone already."""
        import docker.errors  # noqa: PLC0415

        with _translated("removing a container"):
            try:
                self._api.remove_container(container, force=True, v=True)
            except docker.errors.NotFound:
                return
            except docker.errors.APIError as error:
                if error.status_code != 409:  # its removal is under way
                    raise

    def ran_out_of_memory(self, container: str, since: float) -> bool:
        """Did the kernel kill a process of this container for want of memory?

        ``since`` is in seconds of the epoch.  The container may be gone already.
        """
        until = time.time() + _OOM_NEWS_S
        with _translated("asking for events"):
            news = self._api.events(
                since=int(since), until=until, decode=True,
                filters={"container": container, "event": "oom"},
            )  # fmt: skip
            return next(iter(news), None) is not None

    def is_there(self, container: str) -> bool:
        """Does this container exist?  Ours remove themselves when they end."""
        import docker.errors  # noqa: PLC0415

        with _translated("looking for a container"):
            try:
                return bool(self._api.inspect_container(container)["State"]["Running"])
            except docker.errors.NotFound:
                return False

    def labelled(self, label: str) -> dict[str, dict[str, str]]:
        """Which containers carry this label?  Their ids and labels."""
        with _translated("listing containers"):
            found = self._api.containers(all=True, filters={"label": label})
            return {one["Id"]: dict(one["Labels"]) for one in found}
