"""The embedded recipe with our trainer and with TRL's own, the same seeds, step against step.

Both runs of a pair take turns, each in its own process (``turns``).

``time``: the same reward in both, a few steps each (~8 min a seed on 2 idle cores).  Claim: the
upper end of the 95 % interval of the median ratio of step times is <= 1.03.
``faults``: a slow reward (50 ms a completion) that fails for 10 % of completions.  For TRL it is a
plain function that returns 0 where it fails, as such functions do; for ours a verifier that says
undecided.  Claim: the true held-out accuracy at the end is at least equal; ``report.html`` has
both curves.  (~12 min a seed; ``--recipe tiny`` takes 1.)
Run: python -m benchmarks.paired_trl time --out benchmarks/results/paired_time.json
     python -m benchmarks.paired_trl faults --out benchmarks/results/paired_faults.json
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import math
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean, median
from typing import Any, Literal

from scipy.stats import binom
from trl.trainer.grpo_trainer import GRPOTrainer

from benchmarks.provenance import provenance
from benchmarks.turns import Turns, in_turn, seconds_of
from rewardsmith import Reason, Rollout, Verdict, Verifier, register
from rewardsmith.rows import read_rows, write_text
from rewardsmith.spec import AnyVerifier
from rewardsmith_trainer.engine import Engine
from rewardsmith_trainer.reading.page import page
from rewardsmith_trainer.reading.runs import read_run
from rewardsmith_trainer.runs.recipe import Recipe, load_recipe
from rewardsmith_trainer.runs.run import train
from rewardsmith_trainer.trainer import VerifiedGRPOTrainer
from rewardsmith_trainer.trl import Observer, TRLReward

FAULTS = 0.1
SLOW_S = 0.05
OURS = ("spread", "least_spread", "skip_no_signal", "watchers")
"""Arguments that TRL's trainer does not have."""
NAMES = ("trl", "ours")


class Stock(GRPOTrainer):
    """TRL's trainer as it is; only what ``train`` calls has our names."""

    policy = Engine.policy
    longest_completion = Engine.longest_completion
    learn = Engine.learn
    silence = Engine.silence

    def __init__(self, model: Any, reward: Any, args: Any, **ours: Any) -> None:
        theirs = {name: value for name, value in ours.items() if name not in OURS}
        super().__init__(model=model, reward_funcs=[reward], args=args, **theirs)


def fails(rollout: Rollout) -> bool:
    """Does the reward fail for this completion?  For one in ten, the same in both trainers."""
    text = f"{rollout.group}\n{rollout.prompt}\n{rollout.raw}"
    return hashlib.sha256(text.encode()).digest()[0] < FAULTS * 256


@register
class Unreliable(Verifier, frozen=True):
    """What does the inner verifier say, when its server answers?"""

    kind: Literal["unreliable"] = "unreliable"
    of: AnyVerifier
    resource = "endpoint"

    async def averify(self, rollout: Rollout) -> Verdict:
        await asyncio.sleep(SLOW_S)
        if fails(rollout):
            return Verdict.undecided(Reason.ENDPOINT_ERROR, "503")
        return self.of.verify(rollout)


@dataclass(frozen=True)
class PlainFunction(TRLReward):
    """A reward function as it is usually written: one after the other, and 0 on any failure."""

    def __call__(self, prompts: Any, completions: Any, **given: Any) -> list[float | None]:
        verdicts = super().__call__(prompts, completions, **given)
        time.sleep(SLOW_S * (len(completions) - 1))
        return [0.0 if value is None else value for value in verdicts]


def plain(reward: Verifier, observer: Observer) -> TRLReward:
    """The function for TRL's trainer."""
    return PlainFunction(reward, observer)


def run_alone(name: str, recipe: Recipe, folder: Path, turns: Turns, *, punished: bool) -> None:
    """One run of a pair, in its process; the trainer is TRL's for ``trl``, else ours."""
    trainer = Stock if name == "trl" else VerifiedGRPOTrainer

    def taking_turns(*given: Any, callbacks: list[Any], **named: Any) -> Any:
        return trainer(*given, callbacks=[*callbacks, turns], **named)

    make_reward = plain if punished and name == "trl" else None
    train(recipe, folder, make_reward=make_reward, trainer=taking_turns)


def pair(recipe: Recipe, folder: Path, *, punished: bool) -> dict[str, Any]:
    """One run of each, step by step in turn; finished ones are read."""
    kept = {name: folder / f"{name}_seconds.json" for name in NAMES}
    if not all((folder / name / "summary.json").is_file() for name in NAMES):
        folder.mkdir(parents=True, exist_ok=True)
        runs = [
            (partial(run_alone, name, recipe, folder / name, punished=punished), kept[name])
            for name in NAMES
        ]
        in_turn(runs)
    return {
        name: {
            "step_s": seconds_of(kept[name]),
            "reward": [row.columns["reward"] for row in read_rows(folder / name / "metrics.jsonl")],
            **json.loads((folder / name / "summary.json").read_text()),
        }
        for name in NAMES
    }


def ratio(pairs: list[dict[str, Any]]) -> dict[str, float]:
    """Ours over TRL's: the median over pairs of steps but the first, with its 95 % interval.

    The interval is that of order statistics, for any distribution: on a shared machine a step now
    and then takes several times as long, which the mean (geometric, given too) does not survive.
    """
    ratios = sorted(
        ours / theirs
        for one in pairs
        for ours, theirs in list(zip(one["ours"]["step_s"], one["trl"]["step_s"], strict=True))[1:]
    )
    steps = len(ratios)
    rank = int(binom.ppf(0.025, steps, 0.5))
    return {
        "steps": steps,
        "median": median(ratios),
        "low": ratios[rank - 1],
        "high": ratios[steps - rank],
        "mean": math.exp(fmean(map(math.log, ratios))),
    }


def main(
    task: Literal["time", "faults"], recipe: str, seeds: list[int], folder: Path
) -> dict[str, Any]:
    """The figures of the pairs."""
    pairs = list[dict[str, Any]]()
    for seed in seeds:
        chosen = load_recipe(recipe, seed=seed)
        if task == "time":
            chosen = chosen.model_copy(update={"steps": min(chosen.steps, 12)})
        else:
            chosen = chosen.model_copy(update={"reward": Unreliable(of=chosen.reward)})
        where = folder / f"{task}-{recipe}-{seed}"
        pairs.append(pair(chosen, where, punished=task == "faults"))
        write_text(where / "report.html", [page([read_run(where / name) for name in NAMES])])
    accuracies = {
        name: [one[name]["heldout"]["accuracy"]["after"] for one in pairs] for name in NAMES
    }
    return {"pairs": pairs, "step_time": ratio(pairs), "accuracy": accuracies}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=("time", "faults"))
    parser.add_argument("--recipe", default="smollm2")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--runs", type=Path, default=Path("runs/paired_trl"))
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    result = main(given.task, given.recipe, given.seeds, given.runs)
    print(json.dumps({n: result[n] for n in ("step_time", "accuracy")}, indent=1))
    if given.out:
        result["provenance"] = provenance("torch", "transformers", "trl")
        given.out.write_text(json.dumps(result, indent=1) + "\n")
    if given.task == "time":
        assert result["step_time"]["high"] <= 1.03, result["step_time"]
    else:
        theirs, ours = result["accuracy"]["trl"], result["accuracy"]["ours"]
        assert fmean(ours) >= fmean(theirs), result["accuracy"]
