"""Functions for workers, well-behaved and otherwise.  Importable, so they travel by name."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any


class Interrupted(BaseException):
    """Like math_verify's ``TimeoutException``: no ``Exception``."""


class UnprintableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no message for you")


class Explosive:
    """Pickles well, and raises where it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _explode, ()


def _explode() -> None:
    raise LookupError("boom")


def double(x: Any) -> Any:
    return x * 2


def raises(error: BaseException) -> None:
    raise error


def misbehave(how: str) -> Any:
    """Double 21 unless ``how`` names a function below: then do that."""
    return 42 if how == "fine" else globals()[how]()


def power_tower() -> Any:
    return 9**9**9**9


def sleep_for_ever() -> None:
    time.sleep(1e6)


def block_all_signals_and_spin() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        pass


def lift_limits_and_spin() -> None:
    for name in (resource.RLIMIT_CPU, resource.RLIMIT_AS):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(name, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    while True:
        pass


def spin_in_a_child() -> None:
    if os.fork() == 0:
        while True:
            pass
    time.sleep(1e6)


def spin_in_threads() -> None:
    for _ in range(3):
        threading.Thread(target=lambda: 9**9**9**9, daemon=True).start()
    time.sleep(1e6)


def allocate_100_gb() -> int:
    return len(bytearray(100 << 30))


def allocate_bit_by_bit() -> None:
    held: list[bytearray] = []
    while True:
        held.append(bytearray(1 << 20))


def fill_shared_memory() -> None:
    held: list[mmap.mmap] = []
    while True:
        held.append(mmap.mmap(-1, 1 << 20))


def fill_memory_in_children() -> None:
    """Each of them within the limit that the kernel keeps for one process."""
    for _ in range(4):
        if os.fork() == 0:
            held = bytearray(150 << 20)
            time.sleep(1e6)
            del held
    time.sleep(1e6)


def segfault() -> None:
    ctypes.string_at(0)


def exit_in_silence() -> None:
    os._exit(0)


def kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def abort() -> None:
    os.abort()


def close_every_descriptor() -> int:
    os.closerange(0, 4096)
    return 1


def write_garbage_everywhere() -> int:
    for fd in range(64):
        with contextlib.suppress(OSError):
            os.write(fd, b"\xff" * 4096)
    return 1


def print_a_lot() -> int:
    for _ in range(1024):
        print("x" * (1 << 20))  # noqa: T201
        os.write(1, b"y" * (1 << 20))
        os.write(2, b"z" * (1 << 20))
    return 42


def read_standard_input() -> int:
    return len(sys.stdin.read()) + 42


def return_too_much() -> bytes:
    return bytes(64 << 20)


def return_a_lambda_that_holds_a_lock() -> Any:
    lock = threading.Lock()
    return lambda: lock


def return_what_explodes() -> Any:
    return Explosive()


def leave_a_sleeping_child() -> int:
    return subprocess.Popen(["sleep", "1000"]).pid


def leave_a_daemon() -> int:
    """Double fork, own session: no longer a descendant."""
    ours, theirs = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if pid := os.fork():
            os.write(theirs, pid.to_bytes(4))
            os._exit(0)
        os.execvp("sleep", ["sleep", "1000"])
    os.wait()
    return int.from_bytes(os.read(ours, 4))


def leave_a_spinning_thread() -> int:
    def spin_for_ever() -> None:
        while True:
            pass

    threading.Thread(target=spin_for_ever, daemon=True).start()
    return 42


def leave_or_find(index: int) -> tuple[float, int]:
    """What did the one before leave?  Then leave an alarm or a thread."""
    found = signal.getitimer(signal.ITIMER_REAL)[0], threading.active_count()
    if index % 10 == 0:
        leave_a_spinning_thread()
    elif index % 2:
        signal.alarm(1000)
    return found


def kill_the_server() -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(1e6)


def kill_the_server_once(flag: str) -> int:
    if not Path(flag).exists():
        Path(flag).touch()
        kill_the_server()
    return 42


def where(_: Any = None) -> tuple[int, int]:
    return os.getpid(), os.getppid()


def spin(seconds: float) -> float:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def loaded(module: str) -> bool:
    return module in sys.modules


def nested(x: int) -> Any:
    from rewardsmith.isolation import run_isolated

    return run_isolated(double, [(x,)], cpu_s=5)[0].value


def echo(value: Any) -> Any:
    return value


def allocate(size: int) -> int:
    return len(bytearray(size))


def slow_where() -> int:
    time.sleep(0.3)
    return os.getpid()


def spin_here_or_in_a_child(place: str) -> None:
    if place == "here":
        spin(0.2)
    elif place == "child":
        pid = os.fork()
        if pid == 0:
            spin(0.2)
            os._exit(0)
        os.waitpid(pid, 0)


_LEAK: list[bytearray] = []


def leak(size: int) -> int:
    _LEAK.append(bytearray(size))
    return size


def stop_the_server() -> None:
    os.kill(os.getppid(), signal.SIGSTOP)
    time.sleep(1e6)


def fork_or_note(index: int, notes: str) -> str:
    """The first item comes back twice: here, and in a child that has time to go on."""
    if index:
        with Path(notes).open("a") as file:
            file.write(f"{index}\n")
    elif os.fork():
        time.sleep(0.3)
    else:
        return "child"
    return "worker"
