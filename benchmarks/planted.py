"""Faults that a run can have, planted in runs of the tiny model, and runs that have none.

Each fault is planted as it occurs in practice, and grossly; the advisor's thresholds are not read
here.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from annotated_types import Gt, Le

from rewardsmith import (
    Boxed,
    GroupVerifier,
    MathEqual,
    Reason,
    Rollout,
    SoftOverlong,
    Tags,
    Verdict,
    Verifier,
    register,
)
from rewardsmith_trainer import VerifiedGRPOTrainer, paper_config
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models import starting_model
from rewardsmith_trainer.models.hub import quietly, tokenizer
from rewardsmith_trainer.scored import Watcher
from rewardsmith_trainer.tasks.last_number import LastNumber
from rewardsmith_trainer.tasks.sums import sums

STEPS = 30
STARTS = 4
SETTINGS: dict[str, Any] = {
    "max_steps": STEPS,
    "learning_rate": 1e-3,
    "lr_scheduler_type": "constant",
    "per_device_train_batch_size": 64,
    "max_completion_length": 12,
    "bf16": False,
    "gradient_checkpointing": False,
    "use_cpu": True,
    "dataloader_pin_memory": False,
    "logging_steps": 1,
    "report_to": [],
    "disable_tqdm": True,
    "save_strategy": "no",
}


_COIN = random.Random(0)


@register
class Chance(GroupVerifier, frozen=True):
    """Does a coin say so?  Tossed anew for each member: nothing can be learned from it."""

    kind: Literal["chance"] = "chance"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        return cls(), Rollout()

    def verify_group(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        return [Verdict.of(_COIN.random() < 0.5) for _ in rollouts]


@register
class Whim(Verifier, frozen=True):
    """Does it please?  A hash of prompt and answer decides: some answer pleases nearly always."""

    kind: Literal["whim"] = "whim"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        return cls(), next(r for i in range(9) if _heads((r := Rollout(completion=str(i))), 0.5))

    def verify(self, rollout: Rollout) -> Verdict:
        return Verdict.of(_heads(rollout, 0.5))


@register
class Flaky(Verifier, frozen=True):
    """Is the service there?  For a share of the answers it is not."""

    kind: Literal["flaky"] = "flaky"
    down: Annotated[float, Gt(0), Le(1)] = 0.4

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        return cls(), next(
            r for i in range(9) if not _heads((r := Rollout(completion=str(i))), 0.4)
        )

    def verify(self, rollout: Rollout) -> Verdict:
        if _heads(rollout, self.down):
            return Verdict.undecided(Reason.ENDPOINT_ERROR, "503")
        return Verdict.of(1.0)


@register
class Verbose(Verifier, frozen=True):
    """How much was written?  Characters over ``most``: pays for length alone."""

    kind: Literal["verbose"] = "verbose"
    most: Annotated[int, Gt(0)] = 24

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        return cls(most=2), Rollout(completion="42")

    def verify(self, rollout: Rollout) -> Verdict:
        return Verdict.of(min(1.0, len(rollout.raw) / self.most))


def _heads(rollout: Rollout, share: float) -> bool:
    digest = hashlib.blake2b(f"{rollout.prompt}|{rollout.raw}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32 < share


ONLY = Boxed(which="only")
ANSWER = (ONLY * MathEqual()).named("answer")
FORM = ONLY.named("form")
PLAIN = 0.9 * ANSWER + 0.1 * FORM


@dataclass(frozen=True)
class Plan:
    """What is trained: the reward, what differs from ``SETTINGS``, and the rows."""

    reward: Verifier = PLAIN
    grpo: Mapping[str, Any] = field(default_factory=dict[str, Any])
    rows: Sequence[Mapping[str, Any]] = field(default_factory=sums)


def _unanswerable() -> list[dict[str, str]]:
    """The sums, with truths that no short answer of the model is."""
    return [row | {"answer": "x^2 + 1"} for row in sums()]


FAULTS: dict[str, Plan] = {
    "group_size": Plan(
        grpo={"num_generations": 2, "per_device_train_batch_size": 16, "learning_rate": 1e-5}
    ),
    "kl_runs_away": Plan(Chance(), {"beta": 1e-4, "learning_rate": 1e-2}),
    "kl_binds": Plan(grpo={"beta": 30.0}),
    "saturated": Plan(PLAIN + 0.2 * SoftOverlong(limit=200, margin=50).named("brief")),
    "never_fires": Plan(PLAIN + 0.2 * Tags().named("tags")),
    "length_hacking": Plan(0.6 * LastNumber(name="answer") + 0.4 * Verbose(name="thorough")),
    "format_hacking": Plan(0.5 * FORM + 0.5 * MathEqual(name="right"), rows=_unanswerable()),
    "entropy_collapse": Plan(Whim(), {"beta": 0.0, "learning_rate": 1e-2}),
    "clipping": Plan(grpo={"num_iterations": 4, "learning_rate": 5e-3}),
    "abstention": Plan(0.9 * (Flaky() * ANSWER).named("answer") + 0.1 * FORM),
    "shaping_only": Plan(0.9 * ANSWER + 0.1 * Verbose(name="thorough"), rows=_unanswerable()),
}
"""One run a diagnosis: what is wrong in it, by the name that the advisor has for it."""


HEALTHY: tuple[Plan, ...] = tuple(
    Plan(reward, {"learning_rate": rate, **grpo})
    for reward in (PLAIN, ANSWER, 0.7 * ANSWER + 0.3 * FORM, 0.8 * ANSWER + 0.2 * LastNumber())
    for rate, grpo in (
        (3e-4, {}),
        (1e-3, {}),
        (2e-3, {}),
        (1e-3, {"beta": 0.0}),
        (1e-3, {"num_generations": 16}),
    )
)
"""Twenty runs in which nothing is wrong: four rewards, three rates, with and without KL."""


class Scene:
    """Where runs take place: ``STARTS`` starting models, each made once; a seed has one of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, plan: Plan, seed: int, watchers: Sequence[Watcher]) -> Any:
        """The trainer after its run."""
        taught = seed % STARTS
        start = self.folder / f"start-{taught}"
        start = start if start.exists() else starting_model("tiny", start, taught)
        with quietly(), tempfile.TemporaryDirectory() as scratch:
            trainer = VerifiedGRPOTrainer(
                str(start),
                plan.reward,
                paper_config(scratch, **(SETTINGS | dict(plan.grpo) | {"seed": seed})),
                train_dataset=dataset(plan.rows),
                processing_class=tokenizer(start),
                watchers=watchers,
            )
            trainer.silence()
            trainer.learn()
        return trainer
