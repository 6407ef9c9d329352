"""Which code may tests evaluate?  Their own, and of a program's texts only what is plain data.

``assert eval(solve([1, 2, 3, 4])) == 24`` is a usual test.  With Python's own ``eval`` the program
would thereby run code in its judge.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from types import CodeType
from typing import Any

from rewardsmith_sandbox.runner.session import Session

_DATA = (
    ast.Expression, ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.BinOp, ast.UnaryOp,
    ast.BoolOp, ast.Compare, ast.IfExp, ast.Load, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip


class Guard:
    """The built-in functions of these tests, in a conversation with one program."""

    def __init__(self, sources: Iterable[str], session: Session) -> None:
        self._sources, self._session = sources, session

    def builtins(self) -> dict[str, Any]:
        """Python's, but for those that run code."""
        return vars(builtins) | {"compile": self._compile, "eval": self._eval, "exec": self._exec}

    def _eval(self, source: Any, names: Any = None, local: Any = None) -> Any:
        if self._is_theirs(source):
            return builtins.eval(source, *_scope(names, local))  # noqa: S307  (the tests' own)
        return builtins.eval(self._data(source), {"__builtins__": {}})  # noqa: S307  (no names)

    def _exec(self, source: Any, names: Any = None, local: Any = None) -> None:
        self._run(builtins.exec, source, *_scope(names, local))

    def _compile(self, source: Any, *options: Any, **named: Any) -> Any:
        return self._run(builtins.compile, source, *options, **named)

    def _run(self, function: Callable[..., Any], source: Any, *rest: Any, **named: Any) -> Any:
        if not self._is_theirs(source):
            self._session.refuse("the program returned code")
        return function(source, *rest, **named)

    @cached_property
    def _texts(self) -> set[Any]:
        """Every text that is written in the tests, as a literal."""
        nodes = (node for source in self._sources for node in ast.walk(ast.parse(source)))
        return {node.value for node in nodes if isinstance(node, ast.Constant)}

    def _is_theirs(self, source: Any) -> bool:
        """Was it there before the program said anything, or is it a text of the tests?"""
        if isinstance(source, CodeType | ast.AST) or not self._session.contacted:
            return True
        return type(source) is str and source in self._texts

    def _data(self, source: Any) -> CodeType:
        """The expression in this text, if it names nothing and calls nothing."""
        try:
            tree = ast.parse(source, mode="eval")
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
            self._session.refuse(f"the program returned what is no expression: {error}")
        if not all(isinstance(node, _DATA) for node in ast.walk(tree)):
            self._session.refuse("the program returned an expression that is no plain data")
        return compile(tree, "expression", "eval")


def _scope(names: Any, local: Any) -> tuple[Any, ...]:
    """In which namespaces would the caller's ``eval`` work?"""
    if names is not None:
        return (names,) if local is None else (names, local)
    frame = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]  (as eval itself does)
    return frame.f_globals, frame.f_locals
