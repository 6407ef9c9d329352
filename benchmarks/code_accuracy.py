"""How often is the kind ``code`` right, and who else is paid for nothing?

Claims: >= 99.5 % of labelled programs decided as labelled, no hostile program paid or abstained on.
Own problems with mutants, the probes as hostile rows, and any labelled file by ``--data`` (JSON
lines with ``completion``, ``label`` and the columns of the kind).  The peer, an exit-code harness
that appends the tests to the program, runs inside the same containers.  About a minute on 2 cores.
Run: python -m benchmarks.code_accuracy --out benchmarks/results/code_accuracy.json
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from benchmarks.code_cases import rows
from benchmarks.provenance import provenance
from rewardsmith import Rollout
from rewardsmith.verifiers.code import Code
from rewardsmith.verifiers.code.reading import program_of
from rewardsmith_sandbox import Limits, Program, open_sandbox
from rewardsmith_sandbox.probes import PROBES

COLUMNS = ("tests", "cases", "calls", "entry_point", "setup")
LIMITS = Limits(wall_s=10.0)

Labelled = tuple[str, str, bool, Rollout]
"""Set, name, is it right, and the rollout."""


def own() -> list[Labelled]:
    found = [
        ("own problems", row.id, row.label, _rollout(row.source, {"tests": list(row.tests)}))
        for row in rows()
    ]
    for probe in PROBES:
        if probe.units:
            extra = {"tests": list(probe.units), "entry_point": probe.entry_point}
            rollout = Rollout(prompt=probe.given, completion=probe.source, extra=extra)
            found.append(("probes", f"{probe.family}/{probe.name}", False, rollout))
    return found


def from_file(path: Path) -> list[Labelled]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        (
            f"{path.stem}: {row.get('source', row.get('kind', ''))}",
            row["id"],
            bool(row["label"]),
            _rollout(row["completion"], {c: row[c] for c in COLUMNS if c in row}, row["prompt"]),
        )
        for row in lines
    ]


def _rollout(source: str, extra: dict[str, Any], prompt: str = "") -> Rollout:
    return Rollout(prompt=prompt, completion=source, extra=extra)


def exit_code_harness(rollouts: list[Rollout]) -> list[float | None]:
    """The usual harness: program and tests in one file, status 0 is success."""
    programs: list[Program | None] = []
    for rollout in rollouts:
        tests = rollout.extra.get("tests")
        if tests is None:
            programs.append(None)
            continue
        text = tests if isinstance(tests, str) else "\n".join(tests)
        call = f"\ncheck({rollout.extra['entry_point']})" if "def check" in text else ""
        source = program_of(rollout.text, "python") + "\n" + text + call
        programs.append(Program(source=source, limits=LIMITS))
    outcomes = iter(open_sandbox().run_many([program for program in programs if program]))
    return [float(next(outcomes).succeeded) if program else None for program in programs]


def table(labelled: list[Labelled], scores: list[float | None]) -> dict[str, dict[str, Any]]:
    """By set: of how many right ones and wrong ones was what said?"""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: dict[str, list[str]] = defaultdict(list)
    for (name, row, label, _), score in zip(labelled, scores, strict=True):
        said = {None: "undecided", 1.0: "accepted"}.get(score, "rejected")
        counts[name][f"{'right' if label else 'wrong'} {said}"] += 1
        if said != ("accepted" if label else "rejected"):
            wrong[name].append(f"{row}: {said}")
    return {
        name: {
            **count,
            "as labelled": 1 - len(wrong[name]) / count.total(),
            "not as labelled": wrong[name][:20],
        }
        for name, count in counts.items()
    }


def measure(files: list[Path]) -> dict[str, Any]:
    labelled = [*own(), *(row for path in files for row in from_file(path))]
    rollouts = [rollout for *_, rollout in labelled]
    open_sandbox().run(Program(source=""))
    started = time.perf_counter()
    verdicts = Code(limits=LIMITS).verify_batch(rollouts)
    took_s = time.perf_counter() - started
    scores = [verdict.score for verdict in verdicts]
    right = sum(
        score == float(label) for score, (_, _, label, _) in zip(scores, labelled, strict=True)
    )
    peer = exit_code_harness(rollouts)
    judged = [(row, score) for row, score in zip(labelled, peer, strict=True) if score is not None]
    return {
        "rows": len(labelled),
        "as labelled": right / len(labelled),
        "seconds": took_s,
        "provenance": provenance("docker"),
        "reasons": Counter(str(verdict.reason) for verdict in verdicts),
        "code": table(labelled, scores),
        "exit-code harness": table([row for row, _ in judged], [score for _, score in judged]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    text = json.dumps(measure(arguments.data), indent=2)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
