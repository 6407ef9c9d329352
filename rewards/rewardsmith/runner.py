"""``score``: a formula over a batch of rollouts, by stages.

Combinators say what they need evaluated; independent jobs run side by side, with one limit for
each resource.  Within a job identical rollouts are scored once and known verdicts come from the
cache.  This is the one place that catches what nobody foresaw.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from rewardsmith.budget import Budget
from rewardsmith.cache import VerdictCache, cache_key, rollout_key
from rewardsmith.errors import ScoreError
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Combinator, GroupVerifier, Resource, Verifier, overrides, run_async

_ENDPOINT_CALLS = 64
_log = logging.getLogger("rewardsmith")
T = TypeVar("T")


def score(
    verifier: Verifier,
    rollouts: Sequence[Rollout],
    *,
    workers: int | None = None,
    deadline_s: float | None = None,
    cache: VerdictCache | None = None,
    budget: Budget | None = None,
) -> list[Verdict]:
    """What does ``verifier`` say of each rollout?  Verdicts in the order of the rollouts.

    ``workers`` bounds the pieces of work at once of each resource (None: the cores, and 64 calls to
    endpoints).  ``deadline_s`` bounds one rollout in one leaf, its clock starting when its work
    does; it cannot stop code inside C, for which third-party verifiers run isolated.  ``budget``
    bounds how many verdicts may abstain for our own limit (None: 2 % of this batch).

    An exception in a verifier is that rollout's verdict, undecided ``ERROR``, and is logged.  A
    score that is no score (NaN, inf, out of range) raises ScoreError, naming verifier and rollout.
    """
    run = _Run(_limits(workers), deadline_s, cache, budget or Budget())
    return run_async(run.evaluate(verifier, rollouts))


def _limits(workers: int | None) -> dict[Resource, asyncio.Semaphore]:
    cores = workers or os.cpu_count() or 1
    sizes: dict[Resource, int] = {
        "cpu": cores,
        "sandbox": cores,
        "endpoint": workers or _ENDPOINT_CALLS,
    }
    return {resource: asyncio.Semaphore(size) for resource, size in sizes.items()}


@dataclass
class _Run:
    """One call of ``score``: its limits, its cache, its budget."""

    limits: dict[Resource, asyncio.Semaphore]
    deadline_s: float | None
    cache: VerdictCache | None
    budget: Budget

    async def evaluate(self, verifier: Verifier, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """The verdicts of any verifier; a combinator's jobs side by side."""
        if not rollouts:
            return []
        if not isinstance(verifier, Combinator):
            return await self._leaf(verifier, rollouts)
        stages = verifier.stages(rollouts)
        try:
            jobs = next(stages)
            while True:
                ruled = await asyncio.gather(*(self.evaluate(child, part) for child, part in jobs))
                jobs = stages.send(ruled)
        except StopIteration as stop:
            return stop.value

    async def _leaf(self, leaf: Verifier, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """The verdicts of a leaf: every distinct rollout once, known ones from the cache."""
        texts = [rollout_key(rollout) for rollout in rollouts]
        if isinstance(leaf, GroupVerifier):  # its verdicts depend on the others of the group
            return self.budget.apply(await self._compute(leaf, rollouts))
        keys = [text if text is not None else f"\0{i}" for i, text in enumerate(texts)]
        distinct = dict(zip(keys, rollouts, strict=True))
        known = self._recall(leaf, [text for text in distinct if not text.startswith("\0")])
        missing = {key: rollout for key, rollout in distinct.items() if key not in known}
        fresh = await self._compute(leaf, list(missing.values())) if missing else []
        known |= dict(zip(missing, fresh, strict=True))
        if self.cache is not None:
            new = {key: known[key] for key in missing if not key.startswith("\0")}
            self.cache.put({cache_key(leaf, key): verdict for key, verdict in new.items()})
        return self.budget.apply([known[key] for key in keys])

    def _recall(self, leaf: Verifier, texts: Sequence[str]) -> dict[str, Verdict]:
        if self.cache is None:
            return {}
        keys = {cache_key(leaf, text): text for text in texts}
        return {keys[key]: verdict for key, verdict in self.cache.get(keys).items()}

    async def _compute(self, leaf: Verifier, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """The verdicts of a leaf by whichever of its methods it implements, checked."""
        if overrides(leaf, "verify_batch"):
            async with self.limits[leaf.resource]:
                verdicts = await _batch(leaf, rollouts)
        elif overrides(leaf, "averify"):
            calls = (self._call(leaf, rollout) for rollout in rollouts)
            verdicts = list(await asyncio.gather(*calls))
        else:
            async with self.limits[leaf.resource]:
                verdicts = await _each(leaf, rollouts, self.deadline_s)
        for verdict, rollout in zip(verdicts, rollouts, strict=True):
            _check(leaf, verdict, rollout)
        return verdicts

    async def _call(self, leaf: Verifier, rollout: Rollout) -> Verdict:
        """One asynchronous verdict; the clock starts once a place is free."""
        async with self.limits[leaf.resource]:
            try:
                return await asyncio.wait_for(leaf.averify(rollout), self.deadline_s)
            except TimeoutError:
                return _late(self.deadline_s)
            except Exception as error:  # noqa: BLE001  (the runner alone catches the unforeseen)
                return _ruled_out(leaf, rollout, error)


async def _batch(leaf: Verifier, rollouts: Sequence[Rollout]) -> list[Verdict]:
    """One call for all; if that raises, halves, so that the fault stays with its rollout."""
    try:
        return await _in_thread(lambda: leaf.verify_batch(rollouts))
    except Exception as error:  # noqa: BLE001  (the runner alone catches the unforeseen)
        if len(rollouts) == 1 or isinstance(leaf, GroupVerifier):
            return [_ruled_out(leaf, rollouts[0], error)] * len(rollouts)
    middle = len(rollouts) // 2
    return [*await _batch(leaf, rollouts[:middle]), *await _batch(leaf, rollouts[middle:])]


async def _each(
    leaf: Verifier, rollouts: Sequence[Rollout], deadline_s: float | None
) -> list[Verdict]:
    """One after the other in a thread, which is left behind when one exceeds its deadline."""
    verdicts: list[Verdict] = []
    while len(verdicts) < len(rollouts):
        pass_ = _Pass(leaf, rollouts[len(verdicts) :])
        verdicts += await pass_.run(deadline_s)
    return verdicts


class _Pass:
    """A thread that verifies rollouts one by one, watched by the event loop."""

    def __init__(self, leaf: Verifier, rollouts: Sequence[Rollout]) -> None:
        self.leaf, self.rollouts = leaf, rollouts
        self.verdicts: list[Verdict] = []
        self.current = (0, time.monotonic())  # the index at work and since when, set as one
        self.left_behind = False

    async def run(self, deadline_s: float | None) -> list[Verdict]:
        """The verdicts in order, up to the first that exceeds its deadline: that one is late."""
        work = asyncio.ensure_future(_in_thread(self._work))
        while deadline_s is not None and not work.done():
            index, started_s = self.current
            left_s = started_s + deadline_s - time.monotonic()
            if left_s <= 0:
                self.left_behind = True
                work.cancel()
                return [*self.verdicts[:index], _late(deadline_s)]
            await asyncio.wait([work], timeout=left_s)
        await work
        return self.verdicts

    def _work(self) -> None:
        for index, rollout in enumerate(self.rollouts):
            if self.left_behind:
                return
            self.current = (index, time.monotonic())
            self.verdicts.append(_guarded(self.leaf, rollout))


def _guarded(leaf: Verifier, rollout: Rollout) -> Verdict:
    try:
        return leaf.verify(rollout)
    except Exception as error:  # noqa: BLE001  (the runner alone catches the unforeseen)
        return _ruled_out(leaf, rollout, error)


async def _in_thread(work: Callable[[], T]) -> T:
    """What does ``work`` return?  In a daemon thread: one that hangs must not hold up the exit."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(set_outcome: Callable[[Any], None], outcome: Any) -> None:
        if not future.done():
            set_outcome(outcome)

    def target() -> None:
        try:
            call = (settle, future.set_result, work())
        except BaseException as error:  # noqa: BLE001  (carried to whoever awaits)
            call = (settle, future.set_exception, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(*call)

    threading.Thread(target=target, name="rewardsmith-verify", daemon=True).start()
    return await future


def _check(leaf: Verifier, verdict: Verdict, rollout: Rollout) -> None:
    low, high = (0.0, 1.0) if leaf.unit_interval else (-math.inf, math.inf)
    if verdict.score is not None and not low <= verdict.score <= high:
        raise ScoreError(
            f"{leaf!r} on {_shown(rollout)}: the score {verdict.score} lies outside "
            f"[{low:g}, {high:g}]; scale it inside the verifier"
        )


def _late(deadline_s: float | None) -> Verdict:
    return Verdict.undecided(Reason.OWN_LIMIT, f"no verdict within {deadline_s} s")


def _ruled_out(leaf: Verifier, rollout: Rollout, error: Exception) -> Verdict:
    """Undecided, whatever was raised; but a score that is no score is the programmer's fault."""
    if isinstance(error, ScoreError):
        raise ScoreError(f"{leaf!r} on {_shown(rollout)}: {error}") from error
    _log.error("%r failed", leaf, exc_info=error)
    return Verdict.undecided(Reason.ERROR, f"{type(error).__name__}: {error}"[:300])


def _shown(rollout: Rollout) -> str:
    return f"the rollout {rollout.raw[:80]!r} (group {rollout.group!r})"
