# pyright: basic
"""What stands in the tests for an object that stayed in the program?

The danger is an object that lies: ``__eq__`` that is always true, arithmetic that knows what is
expected.  So a ``Remote`` lends itself only to what hands *data* back (attributes, items,
iteration, conversions), from which the judge compares for itself.  Operators and methods that would
hear what the test expects are lent only by objects that the tests built from a class themselves
(``built``): there they are what is being tested.  Equality is never asked of the program: it is
being of the same class name and made of the same values, by a class that tells values apart.

Types are checked loosely here: a ``Remote`` stands for anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rewardsmith_sandbox.runner.session import Session

_VALUE_TYPES = (str, bytes, list, tuple, dict, set, int, float, complex)
_VALUE_METHODS = {name for kind in _VALUE_TYPES for name in dir(kind) if name[0] != "_"}
_READABLE = frozenset({"__name__", "__doc__", "__qualname__"})


class Remote:
    """An object of the program, by its number there, or a name that the program defines.

    ``built``: the tests made it, by calling what they name like a class.  ``owner``: this is a
    method called like a built-in type's, of a returned object of this class.  ``made``: the class
    and the arguments that it was made with.
    """

    __slots__ = ("_built", "_made", "_name", "_owner", "_reference", "_session")

    def __init__(
        self,
        session: Session,
        reference: dict[str, Any],
        name: str,
        built: bool,
    ) -> None:
        set_ = object.__setattr__
        set_(self, "_session", session)
        set_(self, "_reference", reference)
        set_(self, "_name", name)
        set_(self, "_built", built)
        set_(self, "_owner", "")
        set_(self, "_made", None)

    def reference_of(self) -> dict[str, Any]:
        """What does the program know this object by?"""
        return self._reference

    def _ask(self, operation: str, *operands: Any, built: bool | None = None) -> Any:
        return self._session.ask(
            operation, *operands, built=self._built if built is None else built
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What does it return?  Refused for methods that only values have."""
        if self._owner:
            self._session.refuse(f"the program returned a {self._owner}, which is no value")
        makes = "name" in self._reference and self._name[:1].isupper()
        value = self._ask("call", self, list(args), kwargs, built=self._built or makes)
        if makes and type(value) is Remote:
            object.__setattr__(value, "_made", (self, args, kwargs))
        return value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") and name not in _READABLE:
            raise AttributeError(name)
        value = self._ask("getattr", self, name)
        returned = "object" in self._reference and not self._built
        if type(value) is Remote and returned and name in _VALUE_METHODS:
            object.__setattr__(value, "_owner", self._name)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        self._ask("setattr", self, name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._ask("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._ask("setitem", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._ask("delitem", self, key)

    def __iter__(self) -> Iterator[Any]:
        iterator = self._ask("iter", self)
        while True:
            try:
                item = self._ask("next", iterator)
            except StopIteration:
                return
            yield item

    def __next__(self) -> Any:
        return self._ask("next", self)

    def __contains__(self, item: Any) -> bool:
        return any(item is other or item == other for other in self)

    def __await__(self) -> Iterator[Any]:
        return self._ask("await", self)
        yield

    def __enter__(self) -> Any:
        return self._ask("enter", self)

    def __exit__(self, *_error: object) -> None:
        self._ask("exit", self)

    def __instancecheck__(self, value: Any) -> bool:
        return type(value) is Remote and self._exactly(bool, "isinstance", value, self)

    def __subclasscheck__(self, kind: Any) -> bool:
        return type(kind) is Remote and self._exactly(bool, "issubclass", kind, self)

    def __hash__(self) -> int:
        return self._exactly(int, "hash", self)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Remote or self._name != other._name:
            return False
        if self._reference == other._reference:
            return True
        mine, theirs = self._ask("state", self), self._ask("state", other)
        return bool(mine) and mine == theirs and _tells_apart(self._made or other._made, mine)

    def _exactly(self, kind: type[Any], operation: str, *operands: Any) -> Any:
        """This operation's result, which the language wants to be of this type."""
        value = self._ask(operation, *operands)
        if type(value) is not kind:
            self._session.refuse(f"{operation}() of a {self._name} is no {kind.__name__}")
        return value


def _tells_apart(made: Any, state: Any) -> bool:
    """Has an object that is made of other values another state?

    A class whose objects are all alike would be equal to whatever is expected.
    """
    if made is None:
        return True
    kind, args, kwargs = made
    others = [_shifted([args, kwargs], by) for by in (1, 17)]
    try:
        twins = [kind(*args, **kwargs) for args, kwargs in others]
    except Exception:  # noqa: BLE001  (a class that does not take any value tells them apart)
        return True
    states = [kind._ask("state", twin) for twin in twins]
    return others[0] == [args, kwargs] or any(other != state for other in states)


def _shifted(value: Any, by: int) -> Any:
    """Which value is like this one, but another?"""
    if type(value) in (int, float, complex):
        return value + by
    if type(value) is str:
        return value + "x" * by
    if type(value) in (list, tuple):
        return type(value)(_shifted(item, by) for item in value)
    if type(value) is dict:
        return {key: _shifted(item, by) for key, item in value.items()}
    return value


def _unary(operation: str, kind: type[Any] | None = None) -> Any:
    def method(self: Remote, *rest: Any) -> Any:
        if kind is None:
            return self._ask(operation, self, *rest)
        return self._exactly(kind, operation, self, *rest)

    return method


def _binary(operation: str, *, swapped: bool, both: bool) -> Any:
    def method(self: Remote, other: Any) -> Any:
        trusted = self._built and (not both or (type(other) is Remote and other._built))
        if not trusted:
            self._session.refuse(f"the program returned a {self._name}, which is no value")
        pair = (other, self) if swapped else (self, other)
        return self._ask("binary", operation, *pair)

    return method


for _name, _kind in (
    ("len", int), ("bool", bool), ("str", str), ("repr", str), ("int", int), ("float", float),
    ("complex", complex), ("index", int), ("round", None), ("abs", None), ("neg", None),
    ("pos", None), ("invert", None),
):  # fmt: skip
    setattr(Remote, f"__{_name}__", _unary(_name, _kind))

for _name in (
    "add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and_", "or_", "xor",
):  # fmt: skip
    _dunder = _name.rstrip("_")
    setattr(Remote, f"__{_dunder}__", _binary(_name, swapped=False, both=False))
    setattr(Remote, f"__r{_dunder}__", _binary(_name, swapped=True, both=False))

for _name in ("lt", "le", "gt", "ge"):
    setattr(Remote, f"__{_name}__", _binary(_name, swapped=False, both=True))
