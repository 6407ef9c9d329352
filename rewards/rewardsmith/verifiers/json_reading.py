"""Reading JSON as the standard has it: no duplicate keys, no NaN, bounded depth and numbers."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from rewardsmith.response.scanner import landmarks
from rewardsmith.types import Reason

MAX_CHARS = 1_000_000
MAX_DEPTH = 64
MAX_DIGITS = 400

_LANDMARK = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)
"""A string, to the end of the text where none closes it: looked for once, not from each quote."""


class UnreadableJsonError(ValueError):
    """Is this no JSON that we read?  ``reason``: broken, too deep or too large."""

    def __init__(self, reason: Reason, detail: str) -> None:
        self.reason = reason
        super().__init__(detail)


def read_json(text: str) -> Any:
    """Which value is this?  Raises UnreadableJsonError for what is none, or exceeds the bounds.

    >>> read_json('{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    """
    if len(text) > MAX_CHARS:
        raise UnreadableJsonError(Reason.TOO_LARGE, f"more than {MAX_CHARS} characters")
    if _depth(text) > MAX_DEPTH:
        raise UnreadableJsonError(Reason.TOO_DEEP, f"nested more than {MAX_DEPTH} deep")
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableJsonError(Reason.BAD_FORMAT, f"no JSON: {error.msg} at {where}") from None


def _depth(text: str) -> int:
    depth = deepest = 0
    for mark in landmarks(_LANDMARK, text):
        depth += (mark[0] in "[{") - (mark[0] in "]}")
        deepest = max(deepest, depth)
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            raise UnreadableJsonError(Reason.BAD_FORMAT, f"the key {key[:40]!r} stands twice")
        value[key] = item
    return value


def _no_constant(name: str) -> NoReturn:
    raise UnreadableJsonError(Reason.BAD_FORMAT, f"{name} is no JSON")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise UnreadableJsonError(Reason.TOO_LARGE, f"a number of more than {MAX_DIGITS} digits")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits) if len(digits) <= MAX_DIGITS else math.inf
    if not math.isfinite(value):
        raise UnreadableJsonError(Reason.TOO_LARGE, f"a number too large: {digits[:40]}")
    return value
