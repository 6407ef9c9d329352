"""One call of ``run_isolated`` as the server sees it: what waits, what runs, what is done."""

from __future__ import annotations

import struct
import time
from collections import deque
from collections.abc import Sequence

from rewardsmith.isolation import wire
from rewardsmith.isolation.channel import Channel
from rewardsmith.isolation.limits import SLICE_S, Limits

FIRST_CHUNK_ITEMS = 64
MAX_CHUNK_ITEMS = 1024
CHUNK_BYTES = 1 << 20
"""A chunk ends with the item that fills it; what a slice leaves over is sent again."""

MAX_LOST_STARTS = 2
"""A chunk whose worker died before its first item is given out again so often."""

_FORWARD_S = 0.05  # what is done goes back so often, or when all is done
_FORWARD_BYTES = 1 << 22

BATCH, PING, RESULTS, REFUSED, PONG = b"B", b"P", b"R", b"X", b"O"
"""First parts of the frames between client and server."""


class Batch:
    """Items in, outcomes out, in any order; the client sorts them by their index."""

    def __init__(self, channel: Channel, parts: list[bytes]) -> None:
        _, limits, preload, self.context, *self.items = parts
        self.channel = channel
        self.packed_limits, self.limits = limits, Limits.unpack(limits)
        self.preload = preload.decode().split()
        self._waiting = deque(range(len(self.items)))
        self._suspects: deque[int] = deque()
        self.lost_starts = 0
        self._open = len(self.items)
        self._pace = 0
        self._indices: list[int] = []
        self._outcomes: list[bytes] = []
        self._ready_bytes = 0
        self._forwarded = time.monotonic()

    @property
    def over(self) -> bool:
        """Is there nobody left who waits for an outcome?"""
        return self.channel.closed or not self._open

    @property
    def waits(self) -> bool:
        """Are there items to be given out?"""
        return bool(self._waiting or self._suspects)

    @property
    def has_suspects(self) -> bool:
        """Does the next item want a fresh worker, and to be alone in it?"""
        return bool(self._suspects)

    def take(self, workers: int) -> list[int]:
        """Which items go to the next idle worker?

        An even share, until it is known how many a worker manages in a slice.
        """
        if self._suspects:
            return [self._suspects.popleft()]
        share = self._pace or min(-(-len(self.items) // workers), FIRST_CHUNK_ITEMS)
        taken: list[int] = []
        size = 0
        while self._waiting and len(taken) < share and size < CHUNK_BYTES:
            taken.append(self._waiting.popleft())
            size += len(self.items[taken[-1]])
        return taken

    def give_back(self, indices: Sequence[int]) -> None:
        """These were not run; they are the next ones."""
        self._waiting.extendleft(reversed(indices))

    def suspect(self, indices: Sequence[int]) -> None:
        """One of these cost its worker.  Each is tried alone in a fresh one: then it is certain."""
        self._suspects.extend(indices)

    def learn(self, managed: int, elapsed_s: float) -> None:
        """So many items were done in so much time; the next chunk shall fill a slice."""
        pace = managed if elapsed_s > SLICE_S / 2 else 2 * managed
        self._pace = max(1, min(pace, MAX_CHUNK_ITEMS))

    def finish(self, indices: Sequence[int], outcomes: Sequence[bytes]) -> None:
        """These are done.  They go to the client when all are, or some time has passed."""
        self._indices += indices
        self._outcomes += outcomes
        self._ready_bytes += sum(map(len, outcomes))
        self._open -= len(indices)
        now = time.monotonic()
        due = now > self._forwarded + _FORWARD_S or self._ready_bytes > _FORWARD_BYTES
        if due or not self._open:
            numbers = struct.pack(f"<{len(self._indices)}I", *self._indices)
            self.channel.send(wire.pack([RESULTS, numbers, *self._outcomes]))
            self._indices, self._outcomes = [], []
            self._ready_bytes, self._forwarded = 0, now

    def refuse(self, why: str) -> None:
        """Tell the client that this cannot be run at all."""
        self._open = 0
        self._waiting.clear()
        self._suspects.clear()
        self.channel.send(wire.pack([REFUSED, why.encode(errors="replace")]))
