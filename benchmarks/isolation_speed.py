"""A runaway dies within 0.02 CPU seconds of its limit; isolation costs ~10 µs a case in batches.

Against ``concurrent.futures.ProcessPoolExecutor`` in the same run, which has no limits at all:
time a case singly and in batches of 64, 640 and 6,400; how far past its CPU limit
``9**9**9**9`` is stopped, how long after that the whole call with its neighbour is back (on a
loaded machine most of that is the runaway waiting for its CPU time), and the call after it.
About 20 s on 2 idle cores; ``load_before`` says how idle they were.

Run: python -m benchmarks.isolation_speed --out benchmarks/results/isolation_speed.json
"""

from __future__ import annotations

import argparse
import json
import operator
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.provenance import provenance
from rewardsmith.isolation import Failure, run_isolated, shutdown

BATCHES = (1, 64, 640, 6_400)
CPU_S = 0.25
KILLS = 40


def tower_or_double(x: int) -> int:
    return 9**9**9**9 if x < 0 else 2 * x


def quantiles(values: list[float], unit: float, per: int = 1) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    picked = {"p10": cuts[9], "p50": cuts[49], "p90": cuts[89], "p99": cuts[98]}
    return {name: round(value * unit / per, 3) for name, value in picked.items()}


def timed(call: Callable[[], object], times: int) -> list[float]:
    call()
    time.sleep(0.1)  # let the spare worker be forked
    taken: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return taken


def throughput(executor: ProcessPoolExecutor, workers: int) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for size in BATCHES:
        items = [(1, 2)] * size
        ones, twos = [1] * size, [2] * size
        share = -(-size // workers)
        times = max(30, min(2_000, 60_000 // size))
        ours = timed(lambda items=items: run_isolated(operator.add, items, cpu_s=1), times)
        theirs = timed(
            lambda ones=ones, twos=twos, share=share: list(
                executor.map(operator.add, ones, twos, chunksize=share)
            ),
            times,
        )
        rows[str(size)] = {
            "isolation_us_per_case": quantiles(ours, 1e6, size),
            "executor_us_per_case": quantiles(theirs, 1e6, size),
            "ratio_of_medians": round(statistics.median(ours) / statistics.median(theirs), 2),
        }
    return rows


def kills() -> dict[str, Any]:
    """How late is the end of a runaway, and how soon is the pool itself again?"""
    late: list[float] = []
    over: list[float] = []
    next_call: list[float] = []
    for _ in range(KILLS):
        start = time.perf_counter()
        bad, good = run_isolated(tower_or_double, [(-1,), (2,)], cpu_s=CPU_S)
        late.append(time.perf_counter() - start - CPU_S)
        assert (bad.failure, good.value) == (Failure.CPU_TIME, 4)
        over.append(bad.cpu_s - CPU_S)
        start = time.perf_counter()
        run_isolated(operator.add, [(1, 2)], cpu_s=1)
        next_call.append(time.perf_counter() - start)
    return {
        "cpu_limit_s": CPU_S,
        "kills": KILLS,
        "whole_call_beyond_limit_ms": quantiles(late, 1e3) | {"max": round(1e3 * max(late), 3)},
        "cpu_beyond_limit_ms": quantiles(over, 1e3) | {"max": round(1e3 * max(over), 3)},
        "next_call_ms": quantiles(next_call, 1e3) | {"max": round(1e3 * max(next_call), 3)},
    }


def first_call_s() -> float:
    shutdown()
    start = time.perf_counter()
    run_isolated(operator.add, [(1, 2)], cpu_s=1)
    return round(time.perf_counter() - start, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path)
    out = parser.parse_args().out
    report = {"claim": __doc__.splitlines()[0]} | provenance()
    workers = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(workers) as executor:
        report["throughput"] = throughput(executor, workers)
    report["kill"] = kills()
    report["first_call_s"] = first_call_s()
    text = json.dumps(report, indent=2)
    print(text)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n")


if __name__ == "__main__":
    main()
