"""The divergence of the policy from the reference, estimated at sampled tokens.

Pure tensor functions; both are unbiased over tokens sampled from the policy.  Schulman 2020,
"Approximating KL divergence".
"""

from __future__ import annotations

from torch import Tensor


def k1(logps: Tensor, ref_logps: Tensor) -> Tensor:
    """How much likelier is each token than under the reference, in nats?

    (B, T), (B, T) -> (B, T): log(π/π_ref), of either sign.  The estimate to read: a token that the
    policy has all but given up moves its mean by a logarithm, that of ``k3`` by the ratio.
    """
    return logps - ref_logps


def k3(logps: Tensor, ref_logps: Tensor) -> Tensor:
    """How far is the policy from the reference at each token, in nats?

    (B, T), (B, T) -> (B, T): π_ref/π − log(π_ref/π) − 1, never negative.  The estimate in the
    loss.  GRPO: Shao et al. 2024, arXiv:2402.03300, equation 4.
    """
    log_ratio = ref_logps - logps
    return log_ratio.expm1() - log_ratio
