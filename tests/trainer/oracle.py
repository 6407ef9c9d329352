"""The losses and advantages of GRPO and its kin, written from the text of the papers, in float64.

Nothing here is shared with the plugin or with TRL.  DeepSeekMath, Shao et al. 2024,
arXiv:2402.03300: the objective is (eq. 3)

    1/G Σ_i 1/|o_i| Σ_t { min[ρ Â, clip(ρ, 1 − ε, 1 + ε) Â] − β D_KL }

with ρ = π_θ(o_t | q, o_<t) / π_old(o_t | q, o_<t), with D_KL = π_ref/π_θ − log π_ref/π_θ − 1
(eq. 4), and with Â the reward less the group's mean, over the group's standard deviation (§4.1.2).
GSPO, Zheng et al. 2025, arXiv:2507.18071: ρ is the whole sequence's, to the power 1/|o_i|.

What a token gains, elsewhere than in eq. 3:

- SAPO, Gao et al. 2025, arXiv:2511.20347: σ(τ(ρ − 1)) · 4/τ · Â, τ by the sign of Â;
- CISPO, MiniMax 2025, arXiv:2506.13585: sg(min(ρ, ε_high)) · Â · log π_θ;
- VESPO, arXiv:2602.10693: sg(φ(W)) · Â · log π_θ, with W the product of the sequence's ratios and
  φ(W) = W^k exp(λ(1 − W)), k and λ by the sign of Â.

What the sum over tokens is divided by: |o_i| and the rows (grpo, sapo); the longest length and the
rows (dr_grpo, Liu et al. 2025, arXiv:2503.20783); the rows (luspo, arXiv:2602.05261); the tokens of
the batch (dapo, Yu et al. 2025, arXiv:2503.14476; cispo; vespo) or of the micro-batch (bnpo).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

SAPO_TAU = {True: 1.0, False: 1.05}
VESPO = {True: (2.0, 3.0), False: (3.0, 2.0)}  # k and λ where Â ≥ 0, and where it is not


def advantages(
    rewards: Sequence[float | None],
    spread: str,
    *,
    scale: str = "group",
    everyone: Sequence[float] = (),
    floor: float = 0.0,
) -> list[float | None]:
    """One group; None where a row is left out.  ``everyone``: the batch's rewards that count."""
    decided = in_use(rewards)
    if not decided:
        return [None] * len(rewards)
    if len(set(decided)) == 1:
        return [None if reward is None else 0.0 for reward in rewards]
    mean = math.fsum(decided) / len(decided)
    divisor = {
        "group": lambda: divide_by(decided, spread, floor),
        "batch": lambda: divide_by(everyone, spread, floor),
        "none": lambda: 1.0,
    }[scale]()
    return [None if reward is None else (reward - mean) / divisor for reward in rewards]


def gdpo(
    groups: Sequence[Sequence[float | None]],
    parts: Sequence[Sequence[Sequence[float | None]]],
    weights: Sequence[float],
    spread: str,
    floor: float = 0.0,
) -> list[float | None]:
    """Group reward-Decoupled Normalization, arXiv:2601.05242: totals and parts (group, row, K)."""
    sums: list[float | None] = []
    for totals, rows in zip(groups, parts, strict=True):
        usable = bool(in_use(totals))
        out: list[float | None] = [
            0.0 if usable and total is not None else None for total in totals
        ]
        for k, weight in enumerate(weights):
            column = [
                row[k] if total is not None and out[i] is not None else None
                for i, (row, total) in enumerate(zip(rows, totals, strict=True))
            ]
            said = [value for value in column if value is not None]
            if len(set(said)) < 2:
                continue
            mean = math.fsum(said) / len(said)
            divisor = divide_by(said, spread, floor)
            for i, value in enumerate(column):
                if value is not None:
                    out[i] += weight * (value - mean) / divisor
        sums += out
    present = [value for value in sums if value is not None]
    if len(set(present)) < 2:
        return [None if value is None else 0.0 for value in sums]
    mean = math.fsum(present) / len(present)
    divisor = divide_by(present, spread, 0.0)
    return [None if value is None else (value - mean) / divisor for value in sums]


