# pyright: basic
# ruff: noqa: ARG002  (the signatures are those of transformers' callbacks and of signal)
"""What happens around a step of a run: the bar, the metrics, the curve, an orderly stop."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from transformers import TrainerCallback, TrainerControl, TrainerState

from rewardsmith_trainer.runs.curve import draw_curve
from rewardsmith_trainer.runs.recorder import Recorder


class RunCallback(TrainerCallback):
    """How far is the run, and does the user want it to end?

    The first Ctrl-C ends the run after the step at hand, with a checkpoint; the second at once.
    """

    def __init__(self, recorder: Recorder, console: Console) -> None:
        self.recorder = recorder
        self.stopped = False
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[reward]}"),
            console=console,
        )
        self._task = self._bar.add_task("training", total=None, reward="")
        self._previous: Any = None

    def on_train_begin(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Show the bar and listen for Ctrl-C."""
        self._bar.start()
        self._bar.update(self._task, total=state.max_steps, completed=state.global_step)
        if threading.current_thread() is threading.main_thread():
            self._previous = signal.signal(signal.SIGINT, self._interrupt)

    def on_step_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Move the bar; end with a checkpoint where the user wants it."""
        self._bar.update(self._task, completed=state.global_step)
        if self.stopped:
            control.should_save = control.should_training_stop = True

    def on_log(
        self,
        args: Any,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, Any] | None = None,
        **rest: Any,
    ) -> None:
        """Write the line of this step."""
        if logs is None or "step_time" not in logs:
            return
        reward = self.recorder.log(state.global_step, logs)["reward"]
        shown = "no verdict" if reward is None else f"reward {reward:.2f}"
        self._bar.update(self._task, reward=shown)

    def on_save(self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any) -> None:
        """Draw the curve so far beside the checkpoint."""
        self.draw()

    def on_train_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Take the bar away."""
        self.close()

    def draw(self) -> None:
        """Draw the curve of what was logged so far."""
        folder = self.recorder.folder
        draw_curve(Path(folder.path / "curve.png"), folder.metrics(), folder.path.name)

    def close(self) -> None:
        """Leave the terminal and Ctrl-C as they were."""
        self._bar.stop()
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)
            self._previous = None

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.stopped:
            raise KeyboardInterrupt
        self.stopped = True
        self._bar.console.print("stopping after this step (Ctrl-C again: at once)")
