"""Rollouts as somebody kept them: a run of ours, TRL's tables of completions, or any JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardsmith.errors import DataError, ScoreError
from rewardsmith.rescoring.tables import read_table
from rewardsmith.rows import Row, read_rows
from rewardsmith.types import Rollout, Verdict

VERDICT_COLUMNS = ("score", "reason", "detail", "extracted", "tier", "parts", "spec_hash")
_TRL_COLUMNS = ("advantage",)


@dataclass(frozen=True)
class Saved:
    """One rollout that was kept: its row, and what was said of it then, where that was kept too.

    ``advantage`` is the one that was trained on, where the table has it.
    """

    row: Row
    rollout: Rollout
    verdict: Verdict | None
    advantage: float | None


def read_saved(path: Path, dataset: Path | None = None) -> list[Saved]:
    """Which rollouts were kept here?  Members of a group share the step and the prompt.

    ``path``: a run's folder, a folder of TRL's ``completions_*.parquet``, one such table, or JSON
    lines.  ``dataset``: JSON lines whose columns (the truth, say) are joined by the prompt.
    DataError for what holds none.
    """
    rows = [row for file in _files(path) for row in _rows(file)]
    if dataset is not None:
        rows = list(_joined(rows, dataset))
    return [_saved(row) for row in rows]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    for found in (
        [path / "rollouts.jsonl"],
        sorted(path.glob("completions_*.parquet")),
        sorted(path.glob("completions/completions_*.parquet")),
    ):
        if found and found[0].is_file():
            return found
    raise DataError(
        f"{path}: no rollouts in it: neither rollouts.jsonl (a run of ours) nor "
        "completions/completions_*.parquet (TRL with log_completions=True)"
    )


def _rows(file: Path) -> list[Row]:
    return read_table(file) if file.suffix == ".parquet" else read_rows(file)


def _joined(rows: Sequence[Row], dataset: Path) -> Iterator[Row]:
    """Every row with the columns that the data has for its prompt, and that it lacks."""
    known = {_key(row.columns.get("prompt")): row.columns for row in read_rows(dataset)}
    for row in rows:
        more = known.get(_key(row.columns.get("prompt")))
        if more is None:
            raise DataError(f"{row.place}: its prompt is in no row of {dataset}")
        yield Row(row.path, row.line, {**more, **row.columns})


def _saved(row: Row) -> Saved:
    columns = row.columns
    told = {*VERDICT_COLUMNS, *_TRL_COLUMNS}
    plain = Row(row.path, row.line, {n: v for n, v in columns.items() if n not in told})
    rollout = plain.rollout()
    if "group" not in columns:
        group = (columns.get("step"), _key(columns.get("prompt")))
        rollout = Rollout(
            rollout.prompt, rollout.completion, rollout.truth, rollout.extra, group=group
        )
    return Saved(plain, rollout, _verdict(row), _number(columns.get("advantage")))


def _verdict(row: Row) -> Verdict | None:
    """What was said of it then?  None where the row does not say."""
    told = {name: row.columns.get(name) for name in VERDICT_COLUMNS}
    if told["reason"] is None:
        return None
    try:
        return Verdict.from_dict(
            {name: value for name, value in told.items() if value is not None}
            | {"score": told["score"]}
        )
    except (ValueError, TypeError, KeyError, AttributeError, ScoreError) as error:
        raise DataError(f"{row.place}: holds no verdict of ours ({error})") from error


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _key(prompt: Any) -> str:
    return json.dumps(prompt, sort_keys=True)
