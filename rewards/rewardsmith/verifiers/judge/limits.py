"""What may be sent to an endpoint, and when: places, requests and tokens a minute, pauses.

The limits of an endpoint hold for this process, across threads and event loops: two judges at one
server, in one reward or in several, share them.  Other processes (ranks) have their own, so a
quota is to be divided among them.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Lock

MINUTE_S = 62.0
"""A minute with a margin: a server counts when a request arrives, not when it was let go."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much at once, and how much a minute?  None: no such limit."""

    concurrency: int
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


class Places:
    """May another request be under way?  A semaphore that threads and event loops share."""

    def __init__(self, size: int) -> None:
        self._free, self._lock = size, Lock()
        self._waiting: deque[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def one(self) -> AsyncGenerator[None]:
        """Hold a place; first come, first served."""
        await self._take()
        try:
            yield
        finally:
            self._give_back()

    async def _take(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            loop = asyncio.get_running_loop()
            turn: asyncio.Future[None] = loop.create_future()
            self._waiting.append((loop, turn))
        try:
            await turn
        except asyncio.CancelledError:
            with self._lock:
                if (loop, turn) in self._waiting:
                    self._waiting.remove((loop, turn))
                    raise
            self._give_back()  # it was handed over while the wait was cancelled
            raise

    def _give_back(self) -> None:
        with self._lock:
            while self._waiting:
                loop, turn = self._waiting.popleft()
                if not loop.is_closed():
                    loop.call_soon_threadsafe(_call, turn)
                    return
            self._free += 1


def _call(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)


@dataclass
class Window:
    """When may this much more be sent?  At most ``limit`` in any ``length_s`` seconds.

    A sliding window, exact where a token bucket lets twice its size through.  An amount above the
    limit counts as the limit, and so goes alone.
    """

    limit: int
    length_s: float
    _sent: deque[tuple[float, int]] = field(default_factory=deque[tuple[float, int]])
    _lock: Lock = field(default_factory=Lock)

    def reserve(self, amount: int, now_s: float) -> float:
        """At which time may ``amount`` be sent?  It is taken as sent then; times never go back."""
        amount = min(amount, self.limit)
        with self._lock:
            start_s = max(now_s, self._sent[-1][0]) if self._sent else now_s
            total = sum(size for _, size in self._sent)
            while self._sent:
                oldest_s, size = self._sent[0]
                if oldest_s + self.length_s > start_s:
                    if total + amount <= self.limit:
                        break
                    start_s = oldest_s + self.length_s
                self._sent.popleft()
                total -= size
            self._sent.append((start_s, amount))
            return start_s


@dataclass
class Gate:
    """The limits of one endpoint at work, and what its answers have told of it."""

    limits: Limits
    places: Places
    requests: Window | None
    tokens: Window | None
    plain: bool = False
    """Has it refused the optional fields of a request?"""
    _resume_s: float = 0.0

    async def pass_through(self, tokens: int) -> None:
        """Wait until a request of about this many tokens may be sent."""
        while (wait_s := self._resume_s - time.monotonic()) > 0:  # noqa: ASYNC110  (may grow)
            await asyncio.sleep(wait_s)
        now_s = time.monotonic()
        starts_s = [now_s]
        if self.requests is not None:
            starts_s.append(self.requests.reserve(1, now_s))
        if self.tokens is not None:
            starts_s.append(self.tokens.reserve(tokens, now_s))
        if (wait_s := max(starts_s) - time.monotonic()) > 0:
            await asyncio.sleep(wait_s)

    def pause(self, seconds: float) -> None:
        """Let nobody send for a while: the server has asked for it."""
        self._resume_s = max(self._resume_s, time.monotonic() + seconds)


@cache
def gate_of(base_url: str, model: str, limits: Limits) -> Gate:  # noqa: ARG001  (the key)
    """Which gate stands before this endpoint?  One for the whole process."""
    return Gate(
        limits,
        Places(limits.concurrency),
        Window(limits.requests_per_minute, MINUTE_S) if limits.requests_per_minute else None,
        Window(limits.tokens_per_minute, MINUTE_S) if limits.tokens_per_minute else None,
    )


os.register_at_fork(
    after_in_child=gate_of.cache_clear
)  # a lock may be held by a thread left behind
