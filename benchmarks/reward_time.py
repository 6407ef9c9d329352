"""A reward never costs more time than in TRL as it is, and hardly any where it can be hidden.

Claim (128 completions, a verifier that takes 50 ms, tiny model, ~2 min, mostly asleep): the time a
step spends in ``_calculate_rewards`` is at most that of the better of stock TRL with the reward as
a plain function and stock TRL with it as an async function, and at most 2 % of the former's, at
β = 0 and at β = 0.04.  Bookkeeping for 128 completions with three instant components is at most
5 ms of processor time, all threads together (``wall`` is beside it: on a loaded machine most of
that is other people's time).  All contenders take turns in one process, in an order that changes
by the round; ``ours_blocking`` is a verifier that blocks a thread instead of awaiting.
Run: python -m benchmarks.reward_time --out benchmarks/results/reward_time.json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

import torch

from benchmarks.provenance import provenance
from rewardsmith import Rollout, Verdict, Verifier, register
from rewardsmith.verifier import Resource
from rewardsmith_trainer import VerifiedGRPOTrainer, as_trl, paper_config
from rewardsmith_trainer.engine import GRPOTrainer, dataset
from rewardsmith_trainer.models.hub import quietly, save, tokenizer
from rewardsmith_trainer.models.tiny import character_tokenizer, untrained
from rewardsmith_trainer.tasks.sums import sums

COMPLETIONS, VERIFIER_S = 128, 0.05
BETAS = (0.0, 0.04)
PLAIN_EVERY = 10
"""The plain function takes 6.4 s a batch: it has its turn in every tenth round."""


def judged(text: str) -> float:
    """The reward of all contenders, but for how they wait."""
    return float("3" in text)


def plain_function(completions: list[str], **_: Any) -> list[float]:
    """One after the other."""
    scores = list[float]()
    for text in completions:
        time.sleep(VERIFIER_S)
        scores.append(judged(text))
    return scores


async def async_function(completions: list[str], **_: Any) -> list[float]:
    """All at once."""

    async def one(text: str) -> float:
        await asyncio.sleep(VERIFIER_S)
        return judged(text)

    return await asyncio.gather(*map(one, completions))


@register
class Awaits(Verifier, frozen=True):
    """The reward as a verifier that awaits."""

    kind: Literal["awaits"] = "awaits"
    resource: ClassVar[Resource] = "endpoint"

    async def averify(self, rollout: Rollout) -> Verdict:
        await asyncio.sleep(VERIFIER_S)
        return Verdict.of(judged(rollout.text))


@register
class Blocks(Verifier, frozen=True):
    """The reward as a verifier that blocks, and says that it waits rather than computes."""

    kind: Literal["blocks"] = "blocks"
    resource: ClassVar[Resource] = "endpoint"

    def verify(self, rollout: Rollout) -> Verdict:
        time.sleep(VERIFIER_S)
        return Verdict.of(judged(rollout.text))


@register
class Instant(Verifier, frozen=True):
    """Accepts at once."""

    kind: Literal["instant"] = "instant"

    def verify(self, rollout: Rollout) -> Verdict:
        return Verdict.of(rollout.truth == "3")


class Timed:
    """Notes how long a trainer spends on rewards, and on the whole batch."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.exposed_s = list[float]()

    def _calculate_rewards(self, *given: Any) -> torch.Tensor:
        started = time.perf_counter()
        rewards = super()._calculate_rewards(*given)  # type: ignore[misc]
        self.exposed_s.append(time.perf_counter() - started)
        return rewards


class Stock(Timed, GRPOTrainer):
    """TRL's."""


class Ours(Timed, VerifiedGRPOTrainer):
    """Ours."""


