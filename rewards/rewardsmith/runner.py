"""``score``: a formula over a batch of rollouts, by stages.

Combinators say what they need evaluated; independent jobs run side by side, with one limit for
each resource.  Within a job identical rollouts are scored once and known verdicts come from the
cache.  This is the one place that catches what nobody foresaw.

How a leaf's rollouts run depends on what it implements and on its ``resource``: ``averify`` all at
once up to the limit; ``verify`` one after the other in a thread where it computes (``cpu``: Python
threads would only take turns), in as many threads as the limit allows where it waits (``sandbox``,
``endpoint``); ``verify_batch`` in one call.  A verifier that waits for a network therefore declares
``resource = "endpoint"``, or awaits.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from rewardsmith.budget import Budget
from rewardsmith.cache import VerdictCache, cache_keys, may_be_kept, rollout_text
from rewardsmith.errors import ScoreError
from rewardsmith.threads import Queue, in_thread
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Combinator, GroupVerifier, Resource, Verifier, overrides, run_async

_ENDPOINT_CALLS = 256
_BATCH_LATE = Verdict.undecided(Reason.BATCH_LATE, "the batch was over before its verdict")
_log = logging.getLogger("rewardsmith")


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

    ``workers`` bounds the pieces of work at once of each resource (None: the cores, and 256 calls
    to endpoints).  ``deadline_s`` bounds one rollout in one leaf, its clock starting when its work
    does (a ``verify_batch`` of n has n times as long); it cannot stop code that holds the
    interpreter inside C, for which third-party verifiers run isolated, nor an ``averify`` that
    blocks instead of awaiting.  ``budget`` bounds how many verdicts may abstain for our own limit
    (None: 2 % of this batch).

    An exception in a verifier is that rollout's verdict, undecided ``ERROR``, and is logged.  A
    score that is no score (NaN, inf, out of range) raises ScoreError, naming verifier and rollout.
    """
    work = ascore(
        verifier, rollouts, workers=workers, deadline_s=deadline_s, cache=cache, budget=budget
    )
    return run_async(work)


async def ascore(
    verifier: Verifier,
    rollouts: Sequence[Rollout],
    *,
    workers: int | None = None,
    deadline_s: float | None = None,
    batch_deadline_s: float | None = None,
    cache: VerdictCache | None = None,
    budget: Budget | None = None,
) -> list[Verdict]:
    """What does ``score`` say, awaited?  Cancelled, it ends its calls and starts no more.

    ``batch_deadline_s`` bounds it as a whole: what is decided by then stands, what is not is
    undecided ``BATCH_LATE``.  That is outside of the budget, since a rollout whose turn had not
    come is not at fault; one that holds the others up has run into ``deadline_s``, which should be
    far below.
    """
    ends_s = _by_clock(batch_deadline_s)
    run = _Run(_places(workers), deadline_s, ends_s, cache, budget or Budget())
    return await run.evaluate(verifier, rollouts)


def _places(workers: int | None) -> dict[Resource, int]:
    cores = workers or os.cpu_count() or 1
    return {"cpu": cores, "sandbox": cores, "endpoint": workers or _ENDPOINT_CALLS}


