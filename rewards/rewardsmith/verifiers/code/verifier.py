"""The verifier of programs: runs them where they can do no harm, and judges what they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, Self

from pydantic import field_validator

from rewardsmith.errors import DataError
from rewardsmith.registry import register
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Resource, Verifier, is_missing
from rewardsmith.verifiers.code.plan import Plan
from rewardsmith.verifiers.code.reading import (
    COLUMNS,
    MAX_SOURCE_CHARS,
    UnusableRow,
    program_of,
    row_of,
)
from rewardsmith.verifiers.code.ruling import rule
from rewardsmith_sandbox import Limits, language, open_sandbox, sandbox_names


@register
class Code(Verifier, frozen=True):
    """Does the program in the response pass the row's tests?

    The program is the last fence of ``language``, or the whole text where nothing is fenced.  The
    tests are columns: ``tests`` (a string that defines ``check(candidate)``, with ``entry_point``;
    or a list of asserts; each with optional ``setup``), ``cases`` (``{input, output}`` for standard
    input and output; by columns, too, as in APPS and CodeContests), ``calls`` (``{args, expected}``
    with ``entry_point``, a function, a method of ``Solution``, or an expression).

    Nothing is added to a program: ``List[int]`` without its import is an error, as it would be
    elsewhere.  ``prelude`` is code that a benchmark grants before every program; LiveCodeBench
    (arXiv:2403.07974) grants imports, the most used ``"from typing import *"``.

    ``scoring="fraction"`` scores the share that passed.  Crashes, time-outs, floods and compile
    errors score 0, each with its reason; unusable tests (``BAD_TRUTH``, ``UNSUPPORTED``) and a
    failing sandbox (``SANDBOX_FAILED``, after one retry) are undecided.  HumanEval's convention:
    Chen et al. 2021, arXiv:2107.03374.
    """

    resource: ClassVar[Resource] = "sandbox"

    kind: Literal["code"] = "code"
    language: str = "python"
    scoring: Literal["all", "fraction"] = "all"
    limits: Limits = Limits()
    prelude: str = ""
    sandbox: str = "docker"

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        language(value)
        return value

    @field_validator("sandbox")
    @classmethod
    def _known_sandbox(cls, value: str) -> str:
        if value not in sandbox_names():
            raise ValueError(f"no sandbox is called {value!r}; there are: {sandbox_names()}")
        return value

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A function of one line, and an assert."""
        completion = "```python\ndef add(a, b):\n    return a + b\n```"
        return cls(), Rollout(completion=completion, extra={"tests": ["assert add(40, 2) == 42"]})

    def check(self, rollouts: Sequence[Rollout]) -> None:
        """Can these rows be scored at all?  DataError when none brings any test."""
        if rollouts and all(is_missing(r, column) for r in rollouts for column in COLUMNS):
            raise DataError(f"kind 'code' reads one of the columns {COLUMNS}; no row has any")

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """Do they?  All programs of a wave side by side."""
        plans = [self._plan(rollout) for rollout in rollouts]
        self._run([plan for plan in plans if isinstance(plan, Plan)])
        fraction = self.scoring == "fraction"
        return [rule(p, fraction=fraction) if isinstance(p, Plan) else p for p in plans]

    def _plan(self, rollout: Rollout) -> Plan | Verdict:
        try:
            row = row_of(rollout)
        except UnusableRow as fault:
            return Verdict.undecided(fault.reason, str(fault))
        source = program_of(rollout.text, self.language)
        if not source.strip():
            return Verdict.fail(Reason.NO_ANSWER, f"no {self.language} program")
        if len(source) > MAX_SOURCE_CHARS:
            return Verdict.fail(Reason.TOO_LARGE, f"more than {MAX_SOURCE_CHARS:,} characters")
        if row.tests and not language(self.language).judged:
            why = f"tests call functions, which the judge cannot do in {self.language}"
            return Verdict.undecided(Reason.UNSUPPORTED, why)
        eager = self.scoring == "all"
        return Plan(source, self.language, self.limits, row, eager=eager, prelude=self.prelude)

    def _run(self, plans: Sequence[Plan]) -> None:
        waves = [(plan, wave) for plan in plans if (wave := plan.next_wave())]
        while waves:
            programs = [program for _, wave in waves for program in wave]
            outcomes = iter(open_sandbox(self.sandbox).run_many(programs))
            for plan, wave in waves:
                plan.take([next(outcomes) for _ in wave])
            waves = [(plan, wave) for plan, _ in waves if (wave := plan.next_wave())]
