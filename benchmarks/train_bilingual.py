"""Does a language reward end language mixing, and what does it cost?

DeepSeek-R1's setting (arXiv:2501.12948, §2.3.2) at the smallest size: recipe ``bilingual`` with its
reward, accuracy plus language, and with accuracy alone, from the same start.  Claim (~30 s a run
on one core, six runs): over three seeds that were not looked at before, accuracy plus language
brings the share of words in the question's language to at least 0.95, while accuracy falls by at
most 0.05 against accuracy alone.  Both hold of the sampled answers of the last ten steps, 640 a
seed, and over all seeds together of greedy answers to held-out questions, 36 a seed: so few are no
evidence one by one (with seed 2 three more are wrong than with accuracy alone).  An answer that a
measure abstains on counts 0, so writing no words does not help.
Run: python -m benchmarks.train_bilingual --out benchmarks/results/train_bilingual.json
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.provenance import provenance
from rewardsmith.rows import Row, read_rollouts, read_rows
from rewardsmith_trainer.models import starting_model
from rewardsmith_trainer.runs.heldout import judge
from rewardsmith_trainer.runs.recipe import Recipe, load_recipe
from rewardsmith_trainer.runs.run import train

LAST_STEPS = 10
Shares = Mapping[str, float]


def one(recipe: Recipe) -> dict[str, Any]:
    """Accuracy and share of the language: greedy before and after, sampled at first and at last."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "run"
        summary = train(recipe, folder)
        sampled = read_rows(folder / "rollouts.jsonl")
        return {
            "first_step": judged(recipe, [row for row in sampled if row.columns["step"] == 1]),
            "last_steps": judged(
                recipe,
                [row for row in sampled if row.columns["step"] > summary.steps - LAST_STEPS],
            ),
            "heldout_before": judged(recipe, read_rows(folder / "heldout_before.jsonl")),
            "heldout_after": judged(recipe, read_rows(folder / "heldout_after.jsonl")),
            "training_s": summary.training_s,
        }


def judged(recipe: Recipe, rows: Sequence[Row]) -> Shares:
    """The mean of each measure over these answers."""
    verdicts = judge(recipe.measures, read_rollouts(rows))
    return {name: fmean(v.score or 0.0 for v in column) for name, column in verdicts.items()}


def both(seed: int) -> dict[str, Any]:
    """One seed with each of the two rewards, from the same model."""
    recipe = load_recipe("bilingual", seed=seed)
    with tempfile.TemporaryDirectory() as scratch:
        start = starting_model(recipe.model, Path(scratch) / "start", seed)
        recipe = recipe.model_copy(update={"model": str(start)})
        alone = recipe.model_copy(update={"reward": recipe.measures["accuracy"]})
        return {"seed": seed, "with_language": one(recipe), "accuracy_alone": one(alone)}


def holds(paid: Shares, alone: Shares) -> bool:
    """Is the language kept to, and accuracy hardly lower?"""
    return paid["language"] >= 0.95 and paid["accuracy"] >= alone["accuracy"] - 0.05


def over_seeds(runs: Sequence[Mapping[str, Any]], way: str) -> Shares:
    """The shares of the held-out answers after training, over all seeds."""
    found: list[Shares] = [run[way]["heldout_after"] for run in runs]
    return {name: fmean(shares[name] for shares in found) for name in found[0]}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    runs = [both(seed) for seed in given.seeds]
    for run in runs:
        print(json.dumps(run, indent=1))
    if given.out:
        made_with = provenance("torch", "transformers", "trl", "langdetect")
        given.out.write_text(json.dumps({"runs": runs, "provenance": made_with}, indent=1) + "\n")
    for run in runs:
        assert holds(run["with_language"]["last_steps"], run["accuracy_alone"]["last_steps"])
    assert holds(over_seeds(runs, "with_language"), over_seeds(runs, "accuracy_alone"))