@dataclass
class _Run:
    """One call of ``score``: its limits, its cache, its budget."""

    places: Mapping[Resource, int]
    deadline_s: float | None
    ends_s: float | None
    """When all of it has to be over, by the event loop's clock."""
    cache: VerdictCache | None
    budget: Budget
    known_by: dict[int, tuple[str, Rollout]] = field(default_factory=dict[int, tuple[str, Rollout]])
    """Texts by the identity of rollouts, which are held lest a later one has the same."""

    def __post_init__(self) -> None:
        self.limits = {name: asyncio.Semaphore(size) for name, size in self.places.items()}

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
        if isinstance(leaf, GroupVerifier):  # its verdicts depend on the others of the group
            return self.budget.apply(await self._compute(leaf, rollouts))
        texts = self._texts(rollouts)
        places = {} if self.cache is None else cache_keys(leaf, filter(may_be_kept, texts))
        known = self._recall(places)
        missing = {t: r for t, r in zip(texts, rollouts, strict=True) if t not in known}
        if missing:
            fresh = await self._compute(leaf, list(missing.values()))
            known |= zip(missing, fresh, strict=True)
            self._keep({places[text]: known[text] for text in missing if text in places})
        return self.budget.apply([known[text] for text in texts])

    def _texts(self, rollouts: Sequence[Rollout]) -> list[str]:
        """What rollouts are known by, written once for all leaves of this run."""
        for rollout in rollouts:
            if id(rollout) not in self.known_by:
                self.known_by[id(rollout)] = rollout_text(rollout, len(self.known_by)), rollout
        return [self.known_by[id(rollout)][0] for rollout in rollouts]

    def _recall(self, places: Mapping[str, str]) -> dict[str, Verdict]:
        """The verdicts on the texts kept at these places, as far as there are any."""
        found = self.cache.get(places.values()) if self.cache is not None else {}
        return {text: found[place] for text, place in places.items() if place in found}

    def _keep(self, verdicts: Mapping[str, Verdict]) -> None:
        if self.cache is not None:
            self.cache.put(verdicts)

    async def _compute(self, leaf: Verifier, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """The verdicts of a leaf by whichever of its methods it implements, checked."""
        if self._is_over():
            verdicts = [_BATCH_LATE] * len(rollouts)
        elif overrides(leaf, "verify_batch"):
            verdicts = await self._batch(leaf, rollouts)
        elif overrides(leaf, "averify"):
            calls = (self._call(leaf, rollout) for rollout in rollouts)
            verdicts = list(await asyncio.gather(*calls))
        else:
            verdicts = await self._each(leaf, rollouts)
        _check(leaf, verdicts, rollouts)
        return verdicts

    async def _call(self, leaf: Verifier, rollout: Rollout) -> Verdict:
        """One asynchronous verdict; its own clock starts once a place is free."""
        clock = asyncio.timeout_at(self.ends_s)
        try:
            async with clock, self.limits[leaf.resource]:
                clock.reschedule(_by_clock(self._allowed_s(1)))
                return await leaf.averify(rollout)
        except Exception as error:  # noqa: BLE001  (the runner alone catches the unforeseen)
            return self._late() if clock.expired() else _ruled_out(leaf, rollout, error)

    async def _each(self, leaf: Verifier, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """By threads that take the next rollout: one where it computes, else all there may be."""
        queue = Queue(partial(_guarded, leaf), rollouts)
        most = 1 if leaf.resource == "cpu" else self.places[leaf.resource]

        async def drain() -> None:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self.ends_s), self.limits[leaf.resource]:
                    await queue.drain(self.deadline_s, _own_limit(self.deadline_s))

        await asyncio.gather(*(drain() for _ in range(min(most, len(rollouts)))))
        return queue.in_order(missing=_BATCH_LATE)

    async def _batch(self, leaf: Verifier, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """One call for all; if it raises or is late, halves: the fault stays with its rollout."""
        clock = asyncio.timeout_at(self.ends_s)
        try:
            async with clock, self.limits[leaf.resource]:
                allowed_s = self._allowed_s(len(rollouts))
                clock.reschedule(_by_clock(allowed_s))
                return await in_thread(lambda: leaf.verify_batch(rollouts), allowed_s)
        except Exception as error:  # noqa: BLE001  (the runner alone catches the unforeseen)
            late = clock.expired()
            if len(rollouts) == 1 or isinstance(leaf, GroupVerifier):
                verdict = self._late() if late else _ruled_out(leaf, rollouts[0], error)
                return [verdict] * len(rollouts)
        if self._is_over():  # nobody knows whose fault it is
            return [_BATCH_LATE] * len(rollouts)
        middle = len(rollouts) // 2
        first = await self._batch(leaf, rollouts[:middle])
        return [*first, *await self._batch(leaf, rollouts[middle:])]

    def _allowed_s(self, rollouts: int) -> float | None:
        """How long may work on so many rollouts take that begins now?"""
        own_s = None if self.deadline_s is None else self.deadline_s * rollouts
        left_s = None if self.ends_s is None else self.ends_s - asyncio.get_running_loop().time()
        return min((t for t in (own_s, left_s) if t is not None), default=None)

    def _is_over(self) -> bool:
        return self.ends_s is not None and asyncio.get_running_loop().time() >= self.ends_s

    def _late(self) -> Verdict:
        """What of a rollout whose clock ran out: the batch's, or its own?"""
        return _BATCH_LATE if self._is_over() else _own_limit(self.deadline_s)


def _by_clock(seconds: float | None) -> float | None:
    """When will so many seconds be over, by the event loop's clock?"""
    return None if seconds is None else asyncio.get_running_loop().time() + seconds


def _guarded(leaf: Verifier, rollout: Rollout) -> Verdict:
    try:
        return leaf.verify(rollout)
    except Exception as error:  # noqa: BLE001  (the runner alone catches the unforeseen)
        return _ruled_out(leaf, rollout, error)


def _check(leaf: Verifier, verdicts: Sequence[Verdict], rollouts: Sequence[Rollout]) -> None:
    low, high = (0.0, 1.0) if leaf.unit_interval else (-math.inf, math.inf)
    for verdict, rollout in zip(verdicts, rollouts, strict=True):
        if verdict.score is not None and not low <= verdict.score <= high:
            raise ScoreError(
                f"{leaf!r} on {_shown(rollout)}: the score {verdict.score} lies outside "
                f"[{low:g}, {high:g}]; scale it inside the verifier"
            )


def _own_limit(deadline_s: float | None) -> Verdict:
    return Verdict.undecided(Reason.OWN_LIMIT, f"no verdict within {deadline_s} s")


def _ruled_out(leaf: Verifier, rollout: Rollout, error: Exception) -> Verdict:
    """Undecided, whatever was raised; but a score that is no score is the programmer's fault."""
    if isinstance(error, ScoreError):
        raise ScoreError(f"{leaf!r} on {_shown(rollout)}: {error}") from error
    _log.error("%r failed", leaf, exc_info=error)
    return Verdict.undecided(Reason.ERROR, f"{type(error).__name__}: {error}"[:300])


def _shown(rollout: Rollout) -> str:
    return f"the rollout {rollout.raw[:80]!r} (group {rollout.group!r})"
