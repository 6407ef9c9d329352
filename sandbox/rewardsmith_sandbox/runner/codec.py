"""How do values travel between the program and its judge?  As JSON of exact builtin types.

Nothing executable travels: no pickle, no class, no code.  A decoded value is built by the reader
from builtins of its own, so a program's ``__eq__``, ``__hash__`` or ``__class__`` never comes
along.  JSON's own types stand for themselves (``list`` for list; NaN and infinities as Python's
``json`` writes them); every other type is an object with one key, its tag.  Ints beyond 64 bits
travel in hexadecimal, which is linear in their length.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

MAX_DEPTH = 200
MAX_NODES = 2_000_000
MAX_INT_BITS = 1 << 22

_WORD = 1 << 63
_DTYPE = re.compile(r"[<>|][biufcUS]\d{1,9}")
_PLAIN = frozenset({str, float, bool, type(None)})

Foreign = Callable[[Any], dict[str, Any]]
"""What stands for a value that is no builtin?  Raises ``Unencodable`` to refuse it."""

Resolve = Callable[[str, Any], Any]
"""What does this foreign tag with this payload mean to the reader?"""


class Unencodable(Exception):  # noqa: N818  (says what it is, and is no fault by itself)
    """Can this value not travel: of a foreign type, too deep, too large?"""


class Oversized(Unencodable):
    """Is it only too much: too deep, too many values, too many digits?"""


class Malformed(Exception):  # noqa: N818
    """Is what arrived not something that our encoder writes?"""


def refuse(value: Any) -> dict[str, Any]:
    """Is there nothing that could stand for a foreign value?"""
    raise Unencodable(f"a value of type {type(value).__name__} cannot travel")


def kind_of(value: object) -> type:
    """Which class is it, whatever it says itself?"""
    return type(value)


class _Encoder:
    """One value's encoding: counts nodes, so that shared references cannot blow up."""

    def __init__(self, foreign: Foreign) -> None:
        self.foreign = foreign
        self.nodes = 0

    def encode(self, value: Any, depth: int) -> Any:
        """How does this value look in JSON?"""
        kind = kind_of(value)
        if kind in _PLAIN:
            return value
        if kind is int:
            return _int_out(value)
        if depth > MAX_DEPTH:
            raise Oversized(f"nested deeper than {MAX_DEPTH}")
        if kind is list:
            return self._items(value, depth)
        if kind in _SEQUENCES:
            return {kind.__name__: self._items(list(value), depth)}
        if kind in _MAPPINGS:
            flat = [item for pair in value.items() for item in pair]
            return {kind.__name__: self._items(flat, depth)}
        if scalar := _SCALARS_OUT.get(kind):
            return {kind.__name__: scalar(value)}
        if (array := _numpy_out(value)) is not None:
            return array
        return self.foreign(value)

    def _items(self, items: list[Any], depth: int) -> list[Any]:
        self.nodes += len(items) + 1
        if self.nodes > MAX_NODES:
            raise Oversized(f"more than {MAX_NODES} values")
        kinds = set(map(type, items))
        if kinds <= _PLAIN or (kinds == {int} and min(items) >= -_WORD and max(items) < _WORD):
            return items
        return [self.encode(item, depth + 1) for item in items]


