# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false
"""The facade of the jsonschema library: which value does a schema allow?  Nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from rewardsmith.errors import MissingExtraError

_COSTLY = frozenset({"pattern", "patternProperties", "uniqueItems", "$ref", "$dynamicRef"})
"""Keywords whose cost on a hostile value is more than linear, or unbounded."""


class UnusableSchemaError(ValueError):
    """Is this no schema that we can use?"""


def plain(schema: Any) -> Any:
    """Which dicts and lists is this column?  A dataset's own mappings and tuples become plain."""
    try:
        return json.loads(json.dumps(schema, default=dict))
    except (TypeError, ValueError, RecursionError) as error:
        raise UnusableSchemaError(f"this is no JSON: {error}") from error


def check_schema(schema: Any) -> None:
    """Can this schema be used?  UnusableSchemaError, or MissingExtraError without jsonschema."""
    if not isinstance(schema, dict):
        raise UnusableSchemaError(f"a schema is a mapping, not {type(schema).__name__}")
    _validator(json.dumps(schema, sort_keys=True))


def violation(schema: dict[str, Any], value: Any) -> str | None:
    """What does the schema object to first?  None where it allows the value."""
    validator = _validator(json.dumps(schema, sort_keys=True))
    error = next(validator.iter_errors(value), None)
    if error is None:
        return None
    message = error.message if len(error.message) <= 200 else error.message[:200] + "…"
    return f"{error.json_path[:80]}: {message}"


def is_costly(schema: Any) -> bool:
    """Might a small value cost a lot under this schema?"""
    return any(key in _COSTLY for key, _ in _entries(schema))


@lru_cache(maxsize=128)
def _validator(schema_text: str) -> Any:
    """The validator of a schema, checked once."""
    try:
        from jsonschema import SchemaError  # noqa: PLC0415  (an extra)
        from jsonschema.validators import Draft202012Validator, validator_for  # noqa: PLC0415
        from referencing import Registry  # noqa: PLC0415
        from referencing.exceptions import Unresolvable  # noqa: PLC0415
        from referencing.jsonschema import DRAFT202012  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("jsonschema", "format") from error
    schema = json.loads(schema_text)
    cls = validator_for(schema, default=Draft202012Validator)
    try:
        cls.check_schema(schema)
        resolver = Registry().resolver_with_root(DRAFT202012.create_resource(schema))
        for key, target in _entries(schema):
            if key == "$ref" and isinstance(target, str):
                resolver.lookup(target)
    except SchemaError as error:
        raise UnusableSchemaError(f"{error.json_path}: {error.message[:200]}") from error
    except (Unresolvable, RecursionError) as error:
        raise UnusableSchemaError(f"{type(error).__name__}: {str(error)[:200]}") from error
    return cls(schema, registry=Registry())


def _entries(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every key in the schema with its value, however deep."""
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield from node.items()
            waiting.extend(node.values())
        elif isinstance(node, list | tuple):
            waiting.extend(node)
