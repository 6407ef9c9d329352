"""Real trainer steps with verdicts by script: the row's place in the batch decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import torch

from rewardsmith import GroupVerifier, Reason, Rollout, Verdict, register
from rewardsmith_trainer import VerifiedGRPOTrainer, paper_config
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models.hub import causal_lm, tokenizer

Scores = tuple[float | None, ...]
ROWS = [{"prompt": "1+2=", "answer": "3"}, {"prompt": "3+30=", "answer": "33"}]
FOUR_ROWS = [*ROWS, {"prompt": "2+2=", "answer": "4"}, {"prompt": "5+12=", "answer": "17"}]


@register
class ByPlace(GroupVerifier, frozen=True):
    """The score that stands at the member's place; None is undecided.  One tuple a group."""

    kind: Literal["by_place"] = "by_place"
    unit_interval: ClassVar[bool] = False
    scores: tuple[Scores, ...]

    @classmethod
    def example(cls):
        return cls(scores=((1.0,),)), Rollout()

    def verify_group(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        row = next(i for i, r in enumerate(FOUR_ROWS) if r["prompt"] == rollouts[0].prompt)
        said = self.scores[row % len(self.scores)]
        return [_verdict(score) for score in said]


def _verdict(score: float | None) -> Verdict:
    if score is None:
        return Verdict.undecided(Reason.ERROR)
    return Verdict.of(score)


class Recording(VerifiedGRPOTrainer):
    """Keeps the micro-batches that the loss was computed on."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.seen: list[dict[str, Any]] = []

    def _compute_loss(self, model: Any, inputs: Any) -> Any:
        self.seen.append(inputs)
        return super()._compute_loss(model, inputs)


def config(folder: Any, **changes: Any) -> Any:
    """One plain step: gradient descent at rate 1, so that the weights move by the gradient."""
    settings: dict[str, Any] = {
        "max_steps": 1,
        "optim": "sgd",
        "learning_rate": 1.0,
        "lr_scheduler_type": "constant",
        "max_grad_norm": 0.0,
        "per_device_train_batch_size": 16,
        "max_completion_length": 12,
        "bf16": False,
        "gradient_checkpointing": False,
        "use_cpu": True,
        "report_to": [],
        "save_strategy": "no",
        "disable_tqdm": True,
        "shuffle_dataset": False,
    }
    return paper_config(str(folder), **(settings | changes))


OURS = frozenset({"spread", "least_spread", "skip_no_signal", "watchers", "callbacks"})


def trainer(
    start: Any,
    folder: Any,
    reward: Any,
    *,
    cls: Any = Recording,
    rows: Any = ROWS,
    **changes: Any,
) -> Any:
    """A trainer over these prompts; ``changes`` are TRL's settings or our arguments."""
    ours = {name: changes.pop(name) for name in OURS & changes.keys()}
    made = cls(
        str(start),
        reward,
        config(folder, **changes),
        train_dataset=dataset(rows),
        processing_class=tokenizer(start),
        **ours,
    )
    made.silence()
    return made


def moved(start: Any, trained: Any) -> torch.Tensor:
    """The gradient of the step, all parameters in one vector."""
    before = dict(causal_lm(start).named_parameters())
    return torch.cat(
        [(before[n] - p).flatten().double() for n, p in trained.named_parameters()]
    ).detach()


def completions(batch: dict[str, Any]) -> list[tuple[list[int], list[int]]]:
    """The unpadded prompts and completions of the rows that are in the loss; None for others."""
    found = []
    for row in range(len(batch["completion_ids"])):
        prompt = batch["prompt_ids"][row][batch["prompt_mask"][row].bool()]
        completion = batch["completion_ids"][row][batch["completion_mask"][row].bool()]
        found.append((prompt.tolist(), completion.tolist()))
    return found
