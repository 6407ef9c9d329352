"""Groups without signal cost no pass, and leaving them out changes no gradient.

Claim (half of the groups of every batch are paid alike, β = 0, ~1 min): the time of a step after
generation is at least 35 % below that of stock TRL, in one run, by turns; and the gradient of a
step is TRL's to 1e-5.  Both have the same prompts, seeds and reward; completions have 96 tokens,
so that passes dominate.  Seconds are the processor's, on one thread: what else the machine does is
not counted.
Run: python -m benchmarks.no_signal --out benchmarks/results/no_signal.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Literal

import torch
from transformers import TrainerCallback

from benchmarks.provenance import provenance
from rewardsmith import Rollout, Verdict, Verifier, register
from rewardsmith_trainer import VerifiedGRPOTrainer, as_trl, paper_config
from rewardsmith_trainer.engine import GRPOTrainer, dataset
from rewardsmith_trainer.models.hub import causal_lm, llama, quietly, save, tokenizer
from rewardsmith_trainer.models.tiny import character_tokenizer
from rewardsmith_trainer.tasks.sums import sums

GROUPS, GROUP_SIZE, TOKENS = 4, 8, 96


@register
class HalfSilent(Verifier, frozen=True):
    """Pays every answer to an even sum alike, and those to an odd one by their letters."""

    kind: Literal["half_silent"] = "half_silent"

    def verify(self, rollout: Rollout) -> Verdict:
        if int(rollout.truth) % 2 == 0:
            return Verdict.of(1.0)
        return Verdict.of(hashlib.blake2b(rollout.raw.encode()).digest()[0] % 2)


class Clock(TrainerCallback):
    """Seconds of each step that are not generation, the optimiser's included."""

    def __init__(self) -> None:
        self.generating_s = 0.0
        self.seconds: list[float] = []

    def on_step_begin(self, *_: Any, **__: Any) -> None:
        self.generating_s, self.began_s = 0.0, time.process_time()

    def on_step_end(self, *_: Any, **__: Any) -> None:
        self.seconds.append(time.process_time() - self.began_s - self.generating_s)


class Timed:
    """Tells the clock how long it generated."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.clock = Clock()
        super().__init__(*given, callbacks=[self.clock], **named)

    def _generate(self, prompts: Any) -> Any:
        started = time.process_time()
        generated = super()._generate(prompts)  # type: ignore[misc]
        self.clock.generating_s += time.process_time() - started
        return generated


class Stock(Timed, GRPOTrainer):
    """TRL's."""


class Ours(Timed, VerifiedGRPOTrainer):
    """Ours, as it is by default."""


def trained(start: Path, ours: bool, **changes: Any) -> Any:
    """A trainer after its steps: two prompts with signal and two without in each."""
    odd = [row for row in sums() if int(row["answer"]) % 2]
    even = [row for row in sums() if int(row["answer"]) % 2 == 0]
    pairs = [row for pair in zip(odd, even, strict=False) for row in pair]
    settings = {
        "beta": 0.0,
        "per_device_train_batch_size": GROUPS * GROUP_SIZE // 4,
        "gradient_accumulation_steps": 4,
        "num_generations": GROUP_SIZE,
        "max_completion_length": TOKENS,
        "generation_kwargs": {"min_new_tokens": TOKENS},
        "shuffle_dataset": False,
        "bf16": False,
        "use_cpu": True,
        "gradient_checkpointing": False,
        "report_to": [],
        "disable_tqdm": True,
        "save_strategy": "no",
    }
    shared = {
        "args": paper_config(str(start / "out"), **(settings | changes)),
        "train_dataset": dataset(pairs),
        "processing_class": tokenizer(start),
    }
    reward = as_trl(HalfSilent())
    trainer = (
        Ours(str(start), reward=reward, **shared)
        if ours
        else Stock(str(start), reward_funcs=reward, **shared)
    )
    trainer.train()
    return trainer


def gradient(start: Path, ours: bool) -> torch.Tensor:
    """How one step of plain gradient descent at rate 1 moves the weights."""
    plain = {"optim": "sgd", "learning_rate": 1.0, "max_grad_norm": 0.0}
    trainer = trained(start, ours, max_steps=1, lr_scheduler_type="constant", **plain)
    before = dict(causal_lm(start).named_parameters())
    moved = [(before[n] - p).flatten().double() for n, p in trainer.model.named_parameters()]
    return torch.cat(moved).detach()


def measure(start: Path, rounds: int) -> dict[str, Any]:
    """Seconds after generation of both, by turns; and how far apart their gradients are."""
    seconds: dict[str, list[float]] = {"stock": [], "ours": []}
    for number in range(rounds):
        for name in sorted(seconds, reverse=bool(number % 2)):
            clock = trained(start, name == "ours", max_steps=3, learning_rate=1e-6).clock
            seconds[name] += clock.seconds[1:]  # the first is for warming up
    found: dict[str, Any] = {
        name: {"n": len(taken), "median_s": round(statistics.median(taken), 3),
               "least_s": round(min(taken), 3), "most_s": round(max(taken), 3)}
        for name, taken in seconds.items()
    }  # fmt: skip
    found["fall"] = round(1 - found["ours"]["median_s"] / found["stock"]["median_s"], 3)
    wanted, ours = gradient(start, False), gradient(start, True)
    found["gradients_apart"] = ((ours - wanted).norm() / wanted.norm()).item()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    before = provenance("torch", "transformers", "trl")
    with tempfile.TemporaryDirectory() as folder, quietly():
        words = character_tokenizer()
        torch.manual_seed(0)
        model = llama(vocab_size=len(words), hidden_size=256, intermediate_size=512,
                      num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=256,
                      tie_word_embeddings=True, pad_token_id=0, eos_token_id=1,
                      bos_token_id=None)  # fmt: skip
        save(model, words, Path(folder))
        result = measure(Path(folder), given.rounds) | {"provenance": before}
    print(json.dumps(result, indent=1))
    if given.out:
        given.out.write_text(json.dumps(result, indent=1) + "\n")
    assert result["fall"] >= 0.35
    assert result["gradients_apart"] <= 1e-5


if __name__ == "__main__":
    main()
