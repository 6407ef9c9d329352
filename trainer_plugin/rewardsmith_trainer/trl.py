"""``as_trl``: a verifier as one reward function for TRL's ``GRPOTrainer``, unmodified.

What a completion's verdict abstains from stays None, which TRL leaves out of the group's statistics
and gives advantage 0.  Components are logged beside the total and never summed again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol, cast

from rewardsmith import Budget, Rollout, Verdict, Verifier, score
from rewardsmith.sums import Sum

MOST_CHECKED = 10_000
_NOT_COLUMNS = frozenset({"completion_ids", "environments"})


class Observer(Protocol):
    """Who else wants to see the verdicts?  Called once a batch, with the trainer's step."""

    def __call__(self, rollouts: Sequence[Rollout], verdicts: Sequence[Verdict], step: int) -> None:
        """Look at a scored batch."""
        ...


@dataclass(frozen=True)
class TRLReward:
    """What does TRL get for each completion?  See ``as_trl``.  Pickles if its observer does.

    ``budget`` is carried through the run: so many of all its completions may abstain for our own
    limit.
    """

    reward: Verifier
    observer: Observer | None = None
    budget: Budget = field(default_factory=Budget, compare=False)
    __name__ = "reward"

    def __call__(
        self,
        prompts: Sequence[Any],
        completions: Sequence[Any],
        *,
        log_extra: Callable[[str, list[Any]], None] | None = None,
        log_metric: Callable[[str, float], None] | None = None,
        trainer_state: Any = None,
        **columns: Any,
    ) -> list[float | None]:
        """The score of each completion; None where it abstains.

        DataError where no row has a column that the reward reads, ScoreError for NaN and inf.
        """
        step = 0 if trainer_state is None else int(trainer_state.global_step)
        rollouts = to_rollouts(prompts, completions, columns, step)
        self.reward.check(rollouts)
        verdicts = score(self.reward, rollouts, budget=self.budget)
        if log_extra is not None:
            _log_rows(self.reward, verdicts, log_extra)
        if log_metric is not None:
            _log_means(self.reward, verdicts, log_metric)
        if self.observer is not None:
            self.observer(rollouts, verdicts, step)
        return [verdict.score for verdict in verdicts]


def as_trl(reward: Verifier, *, observer: Observer | None = None) -> TRLReward:
    r"""How does an unmodified ``GRPOTrainer`` use this verifier?  As one of its reward functions.

    Columns as in TRL, the truth in ``answer`` (also ``solution``, ``ground_truth``, ``truth``).
    Answers found go to TRL's completions table, components there and to its metrics.

    >>> from rewardsmith import Integer
    >>> as_trl(Integer())(["6·7?"], [r"\boxed{42}"], answer=["42"])
    [1.0]
    """
    return TRLReward(reward, observer)


def component_names(reward: Verifier) -> tuple[str, ...]:
    """What are the terms of the top-level sum called?  None where the top is no sum."""
    return reward.part_names if isinstance(reward, Sum) else ()


def to_rollouts(
    prompts: Sequence[Any], completions: Sequence[Any], columns: Mapping[str, Any], step: int
) -> list[Rollout]:
    """Which rollouts are these rows?  Equal prompts are a group, named by step and prompt."""
    rows: dict[str, list[Any]] = {
        name: values
        for name, values in columns.items()
        if name not in _NOT_COLUMNS and _is_column(values, len(prompts))
    }
    first: dict[str, int] = {}
    return [
        Rollout.from_row(
            {name: values[i] for name, values in rows.items()}
            | {"prompt": prompt, "completion": completion},
            group=f"{step}-{first.setdefault(repr(prompt), len(first))}",
        )
        for i, (prompt, completion) in enumerate(zip(prompts, completions, strict=True))
    ]


def _is_column(values: Any, length: int) -> bool:
    return isinstance(values, list) and len(cast("list[Any]", values)) == length


def check_rows(reward: Verifier, rows: Iterable[Mapping[str, Any]]) -> None:
    """Can the reward score these rows, whatever the model answers?  DataError if not.

    Looks at the first ``MOST_CHECKED`` rows, before a step is spent on them.
    """
    first = islice(rows, MOST_CHECKED)
    reward.check([Rollout.from_row({**row, "completion": ""}) for row in first])


def component_scores(reward: Verifier, verdicts: Sequence[Verdict]) -> dict[str, list[float]]:
    """How did each term of the sum score each rollout?  NaN where it abstains or was not asked."""
    return {
        name: [_score(verdict.parts.get(name)) for verdict in verdicts]
        for name in component_names(reward)
    }


def _score(verdict: Verdict | None) -> float:
    return math.nan if verdict is None or verdict.score is None else verdict.score


def _log_rows(
    reward: Verifier, verdicts: Sequence[Verdict], log_extra: Callable[[str, list[Any]], None]
) -> None:
    log_extra("extracted", [verdict.extracted for verdict in verdicts])
    log_extra("reason", [verdict.reason.value for verdict in verdicts])
    for name, scores in component_scores(reward, verdicts).items():
        log_extra(name, scores)


def _log_means(
    reward: Verifier, verdicts: Sequence[Verdict], log_metric: Callable[[str, float], None]
) -> None:
    """One value a decided row: TRL then averages over the rows of all ranks."""
    for verdict in verdicts:
        log_metric("abstained", float(verdict.abstains))
    for name, scores in component_scores(reward, verdicts).items():
        for value in scores:
            log_metric(f"components/{name}/abstained", float(math.isnan(value)))
            if not math.isnan(value):
                log_metric(f"components/{name}/mean", value)
