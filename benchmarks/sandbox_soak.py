"""Does the sandbox lose, swap or flip a verdict in a long mixed run, or leave anything behind?

Claims: over 5 runs of 5,000 programs, a tenth of them hostile, at four times as many in flight as
cores: no verdict lost or swapped, at most 0.05 % flip between runs; afterwards no container,
process, descriptor or temporary file is left, and this process's memory is flat.  About 25 minutes
on 2 cores; ``--programs 1000`` takes five.
Run: python -m benchmarks.sandbox_soak --out benchmarks/results/sandbox_soak.json
"""

import argparse
import gc
import json
import os
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.provenance import provenance
from rewardsmith_sandbox import Ending, Outcome, Program, Tests, owner
from rewardsmith_sandbox.docker import DockerSandbox, DockerSettings
from rewardsmith_sandbox.engine import Engine
from rewardsmith_sandbox.probes import PROBES

SEED = 4
IN_FLIGHT = 4 * (os.cpu_count() or 1)

Case = tuple[Program, str]
"""A program, and the verdict that is right: what it prints, or which units pass."""


def honest(number: int, chance: random.Random) -> Case:
    """A right or a wrong program whose verdict nobody else's could be mistaken for."""
    if chance.random() < 0.5:
        source = "a, b = map(int, input().split())\nprint(a * b, flush=True)\n"
        return Program(source=source, stdin=b"%d 7\n" % number), str(number * 7)
    shift = chance.choice((0, 0, 1))
    units = tuple(f"assert add({n}, {number}) == {n + number}" for n in range(3))
    source = f"def add(a, b):\n    return a + b + ({shift} if a == {number % 3} else 0)\n"
    passed = "".join("01"[shift == 0 or n != number % 3] for n in range(3))
    return Program(source=source, tests=Tests(units=units)), passed


def cases(count: int) -> list[Case]:
    chance = random.Random(SEED)
    mixed = [honest(number, chance) for number in range(count - count // 10)]
    mixed += [(chance.choice(PROBES).program, "unpaid") for _ in range(count // 10)]
    chance.shuffle(mixed)
    return mixed


def verdict(outcome: Outcome, expected: str) -> str:
    """Which verdict is this, in the words of ``Case``?"""
    if outcome.ended is Ending.SANDBOX_FAILED:
        return f"lost: {outcome.detail}"
    if expected == "unpaid":
        units = outcome.units
        paid = b"ESCAPED" in outcome.stdout or (units and all(unit.passed for unit in units))
        return "paid" if paid else "unpaid"
    if outcome.units:
        return "".join("01"[unit.passed] for unit in outcome.units)
    return outcome.stdout.decode().strip()


def resident_bytes() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def run(sandbox: DockerSandbox, mixed: list[Case]) -> tuple[list[str], float]:
    started = time.perf_counter()
    with ThreadPoolExecutor(IN_FLIGHT) as threads:
        outcomes = list(threads.map(sandbox.run, [program for program, _ in mixed]))
    verdicts = [verdict(o, expected) for o, (_, expected) in zip(outcomes, mixed, strict=True)]
    return verdicts, time.perf_counter() - started


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def measure(programs: int, runs: int) -> dict[str, object]:
    mixed = cases(programs)
    before = descriptors()
    taken: list[list[str]] = []
    seconds: list[float] = []
    memory = []
    with DockerSandbox(DockerSettings()) as sandbox:
        for _ in range(runs):
            verdicts, took_s = run(sandbox, mixed)
            print(f"run {len(taken) + 1} of {runs}: {took_s:.0f} s", file=sys.stderr, flush=True)
            taken.append(verdicts)
            seconds.append(took_s)
            memory.append(resident_bytes())
    flips = sum(len(set(column)) > 1 for column in zip(*taken, strict=True))
    wrong = [
        (expected, said, program.source[:60])
        for verdicts in taken
        for said, (program, expected) in zip(verdicts, mixed, strict=True)
        if said != expected
    ]
    engine = Engine()
    mine = [row for row in engine.labelled(owner.LABEL).values() if not owner.is_orphan(row)]
    own = [row for row in mine if f" {os.getpid()} " in row["rewardsmith.owner"]]
    engine.close()
    return {
        "programs a run": programs,
        "runs": runs,
        "in flight": IN_FLIGHT,
        "wrong, swapped or lost": len(wrong),
        "the first of them": wrong[:10],
        "flipped": flips,
        "flipped share": flips / programs,
        "containers left": len(own),
        "children left": Path(f"/proc/self/task/{os.getpid()}/children").read_text().split(),
        "directories left": len(
            list(Path(tempfile.gettempdir()).glob(f"{owner.temporary_prefix()}*"))
        ),
        "descriptors more than before": descriptors() - before,
        "resident bytes after each run": memory,
        "seconds": seconds,
        "provenance": provenance("docker"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    text = json.dumps(measure(arguments.programs, arguments.runs), indent=2)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
