"""How many programs a second go through the sandbox, beside the other ways to run one?

Claims, one in flight, same run: warm stdio >= 15x ``docker run``, >= 4x llm-sandbox's warm pool,
>= 0.9x a plain ``subprocess`` of ``python -I -S``; split judge >= 0.8x.  Throughput does not fall
from 2 in flight to 4 and 8 (by more than 3 %, which is what rounds differ by); p99 <= 3 medians
when idle; a time-out ends <= 0.6 s past its limit.  Contenders and numbers in flight take turns;
figures are medians of the rounds, with the lowest and the highest round.  About 3 minutes on 2
cores, which should be idle.  Needs ``pip install llm-sandbox``.
Run: python -m benchmarks.sandbox_speed --out benchmarks/results/sandbox_speed.json
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import sandbox_rivals as rivals
from benchmarks.provenance import provenance
from rewardsmith_sandbox import Limits, Program, Tests
from rewardsmith_sandbox.docker import DockerSandbox, DockerSettings

SOURCE = "a, b = map(int, input().split())\nprint(a + b)\n"
STDIN = b"40 2\n"
JUDGED = Program(
    source="def add(a, b):\n    return a + b\n",
    tests=Tests(units=tuple(f"assert add({n}, 2) == {n + 2}" for n in range(3))),
)
ROUNDS = 9
IN_FLIGHT = (1, 2, 4, 8)
FALL = 0.03
"""What rounds differ by: a smaller fall of the throughput is none."""

Task = Callable[[], None]
Rounds = dict[str, list[list[float]]]


def took_s(task: Task, count: int, in_flight: int = 1) -> list[float]:
    """How long did each of ``count`` runs take, so many side by side?"""

    def timed(_: int) -> float:
        started = time.perf_counter()
        task()
        return time.perf_counter() - started

    with ThreadPoolExecutor(in_flight) as threads:
        return list(threads.map(timed, range(count)))


def rate(task: Task, count: int, in_flight: int) -> float:
    """How many runs a second?"""
    started = time.perf_counter()
    took_s(task, count, in_flight)
    return count / (time.perf_counter() - started)


def checked(run: rivals.Run) -> Task:
    """A task that also looks at what came out."""

    def task() -> None:
        output = run(SOURCE, STDIN)
        assert output.strip() == b"42", output

    return task


def spread(values: Iterable[float]) -> dict[str, float]:
    """The median of the rounds, the lowest and the highest."""
    ordered = sorted(values)
    return {"median": statistics.median(ordered), "lowest": ordered[0], "highest": ordered[-1]}


def p99(values: Iterable[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def in_turns(tasks: Mapping[str, tuple[Task, int]]) -> Rounds:
    """What each contender's runs took, round by round, one in flight."""
    rounds: Rounds = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, (task, count) in tasks.items():
            rounds[name].append(took_s(task, count))
    return rounds


def latency(rounds: Rounds) -> dict[str, Any]:
    every = {name: [value for part in parts for value in part] for name, parts in rounds.items()}
    return {
        name: {
            "runs": len(taken),
            "median_ms": 1e3 * statistics.median(taken),
            "p99_ms": 1e3 * p99(taken),
            "times_subprocess": ratio(rounds, "subprocess", name),
        }
        for name, taken in every.items()
    }


def ratio(rounds: Rounds, slow: str, fast: str) -> dict[str, float]:
    """How many times as fast is ``fast``, by the medians of each round?"""
    pairs = zip(rounds[slow], rounds[fast], strict=True)
    return spread(statistics.median(s) / statistics.median(f) for s, f in pairs)


def throughput(task: Task, count: int) -> list[dict[int, float]]:
    """Runs a second by number in flight, round by round."""
    return [{n: rate(task, count, n) for n in IN_FLIGHT} for _ in range(ROUNDS)]


