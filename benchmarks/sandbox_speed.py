"""How many programs a second go through the sandbox, beside the other ways to run one?

Claims, one in flight, same run: warm stdio >= 15x ``docker run``, >= 4x llm-sandbox's warm pool,
>= 0.9x a plain ``subprocess`` of ``python -I -S``; split judge >= 0.8x.  From 2 to 8 in flight the
throughput does not fall; p99 <= 3 medians when idle; a time-out ends <= 0.6 s past its limit.
About 2 minutes on 2 cores, which should be idle.  Needs ``pip install llm-sandbox``.
Run: python -m benchmarks.sandbox_speed --out benchmarks/results/sandbox_speed.json
"""

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import sandbox_rivals as rivals
from rewardsmith_sandbox import Limits, Program, Tests
from rewardsmith_sandbox.docker import DockerSandbox, DockerSettings

SOURCE = "a, b = map(int, input().split())\nprint(a + b)\n"
STDIN = b"40 2\n"
JUDGED = Program(
    source="def add(a, b):\n    return a + b\n",
    tests=Tests(units=tuple(f"assert add({n}, 2) == {n + 2}" for n in range(3))),
)
ROUNDS = 8
"""Contenders take turns, so that whatever else the machine does hits all of them."""


def took_s(task: Callable[[], None], count: int, in_flight: int = 1) -> list[float]:
    """How long did each of ``count`` runs take, so many side by side?"""

    def timed(_: int) -> float:
        started = time.perf_counter()
        task()
        return time.perf_counter() - started

    with ThreadPoolExecutor(in_flight) as threads:
        return list(threads.map(timed, range(count)))


def rate(task: Callable[[], None], count: int, in_flight: int) -> float:
    """How many runs a second?"""
    started = time.perf_counter()
    took_s(task, count, in_flight)
    return count / (time.perf_counter() - started)


def checked(run: rivals.Run) -> Callable[[], None]:
    """A task that also looks at what came out."""

    def task() -> None:
        output = run(SOURCE, STDIN)
        assert output.strip() == b"42", output

    return task


def side_by_side(tasks: dict[str, tuple[Callable[[], None], int]]) -> dict[str, dict[str, object]]:
    """Medians per contender, in turns, one in flight; ratios to plain ``subprocess`` by round."""
    rounds: dict[str, list[list[float]]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, (task, count) in tasks.items():
            rounds[name].append(took_s(task, count))
    result: dict[str, dict[str, object]] = {}
    for name, taken in rounds.items():
        every = sorted(value for part in taken for value in part)
        medians = [statistics.median(part) for part in taken]
        plain = [statistics.median(part) for part in rounds["subprocess"]]
        ratios = sorted(p / m for p, m in zip(plain, medians, strict=True))
        result[name] = {
            "median_ms": 1e3 * statistics.median(every),
            "p99_ms": 1e3 * every[int(0.99 * (len(every) - 1))],
            "runs": len(every),
            "times_subprocess": statistics.median(ratios),
            "times_subprocess_range": [ratios[0], ratios[-1]],
        }
    return result


def measure() -> dict[str, object]:
    load = os.getloadavg()
    with (
        DockerSandbox(DockerSettings()) as ours,
        rivals.docker_exec() as executed,
        rivals.llm_sandbox_pool(2) as pooled,
    ):
        ours.warm_up()
        stdio = checked(lambda s, i: ours.run(Program(source=s, stdin=i)).stdout)

        def judged() -> None:
            assert all(unit.passed for unit in ours.run(JUDGED).units)

        latency = side_by_side({
            "subprocess": (checked(rivals.plain_subprocess), 30),
            "warm stdio": (stdio, 60),
            "split judge": (judged, 60),
            "docker exec": (checked(executed), 3),
            "docker run": (checked(rivals.docker_run), 2),
            "llm-sandbox pool": (checked(pooled), 3),
        })  # fmt: skip
        throughput = {
            name: {n: statistics.median(rate(task, 150, n) for _ in range(3)) for n in (1, 2, 4, 8)}
            for name, task in (
                ("subprocess", checked(rivals.plain_subprocess)),
                ("warm stdio", stdio),
                ("split judge", judged),
            )
        }
        late_ms = late(ours)
    return {
        "one in flight": latency,
        "programs a second by number in flight": throughput,
        "time-out past its limit, ms": late_ms,
        "ratios": ratios(latency),
        "load before": load,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "processor": platform.processor() or platform.machine(),
    }


def late(sandbox: DockerSandbox) -> dict[str, float]:
    """How far past its limit does a time-out end, for a sleeper, a spinner and a fork bomb?"""
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


def ratios(latency: dict[str, dict[str, object]]) -> dict[str, float]:
    medians = {name: float(str(row["median_ms"])) for name, row in latency.items()}
    p99 = {name: float(str(row["p99_ms"])) for name, row in latency.items()}
    return {
        "stdio / docker run": medians["docker run"] / medians["warm stdio"],
        "stdio / llm-sandbox": medians["llm-sandbox pool"] / medians["warm stdio"],
        "stdio / subprocess": medians["subprocess"] / medians["warm stdio"],
        "judge / subprocess": medians["subprocess"] / medians["split judge"],
        "p99 / median, stdio": p99["warm stdio"] / medians["warm stdio"],
        "p99 / median, judge": p99["split judge"] / medians["split judge"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    out = parser.parse_args().out
    text = json.dumps(measure(), indent=2)
    print(text)
    if out:
        out.write_text(text + "\n")


if __name__ == "__main__":
    main()
