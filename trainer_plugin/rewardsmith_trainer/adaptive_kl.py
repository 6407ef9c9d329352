# pyright: basic
# ruff: noqa: ARG002  (the signatures are those of transformers' callbacks)
"""A KL coefficient that steers the divergence from the reference to a target.

The right β depends on the model, the rewards and the learning rate; the divergence that one is
ready to accept hardly does.  The controller is that of Ziegler et al. 2019, arXiv:1909.08593, §2.2,
proportional in log β.
"""

from __future__ import annotations

import math
from typing import Any

from transformers import TrainerControl, TrainerState

from rewardsmith_trainer.checkpointed import Checkpointed

MOST_ERROR = 0.2
"""The relative error is clipped at this, with the paper: one odd batch cannot throw β about."""
_MEMORY = 0.5
"""How much of the running divergence stays when a step's comes in."""


def next_beta(beta: float, kl: float, target: float, gain: float) -> float:
    """Which coefficient comes after this divergence?  β (1 + gain · clip(KL/target − 1, ±0.2)).

    ``kl`` and ``target`` in nats per token.  Ziegler et al. 2019, arXiv:1909.08593, §2.2.
    """
    error = min(max(kl / target - 1, -MOST_ERROR), MOST_ERROR)
    return beta * (1 + gain * error)


class AdaptiveKL(Checkpointed):
    """Which KL coefficient keeps the policy this far from its reference?

    ``target`` is the divergence in nats per completion token, as TRL logs it under ``kl``; β starts
    at the trainer's ``beta`` and stays within ``lowest`` and ``highest``.  ``gain`` is how much of
    the clipped error is made up for in one step: at 0.1, the paper's, β moves by at most 2 % a
    step; at 1 it swings, since a policy takes tens of steps to follow.  β is logged beside the
    divergence, and is in the checkpoint with the running divergence that it answers to.

    It reads what TRL has reduced over the ranks already, so that β is the same on all of them and
    nothing waits.  ValueError for β = 0, where there is no reference, and where Liger computes the
    loss (TRL before 1.14), which keeps the β that it was built with.  One of ``callbacks``; for an
    unmodified ``GRPOTrainer``::

        AdaptiveKL(target=0.05).attach(trainer)
    """

    def __init__(
        self,
        target: float,
        *,
        gain: float = 0.1,
        lowest: float = 1e-4,
        highest: float = 10.0,
    ) -> None:
        if not (target > 0 and gain > 0 and 0 < lowest <= highest):
            raise ValueError(
                f"target={target}, gain={gain}, lowest={lowest}, highest={highest}: write "
                "target > 0, gain > 0 and 0 < lowest <= highest"
            )
        self.target, self.gain = target, gain
        self.lowest, self.highest = lowest, highest
        self.running_kl: float | None = None
        self._micro_batches = 0

    def attach(self, trainer: Any) -> None:
        """Steer this trainer's β.  ValueError where it cannot be steered."""
        if trainer.beta == 0:
            raise ValueError(
                "beta=0: no reference model is loaded, so there is no divergence to steer; write "
                "beta=0.04 in GRPOConfig, where β is to start"
            )
        if trainer.args.use_liger_kernel and hasattr(trainer, "compute_liger_loss"):
            raise ValueError(
                "use_liger_kernel=True: in this version of TRL (before 1.14) Liger's loss keeps "
                "the beta that it was built with; write use_liger_kernel=False, or leave AdaptiveKL"
            )
        super().attach(trainer)
        self._set(trainer.beta)
        if self not in trainer.callback_handler.callbacks:
            trainer.add_callback(self)

    def kept(self) -> dict[str, Any]:
        """β and the running divergence."""
        return {"beta": self.trainer.beta, "running_kl": self.running_kl}

    def restore(self, kept: dict[str, Any]) -> None:
        """Go on with this β."""
        self.running_kl = kept["running_kl"]
        self._set(kept["beta"])

    def on_substep_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Count the micro-batches of a step, each of which logs a divergence."""
        self._micro_batches += 1

    def on_step_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Take the divergence of this step, and set β for the next one."""
        logged = self.trainer._metrics["train"]
        kls = logged["kl"][-1 - self._micro_batches :]
        self._micro_batches = 0
        logged["beta"].append(self.trainer.beta)
        kl = math.fsum(kls) / len(kls)
        if not math.isfinite(kl):
            return
        before = kl if self.running_kl is None else self.running_kl
        self.running_kl = _MEMORY * before + (1 - _MEMORY) * kl
        self._set(next_beta(self.trainer.beta, self.running_kl, self.target, self.gain))

    def _set(self, beta: float) -> None:
        self.trainer.beta = min(max(beta, self.lowest), self.highest)
