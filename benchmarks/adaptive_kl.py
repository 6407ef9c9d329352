"""How far does the policy go from its start, by the KL coefficient?  And can that be steered?

The untrained tiny model is paid for the share of ones in what it writes, of which there can always
be more.  Claims, over seeds 0, 1, 2 (~3 minutes on one core), in nats per token:

- The divergence falls over β in 0, 0.02, 0.1, 0.5 (median of the seeds), measured after 60 steps on
  fresh samples against the start (k3).  At β = 0 no reference is loaded.
- ``AdaptiveKL`` holds the divergence that TRL logs within ±20 % of a target of 0.3, as the mean of
  steps 101 to 200 and on each seed.

(Where a reward is met or missed, as in recipe tiny, β up to 0.1 leaves the divergence about where
it is: it is what meeting the reward costs.)

Run: python -m benchmarks.adaptive_kl --out benchmarks/results/adaptive_kl.json
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any, Literal

import torch

from benchmarks.provenance import provenance
from rewardsmith import Rollout, Verdict, Verifier, register
from rewardsmith_trainer import VerifiedGRPOTrainer, paper_config
from rewardsmith_trainer.adaptive_kl import AdaptiveKL
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.kl import k3
from rewardsmith_trainer.models.hub import causal_lm, quietly, save, tokenizer
from rewardsmith_trainer.models.tiny import character_tokenizer, untrained
from rewardsmith_trainer.tasks.sums import sums

BETAS = (0.0, 0.02, 0.1, 0.5)
FIXED_STEPS, STEERED_STEPS, HELD = 60, 200, 100
TARGET, FIRST_BETA = 0.3, 0.3
SAMPLES, LONGEST = 128, 12
_SETTINGS: dict[str, Any] = {
    "learning_rate": 1e-3,
    "per_device_train_batch_size": 64,
    "max_completion_length": LONGEST,
    "lr_scheduler_type": "constant",
    "logging_steps": 1,
    "save_strategy": "no",
    "report_to": [],
    "disable_tqdm": True,
    "bf16": False,
    "gradient_checkpointing": False,
    "dataloader_pin_memory": False,
    "use_cpu": True,
}


@register
class Ones(Verifier, frozen=True):
    """Which share of the longest answer is ones?"""

    kind: Literal["ones"] = "ones"

    def verify(self, rollout: Rollout) -> Verdict:
        return Verdict.of(min(rollout.text.count("1") / LONGEST, 1.0))


def trained(seed: int, callbacks: Sequence[Any], **settings: Any) -> tuple[Any, Any]:
    """The trainer after its run, and the model that it started from."""
    words = character_tokenizer()
    with tempfile.TemporaryDirectory() as scratch, quietly():
        start = Path(scratch) / "start"
        save(untrained(len(words), seed), words, start)
        made = VerifiedGRPOTrainer(
            str(start),
            Ones(),
            paper_config(f"{scratch}/run", seed=seed, **_SETTINGS | settings),
            train_dataset=dataset(sums()),
            processing_class=tokenizer(start),
            callbacks=list(callbacks),
        )
        made.silence()
        made.learn()
        return made, causal_lm(start)


def divergence(made: Any, start: Any) -> float:
    """Nats per token of fresh samples, from the start; k3."""
    policy = type(start)(start.config)
    policy.load_state_dict(made.policy.state_dict())
    prompts = [row["prompt"] for row in made.train_dataset for _ in range(SAMPLES)]
    ids = made.processing_class(prompts, return_tensors="pt")["input_ids"]  # all equally long
    torch.manual_seed(0)
    with torch.no_grad():
        whole = policy.generate(ids, do_sample=True, max_new_tokens=LONGEST, pad_token_id=0)
        said = whole[:, ids.shape[1] :]
        ended = said == made.processing_class.eos_token_id
        counted = ended.cumsum(dim=1) - ended.long() == 0
        logps = [
            model(input_ids=whole)
            .logits[:, ids.shape[1] - 1 : -1]
            .log_softmax(-1)
            .gather(-1, said[..., None])
            .squeeze(-1)
            for model in (policy, start)
        ]
    return float(k3(*logps)[counted].mean())


def fixed(seed: int, beta: float) -> dict[str, Any]:
    """One run at one coefficient."""
    made, start = trained(seed, [], beta=beta, max_steps=FIXED_STEPS)
    assert (made.ref_model is None) == (beta == 0)
    rewards = [row["reward"] for row in made.state.log_history if "reward" in row]
    kl = divergence(made, start)
    found = {"seed": seed, "beta": beta, "kl": kl, "reward": fmean(rewards[-5:])}
    print(found, flush=True)
    return found


def steered(seed: int) -> dict[str, Any]:
    """One run towards the target."""
    callback = AdaptiveKL(TARGET)
    made, _ = trained(seed, [callback], beta=FIRST_BETA, max_steps=STEERED_STEPS)
    logged = [row for row in made.state.log_history if "kl" in row]
    found = {
        "seed": seed,
        "held_kl": fmean(row["kl"] for row in logged[-HELD:]),
        "kl": [round(row["kl"], 4) for row in logged],
        "beta": [round(row["beta"], 4) for row in logged],
    }
    print(seed, found["held_kl"], found["beta"][-1], flush=True)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    runs = [fixed(seed, beta) for beta in BETAS for seed in given.seeds]
    held = [steered(seed) for seed in given.seeds]
    medians = {beta: median(run["kl"] for run in runs if run["beta"] == beta) for beta in BETAS}
    print(medians)
    if given.out:
        result = {
            "target": TARGET,
            "median_kl": medians,
            "fixed": runs,
            "steered": held,
            "provenance": provenance("torch", "transformers", "trl"),
        }
        given.out.write_text(json.dumps(result, indent=1) + "\n")
    falling = [medians[beta] for beta in BETAS]
    assert falling == sorted(falling, reverse=True), falling
    assert all(abs(run["held_kl"] / TARGET - 1) <= 0.2 for run in held)
