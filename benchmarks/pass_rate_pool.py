"""How many groups carry no signal, with prompts in turn and with prompts from the pool?

Claims: on tasks of mixed difficulty the share of groups without signal at least halves, over the
whole run, the first epoch (in which the pool knows nothing) included.

- Simulated (seeds 0, 1, 2): 300 prompts, of which two fifths are hopeless, three tenths solved, the
  rest between; 100 batches of 8 groups of 8, and a prompt that carried signal gets easier.
- Real (seeds 0, 1, 2; ~2 minutes on one core): the model of recipe tiny on 120 sums.  It has been
  taught 36 of them always in the form, 36 in a third of cases, and 48 (of longer numbers) never;
  75 steps of GRPO at a twentieth of the rate of the recipe, in turn as TRL draws, and from the
  pool.  (At twice that rate the pool has taught all there is by step 60, and then nobody finds
  signal.)

Run: python -m benchmarks.pass_rate_pool --out benchmarks/results/pass_rate_pool.json
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from datasets import Dataset

from benchmarks.provenance import provenance
from rewardsmith import Boxed, Integer
from rewardsmith_trainer import VerifiedGRPOTrainer, paper_config
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models.hub import quietly, tokenizer
from rewardsmith_trainer.models.tiny import Lesson, tiny
from rewardsmith_trainer.pool import PassRatePool
from rewardsmith_trainer.scored import ScoredBatch, prompt_id

SIZE, PER_DRAW = 8, 8
SIMULATED, DRAWS, PROGRESS = 300, 100, 0.25
SOLVED, BETWEEN, HOPELESS, STEPS = 36, 36, 48, 75
CHARACTERS = "0123456789+=" + r"\boxed{}"


def simulated(seed: int, *, pooled: bool) -> float:
    """The share without signal; a pass is a coin whose log-odds rise with training."""
    rng = np.random.default_rng(seed)
    kind = rng.random(SIMULATED)
    between = rng.normal(-1, 1.2, SIMULATED)
    log_odds = np.where(kind < 0.4, -7, np.where(kind < 0.7, 6, between))
    prompts = [f"prompt {i}" for i in range(SIMULATED)]
    pool, turns, silent = _pool(prompts, seed), [], 0
    for number in range(DRAWS):
        if len(turns) < PER_DRAW:
            turns = rng.permutation(SIMULATED).tolist()
        in_turn = [turns.pop() for _ in range(PER_DRAW)]
        rows = pool.draw(number) if pooled else in_turn
        pool.draw(number + 1)  # the loader reads one ahead
        odds = log_odds[rows][:, None]
        passed = rng.random((PER_DRAW, SIZE)) < 1 / (1 + np.exp(-odds))
        differs = passed.any(axis=1) & ~passed.all(axis=1)
        silent += int((~differs).sum())
        log_odds[np.array(rows)[differs]] += PROGRESS
        pool(_batch([prompts[row] for row in rows], passed))
    return silent / (DRAWS * PER_DRAW)


def _pool(prompts: list[str], seed: int) -> PassRatePool:
    """A pool over these prompts, in a trainer of which there is nothing else."""
    args = SimpleNamespace(
        generation_batch_size=SIZE * PER_DRAW,
        seed=seed,
        restore_callback_states_from_checkpoint=False,
    )
    pool = PassRatePool()
    pool.attach(
        SimpleNamespace(
            train_dataset=Dataset.from_dict({"prompt": prompts}),
            args=args,
            num_generations=SIZE,
            reward=SimpleNamespace(reward=Integer()),
        )
    )
    return pool


def _batch(prompts: list[str], passed: np.ndarray) -> ScoredBatch:
    rewards = torch.tensor(passed, dtype=torch.float32).flatten()
    nothing = torch.zeros(len(rewards))
    return ScoredBatch(
        step=0,
        group_size=SIZE,
        names=(),
        prompts=torch.tensor([prompt_id(p) for p in prompts]).repeat_interleave(SIZE),
        rewards=rewards,
        components=nothing[:, None][:, :0],
        reasons=nothing.long(),
        lengths=nothing.long(),
        advantages=nothing,
        used=nothing == 0,
        signal=nothing == 0,
    )


def real(seed: int, start: Path, rows: list[dict[str, str]], *, pooled: bool) -> dict[str, Any]:
    """The share without signal of each step of a run."""
    with tempfile.TemporaryDirectory() as scratch, quietly():
        made = VerifiedGRPOTrainer(
            str(start),
            0.9 * Integer() + 0.1 * Boxed(),
            paper_config(
                scratch,
                learning_rate=5e-5,
                lr_scheduler_type="constant",
                per_device_train_batch_size=SIZE * PER_DRAW,
                max_completion_length=12,
                max_steps=STEPS,
                seed=seed,
                logging_steps=1,
                save_strategy="no",
                report_to=[],
                disable_tqdm=True,
                bf16=False,
                gradient_checkpointing=False,
                dataloader_pin_memory=False,
                use_cpu=True,
            ),
            pool=PassRatePool() if pooled else None,
            train_dataset=dataset(rows),
            processing_class=tokenizer(start),
        )
        made.silence()
        made.learn()
    logged = [row for row in made.state.log_history if "no_signal" in row]
    return {
        "seed": seed,
        "pooled": pooled,
        "without_signal": fmean(row["no_signal"] for row in logged),
        "reward": fmean(row["reward"] for row in logged[-10:]),
        "by_step": [row["no_signal"] for row in logged],
    }


def pupil(folder: Path, seed: int) -> tuple[Path, list[dict[str, str]]]:
    """A model that can do some of these sums, and the sums."""
    rng = random.Random(seed)
    short = [(a, b) for a in range(10) for b in range(10)]
    taught = rng.sample(short, SOLVED + BETWEEN)
    solved = set(taught[:SOLVED])
    longer = [(rng.randint(100, 999), rng.randint(100, 999)) for _ in range(HOPELESS)]

    def lesson(rng: random.Random) -> tuple[str, str]:
        a, b = rng.choice(taught)
        form = r"\boxed{%s}" if (a, b) in solved or rng.random() < 1 / 3 else "%s"
        return f"{a}+{b}=", form % (a + b)

    rows = [{"prompt": f"{a}+{b}=", "answer": str(a + b)} for a, b in [*taught, *longer]]
    rng.shuffle(rows)
    return tiny(folder, Lesson(lesson, CHARACTERS, 600), seed), rows


def pair(seed: int) -> list[dict[str, Any]]:
    """Both runs of a seed, from the same start."""
    with tempfile.TemporaryDirectory() as scratch:
        start, rows = pupil(Path(scratch) / "start", seed)
        runs = [real(seed, start, rows, pooled=pooled) for pooled in (False, True)]
    print([(run["pooled"], round(run["without_signal"], 3)) for run in runs], flush=True)
    return runs


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    coins = [
        {
            "seed": seed,
            "in_turn": simulated(seed, pooled=False),
            "pool": simulated(seed, pooled=True),
        }
        for seed in given.seeds
    ]
    print(coins, flush=True)
    runs = [run for seed in given.seeds for run in pair(seed)]
    if given.out:
        result = {
            "simulated": coins,
            "real": runs,
            "provenance": provenance("torch", "transformers", "trl"),
        }
        given.out.write_text(json.dumps(result, indent=1) + "\n")
    assert all(coin["pool"] <= coin["in_turn"] / 2 for coin in coins)
    in_turn, pooled = (
        [run["without_signal"] for run in runs if run["pooled"] is which] for which in (False, True)
    )
    assert all(b <= a / 2 for a, b in zip(in_turn, pooled, strict=True))