def late_ms(sandbox: DockerSandbox) -> dict[str, float]:
    """How far past its limit does a time-out end at worst: a sleeper, a spinner, a fork bomb?"""
    limits = Limits(wall_s=1.0)
    sources = {
        "sleep": "import time\ntime.sleep(9)",
        "spin": "while True: pass",
        "bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    }
    worst: dict[str, float] = {}
    for name, source in sources.items():
        program = Program(source=source, limits=limits)
        taken = took_s(lambda program=program: sandbox.run(program) and None, 5)
        worst[name] = 1e3 * (max(taken) - limits.wall_s)
    return worst


def measure() -> dict[str, Any]:
    made_on = provenance("docker", "llm-sandbox")
    with (
        DockerSandbox(DockerSettings()) as ours,
        rivals.docker_exec() as executed,
        rivals.llm_sandbox_pool(2) as pooled,
    ):
        ours.warm_up()
        time.sleep(3.0)  # until the spare is there, too
        stdio = checked(lambda s, i: ours.run(Program(source=s, stdin=i)).stdout)

        def judged() -> None:
            assert all(unit.passed for unit in ours.run(JUDGED).units)

        rounds = in_turns({
            "subprocess": (checked(rivals.plain_subprocess), 30),
            "warm stdio": (stdio, 100),
            "split judge": (judged, 100),
            "docker exec": (checked(executed), 3),
            "docker run": (checked(rivals.docker_run), 2),
            "llm-sandbox pool": (checked(pooled), 3),
        })  # fmt: skip
        rates = {
            "warm stdio": throughput(stdio, 150),
            "split judge": throughput(judged, 100),
            "subprocess": throughput(checked(rivals.plain_subprocess), 60),
        }
        late = late_ms(ours)
    return {
        "claims": claims(rounds, rates, late),
        "one in flight": latency(rounds),
        "programs a second by number in flight": {
            name: {n: spread(found[n] for found in each) for n in IN_FLIGHT}
            for name, each in rates.items()
        },
        "time-out past its limit, ms": late,
        "provenance": made_on,
    }


def claims(
    rounds: Rounds, rates: dict[str, list[dict[int, float]]], late: dict[str, float]
) -> list[dict[str, Any]]:
    """Each claim, what was found, and whether it holds."""
    told = [
        at_least("warm stdio / docker run", 15, ratio(rounds, "docker run", "warm stdio")),
        at_least("warm stdio / llm-sandbox", 4, ratio(rounds, "llm-sandbox pool", "warm stdio")),
        at_least("warm stdio / subprocess", 0.9, ratio(rounds, "subprocess", "warm stdio")),
        at_least("split judge / subprocess", 0.8, ratio(rounds, "subprocess", "split judge")),
    ]
    for name in ("warm stdio", "split judge"):
        for n in IN_FLIGHT[2:]:
            found = spread(each[n] / each[2] for each in rates[name])
            told.append(at_least(f"{name}, {n} in flight / 2", 1 - FALL, found))
    for name in ("warm stdio", "split judge"):
        every = [value for part in rounds[name] for value in part]
        told.append(at_most(f"{name}, p99 / median", 3, p99(every) / statistics.median(every)))
    told.append(at_most("time-out past its limit, s", 0.6, max(late.values()) / 1e3))
    return told


def at_least(claim: str, bound: float, found: dict[str, float]) -> dict[str, Any]:
    return {"claim": claim, "at least": bound, **found, "holds": found["median"] >= bound}


def at_most(claim: str, bound: float, found: float) -> dict[str, Any]:
    return {"claim": claim, "at most": bound, "found": found, "holds": found <= bound}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    out = parser.parse_args().out
    result = measure()
    text = json.dumps(result, indent=2)
    print(text)
    for claim in result["claims"]:
        print("holds" if claim["holds"] else "DOES NOT HOLD", claim)
    if out:
        out.write_text(text + "\n")


if __name__ == "__main__":
    main()
