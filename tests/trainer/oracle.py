"""The loss of GRPO, written from the text of the papers, in float64, one token at a time.

Nothing here is shared with the plugin or with TRL.  DeepSeekMath, Shao et al. 2024,
arXiv:2402.03300: the objective is (eq. 3)

    1/G Σ_i 1/|o_i| Σ_t { min[ρ Â, clip(ρ, 1 − ε, 1 + ε) Â] − β D_KL }

with ρ = π_θ(o_t | q, o_<t) / π_old(o_t | q, o_<t), with D_KL = π_ref/π_θ − log π_ref/π_θ − 1
(eq. 4), and with Â the reward less the group's mean, over the group's standard deviation (§4.1.2).
GSPO, Zheng et al. 2025, arXiv:2507.18071: ρ is the whole sequence's, to the power 1/|o_i|.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor


def advantages(rewards: Sequence[float | None], spread: str) -> list[float | None]:
    """One group; None where a row is left out."""
    decided = [reward for reward in rewards if reward is not None]
    if len(decided) < max(2, len(rewards) / 2):
        return [None] * len(rewards)
    mean = math.fsum(decided) / len(decided)
    squares = math.fsum((reward - mean) ** 2 for reward in decided)
    if len(set(decided)) == 1:
        return [None if reward is None else 0.0 for reward in rewards]
    if spread == "bessel":
        deviation = math.sqrt(squares / (len(decided) - 1)) + 1e-4
    else:
        deviation = math.sqrt(squares / len(decided))
    return [None if reward is None else (reward - mean) / deviation for reward in rewards]


def token_logps(model: torch.nn.Module, prompt: Sequence[int], completion: Sequence[int]) -> Tensor:
    """log π(o_t | q, o_<t) of one unpadded completion: (|o|,)."""
    ids = torch.tensor([[*prompt, *completion]])
    logits = model(ids).logits[0].double()
    chosen = []
    for t, token in enumerate(completion):
        row = logits[len(prompt) + t - 1]
        chosen.append(row[token] - torch.logsumexp(row, 0))
    return torch.stack(chosen)


def loss(
    logps: Sequence[Tensor],
    old: Sequence[Tensor],
    ref: Sequence[Tensor],
    advantage: Sequence[float | None],
    *,
    level: str,
    epsilon: float,
    beta: float,
) -> Tensor:
    """Minus the objective, over completions of any length; rows whose advantage is None are out."""
    rows = []
    for now, before, reference, gain in zip(logps, old, ref, advantage, strict=True):
        if gain is None:
            continue
        terms = []
        for t in range(len(now)):
            if level == "token":
                ratio = torch.exp(now[t] - before[t])
            else:
                ratio = torch.exp((now - before).sum() / len(now))
            low, high = 1 - epsilon, 1 + epsilon
            clipped = torch.clamp(ratio, low, high)
            gained = torch.minimum(ratio * gain, clipped * gain)
            apart = torch.exp(reference[t] - now[t]) - (reference[t] - now[t]) - 1
            terms.append(gained - beta * apart)
        rows.append(torch.stack(terms).sum() / len(terms))
    return -torch.stack(rows).sum() / len(rows) if rows else torch.zeros((), dtype=torch.float64)
