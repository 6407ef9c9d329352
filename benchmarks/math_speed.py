"""MathEqual is more than 40 times as fast as Math-Verify on rollouts, 15 times on notation.

One core (the process is pinned), after warm-up, a single pass over distinct cases with the caches
of truths empty.  Rates are cases a second of CPU time, latencies by the clock (and of CPU, where a
loaded machine makes the clock meaningless).  The generated
corpus is the metamorphic one (notation) and 600 worked solutions (rollouts); ``--data`` takes any
labelled JSONL, of which completions of more than 300 characters are called rollouts.  Of
Math-Verify a sample is timed.  About 3 min.

Run: python -m benchmarks.math_speed --out benchmarks/results/math_speed.json
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.math_peers import LONG_CHARS, PEERS, Row, Ruling, about, rows, write
from benchmarks.math_rollouts import rollouts
from rewardsmith.bench.metamorphic import generate
from rewardsmith.types import Rollout
from rewardsmith.verifiers.math import MathEqual, algebra, reading, truth

ROLLOUTS = 600
SAMPLE = 400
REPEATS = 3
PEERS_TIMED = ("math_verify", "math_verify, boxed first")


def corpus(data: Path | None, seed: int, rounds: int) -> list[Row]:
    """The labelled rows of a file, or generated notation and rollouts."""
    found = rows(data, seed, rounds)
    return found if data else found + list(rollouts(seed, ROLLOUTS))


def distinct(cases: Sequence[Row]) -> list[Row]:
    return list({(row["completion"], str(row["answer"])): row for row in cases}.values())


def warm_up() -> None:
    warm = [dict(case) for case in generate(seed=99, rounds=1)]
    PEERS["rewardsmith"](warm)
    for peer in PEERS_TIMED:
        PEERS[peer](warm[:64])


def empty_caches() -> None:
    truth.read_text.cache_clear()
    reading.read_short.cache_clear()
    algebra.evaluated.cache_clear()


def rate(rulings: Sequence[Ruling]) -> float:
    """Cases a second of CPU, on which the machine's load has less influence."""
    return len(rulings) / sum(cpu for _, _, cpu in rulings)


def compared(cases: Sequence[Row]) -> dict[str, Any]:
    """Each repeat times all of them in turn, so that the machine's load hits all alike."""
    sample = Random(0).sample(list(cases), min(SAMPLE, len(cases)))
    ratios: dict[str, list[float]] = {peer: [] for peer in PEERS_TIMED}
    rates, latencies, cpu_ms = list[float](), list[float](), list[float]()
    for _ in range(REPEATS):
        empty_caches()
        rulings = PEERS["rewardsmith"](cases)
        rates.append(rate(rulings))
        latencies += [1e3 * seconds for _, seconds, _ in rulings]
        cpu_ms += [1e3 * cpu for _, _, cpu in rulings]
        for peer in PEERS_TIMED:
            ratios[peer].append(rates[-1] / rate(PEERS[peer](sample)))
    cuts = statistics.quantiles(latencies, n=100)
    return {
        "cases": len(cases),
        "cases_per_cpu_s": [round(value) for value in rates],
        "times_as_fast_as": {
            peer: [round(value, 1) for value in values] for peer, values in ratios.items()
        },
        "p50_ms": round(cuts[49], 3),
        "p99_ms": round(cuts[98], 3),
        "p99_cpu_ms": round(statistics.quantiles(cpu_ms, n=100)[98], 3),
        "max_ms": round(max(latencies), 1),
    }


def tiers(cases: Sequence[Row]) -> dict[str, float]:
    """Which share of the cases does each tier decide?"""
    rollouts = [Rollout(completion=row["completion"], truth=row["answer"]) for row in cases]
    verdicts = MathEqual().verify_batch(rollouts)
    found = Counter(verdict.tier or verdict.reason.value for verdict in verdicts)
    return {name: round(count / len(cases), 4) for name, count in found.most_common()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    os.sched_setaffinity(0, {0})
    cases = distinct(corpus(args.data, args.seed, args.rounds))
    strata = {
        "rollouts": [row for row in cases if len(row["completion"]) > LONG_CHARS],
        "notation": [row for row in cases if len(row["completion"]) <= LONG_CHARS],
    }
    warm_up()
    result: dict[str, Any] = {"data": str(args.data or "generated"), **about()}
    result |= {name: compared(stratum) for name, stratum in strata.items() if len(stratum) > 1}
    write(args.out, result | {"tiers": tiers(cases)})


if __name__ == "__main__":
    main()