def contenders(start: Path, beta: float) -> dict[str, Any]:
    """All trainers, over the same prompts."""
    args = paper_config(
        str(start / "out"),
        beta=beta,
        per_device_train_batch_size=COMPLETIONS,
        max_completion_length=24,
        bf16=False,
        use_cpu=True,
        gradient_checkpointing=False,
        report_to=[],
    )
    shared = {
        "args": args,
        "train_dataset": dataset(sums()),
        "processing_class": tokenizer(start),
    }
    return {
        "plain": Stock(str(start), reward_funcs=plain_function, **shared),
        "async": Stock(str(start), reward_funcs=async_function, **shared),
        "ours": Ours(str(start), reward=Awaits(), **shared),
        "ours_blocking": Ours(str(start), reward=Blocks(), **shared),
    }


def measure(start: Path, beta: float, rounds: int) -> dict[str, Any]:
    """Exposed seconds of each contender, by turns."""
    trainers = contenders(start, beta)
    rows = [row for row in sums() for _ in range(COMPLETIONS // len(sums()))]
    rng = random.Random(0)
    for number in range(-1, rounds):  # the first is for warming up
        for name, trainer in rng.sample(sorted(trainers.items()), len(trainers)):
            if name == "plain" and number % PLAIN_EVERY:
                continue
            trainer.model.train()
            trainer._generate_and_score_completions([dict(row) for row in rows])
            if number < 0:
                trainer.exposed_s.clear()
    found = {name: spread(trainer.exposed_s) for name, trainer in trainers.items()}
    better = min(found["plain"]["p50"], found["async"]["p50"])
    found["ours_over_better"] = round(found["ours"]["p50"] / better, 3)
    found["ours_over_plain"] = round(found["ours"]["p50"] / found["plain"]["p50"], 4)
    return found


def bookkeeping(rounds: int) -> dict[str, dict[str, float]]:
    """Three instant components over 128 completions, with all that is logged."""
    reward = as_trl(
        0.6 * Instant(name="a") + 0.3 * Instant(name="b") + 0.1 * Instant(name="c"),
    )
    prompts = [f"{i // 8}+2=" for i in range(COMPLETIONS)]
    completions = [rf"\boxed{{{i}}}" for i in range(COMPLETIONS)]

    def call() -> None:
        columns, means = dict[str, Any](), list[float]()
        reward(
            prompts,
            completions,
            answer=["3"] * COMPLETIONS,
            log_extra=columns.__setitem__,
            log_metric=lambda _, value: means.append(value),
        )

    clocks = {"processor": time.process_time, "wall": time.perf_counter}
    return {name: spread(seconds(call, clock, rounds)) for name, clock in clocks.items()}


def seconds(call: Callable[[], None], clock: Callable[[], float], rounds: int) -> list[float]:
    call()
    taken = list[float]()
    for _ in range(rounds):
        started = clock()
        call()
        taken.append(clock() - started)
    return taken


def spread(taken: Sequence[float]) -> dict[str, float]:
    """Milliseconds."""
    cuts = statistics.quantiles(taken, n=10, method="inclusive")
    picked = {"p10": cuts[0], "p50": statistics.median(taken), "p90": cuts[-1]}
    return {"n": len(taken), **{name: round(1e3 * value, 2) for name, value in picked.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    before = provenance("torch", "transformers", "trl")
    with tempfile.TemporaryDirectory() as folder, quietly():
        words = character_tokenizer()
        save(untrained(len(words), seed=0), words, Path(folder))
        exposed = {f"beta_{b:g}": measure(Path(folder), b, given.rounds) for b in BETAS}
    result = {"exposed_ms": exposed, "bookkeeping_ms": bookkeeping(200), "provenance": before}
    print(json.dumps(result, indent=1))
    if given.out:
        given.out.write_text(json.dumps(result, indent=1) + "\n")
    for found in exposed.values():
        assert found["ours_over_better"] <= 1.0
        assert found["ours_over_plain"] <= 0.02
    assert result["bookkeeping_ms"]["processor"]["p50"] <= 5.0


if __name__ == "__main__":
    main()
