"""Labelled rows: a rollout, and whether people say that it is to be accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardsmith.errors import DataError
from rewardsmith.rows import Row, as_json, check_distinct_ids, read_rows
from rewardsmith.types import Rollout

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled row.  ``label``: to be accepted (True), to be refused (False), or None: skip."""

    id: str
    rollout: Rollout
    label: bool | None
    columns: Mapping[str, Any]


def read_cases(path: Path) -> list[Case]:
    """Which labelled rows does this file hold?

    Columns: ``id`` (its line where there is none), ``completion``, ``label`` (true, false, null),
    and whatever the verifier reads.  DataError for an id that stands twice, a label that is none of
    the three, and a file without any label.
    """
    rows = read_rows(path)
    check_distinct_ids(rows)
    cases = [Case(row.id, row.rollout(), _label(row), row.columns) for row in rows]
    if all(case.label is None for case in cases):
        raise DataError(f"{path}: every label is null; at least one has to be true or false")
    return cases


def _label(row: Row) -> bool | None:
    label = row.columns.get("label", _MISSING)
    if label is None or isinstance(label, bool):
        return label
    found = "missing" if label is _MISSING else as_json(label)
    raise DataError(
        f"{row.place}: the column 'label' is {found}; "
        "write true (to be accepted), false, or null (to be skipped)"
    )
