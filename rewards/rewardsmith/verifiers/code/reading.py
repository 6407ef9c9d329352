"""Which program did the model write, and which tests does the row bring?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from rewardsmith.response import fences, is_language
from rewardsmith.types import Reason, Rollout
from rewardsmith_sandbox.types import Call, Tests

MAX_SOURCE_CHARS = 1_000_000
"""A longer program is the model's fault."""

_SPEAKERS = ("system", "developer", "user")
COLUMNS = ("tests", "cases", "calls")


class UnusableRow(Exception):  # noqa: N818  (the data's fault, on its way to a verdict)
    """Can no program be judged by this row?  With the reason."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Case:
    """What goes into standard input, and what must come out?"""

    stdin: str
    expected: str


@dataclass(frozen=True, slots=True)
class Row:
    """What does this row test a program with?  Either may be empty, not both."""

    tests: Tests | None
    cases: tuple[Case, ...]


def program_of(text: str, language: str) -> str:
    """Which program is in this answer?  Empty: none.

    The last fence of the language, else the last that names no language; the whole text where
    nothing is fenced.
    """
    found = fences(text)
    if not found:
        return text
    named = [fence.code for fence in found if is_language(fence.language, language)]
    unnamed = [fence.code for fence in found if not fence.language]
    return (named or unnamed or [""])[-1]


def row_of(rollout: Rollout) -> Row:
    """Which tests are these?  Raises ``UnusableRow``."""
    extra = rollout.extra
    if all(extra.get(column) is None for column in COLUMNS):
        raise UnusableRow(Reason.MISSING_COLUMN, f"none of the columns {', '.join(COLUMNS)}")
    units = _units(extra.get("tests"))
    calls = tuple(map(_call, _list(extra.get("calls"), "calls")))
    cases = tuple(map(_case, _list(extra.get("cases"), "cases")))
    if not (units or calls or cases):
        raise UnusableRow(Reason.BAD_TRUTH, "there is no test")
    entry_point = extra.get("entry_point")
    if calls and not entry_point:
        raise UnusableRow(Reason.MISSING_COLUMN, "calls need the column entry_point")
    tests = Tests(
        units=units,
        setup=str(extra.get("setup") or ""),
        entry_point=str(entry_point) if entry_point else None,
        calls=calls,
        given=_given(rollout),
    )
    return Row(tests if units or calls else None, cases)


def _units(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, Sequence) and all(isinstance(part, str) for part in cast("Any", value)):
        return tuple(cast("Sequence[str]", value))
    raise UnusableRow(Reason.BAD_TRUTH, "tests are a string or a list of strings")


def _list(value: Any, column: str) -> list[Mapping[str, Any]]:
    """The mappings of this column, which may also be their JSON, or cases by columns."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise UnusableRow(Reason.BAD_TRUTH, f"{column} are no JSON") from None
    if column == "cases" and isinstance(value, Mapping):
        value = _by_row(cast("Mapping[str, Any]", value))
    rows = (
        list(cast("Sequence[Any]", value or ())) if isinstance(value, Sequence | None) else [value]
    )
    if not all(isinstance(row, Mapping) for row in rows):
        raise UnusableRow(Reason.BAD_TRUTH, f"{column} are a list of mappings")
    return rows


def _by_row(columns: Mapping[str, Any]) -> Any:
    """The rows of ``{"input": [...], "output": [...]}``, as `datasets` turns lists of structs.

    APPS calls these ``inputs`` and ``outputs``.  A single case stays as it is.
    """
    inputs: Any = columns.get("inputs", columns.get("input"))
    outputs: Any = columns.get("outputs", columns.get("output"))
    if isinstance(inputs, str) or isinstance(outputs, str):
        return columns
    try:
        pairs = list(zip(inputs, outputs, strict=True))
    except (TypeError, ValueError):
        raise UnusableRow(Reason.BAD_TRUTH, "cases have as many inputs as outputs") from None
    return [{"input": stdin, "output": expected} for stdin, expected in pairs]


def _case(row: Mapping[str, Any]) -> Case:
    match row:
        case {"input": str(stdin), "output": str(expected)}:
            return Case(stdin, expected)
        case _:
            raise UnusableRow(Reason.BAD_TRUTH, "a case has input and output, both strings")


def _call(row: Mapping[str, Any]) -> Call:
    match row:
        case {"args": args, "expected": expected} if isinstance(args, list | tuple):
            kwargs = cast("Mapping[str, Any]", row.get("kwargs") or {})
            return Call(args=tuple(cast("Sequence[Any]", args)), kwargs=kwargs, expected=expected)
        case _:
            raise UnusableRow(Reason.BAD_TRUTH, "a call has args, a list, and expected")


def _given(rollout: Rollout) -> str:
    """Which code does the problem statement hold?  Its fences, or itself where it has none.

    Of a conversation only what people said: earlier turns of the model are no statement.
    """
    prompt = rollout.prompt
    if not isinstance(prompt, str):
        parts = [turn.get("content") for turn in prompt if turn.get("role") in _SPEAKERS]
        prompt = "\n\n".join(part for part in parts if isinstance(part, str))
    found = [fence.code for fence in fences(prompt) if is_language(fence.language, "python")]
    return "\n\n".join(found) if found else prompt
