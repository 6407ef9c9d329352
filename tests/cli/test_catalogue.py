"""``rewardsmith list`` and ``schema``: every kind, without importing it."""

import json

import jsonschema
import pytest

from rewardsmith.cli.catalogue import describe, first_line
from rewardsmith.registry import BUILT_IN, lookup
from rewardsmith.verifier import Combinator
from rewardsmith.wrap import Wrapped


@pytest.mark.parametrize("kind", BUILT_IN)
def test_the_source_says_what_the_class_says(kind):
    entry, cls = describe(kind), lookup(kind)
    assert entry.question == first_line(cls.__doc__)
    assert "?" in entry.question
    assert (entry.family == "combinator") == issubclass(cls, Combinator)
    assert (entry.family == "wrapper") == issubclass(cls, Wrapped)


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"]])
def test_every_kind_is_listed(run, arguments):
    ran = run(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert all(kind in ran.out for kind in BUILT_IN)
    assert max(map(len, ran.out.splitlines())) <= 80 or "--json" in arguments


def test_the_schema_accepts_what_loads(run, folder):
    assert run("schema", "-o", "schema.json").code == 0
    schema = json.loads((folder / "schema.json").read_text())
    assert json.loads(run("schema").out) == schema
    jsonschema.validate({"kind": "integer", "base": 16}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"kind": "integer", "base": 99}, schema)