def in_use(rewards: Sequence[float | None]) -> list[float]:
    """The decided rewards of a group, or none of them where they are too few."""
    decided = [reward for reward in rewards if reward is not None]
    return decided if len(decided) >= max(2, len(rewards) / 2) else []


def divide_by(values: Sequence[float], spread: str, floor: float) -> float:
    """The standard deviation, not below the floor, with what is added to it."""
    mean = math.fsum(values) / len(values)
    squares = math.fsum((value - mean) ** 2 for value in values)
    if spread == "bessel":
        return max(math.sqrt(squares / (len(values) - 1)), floor) + 1e-4
    return max(math.sqrt(squares / len(values)), floor)


def token_logps(model: torch.nn.Module, prompt: Sequence[int], completion: Sequence[int]) -> Tensor:
    """log π(o_t | q, o_<t) of one unpadded completion: (|o|,)."""
    ids = torch.tensor([[*prompt, *completion]])
    logits = model(ids).logits[0].double()
    chosen = []
    for t, token in enumerate(completion):
        row = logits[len(prompt) + t - 1]
        chosen.append(row[token] - torch.logsumexp(row, 0))
    return torch.stack(chosen)


@dataclass
class Row:
    """One used completion; one that does not pass is in the denominators alone."""

    now: Tensor
    old: Tensor
    ref: Tensor
    gain: float
    passes: bool = True


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
    """Minus the objective of eq. 3; rows whose advantage is None are out."""
    rows = [
        Row(*tensors, gain)
        for *tensors, gain in zip(logps, old, ref, advantage, strict=True)
        if gain is not None
    ]
    return loss_of("grpo", [rows], level=level, epsilon=epsilon, beta=beta)


def loss_of(
    kind: str,
    micro_batches: Sequence[Sequence[Row]],
    *,
    level: str = "token",
    epsilon: float = 0.2,
    epsilon_high: float | None = None,
    beta: float = 0.0,
    longest: int = 0,
) -> Tensor:
    """The loss of this kind over all micro-batches, as one step sees it."""
    every = [row for rows in micro_batches for row in rows]
    tokens = sum(len(row.now) for row in every)
    total = torch.zeros((), dtype=torch.float64)
    for rows in micro_batches:
        here = sum(len(row.now) for row in rows)
        for row in rows:
            divisor = {
                "grpo": len(row.now) * len(every),
                "sapo": len(row.now) * len(every),
                "dr_grpo": longest * len(every),
                "luspo": len(every),
                "bnpo": here * len(micro_batches),
                "dapo": tokens,
                "cispo": tokens,
                "vespo": tokens,
            }[kind]
            if row.passes:
                high = epsilon if epsilon_high is None else epsilon_high
                objective = _objective(kind, row, level, epsilon, high, beta)
                total = total - objective / divisor
    return total


def _objective(
    kind: str, row: Row, level: str, epsilon: float, epsilon_high: float, beta: float
) -> Tensor:
    """Σ_t of what the tokens of this row gain, less β D_KL."""
    total = torch.zeros((), dtype=torch.float64)
    for t in range(len(row.now)):
        if level == "token":
            ratio = torch.exp(row.now[t] - row.old[t])
        else:
            ratio = torch.exp((row.now - row.old).sum() / len(row.now))
        if kind == "sapo":
            tau = SAPO_TAU[row.gain > 0]
            gained = torch.sigmoid(tau * (ratio - 1)) * 4 / tau * row.gain
        elif kind == "cispo":
            gained = min(ratio.item(), epsilon_high) * row.gain * row.now[t]
        elif kind == "vespo":
            k, rate = VESPO[row.gain >= 0]
            whole = math.exp((row.now - row.old).sum().item())
            gained = whole**k * math.exp(rate * (1 - whole)) * row.gain * row.now[t]
        else:
            clipped = torch.clamp(ratio, 1 - epsilon, 1 + epsilon_high)
            gained = torch.minimum(ratio * row.gain, clipped * row.gain)
        apart = torch.exp(row.ref[t] - row.now[t]) - (row.ref[t] - row.now[t]) - 1
        total = total + gained - beta * apart
    return total
