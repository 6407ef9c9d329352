"""Is this value what was expected?  For calls that are judged by value, their data being JSON."""

from __future__ import annotations

import math
from typing import Any, cast

_RELATIVE, _ABSOLUTE = 1e-6, 1e-9


def agree(value: Any, expected: Any) -> bool:
    """Does a returned value agree with what a JSON file could say of it?

    A tuple agrees with a list (JSON has no tuples), a dict's int keys with their digits, numpy's
    values with those of Python.  Where a float is expected, finite numbers within 1e-6 relative do;
    where an int is, only that number, so ``n / 2`` is not ``n // 2``.  A bool agrees only with a
    bool, an int never with text.
    """
    if type(value).__module__ == "numpy":
        value = value.tolist()
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    if isinstance(value, int | float) and isinstance(expected, int | float):
        return _numbers_agree(value, expected)
    if isinstance(value, list | tuple) and isinstance(expected, list | tuple):
        return _sequences_agree(cast("list[Any]", value), cast("list[Any]", expected))
    if isinstance(value, dict) and isinstance(expected, dict):
        return _mappings_agree(cast("dict[Any, Any]", value), cast("dict[Any, Any]", expected))
    return _same_type(value, expected) and bool(value == expected)


def _same_type(value: Any, expected: Any) -> bool:
    return type(value) is type(expected)


def _sequences_agree(value: list[Any], expected: list[Any]) -> bool:
    return len(value) == len(expected) and all(map(agree, value, expected))


def _numbers_agree(value: float, expected: float) -> bool:
    if value == expected:
        return True
    if isinstance(expected, int):
        return False
    try:
        if math.isnan(value) and math.isnan(expected):
            return True
        return math.isfinite(value) and math.isclose(
            value, expected, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE
        )
    except OverflowError:
        return False


def _mappings_agree(value: dict[Any, Any], expected: dict[Any, Any]) -> bool:
    if len(value) != len(expected):
        return False
    if value.keys() != expected.keys():
        value = {str(key) if type(key) is int else key: item for key, item in value.items()}
    return value.keys() == expected.keys() and all(
        agree(value[key], item) for key, item in expected.items()
    )
