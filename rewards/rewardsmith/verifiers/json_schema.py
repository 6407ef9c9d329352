"""Responses that must be JSON of a given shape."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from rewardsmith.frozen import FrozenDict
from rewardsmith.isolation import Failure, Result, run_isolated
from rewardsmith.registry import register
from rewardsmith.response import fences, is_language, sections
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier
from rewardsmith.verifiers.json_reading import UnreadableJsonError, read_json
from rewardsmith.verifiers.json_validation import (
    UnusableSchemaError,
    check_schema,
    is_costly,
    plain,
    violation,
)

CPU_S = 2.0
"""For a schema whose cost we cannot foresee: patterns, references, unique items."""


@register
class JsonSchema(Verifier, frozen=True):
    r"""Is the response one JSON value that the schema allows?

    The response after the thought, or its answer section, must be the value as a whole, alone or as
    the only thing in a code fence.  Duplicate keys, NaN and infinities are no JSON; true is no
    integer; deep or large values are the model's fault.  Without ``schema`` the row's column of
    that name is read, a mapping or JSON text; a schema that cannot be used is undecided
    (``BAD_TRUTH``).  JSON Schema 2020-12 unless it says otherwise; it refers only to itself.

    >>> integers = JsonSchema(schema={"type": "array", "items": {"type": "integer"}})
    >>> integers.verify(Rollout(completion="[4, true]")).detail
    "$[1]: True is not of type 'integer'"
    """

    libraries: ClassVar[tuple[str, ...]] = ("jsonschema",)

    kind: Literal["json_schema"] = "json_schema"
    schema_: FrozenDict | None = Field(default=None, alias="schema")

    @model_validator(mode="after")
    def _usable(self) -> Self:
        check_schema(self.schema_.thaw() if self.schema_ is not None else {})
        return self

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """An object with one integer."""
        schema = {"type": "object", "properties": {"answer": {"type": "integer"}}}
        return cls.model_validate({"schema": schema}), Rollout(completion='{"answer": 42}')

    def verify(self, rollout: Rollout) -> Verdict:
        """Is it of that shape?"""
        schema = self._schema(rollout)
        if isinstance(schema, Verdict):
            return schema
        text = _value_text(rollout.text)
        try:
            value = read_json(text)
        except UnreadableJsonError as fault:
            return Verdict.fail(fault.reason, str(fault))
        if is_costly(schema):
            [result] = run_isolated(violation, [(schema, value)], cpu_s=CPU_S)
            return _isolated(result, text)
        return _verdict(violation(schema, value), text)

    def _schema(self, rollout: Rollout) -> dict[str, Any] | Verdict:
        if self.schema_ is not None:
            return self.schema_.thaw()
        column = rollout.extra.get("schema")
        if column is None:
            return Verdict.undecided(Reason.MISSING_COLUMN, "no schema, neither field nor column")
        try:
            schema = read_json(column) if isinstance(column, str) else plain(column)
            check_schema(schema)
        except (UnreadableJsonError, UnusableSchemaError) as fault:
            return Verdict.undecided(Reason.BAD_TRUTH, f"schema: {fault}")
        return schema


def _value_text(text: str) -> str:
    """What should be JSON: the answer section or all, out of the code fence round all of it."""
    inside = [section.text for section in sections(text, ("answer",)) if section.closed]
    text = (inside[0] if len(inside) == 1 else text).strip()
    found = fences(text)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) and found[0].closed:
        fence = found[0]
        return fence.code if not fence.language or is_language(fence.language, "json") else text
    return text


def _verdict(fault: str | None, text: str) -> Verdict:
    if fault is None:
        return Verdict.of(1.0, extracted=text)
    return Verdict.fail(Reason.MISMATCH, fault, extracted=text)


def _isolated(result: Result[str | None], text: str) -> Verdict:
    if result.failure is None:
        return _verdict(result.value, text)
    lost = result.failure in {Failure.CRASHED, Failure.RAISED}
    return Verdict.undecided(Reason.WORKER_LOST if lost else Reason.OWN_LIMIT, result.detail)
