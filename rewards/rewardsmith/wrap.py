"""Reward functions that people already have, as verifiers: TRL's, verl's, any callable.

A third party's code runs in a worker that can be killed, so that it gets a deadline; what it cannot
answer in time is undecided, within the budget.  Its scores may be any finite numbers.  Workers are
as many as cores, which suits what computes; what waits for a server is for ``from_waiting``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from inspect import iscoroutinefunction
from typing import Annotated, Any, ClassVar, Literal, Self

from annotated_types import Gt
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from rewardsmith.errors import SpecError
from rewardsmith.isolation import Failure, Result, run_isolated
from rewardsmith.registry import register
from rewardsmith.threads import in_thread
from rewardsmith.types import TRUTH_COLUMNS, Reason, Rollout, Verdict
from rewardsmith.verifier import Resource, Verifier


def import_function(value: Any) -> Any:
    """Which function is ``module:name``?  A function is taken as it is; SpecError if none."""
    if not isinstance(value, str):
        return value
    module, separator, path = value.partition(":")
    try:
        target: Any = import_module(module)
        for step in path.split("."):
            target = getattr(target, step)
    except (ImportError, AttributeError, ValueError) as error:
        raise SpecError(f"{value!r} names no function ({error}); write module:function") from error
    if not separator or not callable(target):
        raise SpecError(f"{value!r} names no function; write module:function")
    return target


def function_path(function: Any) -> str:
    """Under which ``module:name`` can this function be imported?  SpecError if under none."""
    module, path = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    found: Any = sys.modules.get(module or "")
    for step in path.split("."):
        found = getattr(found, step, None)
    if module == "__main__" or found is not function:
        raise SpecError(f"no module names {function!r}; define it with def at the top of a module")
    return f"{module}:{path}"


Function = Annotated[
    Callable[..., Any],
    BeforeValidator(import_function),
    PlainSerializer(function_path),
    WithJsonSchema({"type": "string", "description": "module:function"}),
]


class Wrapped(Verifier, frozen=True):
    """A function of somebody else."""

    unit_interval: ClassVar[bool] = False

    function: Function


class Bounded(Wrapped, frozen=True):
    """One that computes.  ``isolated``: in a process that is killed after ``cpu_s``.

    Without isolation the function runs in this process, which suits one's own quick code only:
    nothing can stop it.  In isolation it must not rely on state kept between calls.
    """

    isolated: bool = True
    cpu_s: Annotated[float, Gt(0)] = 5.0

    def _call(self, function: Callable[..., Any], args: Sequence[tuple[Any, ...]]) -> list[Verdict]:
        """The verdicts of one call each."""
        if not self.isolated:
            return [_verdict(function(*arguments)) for arguments in args]
        return [_isolated_verdict(r) for r in run_isolated(function, args, cpu_s=self.cpu_s)]


@register
class FromCallable(Bounded, frozen=True):
    """What does ``function(rollout)`` say?  A number, a bool, a ``Verdict``, or None: abstains."""

    kind: Literal["callable"] = "callable"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A function that likes everything."""
        return cls(function=_likes_everything), Rollout()

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """One call a rollout."""
        return self._call(self.function, [(rollout,) for rollout in rollouts])


