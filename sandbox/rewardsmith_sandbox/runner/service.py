# pyright: basic
"""The untrusted side of a judge's conversation: does what it is asked with the program's objects.

Types are checked loosely here: what a program defines has none that we could know.

Whatever does not travel as a value stays here under a number, and the judge gets the number.  A
program may subvert all of this; all it can gain is to say other values, which it could anyway.
"""

from __future__ import annotations

import builtins
import copy
import operator
import socket
import sys
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

from rewardsmith_sandbox.runner.codec import Unencodable, decode, dumps, encode
from rewardsmith_sandbox.runner.wire import Channel

_BUILTINS: tuple[Any, ...] = (int, float, str, bytes, list, tuple, dict, set, frozenset)
_MUTABLE = (list, dict, set, bytearray)


def _state(value: Any) -> Any:
    """What is an object made of?  Its attributes, by name."""
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    state = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    return state | getattr(value, "__dict__", {})


def _await(value: Any) -> Any:
    import asyncio  # noqa: PLC0415  (slow to import, and rarely wanted)

    async def wait() -> Any:
        return await value

    return asyncio.run(wait())


OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": lambda function, args, kwargs: function(*args, **kwargs),
    "getattr": getattr,
    "setattr": setattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "iter": iter,
    "next": next,
    "len": len,
    "bool": bool,
    "str": str,
    "repr": repr,
    "hash": hash,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "round": round,
    "abs": abs,
    "neg": operator.neg,
    "pos": operator.pos,
    "invert": operator.invert,
    "state": _state,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "await": _await,
    "deepcopy": copy.deepcopy,
    "binary": lambda name, left, right: getattr(operator, name)(left, right),
    "enter": lambda manager: type(manager).__enter__(manager),
    "exit": lambda manager: type(manager).__exit__(manager, None, None, None),
}


class Service:
    """The program's objects, and the loop that answers for them."""

    def __init__(self, module: ModuleType, connection: socket.socket) -> None:
        self._module = module
        self._channel = Channel(connection)
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}

    def answer_all(self) -> Any:
        """Answer until the judge hangs up, or answers a question of ours."""
        while True:
            message = self._channel.receive()
            if message[0] == "answer":
                return message
            self._channel.send(self._answer(*message[1:]))

    def _answer(self, operation: str, operands: Any) -> list[Any]:
        try:
            values = decode(operands, self._resolve)
            before = self._snapshot(operation, values)
            result = self._do(operation, values)
            return ["value", encode(result, self._foreign), self._changes(before, values)]
        except Unencodable as error:
            return ["unencodable", str(error)]
        except BaseException as error:  # noqa: BLE001  (every way in which a program can fail)
            return ["raised", *_describe(error)]

    def _do(self, operation: str, values: list[Any]) -> Any:
        if operation == "defines":
            return values[0] in self._module.__dict__
        return OPERATIONS[operation](*values)

    def _snapshot(self, operation: str, values: list[Any]) -> list[bytes | None]:
        if operation != "call":
            return []
        return [self._picture(value) for value in values[1]]

    def _picture(self, value: Any) -> bytes | None:
        """What does this argument look like now?  None where it cannot change by value."""
        if type(value) not in _MUTABLE:
            return None
        return dumps(encode(value, self._foreign))

    def _changes(self, before: list[bytes | None], values: list[Any]) -> list[Any]:
        """Which arguments did the call change, and into what?"""
        changes: list[Any] = []
        for place, picture in enumerate(before):
            if picture is not None and self._picture(values[1][place]) != picture:
                changes.append([place, encode(values[1][place], self._foreign)])
        return changes

    def _foreign(self, value: Any) -> dict[str, Any]:
        for base in _BUILTINS:
            if isinstance(value, base) and not hasattr(type(value), "__members__"):
                return encode(base(value), self._foreign)
        number = self._numbers.setdefault(id(value), len(self._objects))
        if number == len(self._objects):
            self._objects.append(value)
        return {"object": [number, type(value).__name__]}

    def _resolve(self, tag: str, payload: Any) -> Any:
        if tag == "object":
            return self._objects[payload]
        if tag == "name":
            return self._lookup(payload)
        if tag == "builtin":
            return getattr(builtins, payload)
        if tag == "iterator":
            return iter(decode(payload, self._resolve))
        return lambda *args, **kwargs: self._ask(payload, args, kwargs)

    def _lookup(self, name: str) -> Any:
        defined = self._module.__dict__
        if name in defined:
            return defined[name]
        if hasattr(defined.get("Solution"), name):  # a method, in the manner of LeetCode
            return getattr(defined["Solution"](), name)
        raise NameError(f"the program defines no {name!r}")

    def _ask(self, number: int, args: Any, kwargs: Any) -> Any:
        """What does a function of the tests return?"""
        self._channel.send(["ask", number, encode([list(args), kwargs], self._foreign)])
        _, good, value = self.answer_all()
        if not good:
            raise RuntimeError(f"a function of the tests raised {value}")
        return decode(value, self._resolve)


def _describe(error: BaseException) -> list[Any]:
    """Which built-in exception is this, with which arguments, and what does its trace say?"""
    names = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
    try:
        arguments = encode([str(argument) for argument in error.args][:4])
    except Exception:  # noqa: BLE001  (a program's own __str__)
        arguments = []
    text = "".join(traceback.format_exception_only(error))[-500:]
    return [names[0], type(error).__name__, arguments, text]


def serve(module: ModuleType, connection: socket.socket, *, loaded: bool) -> None:
    """Tell the judge how loading went, then answer it until it hangs up."""
    service = Service(module, connection)
    Channel(connection).send(["loaded" if loaded else "failed"])
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 2000))
    if loaded:
        try:
            service.answer_all()
        except (EOFError, OSError):
            return
