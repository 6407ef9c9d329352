"""A mapping that can be a field of a verifier: immutable through and through, and hashable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class FrozenDict(Mapping[str, Any]):
    """Which value has this key?  As a pydantic field it takes a mapping and is dumped as one.

    Nested mappings become ``FrozenDict``, lists become tuples.

    >>> hash(FrozenDict({"a": [1, {"b": 2}]})) == hash(FrozenDict({"a": (1, {"b": 2})}))
    True
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Any] | None = None) -> None:
        self._items = {key: _freeze(value) for key, value in (items or {}).items()}

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self.thaw())

    def thaw(self) -> dict[str, Any]:
        """Which plain dict and lists is this?"""
        return {key: _thaw(value) for key, value in self._items.items()}

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema()),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.thaw),
        )


def _freeze(value: Any) -> Any:
    if isinstance(value, Mapping):
        return FrozenDict(cast("Mapping[str, Any]", value))
    if isinstance(value, list | tuple):
        return tuple(_freeze(item) for item in cast("list[Any]", value))
    return value


def _thaw(value: Any) -> Any:
    if isinstance(value, FrozenDict):
        return value.thaw()
    if isinstance(value, tuple):
        return [_thaw(item) for item in cast("tuple[Any, ...]", value)]
    return value
