"""The divergence of the policy from the reference, as GRPO estimates it.  Pure tensor functions."""

from __future__ import annotations

from torch import Tensor


def k3(logps: Tensor, ref_logps: Tensor) -> Tensor:
    """How far is the policy from the reference at each token, in nats?

    (B, T), (B, T) -> (B, T): π_ref/π − log(π_ref/π) − 1, never negative, and unbiased over tokens
    sampled from the policy.  Schulman 2020, "Approximating KL divergence"; GRPO: Shao et al. 2024,
    arXiv:2402.03300, equation 4.
    """
    log_ratio = ref_logps - logps
    return log_ratio.expm1() - log_ratio
