"""``as_trl``: a verifier as one reward function for TRL's ``GRPOTrainer``, unmodified.

What a completion's verdict abstains from stays None, which TRL leaves out of the group's statistics
and gives advantage 0.  Components are logged beside the total and never summed again.

Every batch is scored in a thread of its own and waited for with a deadline, so that no verifier
holds up the other ranks until their collective times out (600 s over NCCL, 1,800 s over gloo).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol, cast

from rewardsmith import Budget, Reason, Rollout, Verdict, VerdictCache, Verifier
from rewardsmith.runner import ascore
from rewardsmith.sums import Sum
from rewardsmith_trainer.ahead import Ahead, Request, Scored
from rewardsmith_trainer.background import Background
from rewardsmith_trainer.undecided import UndecidedAlarm

MOST_CHECKED = 10_000
DEADLINE_S = 120.0
BATCH_DEADLINE_S = 300.0
_GRACE_S = 0.5
"""So long after its deadline a batch may take to say what is decided of it."""
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
    limit.  ``ahead`` holds what ``start`` has begun.
    """

    reward: Verifier
    observer: Observer | None = None
    workers: int | None = None
    deadline_s: float | None = DEADLINE_S
    batch_deadline_s: float | None = BATCH_DEADLINE_S
    cache: VerdictCache | None = field(default=None, compare=False)
    budget: Budget = field(default_factory=Budget, compare=False)
    alarm: UndecidedAlarm | None = field(default_factory=UndecidedAlarm, compare=False)
    ahead: Ahead = field(default_factory=Ahead, compare=False, repr=False)
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
        asked_s = time.perf_counter()
        step = 0 if trainer_state is None else int(trainer_state.global_step)
        request = Request(prompts, completions, _only_columns(columns, len(prompts)), step)
        under_way = self.ahead.take(request) or self._begin(request)
        rollouts, verdicts = under_way.result(self._patience_s) or self._blocked(request)
        components = component_scores(self.reward, verdicts)
        if log_extra is not None:
            _log_rows(verdicts, components, log_extra)
        if log_metric is not None:
            _log_means(verdicts, components, log_metric)
        if self.alarm is not None:
            self.alarm(verdicts, step)
        if self.observer is not None:
            self.observer(rollouts, verdicts, step)
        if log_metric is not None:
            log_metric("reward_wait_s", time.perf_counter() - asked_s)
        return [verdict.score for verdict in verdicts]

    def start(self, request: Request) -> None:
        """Begin to score these rows; the call with the same lists takes what is under way."""
        self.ahead.put(request, self._begin(request))

    def _begin(self, request: Request) -> Background[Scored]:
        return Background(self._scored(request))

    async def _scored(self, request: Request) -> Scored:
        rollouts = to_rollouts(request.prompts, request.completions, request.columns, request.step)
        self.reward.check(rollouts)
        verdicts = await ascore(
            self.reward,
            rollouts,
            workers=self.workers,
            deadline_s=self.deadline_s,
            batch_deadline_s=self.batch_deadline_s,
            cache=self.cache,
            budget=self.budget,
        )
        return rollouts, verdicts

    @property
    def _patience_s(self) -> float | None:
        return None if self.batch_deadline_s is None else self.batch_deadline_s + _GRACE_S

    def _blocked(self, request: Request) -> Scored:
        """Which verdicts has a batch whose event loop does not even say that it is late?"""
        detail = "a verifier says async and blocks instead of awaiting: nothing was scored in time"
        rollouts = to_rollouts(request.prompts, request.completions, request.columns, request.step)
        return rollouts, [Verdict.undecided(Reason.BATCH_LATE, detail)] * len(rollouts)


def as_trl(
    reward: Verifier,
    *,
    observer: Observer | None = None,
    workers: int | None = None,
    deadline_s: float | None = DEADLINE_S,
    batch_deadline_s: float | None = BATCH_DEADLINE_S,
    cache: VerdictCache | None = None,
) -> TRLReward:
    r"""How does an unmodified ``GRPOTrainer`` use this verifier?  As one of its reward functions.

    Columns as in TRL, the truth in ``answer`` (also ``solution``, ``ground_truth``, ``truth``).
    Answers found go to TRL's completions table, components there and to its metrics.

    ``workers``, ``deadline_s`` (one rollout in one verifier, 120 s) and ``cache`` are those of
    ``score``.  ``batch_deadline_s`` (300 s) bounds all of a batch, from when its completions are
    there: what is not decided by then is undecided.  Keep it far below the time-out of the
    collective, and ``deadline_s`` far below it.  Nothing bounds a verifier of yours that holds the
    interpreter inside C (a regular expression that backtracks, a huge power): that freezes the
    process, this deadline with it.  Have such code run isolated: ``from_callable``.

    >>> from rewardsmith import Integer
    >>> as_trl(Integer())(["6·7?"], [r"\boxed{42}"], answer=["42"])
    [1.0]
    """
    return TRLReward(reward, observer, workers, deadline_s, batch_deadline_s, cache)


def component_names(reward: Verifier) -> tuple[str, ...]:
    """What are the terms of the top-level sum called?  None where the top is no sum."""
    return reward.part_names if isinstance(reward, Sum) else ()


def to_rollouts(
    prompts: Sequence[Any], completions: Sequence[Any], columns: Mapping[str, Any], step: int
) -> list[Rollout]:
    """Which rollouts are these rows?  Equal prompts are a group, named by step and prompt."""
    rows = {"prompt": prompts, "completion": completions, **_only_columns(columns, len(prompts))}
    first: dict[str, int] = {}
    return [
        Rollout.from_row(
            dict(zip(rows, values, strict=True)),
            group=f"{step}-{first.setdefault(repr(values[0]), len(first))}",
        )
        for values in zip(*rows.values(), strict=True)
    ]


def _only_columns(given: Mapping[str, Any], length: int) -> dict[str, list[Any]]:
    """What has a value for each row, of all that TRL hands to a reward function."""
    return {
        name: values
        for name, values in given.items()
        if name not in _NOT_COLUMNS
        and isinstance(values, list)
        and len(cast("list[Any]", values)) == length
    }


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
    verdicts: Sequence[Verdict],
    components: Mapping[str, list[float]],
    log_extra: Callable[[str, list[Any]], None],
) -> None:
    log_extra("extracted", [verdict.extracted for verdict in verdicts])
    log_extra("reason", [verdict.reason.value for verdict in verdicts])
    for name, scores in components.items():
        log_extra(name, scores)


def _log_means(
    verdicts: Sequence[Verdict],
    components: Mapping[str, list[float]],
    log_metric: Callable[[str, float], None],
) -> None:
    """One value a decided row: TRL then averages over the rows of all ranks."""
    for verdict in verdicts:
        log_metric("abstained", float(verdict.score is None))
    for component, scores in components.items():
        abstained, mean = f"components/{component}/abstained", f"components/{component}/mean"
        for score in scores:
            log_metric(abstained, float(math.isnan(score)))
            if not math.isnan(score):
                log_metric(mean, score)
