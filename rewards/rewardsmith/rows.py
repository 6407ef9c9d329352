"""Rows of a JSONL file: read with their places, written all or not at all.

A file is read whole: every row is looked at before the first is scored, and the members of a group
may stand anywhere in it.  It takes about as much memory as its text.  ``/dev/stdin`` is a file too.

**Groups.**  Rows with an equal ``group`` column are one group; without that column, rows with an
equal prompt; a row with neither stands alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Hashable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from rewardsmith.errors import DataError
from rewardsmith.types import Rollout

_SHOWN = 40
_TYPES = {
    "dict": "an object",
    "list": "a list",
    "str": "a string",
    "bool": "a truth value",
    "NoneType": "null",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its columns, and its ``place`` as ``FILE:LINE``."""

    path: Path
    line: int
    columns: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Where does it stand?"""
        return f"{self.path}:{self.line}"

    @property
    def id(self) -> str:
        """What is it called?  Its column ``id``, else ``line:N``."""
        given = self.columns.get("id")
        return f"line:{self.line}" if given is None else as_key(given)

    def rollout(self) -> Rollout:
        """Which rollout is it?  DataError names the place and the column at fault."""
        for name in ("prompt", "completion"):
            _check_conversation(self, name)
        return Rollout.from_row(self.columns, group=_group(self.columns))


def read_rows(path: Path) -> list[Row]:
    """Which rows does this file hold?  Blank lines are passed over.

    DataError for a file that cannot be read or holds no row, and for a line that is no object.
    """
    try:
        with path.open("rb") as file:
            rows = [
                Row(path, number, _parse(line, f"{path}:{number}"))
                for number, line in enumerate(file, 1)
                if line.strip()
            ]
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read ({error.strerror or error}); "
            f"paths start from {Path.cwd()} unless they start with /"
        ) from error
    if not rows:
        raise DataError(f"{path}: no rows in it; write one JSON object a line")
    return rows


def read_rollouts(rows: Sequence[Row]) -> list[Rollout]:
    """Which rollouts are these rows?  DataError for the first that is none."""
    return [row.rollout() for row in rows]


def check_distinct_ids(rows: Sequence[Row]) -> None:
    """Is no id given twice?  DataError names the second place and the first."""
    first: dict[str, Row] = {}
    for row in rows:
        other = first.setdefault(row.id, row)
        if other is not row:
            raise DataError(
                f"{row.place}: the id {row.id!r} stands on line {other.line} already; "
                "give every row an id of its own, or leave the column out"
            )


def as_key(value: Any) -> str:
    """What is this value of a column called in a table?  Text as it is, all else as JSON."""
    return value if isinstance(value, str) else as_json(value)


def as_json(value: Any) -> str:
    """Which line of JSON is this?  Readable, but for lone surrogates, which UTF-8 cannot hold."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def check_output(path: Path, inputs: Iterable[Path] = ()) -> None:
    """Can this file be written?  Asked before any work is done; DataError says what to mend."""
    folder = path.parent
    if not folder.is_dir():
        raise DataError(f"{path}: there is no folder {folder}; type: mkdir -p {folder}")
    if path.is_dir():
        raise DataError(f"{path}: is a folder; name a file")
    if not os.access(folder, os.W_OK):
        raise DataError(f"{path}: the folder {folder} is not writable; name another")
    if any(path.exists() and given.exists() and path.samefile(given) for given in inputs):
        raise DataError(f"{path}: is the input itself; name another file")


def write_text(path: Path, lines: Iterable[str]) -> None:
    """Put these lines into the file: all of them, or on any failure what was there before.

    A link keeps pointing to its file; a pipe or device is written as it is.
    """
    with _replacing(path) as target, target.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


@contextmanager
def _replacing(path: Path) -> Generator[Path]:
    """A file beside this one, which takes its place when all has gone well."""
    final = path.resolve()
    if final.exists() and not final.is_file():
        yield final
        return
    partial = final.with_name(f".{final.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(final)
    except OSError as error:
        raise DataError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        partial.unlink(missing_ok=True)


def _parse(line: bytes, place: str) -> Mapping[str, Any]:
    """The object on this line."""
    try:
        value: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataError(
            f"{place}: not UTF-8 text ({error.reason}); a compressed or table file has to be "
            "turned into JSON lines first"
        ) from error
    except json.JSONDecodeError as error:
        raise DataError(
            f"{place}: broken JSON, {error.msg} at column {error.colno}; {_mend(line)}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{place}: JSON beyond what can be read ({error})") from error
    if not isinstance(value, dict):
        raise DataError(f"{place}: {_json_type(value)}, not an object; {_mend(line)}")
    return cast("dict[str, Any]", value)


def _mend(line: bytes) -> str:
    if line.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
        return "write one object a line, as this does: jq -c '.[]' FILE > FILE.jsonl"
    if line.strip() == b"{":
        return "write one object a line, as this does: jq -c . FILE > FILE.jsonl"
    return 'write one object a line, such as {"prompt": "6·7?", "completion": "42", "answer": "42"}'


def _check_conversation(row: Row, name: str) -> None:
    """A string or a message list; a prompt may be missing."""
    value = row.columns.get(name)
    if isinstance(value, str) or (value is None and name == "prompt"):
        return
    if isinstance(value, list) and all(isinstance(m, dict) for m in cast("list[Any]", value)):
        return
    what = "missing" if value is None else f"{_json_type(value)}: {as_json(value)[:_SHOWN]}"
    raise DataError(
        f"{row.place}: the column {name!r} is {what}; it holds a string or a list of chat messages"
        + _other_columns(row.columns, value)
    )


def _other_columns(columns: Mapping[str, Any], value: Any) -> str:
    return f" (columns here: {', '.join(columns) or 'none'})" if value is None else ""


def _group(columns: Mapping[str, Any]) -> Hashable | None:
    name = next((n for n in ("group", "prompt") if columns.get(n) not in (None, "", [])), None)
    return None if name is None else (name, json.dumps(columns[name], sort_keys=True))


def _json_type(value: Any) -> str:
    return _TYPES.get(type(value).__name__, "a number")
