"""What does the program get for a value of the tests that is no plain data?"""

from __future__ import annotations

import builtins
from collections.abc import ItemsView, Iterable, Iterator, KeysView, ValuesView
from itertools import islice
from typing import Any, cast

from rewardsmith_sandbox.runner.codec import (
    MAX_NODES,
    Foreign,
    Oversized,
    Unencodable,
    encode,
    kind_of,
)

_VIEWS = (KeysView, ValuesView, ItemsView)
_ITERATING = ("builtins", "itertools", "numpy")


def outgoing(value: Any, foreign: Foreign) -> Any:
    """Which data stand for this: its items, its bytes, its name?

    Raises ``Unencodable`` for what cannot travel, and ``Oversized`` where a program could have
    brought that about by what it returned (``f(g(1).data)``), so that it is not the tests' doing.
    """
    kind = kind_of(value)
    home = kind.__module__.partition(".")[0]
    if kind is type and vars(builtins).get(value.__name__) is value:
        return {"builtin": value.__name__}
    if home == "numpy" and hasattr(value, "tolist"):  # an array of objects
        return encode(value.tolist(), foreign)
    if kind is memoryview:
        return encode(bytes(value))
    if isinstance(value, _VIEWS):
        return encode(list(cast("Iterable[Any]", value)), foreign)
    if isinstance(value, Iterator) and home in _ITERATING:
        return {"iterator": encode(list(islice(cast("Iterator[Any]", value), MAX_NODES)), foreign)}
    derivable = home in ("builtins", "numpy")
    raise (Oversized if derivable else Unencodable)(f"the tests pass a {kind.__name__}")
