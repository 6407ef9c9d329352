"""Which constructs need more of a program than its values, or would run what it returns as code?

All of it depends on the tests alone, so that no program can bring it about.
"""

from __future__ import annotations

import ast

_RUN_DATA = frozenset(
    {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve", "subprocess"}
)
_LOOK_AT_PRINTS = frozenset({"mock", "patch", "redirect_stderr", "redirect_stdout"})
_STREAMS = ("stderr", "stdin", "stdout")
_INSIDE = frozenset({"__bases__", "__class__", "__dict__", "__mro__"})


def unsupported(nodes: list[ast.AST], wanted: frozenset[str]) -> str:
    """Why can no program be judged by these tests?  Empty: nothing speaks against it."""
    return next(filter(None, (_why(node, wanted) for node in nodes)), "")


def _why(node: ast.AST, wanted: frozenset[str]) -> str:
    match node:
        case ast.ExceptHandler(type=ast.expr() as caught) if named := _names(caught) & wanted:
            return f"the tests catch the program's own exception {min(named)}"
        case ast.ClassDef(bases=bases) if named := _names(*bases) & wanted:
            return f"the tests derive a class from the program's {min(named)}"
        case ast.Compare() if named := _types_compared_with(node) & wanted:
            return f"the tests compare a type with the program's {min(named)}"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="asyncio"))):
            return "the tests drive the program with asyncio"
        case ast.Name() | ast.Import() | ast.ImportFrom() if named := _modules(node) & _RUN_DATA:
            return f"the tests use {min(named)}, which would run what the program returns"
        case ast.alias(name=name) if name in _LOOK_AT_PRINTS:
            return "the tests look at what the program prints"
        case ast.Attribute(attr="redirect_stdout" | "redirect_stderr"):
            return "the tests look at what the program prints"
        case ast.Attribute(attr=name) if name in _INSIDE:
            return f"the tests look at {name}"
        case ast.Attribute(value=ast.Name(id="sys"), attr=name, ctx=ast.Store()):
            return "the tests look at what the program prints" if name in _STREAMS else ""
        case _:
            return ""


def _names(*nodes: ast.AST) -> set[str]:
    inner = (inner for node in nodes for inner in ast.walk(node))
    return {node.id for node in inner if isinstance(node, ast.Name)}


def _types_compared_with(comparison: ast.Compare) -> set[str]:
    """Which names stand beside a ``type(...)``?"""
    sides = (comparison.left, *comparison.comparators)
    asked = [s for s in sides if isinstance(s, ast.Call) and _names(s.func) == {"type"}]
    return _names(*(side for side in sides if side not in asked)) if asked else set()


def _modules(node: ast.Name | ast.Import | ast.ImportFrom) -> set[str]:
    """Which modules might this mean?"""
    match node:
        case ast.Name(id=name):
            names = [name]
        case ast.Import(names=aliases):
            names = [alias.name for alias in aliases]
        case ast.ImportFrom(module=name):
            names = [name or ""]
    return {name.partition(".")[0] for name in names}
