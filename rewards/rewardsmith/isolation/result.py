"""What became of one item: ``Result``, ``Failure``, and the bytes in which they travel.

An outcome is a struct (status, CPU seconds) and a payload: a pickled value, or text.
"""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)

_HEAD = struct.Struct("<Bd")


class Failure(StrEnum):
    """Why is there no value?"""

    CPU_TIME = "cpu_time"
    """It used more CPU time than ``cpu_s``."""
    WALL_TIME = "wall_time"
    """It was still there after ``wall_s``: asleep, blocked, or starved by the machine's load."""
    MEMORY = "memory"
    """It asked for more than ``memory_bytes``."""
    CRASHED = "crashed"
    """Its process died: a segmentation fault, ``os._exit``, a signal from outside."""
    RAISED = "raised"
    """It raised; ``detail`` is ``Type: message``.  Also what cannot be pickled, here or there."""


_STATUSES: list[Failure | None] = [None, *Failure]


@dataclass(frozen=True, slots=True)
class Result(Generic[T_co]):
    """What came of one item: its ``value``, or the ``failure`` that there is none.

    ``detail`` tells a person more about the failure; ``cpu_s`` is the CPU time it used.
    """

    value: T_co | None
    failure: Failure | None = None
    detail: str = ""
    cpu_s: float = 0.0


def encode_value(pickled: bytes, cpu_s: float) -> bytes:
    """How does a value travel?"""
    return _HEAD.pack(0, cpu_s) + pickled


def encode_failure(failure: Failure, detail: str, cpu_s: float = 0.0) -> bytes:
    """How does a failure travel?"""
    head = _HEAD.pack(_STATUSES.index(failure), cpu_s)
    return head + detail.encode(errors="backslashreplace")


def decode(outcome: bytes) -> Result[Any]:
    """Which result do these bytes hold?  Whatever a worker wrote, the answer is a ``Result``."""
    try:
        status, cpu_s = _HEAD.unpack_from(outcome)  # an index and seconds
        failure = _STATUSES[int(status)]
    except (struct.error, IndexError):
        return Result(None, Failure.CRASHED, "the worker wrote no readable outcome")
    body = memoryview(outcome)[_HEAD.size :]
    if failure is not None:
        return Result(None, failure, bytes(body).decode(errors="replace"), cpu_s)
    try:
        return Result(pickle.loads(body), None, "", cpu_s)  # noqa: S301  (see the package's docstring)
    except Exception as error:  # noqa: BLE001  (a stranger's __setstate__ may raise anything)
        detail = f"{type(error).__qualname__}: the value cannot be unpickled here: {error}"
        return Result(None, Failure.RAISED, detail, cpu_s)
