"""The folder of a run: what is in it, and how it is written so that a run can go on from it.

::

    recipe.yaml         the recipe as resolved, every default written out
    metrics.jsonl       one line a step: reward, components, KL, entropy, times
    rollouts.jsonl      every rollout with its verdict tree, to be scored again
    heldout_before.jsonl, heldout_after.jsonl    greedy answers with the verdicts of the measures
    curve.png           the reward and each of its components over the steps
    checkpoints/        the last state of model and optimiser
    model/              the trained model and its tokenizer
    summary.json        what came of it
    advice.json         what the advisor found, with figure and setting
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardsmith import Rollout, Verdict
from rewardsmith.errors import DataError
from rewardsmith.rows import as_json, read_rows, write_text


@dataclass(frozen=True)
class RunFolder:
    """Where does a run leave what it makes?"""

    path: Path

    @property
    def checkpoints(self) -> Path:
        """The folder of TRL's checkpoints."""
        return self.path / "checkpoints"

    @property
    def model(self) -> Path:
        """The folder of the trained model."""
        return self.path / "model"

    @property
    def start(self) -> Path:
        """The folder of a starting model that was made for this run."""
        return self.path / "start"

    def open(self, recipe: str, *, resume: bool) -> None:
        """Make it ready.  DataError for a folder in use, or one without a run to resume."""
        if resume:
            if not (self.path / "recipe.yaml").is_file():
                raise DataError(f"{self.path}: no run to resume; leave out --resume")
            return
        if self.path.exists() and any(self.path.iterdir()):
            raise DataError(
                f"{self.path}: is not empty; go on with --resume, or name another folder with -o"
            )
        self.path.mkdir(parents=True, exist_ok=True)
        write_text(self.path / "recipe.yaml", [recipe.strip()])

    def last_checkpoint(self) -> Path | None:
        """Which checkpoint is the newest that is whole?"""
        found = sorted(
            (int(path.name.rpartition("-")[2]), path)
            for path in self.checkpoints.glob("checkpoint-*")
            if (path / "trainer_state.json").is_file()
        )
        return found[-1][1] if found else None

    def rewind(self, step: int) -> None:
        """Forget the lines of the steps after this one, and a line that was cut short."""
        for name in ("metrics.jsonl", "rollouts.jsonl"):
            path = self.path / name
            if path.is_file():
                rows = [line for line in _whole_lines(path) if json.loads(line)["step"] <= step]
                write_text(path, rows)

    def append(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add these rows to a file."""
        with (self.path / name).open("a", encoding="utf-8") as file:
            file.write("".join(as_json(row) + "\n" for row in rows))

    def write(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put these rows into a file, all or none."""
        write_text(self.path / name, [as_json(row) for row in rows])

    def metrics(self) -> list[Mapping[str, Any]]:
        """What was logged so far, a step a row?"""
        path = self.path / "metrics.jsonl"
        return [row.columns for row in read_rows(path)] if path.is_file() else []


def rollout_row(rollout: Rollout, **more: Any) -> dict[str, Any]:
    """Which row is this rollout?  As ``rewardsmith score`` reads it."""
    return {
        **more,
        "group": rollout.group,
        **rollout.extra,
        "prompt": rollout.prompt,
        "completion": rollout.completion,
        "answer": rollout.truth,
    }


def scored_row(rollout: Rollout, verdict: Verdict, **more: Any) -> dict[str, Any]:
    """Which row is this rollout with its verdict tree?  As ``rewardsmith score`` writes it."""
    return rollout_row(rollout, **more) | verdict.as_dict()


def _whole_lines(path: Path) -> list[str]:
    """Lines that end; the last one may have been cut short when the run was."""
    return path.read_text("utf-8").rpartition("\n")[0].splitlines()
