"""``VerifiedGRPOTrainer``: TRL's ``GRPOTrainer`` that knows what an abstention is."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from rewardsmith import Verifier
from rewardsmith_trainer.advantage import Spread, group_advantage, used_rows
from rewardsmith_trainer.config import paper_config
from rewardsmith_trainer.engine import Engine, GRPOConfig
from rewardsmith_trainer.trl import TRLReward, as_trl, check_rows


class VerifiedGRPOTrainer(Engine):
    """How is a policy trained on a verifier?  TRL's arguments, with ``reward`` for its functions.

    A completion whose verdict abstains leaves the group's statistics, the loss's numerator and
    denominator and the KL; a group with fewer than max(2, G/2) decided members is left out whole.
    ``spread`` is the group's standard deviation: ``bessel`` with TRL's 1e-4, or the paper's
    ``population``.  Without ``args`` it is the paper's GRPO (``paper_config``).

    DataError for rows that the reward cannot score (a missing column, no route), before a step is
    spent; ValueError for ``scale_rewards`` other than ``"group"``.
    """

    def __init__(
        self,
        model: Any,
        reward: Verifier | TRLReward,
        args: GRPOConfig | None = None,
        *,
        spread: Spread = "bessel",
        **trl_arguments: Any,
    ) -> None:
        args = args or paper_config("grpo-run")
        if args.scale_rewards != "group":
            raise ValueError(
                f"scale_rewards={args.scale_rewards!r}: this trainer divides by the deviation of "
                'the group; write scale_rewards="group"'
            )
        self.spread: Spread = spread
        self.reward = reward if isinstance(reward, TRLReward) else as_trl(reward)
        if (rows := trl_arguments.get("train_dataset")) is not None:
            check_rows(self.reward.reward, rows)
        super().__init__(model, self.reward, args, **trl_arguments)

    def regroup(self, rewards: Tensor, group_size: int) -> tuple[Tensor, Tensor]:
        """Which advantage has each row of all ranks, and is it used?  (N,) -> (N,), bool (N,)."""
        advantages = group_advantage(rewards, group_size, spread=self.spread)
        return advantages, used_rows(rewards, group_size)
