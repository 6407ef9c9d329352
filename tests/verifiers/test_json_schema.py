"""json_schema: what JSON is, whose fault a bad schema is, and what a hostile value costs."""

from __future__ import annotations

import pickle
import sys

import pytest

from rewardsmith import Reason, Rollout
from rewardsmith.errors import MissingExtraError
from rewardsmith.response import counting
from rewardsmith.verifiers.json_reading import MAX_DEPTH
from rewardsmith.verifiers.json_schema import JsonSchema

ANYTHING = JsonSchema(schema={})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("4", Reason.MATCH, id="a number alone"),
        pytest.param('"\\ud800"', Reason.MATCH, id="half a surrogate pair"),
        pytest.param("<answer>\n[1]\n</answer>", Reason.MATCH, id="in the answer section"),
        pytest.param("[" * MAX_DEPTH + "]" * MAX_DEPTH, Reason.MATCH, id="as deep as it may be"),
        pytest.param('"' + "[" * 999 + '"', Reason.MATCH, id="brackets in a string"),
        pytest.param('"\\"' + "[" * 999 + '"', Reason.MATCH, id="after an escaped quote"),
        pytest.param("[" * 10**5 + "]" * 10**5, Reason.TOO_DEEP, id="100,000 deep"),
        pytest.param("[" * 10**5, Reason.TOO_DEEP, id="deep and cut off"),
        pytest.param("9" * 10**5, Reason.TOO_LARGE, id="100,000 digits"),
        pytest.param("1e999", Reason.TOO_LARGE, id="infinite when read"),
        pytest.param('"' + "a" * 10**6 + '"', Reason.TOO_LARGE, id="a million characters"),
        pytest.param("NaN", Reason.BAD_FORMAT, id="NaN"),
        pytest.param("-Infinity", Reason.BAD_FORMAT, id="-Infinity"),
        pytest.param('{"a": 1, "a": 1}', Reason.BAD_FORMAT, id="a duplicate key"),
        pytest.param("{'a': 1}", Reason.BAD_FORMAT, id="Python's quotes"),
        pytest.param("True", Reason.BAD_FORMAT, id="Python's True"),
        pytest.param("", Reason.BAD_FORMAT, id="nothing"),
        pytest.param("[1] and", Reason.BAD_FORMAT, id="prose after"),
    ],
)
def test_what_json_is(text, reason):
    assert ANYTHING.verify(Rollout(completion=text)).reason is reason


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        pytest.param({"type": "integer"}, Reason.MATCH, id="a mapping"),
        pytest.param('{"type": "integer"}', Reason.MATCH, id="JSON text"),
        pytest.param({"type": "string"}, Reason.MISMATCH, id="another type"),
        pytest.param(None, Reason.MISSING_COLUMN, id="no schema"),
        pytest.param({"type": "int"}, Reason.BAD_TRUTH, id="no such type"),
        pytest.param("{", Reason.BAD_TRUTH, id="broken JSON"),
        pytest.param([1], Reason.BAD_TRUTH, id="a list"),
        pytest.param({"$ref": "#/nowhere"}, Reason.BAD_TRUTH, id="a dangling reference"),
        pytest.param({"$ref": "http://127.0.0.1:9/x"}, Reason.BAD_TRUTH, id="nothing is fetched"),
        pytest.param({"a": float}, Reason.BAD_TRUTH, id="no JSON at all"),
    ],
)
def test_whose_fault_a_schema_is(column, reason):
    rollout = Rollout(completion="4", extra={} if column is None else {"schema": column})
    assert JsonSchema().verify(rollout).reason is reason


def test_a_bad_field_is_an_error_when_built():
    with pytest.raises(ValueError, match="is not valid"):
        JsonSchema(schema={"type": "int"})


def test_it_is_a_value():
    one, two = (JsonSchema(schema={"enum": [1, {"a": [2]}]}) for _ in range(2))
    assert one == two == pickle.loads(pickle.dumps(one))
    assert len({one, two}) == 1


def test_a_costly_schema_is_judged_where_it_can_be_killed():
    pattern = JsonSchema(schema={"type": "string", "pattern": "^(a+)+$"})
    assert pattern.verify(Rollout(completion='"aaa"')).score == 1.0
    assert pattern.verify(Rollout(completion='"b"')).score == 0.0
    verdict = pattern.verify(Rollout(completion=f'"{"a" * 40}b"'))
    assert verdict.reason is Reason.OWN_LIMIT


def test_a_recursive_schema():
    tree = JsonSchema(schema={"type": "array", "items": {"$ref": "#"}})
    assert tree.verify(Rollout(completion="[[], [[]]]")).score == 1.0
    assert tree.verify(Rollout(completion="[[], [4]]")).score == 0.0
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert tree.verify(Rollout(completion=deep)).score == 1.0


@pytest.mark.parametrize("unit", ["[", '"', "\\", '"\\', '{"a":', "[1],"])
def test_work_is_linear(unit):
    with counting() as tally:
        ANYTHING.verify(Rollout(completion=unit * (900_000 // len(unit))))
    assert tally.steps <= 5_000_000


def test_a_missing_library_is_named_when_built(monkeypatch):
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    with pytest.raises(MissingExtraError, match=r"rewardsmith\[format\]"):
        JsonSchema(schema={"title": "not seen before"})