@register
class FromVerl(Bounded, frozen=True):
    """What does verl's ``compute_score(data_source, solution_str, ground_truth, extra_info)`` say?

    A number, or a dict whose ``score`` is one.  The data source is the column ``data_source``.
    """

    kind: Literal["verl"] = "verl"
    reads: ClassVar[frozenset[str]] = frozenset({"truth"})

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A function that likes everything."""
        return cls(function=_verl_likes_everything), Rollout(truth="4")

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """One call a rollout."""
        args = [
            (rollout.extra.get("data_source"), rollout.raw, rollout.truth, dict(rollout.extra))
            for rollout in rollouts
        ]
        return self._call(self.function, args)


@register
class FromTrl(Bounded, frozen=True):
    """What does a TRL reward function ``f(prompts, completions, **columns)`` say?

    It gets the whole batch in one call, the truth under each of TRL's usual names, and None in its
    list is *not applicable*, as TRL has it.  When that call fails in isolation, each rollout is
    tried alone, so that one bad completion costs only its own verdict.
    """

    kind: Literal["trl"] = "trl"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A function that likes everything."""
        return cls(function=_trl_likes_everything), Rollout()

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """One call for all."""
        together = partial(call_trl, self.function)
        if not self.isolated:
            return [_verdict(score) for score in together(rollouts)]
        limit_s = self.cpu_s * max(1, len(rollouts) // 8)
        (result,) = run_isolated(together, [(list(rollouts),)], cpu_s=limit_s)
        if result.value is not None:
            return [_verdict(score) for score in result.value]
        return self._call(partial(_call_trl_once, self.function), [(r,) for r in rollouts])


@register
class Waiting(Wrapped, frozen=True):
    """What does ``function(rollout)`` say, that waits (for a server, a queue) and hardly computes?

    Its answers are those of ``FromCallable``.  All rollouts at once, as far as the runner's limit
    for endpoints goes: an ``async def`` is awaited, any other function has a thread for each.  In
    this process, so without a limit on what it computes.
    """

    kind: Literal["waiting"] = "waiting"
    resource: ClassVar[Resource] = "endpoint"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A function that likes everything."""
        return cls(function=_likes_everything), Rollout()

    async def averify(self, rollout: Rollout) -> Verdict:
        """One call."""
        if iscoroutinefunction(self.function):
            return _verdict(await self.function(rollout))
        return _verdict(await in_thread(partial(self.function, rollout)))


def from_callable(
    function: Callable[[Rollout], Any], *, isolated: bool = True, cpu_s: float = 5.0
) -> FromCallable:
    """Which verifier is this function of a rollout?"""
    return FromCallable(function=function, isolated=isolated, cpu_s=cpu_s)


def from_verl(
    compute_score: Callable[..., Any], *, isolated: bool = True, cpu_s: float = 5.0
) -> FromVerl:
    """Which verifier is this verl ``compute_score``?"""
    return FromVerl(function=compute_score, isolated=isolated, cpu_s=cpu_s)


def from_trl(function: Callable[..., Any], *, isolated: bool = True, cpu_s: float = 5.0) -> FromTrl:
    """Which verifier is this TRL reward function?"""
    return FromTrl(function=function, isolated=isolated, cpu_s=cpu_s)


def from_waiting(function: Callable[[Rollout], Any]) -> Waiting:
    """Which verifier is this function, ``async`` or not, that waits rather than computes?"""
    return Waiting(function=function)


def call_trl(function: Callable[..., Any], rollouts: Sequence[Rollout]) -> list[Any]:
    """What does a TRL reward function return for these rollouts?  As TRL's trainer calls it."""
    columns = sorted({name for rollout in rollouts for name in rollout.extra})
    truths = [rollout.truth for rollout in rollouts]
    scores = function(
        prompts=[rollout.prompt for rollout in rollouts],
        completions=[rollout.completion for rollout in rollouts],
        **dict.fromkeys(TRUTH_COLUMNS, truths),
        **{name: [r.extra.get(name) for r in rollouts] for name in columns},
    )
    if len(scores) != len(rollouts):
        raise ValueError(f"it returned {len(scores)} rewards for {len(rollouts)} completions")
    return list(scores)


def _call_trl_once(function: Callable[..., Any], rollout: Rollout) -> Any:
    return call_trl(function, [rollout])[0]


def _verdict(value: Any) -> Verdict:
    """The verdict in what a function returned.  ScoreError for NaN and infinity."""
    if isinstance(value, Verdict):
        return value
    if isinstance(value, Mapping):  # verl's dict
        return _verdict(value["score"])  # pyright: ignore[reportUnknownArgumentType]
    if value is None:
        return Verdict.not_applicable("the function returned None")
    return Verdict.of(float(value))


def _isolated_verdict(result: Result[Any]) -> Verdict:
    match result.failure:
        case None:
            return _verdict(result.value)
        case Failure.RAISED:
            return Verdict.undecided(Reason.ERROR, result.detail)
        case Failure.CRASHED:
            return Verdict.undecided(Reason.WORKER_LOST, result.detail)
        case _:
            return Verdict.undecided(Reason.OWN_LIMIT, f"{result.failure}: {result.detail}")


def _likes_everything(_: Rollout) -> float:
    return 1.0


def _verl_likes_everything(*_: Any) -> float:
    return 1.0


def _trl_likes_everything(completions: Sequence[Any], **_: Any) -> list[float]:
    return [1.0 for _ in completions]
