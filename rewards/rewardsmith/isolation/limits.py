"""The bounds of one item, and the constants of the machinery."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Self

DEFAULT_MEMORY_BYTES = 4 << 30
"""Address space an item may take beyond what its worker holds once the function is loaded."""

MAX_RESULT_BYTES = 16 << 20
"""A pickled value may be this long; a longer one is ``raised``."""

MAX_DETAIL_CHARS = 2_000
"""An exception's message is cut here."""

SLICE_S = 0.005
"""A worker answers after this time at the next item, so that the rest can go to idle ones."""

SLICE_BYTES = 1 << 20
"""…and as soon as its answer is this long."""

MAX_ANSWER_BYTES = SLICE_BYTES + 2 * MAX_RESULT_BYTES
"""A worker that announces more has lost its mind."""

WATCH_S = 0.1
"""How often an item that takes long is looked at: children's CPU and memory raise no event."""

LOAD_WALL_S = 120.0
"""Unpickling the function, with the imports it brings, may take this long."""

ITEMS_PER_WORKER = 50_000
"""After as many items a worker is replaced, and with it whatever leaked into its globals."""

_STRUCT = struct.Struct("<ddQ")


@dataclass(frozen=True, slots=True)
class Limits:
    """What may one item use?  CPU and wall seconds, and bytes of address space."""

    cpu_s: float
    wall_s: float
    memory_bytes: int

    @classmethod
    def of(cls, cpu_s: float, wall_s: float | None, memory_bytes: int | None) -> Self:
        """Which limits does the caller mean?  Raises ValueError where they make no sense.

        ``wall_s`` is only a backstop, so by default it leaves room for a loaded machine.
        """
        wall_s = 5 * cpu_s + 5 if wall_s is None else wall_s
        memory_bytes = DEFAULT_MEMORY_BYTES if memory_bytes is None else memory_bytes
        for name, value in (("cpu_s", cpu_s), ("wall_s", wall_s), ("memory_bytes", memory_bytes)):
            if not (value > 0 and math.isfinite(value)):
                raise ValueError(f"{name} is a positive finite number, not {value!r}")
        return cls(float(cpu_s), float(wall_s), int(memory_bytes))

    def pack(self) -> bytes:
        """How do they travel?"""
        return _STRUCT.pack(self.cpu_s, self.wall_s, self.memory_bytes)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Which limits did ``pack`` write?"""
        return cls(*_STRUCT.unpack(data))
