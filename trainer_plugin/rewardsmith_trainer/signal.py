"""Which groups can teach something, and which rows are worth a pass through the model?"""

from __future__ import annotations

from torch import Tensor

from rewardsmith import Verifier
from rewardsmith.sums import Sum
from rewardsmith_trainer.advantage import differs


def required_columns(reward: Verifier) -> list[int]:
    """Which components carry the signal?  Indices of the required terms of a top-level sum.

    Those are the heaviest unless the sum names others; none where the reward is no sum, or where
    the sum requires none: then the reward itself carries the signal.
    """
    if not isinstance(reward, Sum):
        return []
    return [i for i, name in enumerate(reward.part_names) if name in reward.required_parts]


def weights_of(reward: Verifier) -> list[float]:
    """How much does each component weigh?  In the order of ``component_names``."""
    return [weight for weight, _ in reward.of] if isinstance(reward, Sum) else []


def signal_rows(
    rewards: Tensor, components: Tensor, used: Tensor, required: list[int], group_size: int
) -> Tensor:
    """Which rows are in a group whose required term differs?

    rewards (B·G,), components (B·G, K), used (B·G,) -> bool (B·G,).  DAPO calls a group without
    it useless and samples another: Yu et al. 2025, arXiv:2503.14476, §3.2.
    """
    carrying = components[:, required] if required else rewards[:, None]
    return differs(carrying, used, group_size).any(dim=1)


def share_without(signal: Tensor, used: Tensor, group_size: int) -> float:
    """Which share of the groups in use has no signal?  NaN where no group is in use."""
    groups = used.view(-1, group_size).any(dim=1)
    silent = groups & ~signal.view(-1, group_size).any(dim=1)
    return (silent.sum() / groups.sum()).item()


def gainful(advantages: Tensor) -> Tensor:
    """Which rows have an advantage other than 0?  (N,) or (N, T) -> bool (N,)."""
    per_token = advantages if advantages.dim() > 1 else advantages[:, None]
    return (per_token != 0).any(dim=1)
