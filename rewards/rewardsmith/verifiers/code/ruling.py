"""From what happened to a program to a verdict: whose fault is it, and what is the share passed?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rewardsmith.types import Reason, Verdict
from rewardsmith.verifiers.code.plan import Plan
from rewardsmith_sandbox import Ending, Fault, Outcome, UnitResult

_REASONS = {
    Ending.COMPILE_ERROR: Reason.COMPILE_ERROR,
    Ending.WALL_TIME: Reason.TIMED_OUT,
    Ending.CPU_TIME: Reason.TIMED_OUT,
    Ending.MEMORY: Reason.OUT_OF_MEMORY,
    Ending.OUTPUT: Reason.TOO_MUCH_OUTPUT,
    Ending.SIGNALLED: Reason.CRASHED,
    Ending.SANDBOX_FAILED: Reason.SANDBOX_FAILED,
}
_DETAIL_CHARS = 400


class Mark(NamedTuple):
    """How did one test go?  A ``reason`` only where it did not pass."""

    passed: bool
    reason: Reason = Reason.MATCH
    detail: str = ""


def rule(plan: Plan, *, fraction: bool) -> Verdict:
    """Which verdict follows?

    A failure that is the program's decides ``all``; otherwise the data's or the machine's fault
    makes it undecided.
    """
    marks = [*_judged(plan), *_cases(plan)]
    total = max(len(marks), _expected(plan))
    failed = [mark for mark in marks if not mark.passed]
    unruled = [mark for mark in failed if mark.reason.is_undecided]
    ruled = [mark for mark in failed if not mark.reason.is_undecided]
    tier = "judge" if plan.judged else "stdio"
    if unruled and (fraction or not ruled):
        return Verdict.undecided(
            unruled[0].reason, unruled[0].detail, extracted=plan.source, tier=tier
        )
    if not failed:
        return Verdict.of(1.0, f"{total} of {total} passed", extracted=plan.source, tier=tier)
    passed = len(marks) - len(failed)
    detail = f"{passed} of {total} passed; {ruled[0].detail}"
    if fraction and passed:
        return Verdict.of(passed / total, detail, extracted=plan.source, tier=tier)
    return Verdict.fail(ruled[0].reason, detail, extracted=plan.source, tier=tier)


def _expected(plan: Plan) -> int:
    tests = plan.row.tests
    units = len(tests.units) + len(tests.calls) if tests else 0
    return units + len(plan.row.cases)


def _judged(plan: Plan) -> Iterator[Mark]:
    """The judge's units, and how the program ended where it ended before them."""
    outcome, tests = plan.judged, plan.row.tests
    if outcome is None or tests is None:
        return
    if outcome.ended is Ending.OUTPUT:  # passed or not: a flood is a fault
        yield Mark(False, Reason.TOO_MUCH_OUTPUT, "too much output")
        return
    yield from (_unit(unit, outcome) for unit in outcome.units)
    data_fault = any(unit.fault is Fault.TESTS for unit in outcome.units)
    if len(outcome.units) < len(tests.units) + len(tests.calls) and not data_fault:
        yield _ended(outcome)


def _unit(unit: UnitResult, outcome: Outcome) -> Mark:
    if unit.passed:
        return Mark(True)
    if unit.fault is Fault.TESTS:
        unsupported = unit.detail.startswith(("UnsupportedTests", "BadTests"))
        return Mark(False, Reason.UNSUPPORTED if unsupported else Reason.BAD_TRUTH, unit.detail)
    kind = unit.detail.partition(":")[0]
    if kind == "ProgramGone":  # the judge knows that it ended, process 1 why
        return Mark(False, _REASONS.get(outcome.ended, Reason.CRASHED), unit.detail)
    wrong = kind in ("AssertionError", "the program returned something else")
    reason = Reason.UNREADABLE if kind == "BadReturn" else Reason.CRASHED
    return Mark(False, Reason.MISMATCH if wrong else reason, unit.detail)


def _cases(plan: Plan) -> Iterator[Mark]:
    for outcome, passed in plan.cases:
        if passed:
            yield Mark(True)
        elif outcome.succeeded:
            yield Mark(False, Reason.MISMATCH, f"printed {outcome.stdout[:80]!r}")
        else:
            yield _ended(outcome)


def _ended(outcome: Outcome) -> Mark:
    """What ended a program that should have gone on?"""
    trace = outcome.stderr.decode("utf-8", "replace").strip()
    reason = _REASONS.get(outcome.ended, Reason.CRASHED)
    last_line = trace.rpartition("\n")[2]
    if reason is Reason.CRASHED and last_line.startswith("MemoryError"):
        reason = Reason.OUT_OF_MEMORY
    told = ": ".join(filter(None, (outcome.detail, last_line))) or reason.value
    return Mark(False, reason, told[:_DETAIL_CHARS])
