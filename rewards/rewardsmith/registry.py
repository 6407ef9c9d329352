"""Which classes are there, by ``kind``: the built-in ones, one's own, and plug-ins.

A class joins by ``@register``; a distribution by the entry-point group ``rewardsmith.verifiers``,
whose names are kinds.  Modules are imported on first use, so that a long list costs nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, TypeVar

from rewardsmith.errors import DuplicateKindError, PluginError, SpecError, UnknownKindError

if TYPE_CHECKING:
    from rewardsmith.verifier import Verifier

GROUP = "rewardsmith.verifiers"

BUILT_IN: dict[str, str] = {
    "sum": "rewardsmith.sums:Sum",
    "product": "rewardsmith.compose:Product",
    "min": "rewardsmith.compose:Min",
    "max": "rewardsmith.compose:Max",
    "or_else": "rewardsmith.compose:OrElse",
    "route": "rewardsmith.route:Route",
    "clip": "rewardsmith.compose:Clip",
    "constant": "rewardsmith.compose:Constant",
    "callable": "rewardsmith.wrap:FromCallable",
    "trl": "rewardsmith.wrap:FromTrl",
    "verl": "rewardsmith.wrap:FromVerl",
    "waiting": "rewardsmith.wrap:Waiting",
    "exact": "rewardsmith.verifiers.exact:Exact",
    "integer": "rewardsmith.verifiers.integer:Integer",
    "number": "rewardsmith.verifiers.number:Number",
    "choice": "rewardsmith.verifiers.choice:Choice",
    "tags": "rewardsmith.verifiers.tags:Tags",
    "boxed": "rewardsmith.verifiers.boxed:Boxed",
    "code_fence": "rewardsmith.verifiers.code_fence:CodeFence",
    "json_schema": "rewardsmith.verifiers.json_schema:JsonSchema",
    "regex_full": "rewardsmith.verifiers.regex_full:RegexFull",
    "math": "rewardsmith.verifiers.math:MathEqual",
    "code": "rewardsmith.verifiers.code:Code",
    "language": "rewardsmith.verifiers.language:Language",
    "judge": "rewardsmith.verifiers.judge:Judge",
    "judge_rank": "rewardsmith.verifiers.judge:JudgeRank",
    "soft_overlong": "rewardsmith.verifiers.length:SoftOverlong",
    "cosine_length": "rewardsmith.verifiers.length:CosineLength",
    "repetition": "rewardsmith.verifiers.repetition:Repetition",
}
"""Kind to ``module:Class`` of everything that comes with the package."""

_registered: dict[str, type[Verifier]] = {}

V = TypeVar("V", bound="type[Verifier]")


def register(cls: V) -> V:
    """Which class implements this ``kind``?  Put ``@register`` above the class.

    Raises DuplicateKindError when another class has the kind, SpecError when ``kind`` is no
    literal string.  Defining the same class again (a notebook cell, a reload) replaces it.
    """
    kind: Any = cls.model_fields["kind"].default
    if not isinstance(kind, str) or not kind.isidentifier():
        raise SpecError(
            f"{_place(cls)} needs a literal kind; write: kind: Literal['my_kind'] = 'my_kind'"
        )
    claimed = BUILT_IN.get(kind)
    if claimed is not None and claimed.split(":")[1] != cls.__qualname__:
        raise DuplicateKindError(f"kind {kind!r}: {_place(cls)} claims it, {claimed} has it")
    holder = _registered.get(kind)
    if holder is not None and _place(holder) != _place(cls):
        raise DuplicateKindError(
            f"kind {kind!r}: both {_place(cls)} and {_place(holder)} claim it; rename one"
        )
    _registered[kind] = cls
    return cls


def lookup(kind: str) -> type[Verifier]:
    """Which class is ``kind``?

    Raises UnknownKindError with the nearest names, PluginError when its plug-in fails to load.
    """
    if kind in _registered:
        return _registered[kind]
    if kind in BUILT_IN:
        module, _, name = BUILT_IN[kind].partition(":")
        return getattr(import_module(module), name)
    found = [point for point in entry_points(group=GROUP) if point.name == kind]
    if not found:
        raise UnknownKindError(unknown("kind", kind, kinds()))
    if len(found) > 1:
        raise DuplicateKindError(
            f"kind {kind!r} comes from {' and '.join(_distribution(point) for point in found)}; "
            "uninstall one"
        )
    return _registered.setdefault(kind, load(found[0]))


def kinds() -> tuple[str, ...]:
    """Which kinds are there?  Names only: nothing is imported."""
    plugged = (point.name for point in entry_points(group=GROUP))
    return tuple(dict.fromkeys([*BUILT_IN, *_registered, *plugged]))


def load(point: EntryPoint) -> Any:
    """What does this entry point name?  PluginError, naming its distribution, if it fails."""
    try:
        return point.load()
    except Exception as error:  # third-party import code may raise anything: named, chained
        raise PluginError(
            f"{point.group}: {point.name!r} of {_distribution(point)} failed to load "
            f"({type(error).__name__}: {error}); mend or uninstall that distribution"
        ) from error


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """What do we say when there is no such name?  The nearest first, then all."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=3)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else "."
    return f"there is no {what} {name!r}{hint} Known: {', '.join(names)}"


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "an unknown distribution"


def _place(cls: type) -> str:
    return f"{cls.__module__}:{cls.__qualname__}"
