# pyright: basic
"""A trainer's divergence from its reference, read off the passes that the loss makes anyway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from rewardsmith_trainer.kl import k1


class KLSensor:
    """How far is the policy from its reference, in nats per token of the step?

    The mean of log(π/π_ref) over the tokens in the loss, of all micro-batches and ranks, at the
    loss's temperature.  Not of the k3 that TRL logs: where the policy is peaked, that is below the
    divergence in most batches, and in a few many times it.

    It stands between a ``GRPOTrainer``, ours or TRL's, and two of its methods.  What it adds up
    stays on the device: the only wait, and the only collective, is in ``read``.
    """

    def __init__(self, trainer: Any) -> None:
        self._accelerator = trainer.accelerator
        self._score, self._loss = trainer._get_per_token_logps_and_entropies, trainer._compute_loss
        trainer._get_per_token_logps_and_entropies = self._keeping_logps
        trainer._compute_loss = self._adding_up
        self._logps: Tensor | None = None
        self._sums = self._nothing()

    def read(self) -> float | None:
        """The divergence since the last reading; None without a token.  Every rank has to ask."""
        total, tokens = self._accelerator.reduce(self._sums, reduction="sum").tolist()
        self._sums = self._nothing()
        return total / tokens if tokens else None

    def _nothing(self) -> Tensor:
        return torch.zeros(2, device=self._accelerator.device)

    def _keeping_logps(self, *given: Any, **named: Any) -> Any:
        """TRL's pass through a model; of the policy in training, the log-probabilities are kept."""
        found = self._score(*given, **named)
        if found[0].requires_grad:
            self._logps = found[0].detach()
        return found

    def _adding_up(self, model: Any, inputs: Mapping[str, Any]) -> Tensor:
        """TRL's loss of a micro-batch, whose tokens are added to the sums."""
        loss = self._loss(model, inputs)
        if self._logps is not None:
            mask = inputs["completion_mask"] * inputs.get("tool_mask", 1)
            ratios = k1(self._logps.float(), inputs["ref_per_token_logps"])
            self._sums += torch.stack([(ratios * mask).sum(), mask.sum()])
            self._logps = None
        return loss
