"""The untrusted side: runs a Python program as ``__main__``, or serves its functions to the judge.

Nothing here protects anything: the program may rewrite all of it.  What protects is the process.
"""

from __future__ import annotations

import base64
import json
import linecache
import os
import socket
import sys
import threading
import traceback
from types import CodeType, ModuleType
from typing import Any

from rewardsmith_sandbox.runner.service import serve

REFUSED = b"C"
"""What a child notes for process 1 before any untrusted line ran: the source does not compile."""

_FILE = "main.py"
_MODULE = "solution"
_STDERR = 2


def read_payload(fd: int) -> dict[str, Any]:
    """What is in this memory file?  Closes it."""
    with open(fd, "rb") as file:
        payload: dict[str, Any] = json.loads(file.read())
    if "files" in payload:
        payload["files"] = {name: base64.b64decode(data) for name, data in payload["files"].items()}
    return payload


def write_files(files: dict[str, bytes]) -> None:
    """Put these into the working directory."""
    for name, data in files.items():
        if folder := os.path.dirname(name):
            os.makedirs(folder, exist_ok=True)
        with open(name, "wb") as file:
            file.write(data)


def environment(box: str) -> dict[str, str]:
    """Which environment variables does a program see?"""
    return {
        "HOME": box,
        "TMPDIR": box,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def run(payload: dict[str, Any], note: int, channel: socket.socket | None) -> None:
    """Run this program to its end.  Does not return."""
    write_files(payload["files"])
    box = os.getcwd()
    os.environ.clear()
    os.environ.update(environment(box))
    _open_streams()
    sys.argv, sys.path[0] = [_FILE], box
    code = _compile(payload["source"], note)
    os.close(note)
    module = _new_module(_MODULE if channel else "__main__")
    status = _execute(code, module)
    if channel:
        serve(module, channel, loaded=status is None)
    _finish(status)


def _compile(source: str, note: int) -> CodeType:
    """Does the source compile?  If not, say so to process 1 and on standard error."""
    lines = source.splitlines(keepends=True)
    linecache.cache[_FILE] = (len(source), None, lines, _FILE)
    try:
        return compile(source, _FILE, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        os.write(note, REFUSED)
        traceback.print_exc(limit=0)
        sys.stderr.flush()
        os._exit(1)


def _new_module(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__file__ = _FILE
    sys.modules[name] = module
    return module


def _execute(code: CodeType, module: ModuleType) -> int | None:
    """Which status does the program exit with?  None: it ran to its end."""
    try:
        exec(code, module.__dict__)  # noqa: S102  (this is what the whole package is for)
    except SystemExit as stop:
        return _status(stop.code)
    except BaseException as error:  # noqa: BLE001  (as the interpreter does at top level)
        return _report(error)
    return None


def _report(error: BaseException) -> int:
    """Say what ended the program, as the interpreter would: without our own frame."""
    trace = error.__traceback__
    error.__traceback__ = trace.tb_next if trace else None
    sys.excepthook(type(error), error, error.__traceback__)
    return 1


def _status(code: object) -> int:
    if code is None or isinstance(code, int):
        return int(code or 0) & 0xFF
    print(code, file=sys.stderr)  # noqa: T201
    return 1


def _finish(status: int | None) -> None:
    """End as the interpreter would: other threads, exit handlers, buffers."""
    import atexit  # noqa: PLC0415

    try:
        getattr(threading, "_shutdown")()  # noqa: B009
        getattr(atexit, "_run_exitfuncs")()  # noqa: B009
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except BaseException:  # noqa: BLE001  (an unflushable stream is an error of the program)
        status = status or 120
    os._exit(status or 0)


def _open_streams() -> None:
    """Standard streams on this process's own descriptors."""
    streams: Any = sys
    streams.stdin = streams.__stdin__ = _stream(0, "r", "strict")
    streams.stdout = streams.__stdout__ = _stream(1, "w", "strict")
    streams.stderr = streams.__stderr__ = _stream(2, "w", "backslashreplace")


def _stream(fd: int, mode: str, errors: str) -> Any:
    return open(fd, mode, 1 if fd == _STDERR else -1, "utf-8", errors, closefd=False)
