"""Pickling what goes to a worker: by name where it can be imported, by value where it cannot.

A worker never sees the user's main module, so what lives in ``__main__`` (scripts, notebooks,
``python -``), lambdas and closures travel by cloudpickle, which is imported when first needed.
"""

from __future__ import annotations

import pickle
import sys
from typing import Any

from rewardsmith.errors import IsolationError

PROTOCOL = 5

UNPICKLABLE = (pickle.PicklingError, TypeError, AttributeError, RecursionError)
"""What pickling raises for an object that cannot travel."""

_MAIN = (b"__main__", b"__mp_main__")  # the second one in children of multiprocessing's spawn


def dump(thing: Any) -> bytes:
    """How does this object travel?  Raises one of ``UNPICKLABLE`` if it cannot."""
    try:
        data = pickle.dumps(thing, PROTOCOL)
    except UNPICKLABLE:
        return _by_value(thing)
    if _MAIN[0] in data or _MAIN[1] in data:  # perhaps only in a text: by value is right as well
        return _by_value(thing)
    return data


def dump_item(args: tuple[Any, ...]) -> bytes:
    """How do these arguments travel?  As ``dump``, but without cloudpickle by name.

    A completion may well contain the text ``__main__``, and must not make us ask for a package.
    """
    try:
        return dump(args)
    except IsolationError:
        return pickle.dumps(args, PROTOCOL)


def _by_value(thing: Any) -> bytes:
    try:
        import cloudpickle  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]
    except ImportError as error:
        raise IsolationError(
            f"{type(thing).__qualname__} {thing!r:.200} cannot be imported by a worker and has to "
            "travel by value; type: pip install cloudpickle"
        ) from error
    main = sys.modules.get("__mp_main__")
    if main is not None and main.__name__ == "__mp_main__":
        cloudpickle.register_pickle_by_value(main)  # pyright: ignore[reportUnknownMemberType]
    return cloudpickle.dumps(thing, PROTOCOL)  # pyright: ignore[reportUnknownMemberType]
