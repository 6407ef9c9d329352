"""What becomes of a batch when the machine fails under it?

Claims: with the daemon stopped, the daemon killed, its socket removed, or the disk full in the
middle of a batch, every program is retried or abstains, none comes out wrong, and the pool heals.
Stops and starts the Docker daemon of this machine, so it wants root and ``--yes``; ~3 min.
Run: python -m benchmarks.sandbox_faults --yes --out benchmarks/results/sandbox_faults.json
"""

import argparse
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.provenance import provenance
from rewardsmith_sandbox import EngineUnavailableError, Program
from rewardsmith_sandbox.docker import DockerSandbox, DockerSettings
from rewardsmith_sandbox.engine import Engine
from rewardsmith_sandbox.owner import POOL

SOCKET = Path("/var/run/docker.sock")
DAEMON = ["dockerd", "--iptables=false", "--bridge=none"]
PROGRAMS = 120
SLOW = "import time\ntime.sleep(0.2)\nprint({number})"


def daemon() -> int:
    """Which process is the daemon?"""
    return int(
        subprocess.run(["pidof", "dockerd"], capture_output=True, check=True).stdout.split()[0]
    )


def end_daemon(number: int) -> None:
    pid = daemon()
    os.kill(pid, number)
    while Path(f"/proc/{pid}/stat").exists() and "Z" not in state(pid):
        time.sleep(0.05)


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def start_daemon() -> None:
    Path("/var/run/docker.pid").unlink(missing_ok=True)
    quiet = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    subprocess.Popen(DAEMON, start_new_session=True, **quiet)
    while True:
        try:
            return Engine().close()
        except EngineUnavailableError:
            time.sleep(0.2)


def stopped(_: DockerSandbox) -> None:
    end_daemon(signal.SIGTERM)
    time.sleep(3.0)
    start_daemon()


def killed(_: DockerSandbox) -> None:
    end_daemon(signal.SIGKILL)
    time.sleep(3.0)
    start_daemon()


def long_stopped(_: DockerSandbox) -> None:
    end_daemon(signal.SIGTERM)
    time.sleep(20.0)
    start_daemon()


def socket_removed(sandbox: DockerSandbox) -> None:
    """Take the socket away, with every container: only a new one would help."""
    engine = Engine()
    containers = list(engine.labelled(f"{POOL}={sandbox.name}"))
    for container in containers:
        engine.remove(container)
    away = SOCKET.with_name("docker.sock.away")
    SOCKET.rename(away)
    time.sleep(3.0)
    away.rename(SOCKET)
    engine.close()


def disk_full(sandbox: DockerSandbox) -> None:
    """Fill the file system that the pool's directory is on, with every container gone."""
    filler = sandbox.home / "filler"
    try:
        with filler.open("wb") as file:
            while True:
                file.write(b"x" * 4096)
                file.flush()
    except OSError:
        pass
    engine = Engine()
    for container in engine.labelled(f"{POOL}={sandbox.name}"):
        engine.remove(container)
    engine.close()
    time.sleep(3.0)
    filler.unlink()


def batch(fault: Callable[[DockerSandbox], None]) -> dict[str, object]:
    """A batch with the fault half a second into it, and a second one after it."""
    with DockerSandbox(DockerSettings()) as sandbox:
        sandbox.warm_up()
        failing = threading.Timer(0.5, fault, (sandbox,))
        failing.start()
        started = time.perf_counter()
        counts = Counter(outcomes(sandbox))
        took_s = time.perf_counter() - started
        failing.join()
        healed = time.perf_counter()
        while sandbox.run(Program(source="print(1)")).stdout != b"1\n":
            time.sleep(0.2)
        return {
            "during": counts,
            "took_s": took_s,
            "healed after, s": time.perf_counter() - healed,
            "afterwards": Counter(outcomes(sandbox)),
        }


def outcomes(sandbox: DockerSandbox) -> list[str]:
    programs = [Program(source=SLOW.format(number=number)) for number in range(PROGRAMS)]
    found = sandbox.run_many(programs)
    return [
        "right" if one.stdout == b"%d\n" % number else one.ended.value
        for number, one in enumerate(found)
    ]


def on_a_small_disk(fault: Callable[[DockerSandbox], None]) -> dict[str, object]:
    folder = Path(tempfile.mkdtemp())
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)], check=True)
    usual, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        return batch(fault)
    finally:
        tempfile.tempdir = usual
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def measure() -> dict[str, object]:
    return {
        "disk full": on_a_small_disk(disk_full),
        "socket removed": batch(socket_removed),
        "daemon killed": batch(killed),
        "daemon stopped for 3 s": batch(stopped),
        "daemon stopped for 20 s": batch(long_stopped),
        "provenance": provenance("docker"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--yes", action="store_true", help="stop this machine's Docker daemon")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if not arguments.yes:
        raise SystemExit("this stops the Docker daemon; type --yes if that is fine")
    text = json.dumps(measure(), indent=2)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
