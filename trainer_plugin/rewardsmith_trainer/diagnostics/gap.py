"""The gap between what a reward claims and what an audit grants, from paired scores."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import torch
from torch import Tensor

from rewardsmith import Rollout, Verdict, Verifier, score
from rewardsmith.errors import ScoreError, SpecError
from rewardsmith.sums import Sum
from rewardsmith_trainer.runs.heldout import paired_interval

_DEADLINE_S = 120.0
_log = logging.getLogger("rewardsmith")


@dataclass(frozen=True)
class Gap:
    """How much more does the reward claim than the audit grants, on the same completions?

    ``mean`` of claim less grant over ``n`` pairs, with the ends of its 95 % interval; ``chosen``
    counts all that were to be audited, with those that gave no pair.
    """

    NOTHING: ClassVar[Tensor] = torch.zeros(4, dtype=torch.float64)
    """The sums of no completion: chosen, pairs, Σd, Σd² of their differences d."""

    chosen: int
    n: int
    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, sums: Tensor) -> Self:
        """Which gap do these sums give?  (4,) as in ``NOTHING``."""
        chosen, n, total, squares = (float(value) for value in sums)
        low, high = paired_interval(int(n), total, squares)
        return cls(int(chosen), int(n), total / max(n, 1), low, high)

    @staticmethod
    def unaudited(count: int) -> Tensor:
        """The sums of so many completions that were not looked at."""
        return torch.tensor([count, 0, 0, 0], dtype=torch.float64)

    def figures(self) -> dict[str, float]:
        """Which figures are logged?  None before anything was chosen, no gap before a pair."""
        if not self.chosen:
            return {}
        shares = {"n": float(self.n), "undecided": 1 - self.n / self.chosen}
        gap = {"gap": self.mean, "low": self.low, "high": self.high}
        return shares | gap if self.n else shares


@dataclass(frozen=True)
class Claim:
    """How right does the reward say that a completion is?  The mean of these parts' scores."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, reward: Verifier, name: str | None) -> Self:
        """The part of this name, else the required ones; none where the reward is no sum."""
        known = reward.part_names if isinstance(reward, Sum) else ()
        if name is None:
            required = reward.required_parts if isinstance(reward, Sum) else frozenset[str]()
            return cls(tuple(part for part in known if part in required))
        if name not in known:
            raise SpecError(f"claim={name!r}: the reward has the terms {', '.join(known) or '-'}")
        return cls((name,))

    def __call__(self, verdict: Verdict) -> float | None:
        """What does this verdict claim?  None where it abstains."""
        verdicts = [verdict.parts[part] for part in self.parts] or [verdict]
        scores = [found.score for found in verdicts if found.score is not None]
        return sum(scores) / len(scores) if len(scores) == len(verdicts) else None


def choose(rows: int, share: float, seed: str) -> list[int]:
    """Which rows are audited?  ``share`` of them on the average, the same for the same seed.

    >>> choose(100, 0.03, "0-0") == choose(100, 0.03, "0-0")
    True
    """
    rng = random.Random(seed)  # noqa: S311  (a sample, not a secret)
    return sorted(rng.sample(range(rows), int(rows * share + rng.random())))


def audited(
    verifier: Verifier, rollouts: Sequence[Rollout], claims: Sequence[float | None]
) -> Tensor:
    """The sums of claim less grant over these completions; all without a pair where it raises."""
    try:
        verdicts = score(verifier, rollouts, deadline_s=_DEADLINE_S)
    except ScoreError:
        _log.exception("the audit by %r gave no score", verifier)
        return Gap.unaudited(len(rollouts))
    differences = [
        claim - verdict.score
        for claim, verdict in zip(claims, verdicts, strict=True)
        if claim is not None and verdict.score is not None
    ]
    d = torch.tensor(differences, dtype=torch.float64)
    count = torch.tensor([len(rollouts), len(differences)], dtype=torch.float64)
    return torch.cat([count, torch.stack([d.sum(), d.square().sum()])])
