"""The judge's side of the conversation: asks, and builds what it is told from exact builtins."""

from __future__ import annotations

import builtins
import socket
from collections.abc import Callable
from typing import Any, NoReturn, cast

from rewardsmith_sandbox.runner.codec import (
    Malformed,
    Oversized,
    Unencodable,
    decode,
    encode,
    unknown,
)
from rewardsmith_sandbox.runner.outgoing import outgoing
from rewardsmith_sandbox.runner.wire import Channel


class Final(Exception):  # noqa: N818
    """Is the unit decided, whatever its code does with this exception?  The session remembers."""


class ProgramGone(Final):
    """Did the program's process end, or stop making sense, while it was asked something?"""


class BadReturn(Final):
    """Did the program return something that no judge could read, on purpose or not?"""


class UnsupportedTests(Final):
    """Do the tests hand the program something that cannot travel?  The data's doing."""


class ProgramRaised(Exception):  # noqa: N818
    """Did the program raise what must not pass through the tests as it is?"""


_MUTABLE = (list, bytearray, dict, set)
_SHADOWED = (StopIteration, StopAsyncIteration, GeneratorExit)
"""Raised by a call, these would end a loop of the tests early and quietly (compare PEP 479)."""


class Session:
    """A conversation with one program.

    ``contacted`` says whether the program was asked anything yet: until then nothing can be its
    fault.  ``wrap`` makes what stands for an object that stayed with the program.  ``mutated`` says
    whether it changed an argument; without ``write_back`` such changes are only noted.
    """

    def __init__(self, connection: socket.socket, wrap: type[Any]) -> None:
        self._channel = Channel(connection)
        self._wrap = wrap
        self._functions: list[Callable[..., Any]] = []
        self._changed: list[tuple[Any, Any]] = []
        self.contacted = False
        self.mutated = False
        self.write_back = True
        self.final: Final | None = None

    def wait_until_loaded(self) -> bool:
        """Did the program load?"""
        return self._receive() == ["loaded"]

    def ask(self, operation: str, *operands: Any, built: bool = False) -> Any:
        """What comes of this operation in the program?  ``built``: see ``Remote``."""
        try:
            return self._ask(operation, *operands, built=built)
        except Final as error:
            self.final = error
            raise

    @property
    def tests_at_fault(self) -> bool:
        """If this unit failed: is it the tests' doing?  Before any contact nothing else can be."""
        if self.final is not None:
            return isinstance(self.final, UnsupportedTests)
        return not self.contacted

    def begin_unit(self) -> None:
        """Forget what the unit before did to the tests' data."""
        self.mutated = False
        self._changed.clear()

    def undo_changes(self) -> None:
        """Give the tests' data back the contents that they had before the program changed them."""
        while self._changed:
            _refill(*self._changed.pop())

    def refuse(self, why: str) -> NoReturn:
        """End this unit: the program returned what cannot be judged."""
        self.final = BadReturn(why)
        raise self.final

    def _ask(self, operation: str, *operands: Any, built: bool) -> Any:
        self._send(["do", operation, self._encode(list(operands))])
        self.contacted = True
        while (reply := self._receive())[0] == "ask":
            self._send(self._answer(reply))
        return self._read(operation, reply, operands, built=built)

    def _read(self, operation: str, reply: Any, operands: Any, *, built: bool) -> Any:
        try:
            match reply:
                case ["value", value, changes]:
                    if operation == "call":
                        self._apply(changes, operands[1])
                    return self._decode(value, built=built)
                case ["unencodable", str(why)]:
                    raise BadReturn(why)
                case ["raised", str(base), str(name), arguments, str(text)]:
                    raise self._rebuild(operation, base, name, decode(arguments), text)
                case _:
                    raise ProgramGone("an unreadable reply")
        except Malformed as error:
            raise BadReturn(str(error)) from None

    def _rebuild(
        self, operation: str, base: str, name: str, arguments: Any, text: str
    ) -> Exception:
        """Which exception does the test see?  A built-in one, or ``ProgramRaised``."""
        kind: Any = getattr(builtins, base, None)
        if not isinstance(kind, type) or not issubclass(kind, Exception):
            return ProgramRaised(text or name)
        if issubclass(kind, _SHADOWED) and operation != "next":
            return ProgramRaised(text or name)
        try:
            return kind(*arguments)
        except TypeError:
            return ProgramRaised(text or name)

    def _apply(self, changes: Any, arguments: list[Any]) -> None:
        """Do to our arguments what the call did to its copies of them."""
        for place, data in changes:
            if type(place) is not int or not 0 <= place < len(arguments):
                raise Malformed("a change of no argument")
            value, target = self._decode(data, built=False), arguments[place]
            if type(value) is not type(target):
                raise Malformed("a change of type")
            self.mutated = True
            if not self.write_back:
                continue
            if type(target) in _MUTABLE:
                self._changed.append((target, target.copy()))
                _refill(target, value)

    def _decode(self, data: Any, *, built: bool) -> Any:
        def resolve(tag: str, payload: Any) -> Any:
            match [tag, payload]:
                case ["object", [int(number), str(name)]]:
                    return self._wrap(self, {"object": number}, name, built)
                case _:
                    return unknown(tag, payload)

        return decode(data, resolve)

    def _encode(self, value: Any) -> Any:
        try:
            return encode(value, self._foreign)
        except Oversized as error:
            raise self._too_much(str(error)) from None
        except Unencodable as error:
            raise UnsupportedTests(str(error)) from None

    def _too_much(self, why: str) -> Final:
        """Whose fault is it?  What is large may have grown from what the program returned."""
        return (BadReturn if self.contacted else UnsupportedTests)(why)

    def _foreign(self, value: Any) -> Any:
        """What does the program get for this?  Data as far as that goes, else a number to call."""
        if isinstance(value, self._wrap):
            return value.reference_of()
        if not callable(value) or isinstance(value, type):
            return outgoing(value, self._foreign)
        self._functions.append(value)
        return {"function": len(self._functions) - 1}

    def _answer(self, question: Any) -> list[Any]:
        """What does a function of the tests, handed to the program, return for these arguments?"""
        try:
            _, number, data = question
            args, kwargs = self._decode(data, built=False)
            return ["answer", True, self._encode(self._functions[number](*args, **kwargs))]
        except UnsupportedTests:  # of arguments that the program chose
            return ["answer", False, "TypeError"]
        except Final:
            raise
        except Exception as error:  # noqa: BLE001  (the program is told, and may handle it)
            return ["answer", False, type(error).__name__]

    def _send(self, message: Any) -> None:
        try:
            self._channel.send(message)
        except Malformed as error:
            raise self._too_much(str(error)) from None
        except OSError:
            raise ProgramGone("the program's process has ended") from None

    def _receive(self) -> Any:
        try:
            message = self._channel.receive()
        except Malformed as error:
            raise BadReturn(str(error)) from None
        except (EOFError, OSError):
            raise ProgramGone("the program's process has ended") from None
        if not isinstance(message, list) or not message:
            raise ProgramGone("an unreadable reply")
        return cast("list[Any]", message)


def _refill(target: Any, value: Any) -> None:
    """Let this container hold what that one does."""
    target.clear()
    if type(target) in (list, bytearray):
        target.extend(value)
    else:
        target.update(value)
