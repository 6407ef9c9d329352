# pyright: basic
# ruff: noqa: ARG002  (the signatures are those of transformers' callbacks)
"""``Diagnostics``: a watcher of the trainer that logs what the batches say, and gives advice."""

from __future__ import annotations

import logging
from collections import deque
from typing import Any

from transformers import TrainerControl, TrainerState

from rewardsmith_trainer.diagnostics.advisor import advise
from rewardsmith_trainer.diagnostics.evidence import Advice, Setup
from rewardsmith_trainer.diagnostics.noting import Noting
from rewardsmith_trainer.diagnostics.statistics import (
    carrying,
    figures,
    passes_at_k,
    predictions,
)
from rewardsmith_trainer.scored import ScoredBatch
from rewardsmith_trainer.signal import required_columns, weights_of
from rewardsmith_trainer.trl import component_names

_log = logging.getLogger("rewardsmith")


class Diagnostics(Noting):
    """What is going on in this run, and what should be changed?

    ``VerifiedGRPOTrainer(..., watchers=[Diagnostics()])``.  Its figures (``statistics``) go to the
    trainer's log under ``diagnostics/``, and so to whatever ``report_to`` names; each is over the
    batches since the last log, but for predictions, which are over the last ``window`` batches.
    With an ``eval_dataset``, ``eval_diagnostics/pass@k`` is logged for k up to
    ``num_generations_eval``.  Every ``window`` logs and at the end the log so far is judged
    (``advisor``): what is new is warned of once (``warned`` holds the names), and ``advice`` holds
    what was found last.
    """

    def __init__(self, window: int = 20) -> None:
        self.window = window
        self.advice: list[Advice] = []
        self._recent: deque[ScoredBatch] = deque(maxlen=window)
        self._fresh: list[ScoredBatch] = []
        self._reasons: set[str] = set()
        self.warned: set[str] = set()
        self._logs = 0

    def attach(self, trainer: Any) -> None:
        """Read the settings that advice is about."""
        super().attach(trainer)
        reward = trainer.reward.reward
        names = component_names(reward)
        self.setup = Setup(
            group_size=trainer.num_generations,
            beta=trainer.beta,
            learning_rate=trainer.args.learning_rate,
            required=tuple(names[column] for column in required_columns(reward)),
            weights=dict(zip(names, weights_of(reward), strict=True)),
        )

    def __call__(self, batch: ScoredBatch) -> None:
        """Keep a batch until the next log."""
        self._fresh.append(batch)
        self._recent.append(batch)

    def evaluated(self, batch: ScoredBatch) -> None:
        """Log pass@k of an evaluation batch."""
        found = passes_at_k(batch, self.setup.required)
        self.note({f"pass@{k}": value for k, value in found.items()})

    def figures(self, *, last: bool) -> dict[str, float]:
        """What do the batches since the last log say?  Nothing where there is none."""
        if not self._fresh:
            return {}
        found, self._fresh = figures(self._fresh), []
        scores = carrying(tuple(self._recent), self.setup.required)
        own, size = "groups/predicted", self.setup.group_size
        for other, share in predictions(scores).items():
            found[own if other == size else f"{own}/{other}"] = share
        self._reasons |= {name for name in found if name.startswith("abstained/")}
        return dict.fromkeys(self._reasons, 0.0) | found

    def on_log(self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any) -> None:
        """Judge the run so far, every ``window`` logs."""
        self._logs += 1
        if self._logs % self.window == 0:
            self._judge(state)

    def on_train_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Judge the run."""
        self._judge(state)

    def _judge(self, state: TrainerState) -> None:
        self.advice = advise(state.log_history, self.setup)
        new = [advice for advice in self.advice if advice.what not in self.warned]
        self.warned |= {advice.what for advice in new}
        if state.is_world_process_zero:
            for advice in new:
                _log.warning("%s", advice)
