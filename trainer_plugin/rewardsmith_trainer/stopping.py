# pyright: basic
# ruff: noqa: ARG002  (the signatures are those of transformers' callbacks)
"""A run whose reward is mostly undecided is ended, in good order."""

from __future__ import annotations

import logging
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState

from rewardsmith_trainer.scored import REASONS, ScoredBatch
from rewardsmith_trainer.undecided import causes, described

_log = logging.getLogger("rewardsmith")


class UndecidedStop(TrainerCallback):
    """Is more than ``above`` undecided in ``batches`` batches in a row?  Then the run ends.

    A watcher of ``VerifiedGRPOTrainer``.  It ends after the step at hand, with a checkpoint, and
    says why: in the log, and in ``cause`` (None while all is well).  Every rank decides the same,
    since every rank sees the same batch.
    """

    def __init__(self, above: float = 0.5, batches: int = 3) -> None:
        self.above, self.batches = above, batches
        self.cause: str | None = None
        self._in_a_row = 0

    def __call__(self, batch: ScoredBatch) -> None:
        """Look at a batch."""
        found = causes(REASONS[index] for index in batch.reasons.tolist())
        rows = len(batch.reasons)
        self._in_a_row = self._in_a_row + 1 if found.total() > self.above * rows else 0
        if self._in_a_row >= self.batches:
            self.cause = described(found, rows)

    def on_step_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """End with a checkpoint."""
        if self.cause is None or control.should_training_stop:
            return
        control.should_save = control.should_training_stop = True
        if state.is_world_process_zero:
            _log.error("the run ends at step %d: %s", state.global_step, self.cause)
