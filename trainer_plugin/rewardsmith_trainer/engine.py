# pyright: basic
"""TRL's trainer as the rest of the plugin sees it: the one module where trl is touched.

``Engine`` opens two seams in private methods of ``GRPOTrainer`` (TRL 1.16): after the rewards of a
generation batch are known, and after the loss of a micro-batch is.  ``tests/trainer/
test_trainer`` is the contract with the TRL version.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import torch
from datasets import Dataset
from torch import Tensor
from transformers import PrinterCallback
from trl.trainer.grpo_config import GRPOConfig
from trl.trainer.grpo_trainer import GRPOTrainer

__all__ = ["Engine", "GRPOConfig", "GRPOTrainer", "dataset"]

_ROW_MEANS = frozenset({"grpo", "sapo", "dr_grpo", "luspo"})
"""Losses that divide by the number of rows of a micro-batch, left out or not."""


def dataset(rows: Sequence[Mapping[str, Any]]) -> Dataset:
    """Which dataset has these rows?"""
    return Dataset.from_list([dict(row) for row in rows])


class Engine(GRPOTrainer):
    """Which rows take part, and with what advantage?  Subclasses answer in ``regroup``.

    A row left out has its completion masked, so that it is in no numerator, no KL and no token
    count; where the loss divides by rows, it is scaled by rows over rows used.  That holds over the
    whole generation batch: an accumulation step with fewer used rows weighs less, not its rows
    more.  (An entropy bonus or a router's balance loss, where enabled, is scaled along.)
    """

    _rewards: Tensor

    def __init__(self, model: Any, reward: Any, args: GRPOConfig, **trl_arguments: Any) -> None:
        super().__init__(model=model, reward_funcs=[reward], args=args, **trl_arguments)

    @property
    def policy(self) -> Any:
        """The model in training."""
        return self.model

    @property
    def longest_completion(self) -> int:
        """How many tokens may a completion have?"""
        return int(cast("int", self.max_completion_length))

    def learn(self, checkpoint: Path | None = None) -> None:
        """Train, from this checkpoint on."""
        self.policy.train()
        self.train(resume_from_checkpoint=None if checkpoint is None else str(checkpoint))

    def silence(self) -> None:
        """Print no dictionaries: the caller has a display of its own."""
        self.remove_callback(PrinterCallback)

    def regroup(self, rewards: Tensor, group_size: int) -> tuple[Tensor, Tensor]:
        """Which advantage has each row of all ranks, and is it used?  (N,) -> (N,), bool (N,)."""
        raise NotImplementedError

    def _calculate_rewards(
        self, inputs: Any, prompts: Any, completions: Any, completion_ids_list: Any
    ) -> Tensor:
        rewards = super()._calculate_rewards(inputs, prompts, completions, completion_ids_list)
        self._rewards = rewards[:, 0]
        return rewards

    def _generate_and_score_completions(self, inputs: Any) -> dict[str, Any]:
        batch = super()._generate_and_score_completions(inputs)
        training = cast("torch.nn.Module", self.model).training
        group_size = self.num_generations if training else self.num_generations_eval
        advantages, used = self.regroup(self._rewards, cast("int", group_size))
        self._metrics["train" if training else "eval"]["left_out"].append(
            1 - used.float().mean().item()
        )
        self._replace_logged(advantages)
        rank, rows = self.accelerator.process_index, len(inputs)
        here = slice(rank * rows, (rank + 1) * rows)
        batch["advantages"] = advantages[here].to(batch["advantages"].dtype)
        batch["row_scale"] = used.numel() / used.sum().clamp(min=1)
        return self._without(batch, used[here])

    def _without(self, batch: dict[str, Any], used: Tensor) -> dict[str, Any]:
        """The batch in which the completions of the other rows are masked."""
        kept = used[:, None].to(batch["completion_mask"].dtype)
        batch["completion_mask"] = batch["completion_mask"] * kept
        loss_mask = batch["completion_mask"] * batch.get("tool_mask", 1)
        batch["num_items_in_batch"] = cast("Tensor", self.accelerator.gather(loss_mask.sum())).sum()
        return batch

    def _replace_logged(self, advantages: Tensor) -> None:
        """The table of completions shows the advantages that were used."""
        logged = cast("deque[float]", self._logs["advantages"])
        for _ in range(min(len(logged), advantages.numel())):
            logged.pop()
        logged.extend(advantages.tolist())

    def _compute_loss(self, model: torch.nn.Module, inputs: Mapping[str, Any]) -> Tensor:
        loss = super()._compute_loss(model, inputs)
        return loss * inputs["row_scale"] if self.loss_type in _ROW_MEANS else loss
