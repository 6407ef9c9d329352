"""The objective of GRPO as the paper states it.  Pure tensor functions.

Shapes: B completions of at most T tokens.  ``mask`` (B, T) is 1 on completion tokens; a row that
is all 0 is left out: it leaves the numerator, the denominator and the KL.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

from rewardsmith_trainer.kl import k3

Level = Literal["token", "sequence"]
"""What the ratio is taken of: each token (GRPO), or the sequence, as a geometric mean (GSPO)."""


def log_ratio(logps: Tensor, old_logps: Tensor, mask: Tensor, *, level: Level = "token") -> Tensor:
    """How much likelier did the update make each token, as a logarithm?

    (B, T) each -> (B, T); at level ``sequence`` every token has its sequence's mean, with
    Zheng et al. 2025, arXiv:2507.18071.
    """
    difference = logps - old_logps
    if level == "token":
        return difference
    mean = (difference * mask).sum(dim=1, keepdim=True) / mask.sum(dim=1, keepdim=True).clamp(min=1)
    return mean.expand_as(difference)


def clipped_surrogate(ratio: Tensor, advantage: Tensor, *, epsilon: float = 0.2) -> Tensor:
    """What does each token gain, with no credit for leaving the trust region?

    ratio (B, T), advantage (B, 1) or (B, T) -> (B, T): min(ρÂ, clip(ρ, 1 − ε, 1 + ε)Â).  PPO:
    Schulman et al. 2017, arXiv:1707.06347, equation 7.
    """
    clipped = ratio.clamp(1 - epsilon, 1 + epsilon)
    return torch.minimum(ratio * advantage, clipped * advantage)


def sequence_mean(per_token: Tensor, mask: Tensor) -> Tensor:
    """What is the mean over sequences of the mean over their tokens?  (B, T), (B, T) -> ().

    Rows without a token are not counted; 0 where no row has one.
    """
    lengths = mask.sum(dim=1)
    means = (per_token * mask).sum(dim=1) / lengths.clamp(min=1)
    return means.sum() / (lengths > 0).sum().clamp(min=1)


def grpo_loss(
    logps: Tensor,
    old_logps: Tensor,
    ref_logps: Tensor,
    advantages: Tensor,
    mask: Tensor,
    *,
    epsilon: float = 0.2,
    beta: float = 0.04,
    level: Level = "token",
) -> Tensor:
    """What is to be minimised: minus the clipped surrogate, plus β times the KL.

    log-probabilities and mask (B, T), advantages (B,) or (B, T) -> ().  Shao et al. 2024,
    arXiv:2402.03300, equation 3: tokens averaged within a sequence, sequences within the batch.
    """
    ratio = log_ratio(logps, old_logps, mask, level=level).exp()
    per_token = advantages if advantages.dim() > 1 else advantages[:, None]
    surrogate = clipped_surrogate(ratio, per_token, epsilon=epsilon)
    return sequence_mean(beta * k3(logps, ref_logps) - surrogate, mask)
