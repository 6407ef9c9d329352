"""Values that travel come back as they were; hostile bytes never come back as anything else."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, deque
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith_sandbox.runner.codec import (
    MAX_DEPTH,
    Malformed,
    Oversized,
    Unencodable,
    decode,
    dumps,
    encode,
    loads,
)


def there_and_back(value):
    return decode(loads(dumps(encode(value))))


ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(codec=None, categories=None)),
    st.binary(max_size=20),
    st.complex_numbers(allow_nan=False),
    st.fractions(),
)
HASHABLE = st.recursive(
    ATOMS, lambda inner: st.tuples(inner, inner) | st.frozensets(inner), max_leaves=5
)
VALUES = st.recursive(
    HASHABLE,
    lambda inner: st.lists(inner) | st.dictionaries(HASHABLE, inner) | st.sets(HASHABLE),
    max_leaves=20,
)


def kinds(value):
    """The types inside, which equality alone would not tell apart (True == 1 == 1.0)."""
    if isinstance(value, dict):
        return {dict: sorted(map(repr, map(kinds, value.items())))}
    if isinstance(value, set | frozenset):
        return {type(value): sorted(repr(kinds(item)) for item in value)}
    if isinstance(value, list | tuple):
        return {type(value): [kinds(item) for item in value]}
    return type(value)


@given(VALUES)
def test_a_value_comes_back_with_its_types(value):
    again = there_and_back(value)
    assert again == value
    assert kinds(again) == kinds(value)


@pytest.mark.parametrize(
    "value",
    [
        -0.0, math.inf, -math.inf, 2**63, -(2**63), 10**6000, "\ud800", bytearray(b"\xff"),
        range(3, 9, 2), slice(None, 4), ..., Decimal("1.50"), Fraction(3, 7), Counter("aab"),
        OrderedDict(b=1, a=2), deque([1, 2]), date(2024, 2, 29), datetime(2024, 2, 29, 12, 30),
        time(1, 2, 3, 4), timedelta(days=1, microseconds=5), [[1], [[2.0]]], {(1, "a"): {2: {3}}},
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_special_values(value):
    again = there_and_back(value)
    assert again == value
    assert type(again) is type(value)


def test_nan_and_numbers_of_numpy():
    assert math.isnan(there_and_back(math.nan))
    assert there_and_back(np.float64(1.5)) == 1.5
    matrix = np.arange(6, dtype=np.int32).reshape(2, 3)
    again = there_and_back(matrix)
    assert again.dtype == matrix.dtype
    assert (again == matrix).all()
    names = there_and_back(np.array(["a", "bcd"]))
    assert (names.tolist(), names.dtype.str) == (["a", "bcd"], "<U3")


class Liar(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


def doubling(levels):
    value = [0.5, [1]]
    for _ in range(levels):
        value = [value, value]
    return value


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (Liar(3), Unencodable),
        (object(), Unencodable),
        (len, Unencodable),
        (np.array(["a", None], dtype=object), Unencodable),
        (deep(MAX_DEPTH + 2), Oversized),
        (doubling(40), Oversized),
        (1 << (1 << 23), Oversized),
    ],
    ids=["subclass", "object", "function", "objects-in-array", "deep", "shared", "long"],
)
def test_what_cannot_travel(value, error):
    with pytest.raises(error):
        encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b'{"a":1,"b":2}', b'{"class":"os.system"}', b'{"object":[0,"x"]}',
        b"[" * 100_000, b'{"set":[[1]]}', b'{"dict":[1]}', b'{"int":"zz"}', b'{"int":1}',
        b'{"numpy":["O",[1],"a"]}', b'{"numpy":["<i8,<i8",[1],"a"]}', b'{"numpy":["<i8",null,""]}',
        b'{"numpy":["<f8",[99],"a"]}', b'{"bytes":"\\u0100"}', b"9" * 5000, b'{"Fraction":[1,0]}',
        b'{"Decimal":"x"}', b'{"range":["a"]}', b'{"tuple":5}', b"\xff\xfe", b'{"datetime":"now"}',
    ],
)  # fmt: skip
def test_hostile_bytes_are_malformed(data):
    with pytest.raises(Malformed):
        decode(loads(data))


@given(
    st.binary(max_size=200) | st.text(alphabet='[]{}":,0123456789eE.-intsedcuplobyr', max_size=80)
)
def test_noise_decodes_to_builtins_or_not_at_all(noise):
    data = noise if isinstance(noise, bytes) else noise.encode()
    try:
        value = decode(loads(data))
    except Malformed:
        return
    assert type(value).__module__ in {"builtins", "decimal", "fractions", "datetime", "collections"}
