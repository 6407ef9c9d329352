"""Would one of k answers be right?  pass@k, without bias from n ≥ k answers."""

from __future__ import annotations

import torch
from torch import Tensor


def pass_at_k(tries: Tensor, passes: Tensor, k: int) -> Tensor:
    """How likely is it that one of k answers to a prompt passes?

    tries, passes (P,) integers -> (P,): 1 − C(n − c, k) / C(n, k), as a product, so that nothing
    overflows; NaN for a prompt with fewer than k tries.  Chen et al. 2021, arXiv:2107.03374, eq. 1.
    ValueError for more passes than tries, and for k below 1.

    >>> pass_at_k(torch.tensor([8]), torch.tensor([2]), 4).item()
    0.7857142857142857
    """
    if k < 1:
        raise ValueError(f"k={k}: pass@k is of at least one answer")
    if (passes > tries).any():
        raise ValueError("a prompt has more passes than tries")
    n, c = tries.double(), passes.double()
    place = torch.arange(k, dtype=torch.float64)[:, None]
    misses = ((n - c - place).clamp(min=0) / (n - place).clamp(min=1)).prod(dim=0)
    return (1 - misses).where(n >= k, torch.nan)
