"""The graders that the math benchmarks compare, and the cases: shared by accuracy and speed.

Math-Verify runs where it can be killed (it hangs on some answers when its own alarm cannot fire);
a case that uses up its CPU time is undecided.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.provenance import provenance
from rewardsmith.bench.metamorphic import generate
from rewardsmith.isolation import run_isolated
from rewardsmith.response import last_boxed
from rewardsmith.types import Rollout
from rewardsmith.verifiers.math import MathEqual

Row = dict[str, Any]
Ruling = tuple[bool | None, float, float]
"""Accepted, refused or undecided; the seconds it took by the clock, and of CPU."""

CPU_S = 5.0
BATCH = 64
LONG_CHARS = 300
"""Completions above are called rollouts, the others notation."""


def rows(data: Path | None, seed: int, rounds: int) -> list[Row]:
    """The labelled rows of a file, or the generated corpus."""
    if data is None:
        return [dict(case) for case in generate(seed, rounds)]
    with data.open() as lines:
        found = [json.loads(line) for line in lines]
    return [row for row in found if row.get("label") is not None]


def ours(cases: Sequence[Row]) -> list[Ruling]:
    """``MathEqual``, one case at a time, in this process."""
    verifier, rulings = MathEqual(), list[Ruling]()
    for row in cases:
        rollout = Rollout(prompt=row["prompt"], completion=row["completion"], truth=row["answer"])
        start, cpu = time.perf_counter(), time.process_time()
        score = verifier.verify(rollout).score
        rulings.append((None if score is None else score == 1.0, *_since(start, cpu)))
    return rulings


def plain_string(cases: Sequence[Row]) -> list[Ruling]:
    """The last box, or the whole text, is the truth to the letter."""
    rulings = list[Ruling]()
    for row in cases:
        start, cpu = time.perf_counter(), time.process_time()
        found = last_boxed(row["completion"])
        same = (found or row["completion"]).strip() == str(row["answer"]).strip()
        rulings.append((same, *_since(start, cpu)))
    return rulings


def math_verify(cases: Sequence[Row]) -> list[Ruling]:
    """Math-Verify as it comes."""
    return _killable(cases, boxed_first=False)


def math_verify_boxed(cases: Sequence[Row]) -> list[Ruling]:
    """Math-Verify told to look into boxes first."""
    return _killable(cases, boxed_first=True)


PEERS: dict[str, Callable[[Sequence[Row]], list[Ruling]]] = {
    "rewardsmith": ours,
    "math_verify": math_verify,
    "math_verify, boxed first": math_verify_boxed,
    "plain string": plain_string,
}


def _killable(cases: Sequence[Row], *, boxed_first: bool) -> list[Ruling]:
    rulings = list[Ruling]()
    for at in range(0, len(cases), BATCH):
        items = [
            (row["completion"], str(row["answer"]), boxed_first) for row in cases[at : at + BATCH]
        ]
        results = run_isolated(_by_math_verify, items, cpu_s=CPU_S, preload=("math_verify",))
        rulings += [result.value or (None, CPU_S, result.cpu_s) for result in results]
    return rulings


def _by_math_verify(completion: str, answer: str, boxed_first: bool) -> Ruling:
    from math_verify import (  # noqa: PLC0415
        ExprExtractionConfig,
        LatexExtractionConfig,
        parse,
        verify,
    )

    latex = LatexExtractionConfig(boxed_match_priority=0 if boxed_first else 50)
    start, cpu = time.perf_counter(), time.process_time()
    target = parse(completion, [latex, ExprExtractionConfig()])
    gold = parse(answer if "$" in answer or "\\boxed" in answer else f"${answer}$")
    accepted = bool(verify(gold, target))
    return accepted, *_since(start, cpu)


def _since(start: float, cpu: float) -> tuple[float, float]:
    return time.perf_counter() - start, time.process_time() - cpu


def about() -> dict[str, Any]:
    """Where and with what were these figures measured?"""
    return provenance("python-flint", "math-verify", "latex2sympy2-extended", "sympy")


def write(out: Path | None, result: dict[str, Any]) -> None:
    """Prints the result, and keeps it where ``out`` says."""
    text = json.dumps(result, indent=1)
    print(text)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n")
