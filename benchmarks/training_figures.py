"""What the results of the trainer's benchmarks come to, a line each; see ``figures``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Result = Mapping[str, Any]


def reward_time(result: Result) -> str:
    exposed = {"β = 0": "beta_0", "β = 0.04": "beta_0.04"}
    times = {
        name: [result["exposed_ms"][key][way]["p50"] for way in ("plain", "async", "ours")]
        for name, key in exposed.items()
    }
    shown = "; ".join(
        f"{name} " + " / ".join(f"{value:,.1f}" for value in values) + " ms"
        for name, values in times.items()
    )
    return (
        "what 128 completions with a 50 ms verifier add to a step, as a plain function in TRL / "
        f"as an async one / ours: {shown}; bookkeeping "
        f"{result['bookkeeping_ms']['processor']['p50']:.1f} ms of CPU"
    )


def step_deadline(result: Result) -> str:
    found = result["bounded"]
    most = ", ".join(f"{name} {case['most_overrun_s']:+.1f}" for name, case in found.items())
    left = sum(case["processes_left"] for case in found.values())
    frozen = max(case["most_overrun_s"] for case in result["not bounded"].values())
    return (
        f"a verifier fails on half of a batch: the rewards are there, seconds from the deadline of "
        f"{result['deadline_s']:.0f} s at most: {most}; {left} processes left; one that takes the "
        f"interpreter from the trainer in its own process is not bounded ({frozen:+.1f})"
    )


def no_signal(result: Result) -> str:
    return (
        f"half of the groups without signal: a step after generation takes {result['fall']:.0%} "
        f"less than TRL's; gradients apart by {result['gradients_apart']:.0e}"
    )


def pass_rate_pool(result: Result) -> str:
    shares = [
        [run["without_signal"] for run in result["real"] if run["pooled"] is pooled]
        for pooled in (False, True)
    ]
    pairs = zip(*shares, strict=True)
    return "groups without signal, in turn → pool: " + ", ".join(
        f"{before:.2f} → {after:.2f}" for before, after in pairs
    )


def adaptive_kl(result: Result) -> str:
    by_beta = ", ".join(f"{beta}: {kl:.2f}" for beta, kl in result["median_kl"].items())
    held = ", ".join(f"{run['kl']:.3f} (of {run['target']})" for run in result["steered"])
    return f"recipe tiny: KL by fixed β, nats a token, {by_beta}; steered to {held}"


def paired_time(result: Result) -> str:
    ratio = result["step_time"]
    return (
        f"SmolLM2-135M, ours over TRL's step time, same reward: median {ratio['median']:.3f} "
        f"(95 % {ratio['low']:.3f} to {ratio['high']:.3f}, {ratio['steps']} pairs of steps, "
        f"{len(result['pairs'])} seeds)"
    )


def paired_faults(result: Result) -> str:
    return "SmolLM2-135M, a slow reward that fails for 10 %, true held-out accuracy by seed: " + (
        "; ".join(
            f"{name} " + ", ".join(f"{share:.2f}" for share in shares)
            for name, shares in (
                ("TRL with 0 for a failure", result["accuracy"]["trl"]),
                ("ours, undecided,", result["accuracy"]["ours"]),
            )
        )
    )


def advisor(result: Result) -> str:
    found = result["found"]
    return (
        f"{found['named']} of {found['faults planted']} planted faults named; advice in "
        f"{len(found['false alarms'])} of {found['runs in order']} runs in order"
    )


def content_free(result: Result) -> str:
    found, unseen = result["summary"], result["unseen"]
    return (
        f"{found['stopped']:.1%} of {found['content_free']:,} answers that say nothing stopped, "
        f"{found['refused']:.1%} of {found['genuine']:,} genuine ones refused (its words were "
        f"mended on these); of strangers' phrases, never mended on, {unseen['stopped']:.1%} of "
        f"{unseen['content_free']:,} and {unseen['refused']:.1%} of {unseen['genuine']:,}"
    )


def audit(result: Result) -> str:
    runs = result["hacked"]
    seen = ", ".join(f"{run['reward then']:.2f}" for run in runs)
    false = sum(run["steps with the interval above 0"] > 0 for run in result["honest"])
    return (
        f"a planted hack: the gap's 95 % interval excludes 0 at a mean reward of {seen}, before "
        f"it reaches 0.9, over {len(runs)} seeds; {false} of {len(result['honest'])} honest runs"
    )
