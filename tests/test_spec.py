"""Formulas as data: what loads, what is refused and in which words."""

from __future__ import annotations

import json
import pickle

import jsonschema
import pytest
import yaml

import rewardsmith
from rewardsmith import Clip, Constant, Sum, dump_spec, environment, load_spec, route, spec_hash
from rewardsmith.errors import SpecError, UnknownKindError
from rewardsmith.frozen import FrozenDict
from rewardsmith.spec import json_schema
from tests.scripted import A, B, C, Scripted

FORMULAS = [
    0.9 * (A * B) + 0.1 * C,
    A - B,
    -A,
    0.5 * A + 2,
    A.or_else(B * C),
    (A | B) & C,
    (A & B).named("both") * C,
    (0.9 * A + 0.1 * B).named("inner") + C,
    Sum(of=((1.0, A + B), (1.0, C))),
    Sum(of=((0.5, A), (0.5, B)), required=("a",)),
    route(by="task", x=A * B, y=Clip(of=C, low=-1.0)),
    Clip(of=0.5 * A, name="kept"),
    Constant(value=0.25),
    (A * (B * C).named("inner")).or_else(0.3 * C),
]


@pytest.mark.parametrize("verifier", FORMULAS, ids=repr)
def test_a_formula_survives_every_form(verifier):
    names = {name: getattr(rewardsmith, name) for name in ("Clip", "Constant", "Sum")}
    names |= {name: getattr(rewardsmith, name) for name in ("Product", "Min", "Max", "Route")}
    spec = dump_spec(verifier)
    for again in (
        eval(repr(verifier), names | {"Scripted": Scripted}),
        load_spec(spec),
        load_spec(json.dumps(spec)),
        load_spec(yaml.safe_dump(spec)),
        pickle.loads(pickle.dumps(verifier)),
    ):
        assert again == verifier
        assert hash(again) == hash(verifier)
        assert spec_hash(again) == spec_hash(verifier)


@pytest.mark.parametrize(
    ("verifier", "text"),
    [
        (0.9 * (A * B) + 0.1 * C, "0.9 * (Scripted(name='a') * Scripted(name='b'))"),
        (A - 0.5 * B, "Scripted(name='a') - 0.5 * Scripted(name='b')"),
        (A.or_else(B), "Scripted(name='a').or_else(Scripted(name='b'))"),
    ],
)
def test_a_formula_prints_as_one_writes_it(verifier, text):
    assert repr(verifier).startswith(text)


def test_the_hash_sees_every_field():
    hashes = {spec_hash(verifier) for verifier in FORMULAS}
    assert len(hashes) == len(FORMULAS)
    assert spec_hash(Clip(of=A)) == spec_hash(Clip(of=A, low=0.0, high=1.0))


def test_environment_names_what_decides():
    assert {"python", "rewardsmith"} <= environment(A * B).keys()


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        ("clipp", UnknownKindError, "no kind 'clipp'; did you mean 'clip'"),
        (
            "{kind: constant, valu: 3}",
            SpecError,
            "constant.valu: .*kind 'constant' has: name, value",
        ),
        ("{kind: constant, value: .nan}", SpecError, "constant.value: .*finite"),
        ("{kind: product, of: []}", SpecError, "product.of"),
        ("{kind: sum, of: [[0.5, {kind: tagz}]]}", UnknownKindError, r"sum.of.0.1: .*'tags'"),
        ("{kind: sum, of: [[x, {kind: constant, value: 1}]]}", SpecError, r"sum.of.0.0"),
        ("{kind: sum, of: [3]}", SpecError, r"sum.of.0"),
        ("[1, 2]", SpecError, "a verifier is a mapping such as"),
        ("{kind: constant", SpecError, "no YAML"),
        ("{kind: constant, value: 1, value: 2}", SpecError, "line 1: the key 'value' stands twice"),
        ("missing/reward.yaml", SpecError, "missing/reward.yaml: cannot be read"),
        ("", SpecError, "a verifier is a mapping"),
    ],
)
def test_what_is_no_spec_is_refused(source, error, words):
    with pytest.raises(error, match=words):
        load_spec(source)


def test_a_file_is_named_in_its_errors(tmp_path):
    path = tmp_path / "reward.yaml"
    path.write_text("kind: constant\nvalue: 1\n")
    assert load_spec(path) == load_spec(str(path)) == Constant(value=1)
    path.write_text("kind: constant\n")
    with pytest.raises(SpecError, match=r"reward\.yaml: constant\.value: Field required"):
        load_spec(path)


def test_no_is_a_language_and_true_a_truth():
    with pytest.raises(SpecError, match="not 'no'"):
        load_spec("{kind: product, of: [no]}")
    with pytest.raises(SpecError, match="not True"):
        load_spec("{kind: product, of: [true]}")


def test_the_schema_knows_every_kind():
    schema = json_schema()
    for reference in schema["$defs"]["verifier"]["oneOf"]:
        definition = schema["$defs"][reference["$ref"].rpartition("/")[2]]
        assert "kind" in definition["required"]
    assert jsonschema.Draft202012Validator(schema).is_valid(dump_spec(FORMULAS[0]))
    assert not jsonschema.Draft202012Validator(schema).is_valid({"kind": "product", "of": []})


def test_a_frozen_mapping_is_a_value():
    one = FrozenDict({"a": [1, {"b": [2]}]})
    assert one == FrozenDict({"a": (1, {"b": (2,)})})
    assert one.thaw() == {"a": [1, {"b": [2]}]}
    assert len({one, FrozenDict(one.thaw())}) == 1
    with pytest.raises(TypeError):
        one["a"] = 1  # pyright: ignore[reportIndexIssue]
