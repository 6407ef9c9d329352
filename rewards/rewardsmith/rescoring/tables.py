# pyright: basic
"""TRL's tables of completions: the one module where pyarrow is touched."""

from __future__ import annotations

from pathlib import Path

from rewardsmith.errors import DataError, MissingExtraError
from rewardsmith.rows import Row


def read_table(path: Path) -> list[Row]:
    """Which rows does this Parquet file hold?  DataError where it cannot be read."""
    try:
        import pyarrow as pa  # noqa: PLC0415  (heavy, and only for tables)
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("pyarrow", "train") from error
    try:
        rows = parquet.read_table(path).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: is no Parquet table that can be read ({error})") from error
    return [Row(path, number, row) for number, row in enumerate(rows, 1)]
