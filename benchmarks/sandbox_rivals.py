"""Other ways to run one program, for ``sandbox_speed``: each a function of its source and input."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from llm_sandbox.pool import PoolConfig, create_pool_manager
from llm_sandbox.pool.session import PooledSandboxSession

from rewardsmith_sandbox.engine import Engine
from rewardsmith_sandbox.images import build, host_tree

Run = Callable[[str, bytes], bytes]
"""Which output has this program with this input?"""

SHELLED = "rewardsmith/bench:latest"
"""Our image with a shell and a few tools, which ``docker exec`` and llm-sandbox need."""

_MARK = "rewardsmith.bench"
_TOOLS = ("sh", "cat", "mkdir", "chown", "sleep", "tail", "true", "rm", "ls", "test", "id")
_POOLED_PYTHON = "/sandbox/.sandbox-venv/bin/python"
_LIMITS = [
    "--network=none", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges",
    "--memory=1g", "--memory-swap=1g", "--pids-limit=256", "--cpus=1", "--user=65534:65534",
    "--tmpfs=/tmp:size=64m,mode=1777,exec",
]  # fmt: skip


def plain_subprocess(source: str, stdin: bytes) -> bytes:
    """A fresh interpreter with nothing around it: ``python -I -S``."""
    line = [sys.executable, "-I", "-S", "-c", source]
    return subprocess.run(line, input=stdin, capture_output=True, check=False, timeout=30).stdout


def docker_run(source: str, stdin: bytes) -> bytes:
    """A container a program, with our limits: ``docker run --rm``."""
    python = host_tree.python_path()
    line = ["docker", "run", "--rm", "-i", *_LIMITS, build.image_name(), python, "-I", "-S", "-c"]
    done = subprocess.run([*line, source], input=stdin, capture_output=True, check=False)
    return done.stdout


@contextmanager
def docker_exec() -> Iterator[Run]:
    """One container with our limits, a ``docker exec`` a program."""
    python = host_tree.python_path()
    idle = [python, "-I", "-S", "-c", "import time; time.sleep(100000)"]
    name = "rewardsmith-bench"
    subprocess.run(
        ["docker", "run", "--rm", "-d", "--name", name, *_LIMITS, build.image_name(), *idle],
        check=True, capture_output=True,
    )  # fmt: skip

    def run(source: str, stdin: bytes) -> bytes:
        line = ["docker", "exec", "-i", name, python, "-I", "-S", "-c", source]
        return subprocess.run(line, input=stdin, capture_output=True, check=False).stdout

    try:
        yield run
    finally:
        subprocess.run(["docker", "rm", "-f", name], check=False, capture_output=True)


@contextmanager
def llm_sandbox_pool(size: int) -> Iterator[Run]:
    """llm-sandbox's warm pool of ``size`` containers; it takes input only in the source."""
    _make_shelled_image()
    pool = create_pool_manager(
        config=PoolConfig(min_pool_size=size, max_pool_size=size, enable_prewarming=True),
        lang="python",
        image=SHELLED,
        skip_environment_setup=True,
        runtime_configs={
            "network_mode": "none",
            "mem_limit": "1g",
            "command": ["sleep", "infinity"],
        },
    )

    def run(source: str, stdin: bytes) -> bytes:
        fed = f"import io, sys\nsys.stdin = io.StringIO({stdin.decode()!r})\n{source}"
        with PooledSandboxSession(pool_manager=pool, lang="python") as session:
            return session.run(fed).stdout.encode()

    try:
        yield run
    finally:
        pool.close()
        engine = Engine()
        engine.remove_images(_MARK)
        engine.close()


def _make_shelled_image() -> None:
    files = host_tree.collect()
    tools = {f"/bin/{tool}": Path(f"/bin/{tool}").resolve() for tool in _TOOLS}
    files |= tools
    files |= {library: Path(library) for library in host_tree.libraries(tools.values())}
    with TemporaryDirectory() as folder:
        script = Path(folder, "python")
        script.write_text(f'#!/bin/sh\nexec {host_tree.python_path()} "$@"\n')
        script.chmod(0o755)
        users = Path(folder, "passwd")
        users.write_text("root:x:0:0:root:/:/bin/sh\n")
        files |= {_POOLED_PYTHON: script, "/bin/python": script, "/etc/passwd": users}
        engine = Engine()
        engine.import_tree(host_tree.tar_stream(files), SHELLED, {_MARK: "1"})
        engine.close()
