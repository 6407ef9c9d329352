# pyright: basic
# ruff: noqa: ARG002  (the signatures are those of transformers' callbacks)
"""A watcher that puts figures into the log that is about to be written."""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState


class Noting(TrainerCallback):
    """Which figures are to be logged?  Subclasses answer in ``figures``, on every rank at once.

    They go to the trainer's metrics under ``prefix``, and so to whatever ``report_to`` names.
    """

    prefix = "diagnostics/"

    def attach(self, trainer: Any) -> None:
        """Know the trainer, whose log it is."""
        self.trainer = trainer

    def figures(self, *, last: bool) -> dict[str, float]:
        """What is there to log?  ``last``: there is no step after this one."""
        raise NotImplementedError

    def note(self, figures: dict[str, float]) -> None:
        """Put these into the next log."""
        for name, value in figures.items():
            self.trainer.note(f"{self.prefix}{name}", value)

    def on_step_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Before a log that comes with a step, or the one of the end."""
        last = state.global_step >= state.max_steps
        if last or control.should_log:
            self.note(self.figures(last=last))

    def on_epoch_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Before a log that comes with an epoch."""
        if control.should_log:
            self.note(self.figures(last=False))
