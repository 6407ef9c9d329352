# ruff: noqa: ARG002  (the signature is that of transformers' callbacks)
"""How far does recipe ``tiny`` take the policy from its start, by the KL coefficient?

The recipe as it is, of its 40 steps and nothing but β changed.  Claims, over seeds 0, 1, 2
(~2 minutes on one core):

- The divergence falls over β in 0, 0.02, 0.1, 0.5 (median of the seeds), in nats per token.
- At β = 0 no reference is loaded.

The divergence is KL(π‖π_ref), summed over the vocabulary at every token of fresh samples, and the
mean over the policies after steps 21 to 40: at a constant learning rate the single last policy is
a draw from these.  It is not that of TRL's log, the k3 of one batch's tokens, which has a heavy
tail where the policy is peaked.  (Of single seeds not each is in order: the gradient of k3 in the
loss, without ``use_bias_correction_kl``, is that of KL(π_ref‖π), Tang and Munos 2025,
arXiv:2506.09477, and β = 0.5 can carry the policy off in the other direction.)

Run: python -m benchmarks.kl_by_beta --out benchmarks/results/kl_by_beta.json
"""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median
from typing import Any

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState

from benchmarks.provenance import provenance
from rewardsmith_trainer import VerifiedGRPOTrainer, paper_config
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models import starting_model
from rewardsmith_trainer.models.hub import causal_lm, quietly, tokenizer
from rewardsmith_trainer.runs.recipe import load_recipe

BETAS = (0.0, 0.02, 0.1, 0.5)
STEPS = 40
SAMPLES = 32
"""Completions of each of the sixteen prompts, after each step."""


class Divergence(TrainerCallback):
    """How far is the policy from its start after each step of the second half?"""

    def __init__(self, start: Path, prompts: list[str], longest: int) -> None:
        words = tokenizer(start)
        repeated = [prompt for prompt in prompts for _ in range(SAMPLES)]
        self.prompts = words(repeated, return_tensors="pt")["input_ids"]  # all equally long
        self.start, self.end, self.longest = causal_lm(start), words.eos_token_id, longest
        self.policy: Any = None
        self.seen: list[float] = []

    def on_step_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Measure, and leave the run's random numbers as they were."""
        if state.global_step > STEPS // 2:
            with torch.random.fork_rng(), torch.no_grad():
                torch.manual_seed(state.global_step)
                self.seen.append(self.measured())

    def measured(self) -> float:
        """Nats per token of fresh samples, exact over the vocabulary."""
        whole = self.policy.generate(
            self.prompts, do_sample=True, top_k=0, max_new_tokens=self.longest, pad_token_id=0
        )
        first = self.prompts.shape[1]
        ended = whole[:, first:] == self.end
        counted = ended.cumsum(dim=1) - ended.long() == 0
        policy, start = (
            model(input_ids=whole).logits[:, first - 1 : -1].log_softmax(-1)
            for model in (self.policy, self.start)
        )
        return float((policy.exp() * (policy - start)).sum(-1)[counted].mean())


def trained(seed: int, beta: float, folder: Path) -> dict[str, Any]:
    """One run of the recipe at one coefficient."""
    recipe = load_recipe("tiny", seed=seed, steps=STEPS)
    start = starting_model(recipe.model, folder / "start", seed)
    rows = recipe.task.rows(seed)[0]
    settings = dict(recipe.grpo) | {"save_strategy": "no", "report_to": [], "disable_tqdm": True}
    settings |= {"dataloader_pin_memory": False, "use_cpu": True, "logging_steps": 1}
    watch = Divergence(start, [row["prompt"] for row in rows], settings["max_completion_length"])
    with quietly():
        made = VerifiedGRPOTrainer(
            str(start),
            recipe.reward,
            paper_config(f"{folder}/run", seed=seed, beta=beta, max_steps=STEPS, **settings),
            train_dataset=dataset(rows),
            processing_class=tokenizer(start),
            callbacks=[watch],
        )
        watch.policy = made.policy
        made.silence()
        made.learn()
    assert (made.ref_model is None) == (beta == 0)
    log = [row for row in made.state.log_history if "reward" in row]
    return {
        "seed": seed,
        "beta": beta,
        "kl": fmean(watch.seen),
        "last_kl": watch.seen[-1],
        "logged_k3": fmean(row["kl"] for row in log[STEPS // 2 :]) if beta else None,
        "reward": fmean(row["reward"] for row in log[STEPS // 2 :]),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    runs = []
    for seed in given.seeds:
        for beta in BETAS:
            with tempfile.TemporaryDirectory() as scratch:
                runs.append(trained(seed, beta, Path(scratch)))
            print(runs[-1], flush=True)
    medians = {beta: median(run["kl"] for run in runs if run["beta"] == beta) for beta in BETAS}
    print(medians)
    if given.out:
        made_with = provenance("torch", "transformers", "trl")
        result = {"median_kl": medians, "runs": runs, "provenance": made_with}
        given.out.write_text(json.dumps(result, indent=1) + "\n")
    falling = [medians[beta] for beta in BETAS]
    assert all(more > less for more, less in pairwise(falling)), falling
