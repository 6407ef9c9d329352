"""What a run left behind, read back for a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from rewardsmith import Verdict, load_spec
from rewardsmith.errors import DataError, RewardsmithError
from rewardsmith.rescoring import Saved, read_saved
from rewardsmith_trainer.runs.folder import RunFolder


@dataclass(frozen=True)
class Run:
    """One run: the rows of its files.  ``summary`` is empty for a run that goes on."""

    name: str
    formula: str
    recipe: str
    metrics: Sequence[Mapping[str, Any]]
    rollouts: Sequence[Saved]
    summary: Mapping[str, Any]
    advice: Sequence[Mapping[str, Any]]

    def series(self, name: str) -> list[tuple[float, float]]:
        """How did this figure go?  (step, value) where there is one.

        ``reward``, ``abstained``, ``components/NAME``, or a name that the trainer logged.
        """
        found = [(row["step"], _figure(row, name)) for row in self.metrics]
        return [(float(step), float(value)) for step, value in found if value is not None]

    def logged(self) -> list[str]:
        """Which figures are there beside the reward and its components?"""
        return sorted({name for row in self.metrics for name in row.get("trl", {})})

    def components(self) -> list[str]:
        """Which components has the reward?"""
        return list(self.metrics[0]["components"]) if self.metrics else []


def read_run(path: Path) -> Run:
    """Which run is in this folder?  DataError where none is."""
    folder = RunFolder(path)
    if not (path / "recipe.yaml").is_file():
        raise DataError(
            f"{path}: no run in it (no recipe.yaml); name a folder of rewardsmith train"
        )
    recipe = (path / "recipe.yaml").read_text("utf-8")
    return Run(
        path.name,
        _formula(recipe),
        recipe,
        folder.metrics(),
        read_saved(path) if (path / "rollouts.jsonl").is_file() else (),
        _json(path / "summary.json", {}),
        _json(path / "advice.json", []),
    )


def verdict_of(saved: Saved) -> Verdict:
    """What was said of it?  DataError where the row does not say."""
    if saved.verdict is None:
        raise DataError(f"{saved.row.place}: holds no verdict")
    return saved.verdict


def _figure(row: Mapping[str, Any], name: str) -> float | None:
    if name in ("reward", "abstained"):
        return row.get(name)
    prefix, _, component = name.partition("/")
    if prefix == "components" and component in row["components"]:
        return row["components"][component]
    value = row.get("trl", {}).get(name)
    return value if isinstance(value, int | float) else None


def _formula(recipe: str) -> str:
    """The reward as one line; as it stands in the file where a plug-in is not installed here."""
    spec = cast("dict[str, Any]", yaml.safe_load(recipe)).get("reward")
    try:
        return repr(load_spec(cast("dict[str, Any]", spec)))
    except RewardsmithError:
        return json.dumps(spec)


def _json(path: Path, default: Any) -> Any:
    return json.loads(path.read_text("utf-8")) if path.is_file() else default
