"""Which figures stand in the README?  The table is made from ``benchmarks/results``, never typed.

Run: python -m benchmarks.figures --write
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import training_figures

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
START, END = "<!-- figures: python -m benchmarks.figures --write -->", "<!-- end of figures -->"

Result = Mapping[str, Any]


def training(result: Result) -> str:
    runs = [run for run in result["runs"] if not run["control"]]
    rises = [run["heldout"]["accuracy"] for run in runs]
    lows = min(found["low"] for found in rises)
    control = [run for run in result["runs"] if run["control"]]
    return (
        f"greedy accuracy on {rises[0]['n']} held-out problems over {len(runs)} seeds: "
        + ", ".join(f"{found['before']:.2f} → {found['after']:.2f}" for found in rises)
        + f" (lowest end of a 95 % interval of the rise: {lows:+.2f})"
        + "".join(f"; paid by chance: {run['heldout']['accuracy']['rise']:+.2f}" for run in control)
    )


def tiny(result: Result) -> str:
    pairs = [f"{run['start']:.2f} → {run['end']:.2f}" for run in result["runs"]]
    return f"a model of 60,000 parameters, mean reward over {len(pairs)} seeds: {', '.join(pairs)}"


def bilingual(result: Result) -> str:
    def ends(way: str) -> str:
        found = [run[way]["last_steps"] for run in result["runs"]]
        return ", ".join(f"{end['accuracy']:.2f} / {end['language']:.2f}" for end in found)

    return (
        "a model that mixes languages, accuracy / share of words in the question's language at the "
        f"end, by seed: paid for accuracy {ends('accuracy_alone')}; for both "
        f"{ends('with_language')}"
    )


def abstention(result: Result) -> str:
    half = result["failing_half"]
    return (
        "a 0.1 term undecided half of the time: correlation of the advantages with the clean ones "
        f"{half['ours']:.2f}; undecided counted as 0: {half['as_zero']:.2f}; "
        f"as an undecided total: {half['strict']:.2f}"
    )


def math_accuracy(result: Result) -> str:
    return "generated notations and near misses, precision / recall: " + "; ".join(
        f"{name} {found['uncontested']['precision']:.3f} / {found['uncontested']['recall']:.3f}"
        for name, found in result.items()
        if isinstance(found, dict) and "uncontested" in found
    )


def near_misses(result: Result) -> str:
    found = result["rewardsmith"]["uncontested"]
    wrong, paid = found["true negative"], found.get("false positive", 0)
    high = 100 * found["false_positive_interval"][1]
    return f"{paid} of {wrong + paid:,} near misses paid (95 % interval up to {high:.3f} %)"


def math_speed(result: Result) -> str:
    return "; ".join(
        f"{stratum}: {median(found['cases_per_cpu_s']):,.0f} cases a second of CPU, "
        f"{median(found['times_as_fast_as']['math_verify']):.0f}× Math-Verify, "
        f"99th percentile {found['p99_ms']:.1f} ms"
        for stratum in ("rollouts", "notation")
        if (found := result.get(stratum))
    )


def math_stability(result: Result) -> str:
    heal, soak, loaded = result["heal"], result["soak"], result["loaded"]
    return (
        f"{loaded['verdicts_that_differ']} of {loaded['cases']:,} verdicts differ over "
        f"{loaded['runs']}; {result['swapped'].get('changed', 0)} when truth and answer are "
        f"exchanged; next verdict {heal['to_next_verdict_p50_ms']:.0f} ms after a kill; "
        f"{soak['verdicts']:,} verdicts grow by {soak['growth_after_10000_bytes'] / 1e6:.1f} MB"
    )


def layouts(result: Result) -> str:
    rows = result["grammar"]["rows"]
    ours = [row for name, row in rows.items() if name.startswith("rewardsmith")]
    wrong = sum(row["fp"] + row["fn"] for row in ours)
    others = [
        f"{n} {r['accuracy']:.2f}" for n, r in rows.items() if not n.startswith("rewardsmith")
    ]
    return (
        f"{wrong} of {sum(row['n'] for row in ours):,} generated layouts decided wrongly; "
        f"accuracy of the usual ways: {', '.join(others)}"
    )


def language(result: Result) -> str:
    return "error of the share of words in the language / accuracy: " + "; ".join(
        f"{name} {row['mean_absolute_error']:.3f} / {row['accuracy']:.3f}"
        for name, row in result["rows"].items()
    )


def isolation(result: Result) -> str:
    batches, kill = result["throughput"]["64"], result["kill"]
    return (
        f"a case in a batch of 64 costs {batches['isolation_us_per_case']['p50']:.0f} µs "
        f"({batches['ratio_of_medians']:.1f}× a process pool without limits); a runaway is stopped "
        f"{kill['cpu_beyond_limit_ms']['p99']:.0f} ms of CPU past its limit (99th percentile)"
    )


def sandbox_speed(result: Result) -> str:
    found = {claim["claim"]: claim for claim in result["claims"]}
    times = (
        f"{found[f'warm stdio / {name}']['median']:.{digits}f}× {name}"
        for name, digits in (("docker run", 0), ("llm-sandbox", 0), ("subprocess", 1))
    )
    failed = "; ".join(name for name, claim in found.items() if not claim["holds"])
    return (
        f"a program in a warm container, one in flight, is {', '.join(times)}; through the split "
        f"judge {found['split judge / subprocess']['median']:.1f}× subprocess; of {len(found)} "
        f"claims {sum(claim['holds'] for claim in found.values())} hold at a load of "
        f"{result['provenance']['load'][0]}" + (f" (not: {failed})" if failed else "")
    )


def sandbox_soak(result: Result) -> str:
    first, *_, last = (size / 2**20 for size in result["resident bytes after each run"])
    left = result["containers left"] + result["directories left"] + len(result["children left"])
    return (
        f"{result['runs']} × {result['programs a run']:,} programs, a tenth hostile, "
        f"{result['in flight']} in flight on {result['provenance']['cores']} cores: "
        f"{result['wrong, swapped or lost']} verdicts wrong, swapped or lost, {result['flipped']} "
        f"flipped; {left} containers, processes or directories left; {first:.0f} MB resident after "
        f"the first run, {last:.0f} after the last"
    )


def sandbox_faults(result: Result) -> str:
    faults = {name: found for name, found in result.items() if name != "provenance"}
    during = sum((Counter(found["during"]) for found in faults.values()), Counter[str]())
    after = sum((Counter(found["afterwards"]) for found in faults.values()), Counter[str]())
    right, abstained = during.pop("right"), during.pop("sandbox_failed", 0)
    return (
        f"{', '.join(faults)}, in the middle of a batch: {right} programs right, {abstained} "
        f"abstained, {during.total()} wrong; afterwards {after['right']} of {after.total()} right"
    )


def code_accuracy(result: Result) -> str:
    ours, peer = result["code"], result["exit-code harness"]
    hostile = ours["probes"]
    return (
        f"{result['rows']} programs, {100 * result['as labelled']:.1f} % decided as labelled; of "
        f"{hostile['wrong rejected'] + hostile.get('wrong accepted', 0)} hostile ones "
        f"{hostile.get('wrong accepted', 0)} paid (exit-code harness in the same containers: "
        f"{peer['probes'].get('wrong accepted', 0)})"
    )


def start(result: Result) -> str:
    return (
        f"`rewardsmith list` takes {result['ratio_median']:.2f}× importing pydantic, typer and rich"
    )


ROWS: tuple[tuple[str, str, Callable[[Result], str]], ...] = (
    ("train_smollm2", "train_smollm2", training),
    ("train_tiny", "train_tiny", tiny),
    ("train_bilingual", "train_bilingual", bilingual),
    ("abstention", "abstention_correlation", abstention),
    ("math_accuracy", "math_accuracy", math_accuracy),
    ("math_near_misses", "math_accuracy --rounds 14 --peers rewardsmith", near_misses),
    ("math_speed", "math_speed", math_speed),
    ("math_stability", "math_stability", math_stability),
    ("format_accuracy", "format_accuracy", layouts),
    ("language_accuracy", "language_accuracy", language),
    ("isolation_speed", "isolation_speed", isolation),
    ("code_accuracy", "code_accuracy", code_accuracy),
    ("sandbox_speed", "sandbox_speed", sandbox_speed),
    ("sandbox_soak", "sandbox_soak", sandbox_soak),
    ("sandbox_faults", "sandbox_faults --yes", sandbox_faults),
    ("judge_content_free", "judge_content_free", training_figures.content_free),
    ("reward_time", "reward_time", training_figures.reward_time),
    ("step_deadline", "step_deadline", training_figures.step_deadline),
    ("no_signal", "no_signal", training_figures.no_signal),
    ("pass_rate_pool", "pass_rate_pool", training_figures.pass_rate_pool),
    ("adaptive_kl", "adaptive_kl", training_figures.adaptive_kl),
    ("paired_time", "paired_trl time", training_figures.paired_time),
    ("paired_faults", "paired_trl faults", training_figures.paired_faults),
    ("advisor", "advisor", training_figures.advisor),
    ("audit", "audit", training_figures.audit),
    ("cli_startup", "cli_startup", start),
)
"""A result in ``RESULTS``, the module (and options) that measured it, and its figure."""


def table() -> str:
    """The README's table of all results that there are."""
    lines = ["| measured by `python -m benchmarks.…` | figure |", "| --- | --- |"]
    for name, command, figure in ROWS:
        path = RESULTS / f"{name}.json"
        if path.is_file():
            lines.append(f"| `{command}` | {figure(json.loads(path.read_text()))} |")
    return "\n".join(lines)


def with_table(readme: str) -> str:
    """The README with the table as the results have it."""
    before, _, rest = readme.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    if parser.parse_args().write:
        path = ROOT / "README.md"
        path.write_text(with_table(path.read_text()))
    else:
        print(table())
