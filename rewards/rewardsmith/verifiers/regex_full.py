"""Responses that must match a user's own regular expression."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from annotated_types import Gt
from pydantic import AfterValidator

from rewardsmith.isolation import Failure, Result, run_isolated
from rewardsmith.registry import register
from rewardsmith.response import Where, read_part
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier

MAX_CHARS = 100_000
"""Longer responses are ``TOO_LARGE``, the model's fault, before anything is matched."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"this is no regular expression: {error}") from error
    return pattern


@register
class RegexFull(Verifier, frozen=True):
    """Does the pattern match all of the response?

    A pattern of Python's ``re`` (``(?s)`` in front lets the dot match line ends) may backtrack
    without end on a text that a model finds, so it runs in a process that is killed after ``cpu_s``
    seconds; that is undecided (``OWN_LIMIT``), within the runner's budget.  ``where="all"`` is the
    response with its thought, ``"answer"`` what follows the thought.

    >>> RegexFull(pattern="[0-9]+").kind
    'regex_full'
    """

    kind: Literal["regex_full"] = "regex_full"
    pattern: Annotated[str, AfterValidator(_compiles)]
    where: Where = "all"
    cpu_s: Annotated[float, Gt(0)] = 0.5

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A number and nothing else."""
        return cls(pattern="[0-9]+"), Rollout(completion="42")

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """Which of these match?  In one journey to the workers."""
        texts = [read_part(rollout.completion, self.where) for rollout in rollouts]
        short = [(self.pattern, text) for text in texts if len(text) <= MAX_CHARS]
        results = iter(run_isolated(_matches, short, cpu_s=self.cpu_s))
        return [_verdict(next(results)) if len(t) <= MAX_CHARS else _too_large() for t in texts]


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


def _verdict(result: Result[bool]) -> Verdict:
    if result.failure is None:
        return Verdict.of(1.0) if result.value else Verdict.fail(Reason.BAD_FORMAT, "no match")
    lost = result.failure in {Failure.CRASHED, Failure.RAISED}
    return Verdict.undecided(Reason.WORKER_LOST if lost else Reason.OWN_LIMIT, result.detail)


def _too_large() -> Verdict:
    return Verdict.fail(Reason.TOO_LARGE, f"more than {MAX_CHARS} characters")
