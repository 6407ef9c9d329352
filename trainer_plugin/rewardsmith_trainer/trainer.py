"""``VerifiedGRPOTrainer``: TRL's ``GRPOTrainer`` that knows what an abstention is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import torch
from torch import Tensor

from rewardsmith import GroupVerifier, Verifier
from rewardsmith.verifier import walk
from rewardsmith_trainer.advantage import (
    Scale,
    Spread,
    component_advantage,
    group_advantage,
    used_rows,
)
from rewardsmith_trainer.config import paper_config
from rewardsmith_trainer.engine import Engine, GRPOConfig
from rewardsmith_trainer.pool import PassRatePool
from rewardsmith_trainer.scored import ScoredBatch, Table, Watcher
from rewardsmith_trainer.signal import gainful, required_columns, signal_rows, weights_of
from rewardsmith_trainer.trl import TRLReward, as_trl, check_rows, component_names


class VerifiedGRPOTrainer(Engine):
    """How is a policy trained on a verifier?  TRL's arguments, with ``reward`` for its functions.

    A completion whose verdict abstains leaves the group's statistics, the loss's numerator and
    denominator and the KL; a group with fewer than max(2, G/2) decided members is left out whole.
    Without ``args`` it is the paper's GRPO (``paper_config``).  TRL's ``scale_rewards`` chooses
    what an advantage is divided by; ``multi_objective_aggregation="normalize_then_sum"`` is GDPO
    over the terms of the top-level sum (see ``advantage``).

    ``spread`` is the standard deviation: ``bessel`` with TRL's 1e-4, or the paper's
    ``population``.  ``least_spread`` is a floor under it, in units of the reward: at 0.05, a
    group of eight in which a shaping term differs by 0.02 has advantages up to 0.35, without it
    2.5; a term of weight 0.9 that is met by one of eight has a spread of 0.32, far above.

    ``skip_no_signal`` says which rows have no pass through the model.  None: at β = 0 those whose
    advantage is 0, which changes no gradient, else none.  True: all of groups whose required term
    (the heaviest of the top-level sum; else the reward) does not differ, also where a shaping term
    does; at β ≠ 0 they leave the KL too.  False: none.  What the loss is divided by stays.

    ``watchers`` see every training batch (``scored.Watcher``).  ``pool`` draws prompts where
    signal is expected, instead of in turn (``PassRatePool``).

    Each rank scores its own rows.  Where a group lies on several, an undecided term of a sum
    stands for the mean of the members that its rank has.  A reward that raises on one rank raises
    on all.

    DataError for rows that the reward cannot score (a missing column, no route), before a step is
    spent; ValueError for settings that cannot work.
    """

    def __init__(
        self,
        model: Any,
        reward: Verifier | TRLReward,
        args: GRPOConfig | None = None,
        *,
        spread: Spread = "bessel",
        least_spread: float = 0.0,
        skip_no_signal: bool | None = None,
        watchers: Sequence[Watcher] = (),
        pool: PassRatePool | None = None,
        **trl_arguments: Any,
    ) -> None:
        self.spread: Spread = spread
        self.least_spread = least_spread
        self.skip_no_signal = skip_no_signal
        reward = reward if isinstance(reward, TRLReward) else as_trl(reward)
        if (rows := trl_arguments.get("train_dataset")) is not None:
            check_rows(reward.reward, rows)
        args = args or paper_config("grpo-run")
        super().__init__(model, reward, args, watchers=watchers, pool=pool, **trl_arguments)
        self._refuse_what_cannot_work()

    def _refuse_what_cannot_work(self) -> None:
        if self.least_spread < 0:
            raise ValueError(f"least_spread={self.least_spread}: a deviation is not below 0")
        if self.skip_no_signal and self.loss_reads_all_rows:
            raise ValueError(
                "skip_no_signal=True: an entropy bonus, a router's balance loss and "
                "top_entropy_quantile read all rows; leave it out, or turn them off"
            )
        compares = any(isinstance(part, GroupVerifier) for part in walk(self.reward.reward))
        if compares and self.groups_are_split:
            raise ValueError(
                "the reward compares the members of a group, and groups lie on several ranks: make "
                "per_device_train_batch_size · steps_per_generation a multiple of num_generations"
            )

    def scored_batch(
        self, rewards: Tensor, table: Table, group_size: int, step: int
    ) -> ScoredBatch:
        """What came of the rows of all ranks?  Rewards (N,) as TRL gathered them."""
        used = used_rows(rewards, group_size)
        required = required_columns(self.reward.reward)
        return ScoredBatch(
            step=step,
            group_size=group_size,
            names=component_names(self.reward.reward),
            prompts=table.prompts,
            rewards=rewards,
            components=table.components.float(),
            reasons=table.reasons,
            lengths=table.lengths,
            advantages=self._advantages(rewards.double(), table.components, used, group_size),
            used=used,
            signal=signal_rows(rewards, table.components, used, required, group_size),
        )

    def kept_rows(self, batch: ScoredBatch) -> Tensor:
        """Which rows are worth a pass through the model?  Of the used ones: bool (N,)."""
        kept = batch.used
        if self.beta == 0 and self.skip_no_signal is not False:
            kept = kept & gainful(batch.advantages)
        return kept & batch.signal if self.skip_no_signal else kept

    def _advantages(
        self, rewards: Tensor, components: Tensor, used: Tensor, group_size: int
    ) -> Tensor:
        """(N,), (N, K) -> (N,), by TRL's settings."""
        if self.multi_objective_aggregation == "normalize_then_sum":
            weights = weights_of(self.reward.reward)
            return component_advantage(
                components if weights else rewards[:, None],
                torch.tensor(weights or [1.0], dtype=rewards.dtype),
                used,
                group_size,
                spread=self.spread,
                least_spread=self.least_spread,
            )
        return group_advantage(
            rewards,
            group_size,
            scale=cast("Scale", self.scale_rewards),
            spread=self.spread,
            least_spread=self.least_spread,
        )
