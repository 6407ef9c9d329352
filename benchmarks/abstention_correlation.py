"""How much of the training signal survives a component that fails half of the time?

Claim (10,000 groups of 8, ~7 s on one core): reward 0.9 × right + 0.1 × judge, pass rates uniform
over prompts, judge scores uniform; the judge is undecided for half of the rows.  The advantages
correlate >= 0.8 with those of the unharmed reward; with a judge that is dead for every row the
ranking of every group is that of the rest of the reward.
Run: python -m benchmarks.abstention_correlation --out benchmarks/results/abstention.json
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import torch

from benchmarks.provenance import provenance
from rewardsmith import Reason, Rollout, Verdict, Verifier, register, score
from rewardsmith_trainer.advantage import group_advantage

GROUP = 8


@register
class Told(Verifier, frozen=True):
    """The score in the column of this name; None there is undecided."""

    kind: Literal["told"] = "told"

    @classmethod
    def example(cls) -> tuple[Told, Rollout]:
        return cls(name="right"), Rollout(extra={"right": 1.0})

    def verify(self, rollout: Rollout) -> Verdict:
        said = rollout.extra[self.name or ""]
        return Verdict.undecided(Reason.ENDPOINT_ERROR) if said is None else Verdict.of(said)


REWARD = 0.9 * Told(name="right") + 0.1 * Told(name="judge")


def simulate(groups: int, seed: int) -> list[Rollout]:
    """Rows of an unharmed reward."""
    rng = random.Random(seed)
    rows = list[Rollout]()
    for group in range(groups):
        rate = rng.random()
        for member in range(GROUP):
            columns = {"right": float(rng.random() < rate), "judge": rng.random(), "member": member}
            rows.append(Rollout(extra=columns, group=group))
    return rows


def failing(rows: Sequence[Rollout], share: float, seed: int) -> list[Rollout]:
    """The same rows, the judge undecided for this share of them."""
    rng = random.Random(seed)
    return [
        Rollout(extra={**row.extra, "judge": None}, group=row.group)
        if rng.random() < share
        else row
        for row in rows
    ]


def ours(rows: Sequence[Rollout]) -> list[float | None]:
    """As the sum has it: a group's mean stands in for an undecided lighter term."""
    return [verdict.score for verdict in score(REWARD, rows)]


def strict(rows: Sequence[Rollout]) -> list[float | None]:
    """Undecided as soon as one term is."""
    return [None if row.extra["judge"] is None else _weighed(row) for row in rows]


def as_zero(rows: Sequence[Rollout]) -> list[float | None]:
    """An undecided term counts as 0, as a trainer does with one of several functions."""
    return [_weighed(row) for row in rows]


def _weighed(row: Rollout) -> float:
    return 0.9 * row.extra["right"] + 0.1 * (row.extra["judge"] or 0.0)


def advantages(scores: Sequence[float | None]) -> torch.Tensor:
    """By group, an undecided row 0."""
    tensor = torch.tensor([math.nan if s is None else s for s in scores], dtype=torch.float64)
    return group_advantage(tensor, GROUP)


def correlation(a: torch.Tensor, b: torch.Tensor) -> float:
    """Pearson's, over all rows."""
    return torch.corrcoef(torch.stack([a, b]))[0, 1].item()


def ranking_kept(rows: Sequence[Rollout], scores: Sequence[float | None]) -> bool:
    """Is every pair of a group ordered by the judge-free rest of the reward?"""
    for start in range(0, len(rows), GROUP):
        rest = [row.extra["right"] for row in rows[start : start + GROUP]]
        found = scores[start : start + GROUP]
        for i in range(GROUP):
            for j in range(GROUP):
                if found[i] is None or (rest[i] > rest[j]) != (found[i] > found[j]):
                    return False
    return True


def measure(groups: int, seed: int = 0) -> dict[str, object]:
    """The figures of the claim."""
    rows = simulate(groups, seed)
    clean = advantages(as_zero(rows))
    broken = failing(rows, 0.5, seed + 1)
    ways: dict[str, Callable[[Sequence[Rollout]], list[float | None]]] = {
        "ours": ours,
        "strict": strict,
        "as_zero": as_zero,
    }
    dead = failing(rows, 1.0, seed)
    return {
        "groups": groups,
        "failing_half": {n: correlation(clean, advantages(way(broken))) for n, way in ways.items()},
        "dead_keeps_ranking": ranking_kept(dead, ours(dead)),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=10_000)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    result = measure(given.groups)
    print(json.dumps(result, indent=1))
    if given.out:
        given.out.write_text(
            json.dumps(
                {**result, "provenance": provenance("torch", "transformers", "trl")}, indent=1
            )
            + "\n"
        )
    assert result["dead_keeps_ranking"]
    assert result["failing_half"]["ours"] >= 0.8  # type: ignore[index]
