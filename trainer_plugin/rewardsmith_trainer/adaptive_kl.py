# pyright: basic
# ruff: noqa: ARG002  (the signatures are those of transformers' callbacks)
"""A KL coefficient that steers the divergence from the reference to a target.

The right β depends on the model, the rewards and the learning rate; the divergence that one is
ready to accept hardly does.  Ziegler et al. 2019, arXiv:1909.08593, §2.2, move log β in proportion
to the clipped error, e = KL/target − 1.  To that integral action we add proportional action: a
policy follows β only after some steps, so that integral action alone is late both ways, and swings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from transformers import TrainerControl, TrainerState

from rewardsmith_trainer.checkpointed import Checkpointed
from rewardsmith_trainer.kl_sensor import KLSensor

GAIN = 2.0
"""The move of log β at once, per move of the relative error."""
MOST_ERROR = 0.2
"""What lasts is clipped to this, with the paper: a policy far from target does not wind β up."""
MEMORY = 0.5
"""How much of the running divergence stays when a step's comes in."""


@dataclass(frozen=True)
class KLLaw:
    """Which coefficient comes after a step's divergence?  PI control of log β, in velocity form.

    log β moves by ``GAIN`` · (e − e_before + clip(e, ±0.2) / ``lag``), where e is the relative
    error of the running divergence, clipped to ±1, and β stays within ``lowest`` and ``highest``.
    Nothing but β is integrated: at a bound, it comes off as soon as the error turns.  At a ``lag``
    of 20 steps, what lasts is the paper's: at most 2 % a step, 0.1 of the error.
    """

    target: float
    lag: float
    lowest: float
    highest: float

    def within(self, beta: float) -> float:
        """The nearest coefficient within the bounds."""
        return min(max(beta, self.lowest), self.highest)

    def after(self, beta: float, running: float | None, kl: float) -> tuple[float, float]:
        """β and the running divergence after ``kl``, in nats per token; None before the first."""
        before = kl if running is None else running
        running = MEMORY * before + (1 - MEMORY) * kl
        error = self._error(running)
        lasting = _clip(error, MOST_ERROR) / self.lag
        move = GAIN * (error - self._error(before) + lasting)
        return self.within(beta * math.exp(move)), running

    def _error(self, kl: float) -> float:
        return _clip(kl / self.target - 1, 1.0)


class AdaptiveKL(Checkpointed):
    """Which KL coefficient keeps the policy this far from its reference?

    ``target`` is KL(π‖π_ref) in nats per completion token, logged as ``kl_k1`` beside the ``beta``
    of the step.  (TRL's ``kl`` estimates the same with a heavy tail, see ``KLSensor``.)  β starts
    at the trainer's and stays within ``lowest`` and ``highest``.  ``lag`` is about how many steps
    the policy takes to follow β: more where the learning rate is low.  See ``KLLaw``.

    β is the same on all ranks, and is in the checkpoint with the running divergence.  One of
    ``callbacks``; for an unmodified ``GRPOTrainer``::

        AdaptiveKL(target=0.05).attach(trainer)

    ValueError where β does not steer the divergence:

    - β = 0: there is no reference.
    - ``use_bias_correction_kl=False``, the original GRPO and ``paper_config``: the gradient of k3
      is that of KL(π_ref‖π), Tang and Munos 2025, arXiv:2506.09477, so that a greater β may carry
      the policy further off.  True, TRL's default, gives the gradient of KL(π‖π_ref) at each token,
      DeepSeek-V3.2, arXiv:2512.02556, with ``importance_sampling_level="token"``.
    - Liger's loss in TRL before 1.14: it keeps the β that it was built with.
    """

    def __init__(
        self,
        target: float,
        *,
        lag: float = 20.0,
        lowest: float = 1e-4,
        highest: float = 10.0,
    ) -> None:
        if not (target > 0 and lag >= 1 and 0 < lowest <= highest):
            raise ValueError(
                f"target={target}, lag={lag}, lowest={lowest}, highest={highest}: write "
                "target > 0, lag >= 1 and 0 < lowest <= highest"
            )
        self.law = KLLaw(target, lag, lowest, highest)
        self.running_kl: float | None = None
        self._sensor: Any = None

    def attach(self, trainer: Any) -> None:
        """Steer this trainer's β.  ValueError where it cannot be steered."""
        _refuse_what_cannot_be_steered(trainer)
        super().attach(trainer)
        self._sensor = KLSensor(trainer)
        trainer.beta = self.law.within(trainer.beta)
        if self not in trainer.callback_handler.callbacks:
            trainer.add_callback(self)

    def kept(self) -> dict[str, Any]:
        """β and the running divergence."""
        return {"beta": self.trainer.beta, "running_kl": self.running_kl}

    def restore(self, kept: dict[str, Any]) -> None:
        """Go on with this β."""
        self.running_kl = kept["running_kl"]
        self.trainer.beta = self.law.within(kept["beta"])

    def on_step_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Take the divergence of this step, and set β for the next one."""
        kl, trainer = self._sensor.read(), self.trainer
        logged = trainer._metrics["train"]
        logged["beta"].append(trainer.beta)
        if kl is not None and math.isfinite(kl):
            logged["kl_k1"].append(kl)
            trainer.beta, self.running_kl = self.law.after(trainer.beta, self.running_kl, kl)


def _clip(value: float, most: float) -> float:
    return min(max(value, -most), most)


def _refuse_what_cannot_be_steered(trainer: Any) -> None:
    if trainer.beta == 0:
        raise ValueError(
            "beta=0: no reference model is loaded, so there is no divergence to steer; write "
            "beta=0.04 in GRPOConfig, where β is to start"
        )
    if not trainer.args.use_bias_correction_kl:
        raise ValueError(
            "use_bias_correction_kl=False: the KL term pulls towards another divergence than the "
            "one that is steered; write use_bias_correction_kl=True in GRPOConfig or paper_config"
        )
    if trainer.args.use_liger_kernel and hasattr(trainer, "compute_liger_loss"):
        raise ValueError(
            "use_liger_kernel=True: in this version of TRL (before 1.14) Liger's loss keeps "
            "the beta that it was built with; write use_liger_kernel=False, or leave AdaptiveKL"
        )
