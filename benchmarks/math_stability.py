"""MathEqual is symmetric, decides the same on a loaded machine, heals after a kill, does not grow.

With truth and answer exchanged no score changes, where the two conventions that look at one side
only are off (a decimal truth read as rounded; an unevaluated answer refused), and both sides can be
read as a truth.  Five runs on the idle machine and five beside four busy processes give the same
verdicts; after a worker of the algebra tier was killed at its limit, the next case is decided
within 100 ms; 100,000 verdicts leave no more memory than the first 10,000, and no process.
``--data`` takes any labelled JSONL, else the generated corpus.  About 3 min.

Run: python -m benchmarks.math_stability --out benchmarks/results/math_stability.json
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.math_peers import about, rows, write
from rewardsmith.isolation import shutdown
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifiers.math import MathEqual
from rewardsmith.verifiers.math.extract import extract

RUNS = 5
BUSY = 4
KILLS = 20
WARM, SOAK = 10_000, 100_000
NEVER = r"\int_0^1 \frac{{\ln(1+x^{{{}+\sqrt{{3}}}})}}{{1+x}} dx"
"""An integral that sympy does not find within its limit, so that its worker is killed."""

ALGEBRA = (
    (r"\int_0^1 x^2 dx", r"\frac13"),
    (r"\int_0^1 x^2 dx", r"\frac12"),
    (r"\sum_{k=1}^{\infty} \frac{1}{2^k}", "1"),
    (r"\lim_{x \to 0} \frac{\sin x}{x}", "1"),
    (NEVER.format(2), "42"),
)
"""Cases of the tier that has a limit, whose verdicts could depend on load."""


def rollouts(data: Path | None) -> list[Rollout]:
    found = [Rollout(completion=row["completion"], truth=row["answer"]) for row in rows(data, 0, 2)]
    return found + [Rollout(completion=rf"\boxed{{{b}}}", truth=a) for a, b in ALGEBRA]


def one_run(data: Path | None) -> list[Verdict]:
    """All verdicts, in a process of their own, so that nothing is remembered."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_verdicts, (data,))


def _verdicts(data: Path | None) -> list[Verdict]:
    found = MathEqual().verify_batch(rollouts(data))
    shutdown()
    return [Verdict(one.score, one.reason, extracted=one.extracted) for one in found]


@contextmanager
def busy(count: int) -> Iterator[None]:
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def loaded(data: Path | None) -> dict[str, Any]:
    idle = [one_run(data) for _ in range(RUNS)]
    with busy(BUSY):
        beside = [one_run(data) for _ in range(RUNS)]
    first = idle[0]
    return {
        "cases": len(first),
        "runs": f"{RUNS} idle, {RUNS} beside {BUSY} busy processes",
        "verdicts_that_differ": sum(
            any(run[at] != verdict for run in (*idle, *beside)) for at, verdict in enumerate(first)
        ),
        "undecided": sum(verdict.abstains for verdict in first),
    }


def heal() -> dict[str, Any]:
    """From the verdict that tells of a kill to the next case's."""
    verifier, times_ms = MathEqual(), list[float]()
    verifier.verify(Rollout(completion=r"\boxed{1}", truth=r"\int_0^2 x dx"))
    for number in range(KILLS):
        killed = verifier.verify(Rollout(completion="42", truth=NEVER.format(number + 2)))
        assert killed.reason is Reason.OWN_LIMIT, killed
        start = time.perf_counter()
        normal = verifier.verify(Rollout(completion="42", truth=rf"\int_0^{{{number + 3}}} x dx"))
        times_ms.append(1e3 * (time.perf_counter() - start))
        assert normal.reason is Reason.MISMATCH, normal
    return {
        "kills": KILLS,
        "to_next_verdict_p50_ms": round(statistics.median(times_ms), 1),
        "to_next_verdict_max_ms": round(max(times_ms), 1),
    }


def swapped(cases: Sequence[Rollout]) -> dict[str, int]:
    """Both ways round, boxed; an answer that is no truth (BAD_TRUTH) cannot be swapped."""
    verifier, found = MathEqual(tolerance=0.0, unevaluated="evaluated"), Counter[str]()
    for case in cases:
        answer, truth = (extract(text).text for text in (case.text, str(case.truth)))
        if answer and truth:
            scores = {
                verifier.verify(_boxed(*pair)).score for pair in ((answer, truth), (truth, answer))
            }
            kind = "unreadable as a truth" if None in scores else "changed"
            found["same" if len(scores) == 1 else kind] += 1
    return dict(found)


def _boxed(answer: str, truth: str) -> Rollout:
    return Rollout(completion=rf"\boxed{{{answer}}}", truth=rf"\boxed{{{truth}}}")


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def soak(cases: Sequence[Rollout]) -> dict[str, Any]:
    verifier, endless = MathEqual(), cycle(cases)
    for rollout in islice(endless, WARM):
        verifier.verify(rollout)
    before = resident_bytes()
    for rollout in islice(endless, SOAK - WARM):
        verifier.verify(rollout)
    grown = resident_bytes() - before
    shutdown()
    return {
        "verdicts": SOAK,
        "distinct_cases": len(cases),
        "growth_after_10000_bytes": grown,
        "processes_left": len(children()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    result: dict[str, Any] = {"data": str(args.data or "generated"), **about()}
    cases = rollouts(args.data)
    result["swapped"] = swapped(cases)
    result["heal"] = heal()
    result["soak"] = soak(cases)
    result["loaded"] = loaded(args.data)
    write(args.out, result)


if __name__ == "__main__":
    main()
