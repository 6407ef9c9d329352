"""``Verifier``: a frozen pydantic model that turns a rollout into a verdict, and its operators.

A leaf implements one of ``verify``, ``verify_batch`` and ``averify``; the others come from here.
``GroupVerifier`` sees a group at once; ``Combinator`` is built from other verifiers.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Generator, Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from rewardsmith.errors import DataError
from rewardsmith.types import Rollout, Verdict

if TYPE_CHECKING:
    from rewardsmith.compose import Max, Min, OrElse
    from rewardsmith.sums import Sum

Resource = Literal["cpu", "sandbox", "endpoint"]
"""What a leaf spends: the runner keeps one limit for each.

``cpu`` computes, so its ``verify`` is called for one rollout after the other.  ``sandbox`` and
``endpoint`` wait: theirs is called from as many threads as the limit allows.  A ``verify`` that
waits for a network declares ``endpoint``.
"""

Job = tuple["Verifier", Sequence[Rollout]]
Stages = Generator[Sequence[Job], Sequence[Sequence[Verdict]], list[Verdict]]
"""A combinator at work: yields what it needs evaluated, is sent the verdicts, returns its own."""

T = TypeVar("T")


class Verifier(BaseModel, frozen=True):
    """Does a rollout deserve credit?  Subclass with ``frozen=True`` and a literal ``kind``.

    The fields are the whole configuration, so a verifier is a value: it compares, hashes, pickles
    and prints as one.  ``name`` is what its part is called in logs and verdict trees.  A faulty
    field raises ``pydantic.ValidationError`` when the verifier is built; scoring never raises.
    """

    model_config = ConfigDict(extra="forbid", validate_default=True, validate_by_name=True)

    resource: ClassVar[Resource] = "cpu"
    reads: ClassVar[frozenset[str]] = frozenset()
    """The columns without which it cannot decide: ``truth``, or names in ``Rollout.extra``."""
    libraries: ClassVar[tuple[str, ...]] = ()
    """The distributions whose version may change a verdict; recorded in ``environment``."""
    unit_interval: ClassVar[bool] = True
    """Do its scores lie in [0, 1]?  True of every leaf but the wrapped third-party functions."""

    kind: str = ""
    name: str | None = None

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """What does this kind look like, and which rollout does that instance accept?"""
        raise NotImplementedError(f"{cls.__qualname__} has no example()")

    @model_serializer(mode="wrap")
    def _dump_with_kind(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"kind": self.kind, **dump(self)}

    # How a verdict is had: implement one of the three.

    def verify(self, rollout: Rollout) -> Verdict:
        """What of this rollout?"""
        if overrides(self, "verify_batch"):
            return self.verify_batch([rollout])[0]
        if overrides(self, "averify"):
            return run_async(self.averify(rollout))
        raise NotImplementedError(
            f"{type(self).__qualname__} implements none of verify, verify_batch and averify"
        )

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """What of each of these?  In their order."""
        if overrides(self, "verify") or not overrides(self, "averify"):
            return [self.verify(rollout) for rollout in rollouts]
        return run_async(_gather([self.averify(rollout) for rollout in rollouts]))

    async def averify(self, rollout: Rollout) -> Verdict:
        """What of this rollout, without blocking the event loop?"""
        return await asyncio.to_thread(self.verify, rollout)

    def check(self, rollouts: Sequence[Rollout]) -> None:
        """Can these rows be scored at all?  DataError when every one lacks a column it reads."""
        for column in sorted(self.reads):
            if rollouts and all(is_missing(rollout, column) for rollout in rollouts):
                shown = "answer" if column == "truth" else column
                raise DataError(f"kind {self.kind!r} reads the column {shown!r}, which no row has")

    def named(self, name: str) -> Self:
        """What is this verifier under another name?"""
        return self.model_copy(update={"name": name})

    # The algebra.

    def __add__(self, other: Verifier | float) -> Sum:
        return _sums().add(self, other)

    def __radd__(self, other: float) -> Verifier:
        return self if other == 0 else _sums().add(other, self)

    def __sub__(self, other: Verifier | float) -> Sum:
        return _sums().add(self, -other if isinstance(other, int | float) else -1.0 * other)

    def __rsub__(self, other: float) -> Sum:
        return _sums().add(other, -1.0 * self)

    def __neg__(self) -> Sum:
        return _sums().scale(-1.0, self)

    def __rmul__(self, weight: float) -> Sum:
        return _sums().scale(weight, self)

    def __mul__(self, other: Verifier | float) -> Verifier:
        if isinstance(other, int | float):
            return _sums().scale(other, self)
        return _compose().chain(_compose().Product, self, other)

    def __and__(self, other: Verifier) -> Min:
        return _compose().chain(_compose().Min, self, other)

    def __or__(self, other: Verifier) -> Max:
        return _compose().chain(_compose().Max, self, other)

    def or_else(self, other: Verifier) -> OrElse:
        """What fills in where this one is undecided or not applicable?"""
        return _compose().chain(_compose().OrElse, self, other)

    def __repr__(self) -> str:
        from rewardsmith.formula import formula  # noqa: PLC0415  (formula knows the combinators)

        return formula(self)

    __str__ = __repr__


class GroupVerifier(Verifier, frozen=True):
    """Which verdict has each member of a group, seen side by side (rankings, pairwise)?

    ``rollouts`` are the members of one group in their order; a rollout whose ``group`` is None
    stands alone.
    """

    def verify_group(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """What of each member of this group?"""
        raise NotImplementedError(f"{type(self).__qualname__} implements no verify_group")

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """What of each of these, every group by itself?"""
        verdicts: list[Verdict | None] = [None] * len(rollouts)
        for members in groups_of(rollouts):
            ruled = self.verify_group([rollouts[index] for index in members])
            for index, verdict in zip(members, ruled, strict=True):
                verdicts[index] = verdict
        return [verdict for verdict in verdicts if verdict is not None]


class Combinator(Verifier, frozen=True):
    """Which verdict follows from those of other verifiers?  Implements ``stages``."""

    unit_interval: ClassVar[bool] = False

    @property
    def children(self) -> tuple[Verifier, ...]:
        """Which verifiers is it built from?"""
        raise NotImplementedError(f"{type(self).__qualname__} names no children")

    def stages(self, rollouts: Sequence[Rollout]) -> Stages:
        """What has to be evaluated, stage by stage, and what follows from it?"""
        raise NotImplementedError(f"{type(self).__qualname__} implements no stages")

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """What of each of these?  One stage after the other, in this thread."""
        stages = self.stages(rollouts)
        try:
            jobs = next(stages)
            while True:
                jobs = stages.send([child.verify_batch(part) for child, part in jobs])
        except StopIteration as stop:
            return stop.value

    def check(self, rollouts: Sequence[Rollout]) -> None:
        """Can these rows be scored at all?  Asks every child."""
        for child in self.children:
            child.check(rollouts)


def walk(verifier: Verifier) -> Generator[Verifier]:
    """Which verifiers does this formula consist of?  Itself first, then depth first."""
    yield verifier
    if isinstance(verifier, Combinator):
        for child in verifier.children:
            yield from walk(child)


def groups_of(rollouts: Sequence[Rollout]) -> list[list[int]]:
    """Which rows belong together?  Indices by ``group``, in order; None stands alone."""
    groups: dict[Hashable, list[int]] = {}
    for index, rollout in enumerate(rollouts):
        key = (index,) if rollout.group is None else ("group", rollout.group)
        groups.setdefault(key, []).append(index)
    return list(groups.values())


def is_missing(rollout: Rollout, column: str) -> bool:
    """Does this row lack that column?"""
    return (rollout.truth if column == "truth" else rollout.extra.get(column)) is None


def run_async(coroutine: Coroutine[Any, Any, T]) -> T:
    """What does this coroutine return?  Also from within a running loop (a notebook)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    outcome: list[T] = []
    failure: list[BaseException] = []

    def target() -> None:
        try:
            outcome.append(asyncio.run(coroutine))
        except BaseException as error:  # noqa: BLE001  (carried to the caller's thread)
            failure.append(error)

    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]


async def _gather(coroutines: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    return list(await asyncio.gather(*coroutines))


def overrides(verifier: Verifier, method: str) -> bool:
    """Does this class implement the method itself?"""
    return getattr(type(verifier), method) is not getattr(Verifier, method)


def _compose() -> Any:
    from rewardsmith import compose  # noqa: PLC0415  (compose builds on this module)

    return compose


def _sums() -> Any:
    from rewardsmith import sums  # noqa: PLC0415

    return sums
