"""A formula as data: mapping, YAML and JSON to ``Verifier`` and back, its hash, its JSON Schema.

A spec can name a Python function (kinds ``callable``, ``trl``, ``verl``), so it is to be trusted
like code.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, cast

import yaml
from pydantic import BeforeValidator, SerializeAsAny, ValidationError, WithJsonSchema
from pydantic_core import PydanticSerializationError

from rewardsmith.errors import SpecError, UnknownKindError
from rewardsmith.registry import kinds, lookup
from rewardsmith.verifier import Verifier, walk

_ANY_KIND = {"description": "a verifier of any kind"}
_SUFFIXES = (".yaml", ".yml", ".json")


def build(value: Any) -> Verifier:
    """Which verifier does this mapping describe?  A verifier is taken as it is.

    Raises SpecError, for an unknown kind UnknownKindError.
    """
    if isinstance(value, Verifier):
        return value
    fields = dict(cast("Mapping[str, Any]", value)) if isinstance(value, Mapping) else {}
    if not isinstance(fields.get("kind"), str):
        raise SpecError(f"a verifier is a mapping such as {{kind: tags}}, not {value!r}")
    cls = lookup(fields["kind"])
    try:
        return cls.model_validate(fields)
    except ValidationError as error:
        raise _spec_error(error, cls) from error


AnyVerifier = Annotated[
    SerializeAsAny[Verifier],
    BeforeValidator(build),
    WithJsonSchema(_ANY_KIND),
]
"""The type of a field that holds a verifier of any kind."""


def load_spec(source: Mapping[str, Any] | Path | str) -> Verifier:
    r"""Which verifier is this?

    A mapping, a file (a ``Path``, or a string that ends in .yaml, .yml or .json), or YAML text,
    of which the name of a kind is the shortest.  Raises SpecError: what, where, what is allowed.

    >>> load_spec("{kind: integer, base: 16}")
    Integer(base=16)
    """
    if isinstance(source, Mapping):
        return build(source)
    if isinstance(source, Path) or source.endswith(_SUFFIXES):
        try:
            text = Path(source).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SpecError(f"{source}: cannot be read ({error})") from error
        return _from_text(text, f"{source}: ")
    return _from_text(source, "")


def dump_spec(verifier: Verifier) -> dict[str, Any]:
    """Which mapping describes this verifier?  Defaults are left out; ``load_spec`` reads it.

    Raises SpecError for a verifier that holds a function which no module names.
    """
    return _dump(verifier, exclude_defaults=True)


def spec_hash(verifier: Verifier) -> str:
    """Which formula is this?  16 hexadecimal digits over every field, defaults included."""
    full = _dump(verifier, exclude_defaults=False)
    text = json.dumps(full, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def environment(verifier: Verifier) -> dict[str, str]:
    """Which versions decide?  Python, ours, and the libraries that this formula uses."""
    names = {"rewardsmith", *(name for part in walk(verifier) for name in part.libraries)}
    return {"python": platform.python_version()} | {name: _version(name) for name in sorted(names)}


def json_schema() -> dict[str, Any]:
    """Which mappings are specs?  JSON Schema 2020-12, assembled from every registered kind."""
    definitions: dict[str, Any] = {}
    for kind in kinds():
        schema = lookup(kind).model_json_schema(ref_template="#/$defs/{model}")
        definitions |= schema.pop("$defs", {})
        schema["required"] = sorted({"kind", *schema.get("required", ())})
        definitions[kind] = _referring(schema)
    definitions["verifier"] = {
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds()],
        "discriminator": {"propertyName": "kind"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rewardsmith spec",
        "$ref": "#/$defs/verifier",
        "$defs": definitions,
    }


def _referring(schema: Any) -> Any:
    """The schema with a reference wherever a verifier of any kind may stand.

    Pydantic follows references while it builds a schema, and there this one leads nowhere yet.
    """
    if isinstance(schema, list):
        return [_referring(item) for item in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    fields = cast("dict[str, Any]", schema)
    if fields.get("description") == _ANY_KIND["description"]:
        return {"$ref": "#/$defs/verifier"}
    return {key: _referring(value) for key, value in fields.items()}


class _Loader(yaml.SafeLoader):
    """YAML in which ``no`` is a word (Norwegian, say) and a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys: list[Any] = [self.construct_object(key, deep=True) for key, _ in node.value]  # pyright: ignore[reportUnknownMemberType]
        if twice := [key for key in keys if keys.count(key) > 1]:
            raise SpecError(f"line {node.start_mark.line + 1}: the key {twice[0]!r} stands twice")
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:bool" or first in "tTfF"
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(text: str) -> Any:
    """What does this YAML (or JSON) say?  ``yes``/``no``/``on``/``off`` are words.

    Raises SpecError for broken YAML and for a key that stands twice.
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader)
    except yaml.YAMLError as error:
        raise SpecError(f"this is no YAML: {error}") from error


def _from_text(text: str, place: str) -> Verifier:
    try:
        value = load_yaml(text)
        return build({"kind": value} if isinstance(value, str) else value)
    except SpecError as error:
        raise type(error)(f"{place}{error}") from error


def _dump(verifier: Verifier, *, exclude_defaults: bool) -> dict[str, Any]:
    """The mapping that pydantic makes of it."""
    try:
        return verifier.model_dump(mode="json", by_alias=True, exclude_defaults=exclude_defaults)
    except PydanticSerializationError as error:
        raise SpecError(f"this verifier cannot be written down: {error}") from error


def _spec_error(error: ValidationError, cls: type[Verifier]) -> SpecError:
    """Every fault of a mapping: where, what, what is allowed."""
    kind, parts, kind_of_error = cls.model_fields["kind"].default, list[str](), SpecError
    faults = error.errors()
    deeper = {fault["loc"][:depth] for fault in faults for depth in range(len(fault["loc"]))}
    for fault in (fault for fault in faults if fault["loc"] not in deeper):
        cause = fault.get("ctx", {}).get("error")
        if isinstance(cause, UnknownKindError):
            kind_of_error = UnknownKindError
        place = ".".join(str(step) for step in fault["loc"])
        hint = ""
        if fault["type"] == "extra_forbidden":
            allowed = ", ".join(name for name in cls.model_fields if name != "kind")
            hint = f" (kind {kind!r} has: {allowed})"
        parts.append(f"{kind}.{place}: {cause or fault['msg']}{hint}")
    return kind_of_error("; ".join(parts))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
