"""What can be read off test code without running it?  All of it depends on the tests alone."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from rewardsmith_sandbox.runner.unsupported import unsupported

_ALIASES = {
    "np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "tf": "tensorflow", "nx": "networkx",
}  # fmt: skip
_PACKAGES = frozenset({"numpy", "pandas", "pytest", "scipy", "sklearn", "sympy", "torch"})
_KNOWN = {
    name: module
    for module, names in {
        "collections": "ChainMap Counter OrderedDict defaultdict deque namedtuple",
        "copy": "deepcopy",
        "datetime": "date datetime timedelta timezone",
        "decimal": "Decimal",
        "fractions": "Fraction",
        "functools": "reduce partial cmp_to_key",
        "itertools": "chain combinations islice permutations zip_longest",
        "math": "inf isclose isinf isnan nan pi",
        "operator": "attrgetter itemgetter",
        "types": "SimpleNamespace",
    }.items()
    for name in names.split()
}
"""What tests use without importing it, where the program was meant to have imported it."""

_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Reading:
    """Which names do the tests want from elsewhere?

    ``modules`` maps names to the modules that they must mean; ``known`` names of the standard
    library to their modules, which no program may define in their stead; ``wanted`` are the
    program's, or the problem statement's.  ``mutation_meant``: is an argument changed in place a
    result?  ``unsupported``: why no program could be judged by these tests, or empty.
    """

    modules: dict[str, str]
    known: dict[str, str]
    wanted: frozenset[str]
    mutation_meant: bool
    unsupported: str


def read(sources: Iterable[str], entry_point: str | None) -> Reading:
    """What do these tests need?  Raises ``SyntaxError``."""
    trees = [ast.parse(source) for source in (*sources, entry_point or "")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    loaded, bound = _names(nodes)
    free = loaded - bound - _BUILTINS - {"candidate", "__name__"}
    if entry_point and entry_point.isidentifier():
        free |= {entry_point} - bound
    elif not free and not entry_point:  # a program that is named like a built-in function
        free = _called(nodes) - bound - {"candidate"}
    called = _called(nodes)
    modules = {
        name: _ALIASES.get(name, name) for name in free - called - {entry_point} if _is_module(name)
    }
    wanted = frozenset(free - modules.keys())
    known = {name: _KNOWN[name] for name in wanted & _KNOWN.keys() - {entry_point}}
    if wanted > known.keys():  # else it is these names that are under test
        wanted -= known.keys()
    else:
        known = {}
    names = wanted | {"candidate"} | _parameters_of_check(nodes)
    return Reading(
        modules, known, wanted, _means_mutation(nodes, names), unsupported(nodes, wanted)
    )


def functions_of(given: str, wanted: frozenset[str], entry_point: str | None) -> ast.Module | None:
    """Which code of the problem statement defines wanted helpers?  None: it has none of them.

    Functions only, with the imports and constants beside them: a class is the program's to define.
    """
    try:
        tree = ast.parse(given)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    kept = (ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Assign)
    body: list[ast.stmt] = [node for node in tree.body if isinstance(node, kept)]
    defined = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    if not (defined - {entry_point}) & wanted:
        return None
    return ast.Module(body=body, type_ignores=[])


def defines(source: str, name: str) -> bool:
    """Does this code define a function of this name at its top level?"""
    return any(isinstance(n, ast.FunctionDef) and n.name == name for n in ast.parse(source).body)


def _names(nodes: list[ast.AST]) -> tuple[set[str], set[str]]:
    """Which names are read, and which are bound somewhere?"""
    loaded: set[str] = set()
    bound: set[str] = set()
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                loaded.add(name)
            case ast.Name(id=name) | ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                bound.add(name)
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.alias(name=name, asname=alias):
                bound.add(alias or name.split(".")[0])
            case _:
                pass
    return loaded, bound


def _parameters_of_check(nodes: list[ast.AST]) -> set[str]:
    """What does ``check`` call the program's function?"""
    checks = [n for n in nodes if isinstance(n, ast.FunctionDef) and n.name == "check"]
    return {arg.arg for check in checks for arg in check.args.args[:1]}


def _called(nodes: Iterable[ast.AST]) -> set[str]:
    """Which names are called?"""
    return {name for node in nodes if (name := _callee(node))}


def _callee(node: ast.AST) -> str:
    """Which name does this call?  Empty: none."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name
        case _:
            return ""


def _is_module(name: str) -> bool:
    return name in _ALIASES or name in _PACKAGES or name in sys.stdlib_module_names


def _calls_program(node: ast.AST, names: frozenset[str]) -> bool:
    return not names.isdisjoint(_called(ast.walk(node)))


def _is_literal(node: ast.AST) -> bool:
    return not any(isinstance(inner, ast.Name | ast.Call) for inner in ast.walk(node))


def _means_mutation(nodes: list[ast.AST], names: frozenset[str]) -> bool:
    """Do the tests look at an argument after the call?

    Yes where a call's value is thrown away, or where a name that was passed is compared with a
    literal.  Otherwise a program could pass by emptying what its answer is compared with.
    """
    calls = [n for n in nodes if isinstance(n, ast.Call) and _callee(n) in names]
    passed = {arg.id for call in calls for arg in call.args if isinstance(arg, ast.Name)}
    for node in nodes:
        if isinstance(node, ast.Expr) and any(node.value is call for call in calls):
            return True
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            about = {n.id for side in sides for n in ast.walk(side) if isinstance(n, ast.Name)}
            if about & passed and any(map(_is_literal, sides)) and not _calls_program(node, names):
                return True
    return False
