"""What a trainer does as one of several processes.  Run by ``test_engine_distributed``.

Run: torchrun --nproc_per_node 2 -m tests.trainer.two_ranks START OUT SCENARIO [SCENARIO ...]
Every rank leaves what it found of each scenario in OUT/SCENARIO-RANK.pt.
"""

from __future__ import annotations

import hashlib
import math
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Literal

import torch

from rewardsmith import Reason, Rollout, Verdict, Verifier, register
from rewardsmith.errors import RewardsmithError
from rewardsmith_trainer import AdaptiveKL, VerifiedGRPOTrainer
from tests.trainer.steps import FOUR_ROWS, ByPlace, moved, trainer


@register
class Letters(Verifier, frozen=True):
    """A score by the letters of the answer alone: the same on whichever rank; some undecided.

    On rank 1 it may be slow, raise, or return what is no score; only the ``pays`` first of the
    four prompts are paid unequally.
    """

    kind: Literal["letters"] = "letters"
    unit_interval: ClassVar[bool] = True
    on_rank_1: Literal["plain", "slow", "raises", "nan"] = "plain"
    pays: int = 4
    undecided: bool = False

    def verify(self, rollout: Rollout) -> Verdict:
        if os.environ.get("RANK") == "1":
            self._misbehave()
        if [row["prompt"] for row in FOUR_ROWS].index(rollout.prompt) >= self.pays:
            return Verdict.of(1.0)
        digest = hashlib.blake2b(f"{self.name}{rollout.raw}".encode()).digest()
        if self.undecided and digest[0] < 50:
            return Verdict.undecided(Reason.BAD_TRUTH)
        return Verdict.of(digest[1] % 5 / 4)

    def _misbehave(self) -> None:
        if self.on_rank_1 == "slow":
            time.sleep(0.1)
        if self.on_rank_1 == "raises":
            raise ConnectionError("no such machine")
        if self.on_rank_1 == "nan":
            Verdict.of(math.nan)


class Seeded(VerifiedGRPOTrainer):
    """Samples every row with a seed of its own, by its place in the global batch."""

    def _generate_single_turn(self, prompt_ids: Any, *given: Any, **named: Any) -> Any:
        first = self.accelerator.process_index * len(prompt_ids)
        sampled = []
        for i, ids in enumerate(prompt_ids):
            torch.manual_seed(1000 * int(self.state.global_step) + first + i)
            sampled += super()._generate_single_turn([ids], *given, **named)[0]
        return sampled, None


ROWS_IN_ALL = 24  # three prompts of eight; on two ranks the second group is split
PLAIN = 0.8 * Letters(name="a", undecided=True) + 0.2 * Letters(name="b")
SCENARIOS: dict[str, tuple[Verifier, dict[str, Any]]] = {
    "split": (PLAIN, {"loss_type": "grpo"}),
    "split_tokens": (PLAIN, {"loss_type": "dapo", "beta": 0.0}),
    "accumulated": (PLAIN, {"loss_type": "grpo", "gradient_accumulation_steps": 3}),
    "gdpo": (PLAIN, {"multi_objective_aggregation": "normalize_then_sum"}),
    "slow": (Letters(on_rank_1="slow"), {"loss_type": "grpo"}),
    "raises": (Letters(on_rank_1="raises"), {}),
    "half_silent": (Letters(pays=1), {"beta": 0.0, "gradient_accumulation_steps": 3}),
    "all_silent": (Letters(pays=0), {"beta": 0.0, "max_steps": 2}),
    "steered": (
        PLAIN,
        {
            "kl_target": 0.01,
            "use_bias_correction_kl": True,
            "gradient_accumulation_steps": 3,
            "max_steps": 3,
        },
    ),
    "compares": (ByPlace(scores=((0.0, 1.0) * 4,)), {}),
    "fails": (Letters(on_rank_1="nan"), {}),
}


def run(name: str, start: Path, ranks: int) -> dict[str, Any]:
    """What comes of this scenario, in this process as one of ``ranks``?"""
    reward, settings = SCENARIOS[name]
    settings = {"max_steps": 1, "learning_rate": 0.1, "spread": "bessel"} | settings
    rows = ROWS_IN_ALL // ranks // settings.get("gradient_accumulation_steps", 1)
    target = settings.pop("kl_target", None)
    batches: list[Any] = []
    passes: list[tuple[int, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            made = trainer(
                start,
                folder,
                reward,
                cls=Seeded,
                rows=FOUR_ROWS,
                per_device_train_batch_size=rows,
                watchers=[batches.append],
                callbacks=[] if target is None else [AdaptiveKL(target)],
                **settings,
            )
            _note_passes(made, passes)
            made.train()
        except (RewardsmithError, ValueError) as error:
            return {"error": f"{type(error).__name__}: {error}"}
    return {
        "moved": moved(start, made.accelerator.unwrap_model(made.model)),
        "batches": [asdict(batch) for batch in batches],
        "passes": passes,
        "beta": made.beta,
        "log": made.state.log_history[0],
    }


def _note_passes(made: Any, passes: list[tuple[int, ...]]) -> None:
    """Keep the shape of whatever passes the model with a gradient."""

    def note(_: Any, __: Any, named: Any) -> None:
        if torch.is_grad_enabled():
            passes.append(tuple(named["input_ids"].shape))

    made.policy.register_forward_pre_hook(note, with_kwargs=True)


def main(start: str, out: str, *scenarios: str) -> None:
    """Run them one after the other, in one process group."""
    torch.set_num_threads(1)
    for name in scenarios:
        found = run(name, Path(start), int(os.environ["WORLD_SIZE"]))
        torch.save(found, Path(out) / f"{name}-{os.environ['RANK']}.pt")


if __name__ == "__main__":
    main(*sys.argv[1:])
