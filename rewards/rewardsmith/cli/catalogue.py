"""Which kinds are there, and which question does each answer?

What comes with the package is read from its source, since importing it (pydantic, above all) would
take longer than all the rest; plug-ins are imported, which shows whether they load.
"""

from __future__ import annotations

import inspect
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.markup import escape

import rewardsmith
from rewardsmith.cli.terminal import plain_table, print_lines, results
from rewardsmith.errors import RewardsmithError
from rewardsmith.registry import BUILT_IN, kinds, lookup

FAMILIES = ("leaf", "combinator", "wrapper")
_HOMES = {
    "rewardsmith.sums": "combinator",
    "rewardsmith.compose": "combinator",
    "rewardsmith.route": "combinator",
    "rewardsmith.wrap": "wrapper",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind: its family, the first line of its docstring, or why it does not load."""

    kind: str
    family: str
    question: str
    error: str | None = None


def show(*, as_json: bool = False) -> None:
    """Print the catalogue: leaves, combinators, wrappers."""
    entries = sorted(map(describe, kinds()), key=lambda entry: FAMILIES.index(entry.family))
    if as_json:
        print_lines([json.dumps([asdict(entry) for entry in entries], indent=2)])
        return
    table, family = plain_table("", "kind", "question"), ""
    for entry in entries:
        if family and entry.family != family:
            table.add_row()
        label = "" if entry.family == family else entry.family
        family = entry.family
        told = f"[red]{escape(entry.error)}[/]" if entry.error else escape(entry.question)
        table.add_row(f"[dim]{label}[/]", f"[bold]{escape(entry.kind)}[/]", told)
    results().print(table)


def describe(kind: str) -> Entry:
    """What is this kind?  One that does not load is an entry too, with its error."""
    if kind in BUILT_IN:
        module, _, name = BUILT_IN[kind].partition(":")
        line = line_in_source(module, name) or lookup(kind).__doc__
        return Entry(kind, _HOMES.get(module, "leaf"), first_line(line))
    try:
        cls = lookup(kind)
    except RewardsmithError as error:
        return Entry(kind, "leaf", "", str(error))
    return Entry(kind, _family(cls), first_line(cls.__doc__))


def line_in_source(module: str, name: str) -> str | None:
    """How does the docstring of this class of ours begin?  None where there is no source."""
    path = Path(rewardsmith.__path__[0]).joinpath(*module.split(".")[1:])
    for file in sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]:
        source = file.read_text(encoding="utf-8") if file.is_file() else ""
        _, found, below = source.partition(f"\nclass {name}(")
        if found:
            return below.partition('"""')[2].partition("\n")[0].removesuffix('"""')
    return None


def first_line(docstring: str | None) -> str:
    """Which question does it answer?  Without the marks of a docstring."""
    line = inspect.cleandoc(docstring or "").partition("\n")[0]
    return " ".join(line.replace("``", "").split())


def _family(cls: type) -> str:
    from rewardsmith.verifier import Combinator  # noqa: PLC0415  (a plug-in has imported it)
    from rewardsmith.wrap import Wrapped  # noqa: PLC0415

    if issubclass(cls, Combinator):
        return "combinator"
    return "wrapper" if issubclass(cls, Wrapped) else "leaf"