class _Decoder:
    """One value's decoding.  Every ``Malformed`` is the sender's doing."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve

    def decode(self, data: Any) -> Any:
        """Which value is this?"""
        kind = kind_of(data)
        if kind is list:
            if set(map(type, data)) <= _DECODED:
                return data
            return [self.decode(item) for item in data]
        if kind is not dict:
            return data
        if len(data) != 1:
            raise Malformed("a tag is an object with one key")
        ((tag, payload),) = data.items()
        return self._tagged(tag, payload)

    def _tagged(self, tag: str, payload: Any) -> Any:
        if make := _SEQUENCES_IN.get(tag):
            return make(self.decode(payload))
        if make := _MAPPINGS_IN.get(tag):
            flat = iter(self.decode(payload))
            return make(dict(zip(flat, flat, strict=True)))
        if make := _SCALARS_IN.get(tag):
            return make(payload)
        return self.resolve(tag, payload)


def encode(value: Any, foreign: Foreign = refuse) -> Any:
    """How does this value look in JSON?  Raises ``Unencodable``."""
    return _Encoder(foreign).encode(value, 0)


def unknown(tag: str, payload: Any) -> Any:  # noqa: ARG001  (a Resolve)
    """Is a foreign tag not expected here?"""
    raise Malformed(f"unknown tag {tag!r}")


def decode(data: Any, resolve: Resolve = unknown) -> Any:
    """Which value is this JSON?  Raises ``Malformed`` for whatever our encoder does not write."""
    try:
        return _Decoder(resolve).decode(data)
    except (
        TypeError,
        ValueError,
        ArithmeticError,
        RecursionError,
        AttributeError,
        LookupError,
    ) as error:
        raise Malformed(f"{type(error).__name__}: {error}") from None


def dumps(message: Any) -> bytes:
    """Which bytes carry this message?"""
    return json.dumps(message, separators=(",", ":"), check_circular=False).encode()


def loads(data: bytes) -> Any:
    """Which message do these bytes carry?  Raises ``Malformed``."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from None


def _int_out(value: int) -> Any:
    if -_WORD <= value < _WORD:
        return value
    if value.bit_length() > MAX_INT_BITS:
        raise Oversized(f"an int of more than {MAX_INT_BITS} bits")
    return {"int": hex(value)}


def _numpy_out(value: Any) -> dict[str, Any] | None:
    """How does a numpy array or scalar of plain data travel?  As its dtype, shape and bytes."""
    numpy: Any = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, numpy.ndarray | numpy.generic):
        return None
    array = numpy.asarray(value)
    if array.dtype.kind not in "biufcUS":
        return None
    shape = list(array.shape) if type(value) is numpy.ndarray else None
    return {"numpy": [array.dtype.str, shape, array.tobytes().decode("latin-1")]}


def _numpy_in(payload: Any) -> Any:
    dtype, shape, data = payload
    if type(dtype) is not str or not _DTYPE.fullmatch(dtype):
        raise Malformed("not a dtype of plain data")
    import numpy as np  # noqa: PLC0415  (only where the program returned an array)

    flat = np.frombuffer(data.encode("latin-1"), dtype=np.dtype(dtype)).copy()
    return flat[0] if shape is None else flat.reshape(shape)


_DECODED = _PLAIN | {int}
_SEQUENCES: frozenset[type[Any]] = frozenset({tuple, set, frozenset, deque})
_MAPPINGS: frozenset[type[Any]] = frozenset({dict, Counter, OrderedDict})
_SEQUENCES_IN: dict[str, Callable[[Any], Any]] = {kind.__name__: kind for kind in _SEQUENCES}
_MAPPINGS_IN: dict[str, Callable[[Any], Any]] = {kind.__name__: kind for kind in _MAPPINGS}
_SCALARS_OUT: dict[type[Any], Callable[[Any], Any]] = {
    bytes: lambda value: value.decode("latin-1"),
    bytearray: lambda value: value.decode("latin-1"),
    complex: lambda value: [value.real, value.imag],
    range: lambda value: [_int_out(part) for part in (value.start, value.stop, value.step)],
    slice: lambda value: [encode(part) for part in (value.start, value.stop, value.step)],
    Decimal: str,
    Fraction: lambda value: [_int_out(value.numerator), _int_out(value.denominator)],
    datetime: lambda value: value.isoformat(),
    date: lambda value: value.isoformat(),
    time: lambda value: value.isoformat(),
    timedelta: lambda value: [value.days, value.seconds, value.microseconds],
    type(...): lambda _value: None,
}
_SCALARS_IN: dict[str, Callable[[Any], Any]] = {
    "int": lambda text: int(text, 16),
    "bytes": lambda text: text.encode("latin-1"),
    "bytearray": lambda text: bytearray(text.encode("latin-1")),
    "complex": lambda parts: complex(*parts),
    "range": lambda parts: range(*decode(parts)),
    "slice": lambda parts: slice(*decode(parts)),
    "Decimal": Decimal,
    "Fraction": lambda parts: Fraction(*decode(parts)),
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda parts: timedelta(*parts),
    "ellipsis": lambda _payload: ...,
    "numpy": _numpy_in,
}
