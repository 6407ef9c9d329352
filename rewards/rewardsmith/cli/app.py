"""Which commands are there, and how one is loaded when it is called.

Third parties join by the entry-point group ``rewardsmith.commands``: a name, and a function with
typer's annotations or a ``typer.Typer``.  Its module is imported to show help too, so heavy imports
belong inside the function.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, MutableMapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from rewardsmith.errors import PluginError
from rewardsmith.registry import load

GROUP = "rewardsmith.commands"

BUILT_IN = {
    "list": "rewardsmith.cli.listing:list_kinds",
    "score": "rewardsmith.cli.scoring:score_rows",
    "explain": "rewardsmith.cli.explain:explain",
    "filter": "rewardsmith.cli.filtering:filter_rows",
    "bench": "rewardsmith.cli.bench:bench",
    "rescore": "rewardsmith.cli.rescore:rescore",
    "schema": "rewardsmith.cli.schema:schema",
    "doctor": "rewardsmith.cli.doctor:doctor",
}
"""Name to ``module:attribute`` of the commands of this package, in the order of the help."""


class Commands(MutableMapping[str, Any]):
    """The commands by name, each loaded on access."""

    def __init__(self) -> None:
        self._plugged: dict[str, list[EntryPoint]] = {}
        for point in entry_points(group=GROUP):
            self._plugged.setdefault(point.name, []).append(point)
        self._names = [*BUILT_IN, *sorted(name for name in self._plugged if name not in BUILT_IN)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        try:
            return _command(name, self._load(name), unwrap=name in BUILT_IN)
        except PluginError as error:
            return _command(name, _failing(error))

    def __setitem__(self, name: str, command: Any) -> None:
        raise TypeError(f"{name!r}: commands join by the entry-point group {GROUP}")

    def __delitem__(self, name: str) -> None:
        raise TypeError(f"{name!r}: uninstall the distribution that brings it")

    def _load(self, name: str) -> Any:
        if name in BUILT_IN:
            module, _, attribute = BUILT_IN[name].partition(":")
            return getattr(import_module(module), attribute)
        points = self._plugged[name]
        if len(points) > 1:
            homes = " and ".join(point.dist.name if point.dist else "?" for point in points)
            raise PluginError(f"{GROUP}: {name!r} comes from {homes}; uninstall one")
        return load(points[0])


class LazyGroup(TyperGroup):
    """typer's group, over commands that are not loaded yet."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = Commands()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (typer's signature)
        """Which commands are there?  Names only."""
        return list(self.commands)


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, pretty_exceptions_enable=False)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  (rarely wanted)

        typer.echo(f"rewardsmith {version('rewardsmith')}")
        raise typer.Exit


@app.callback()
def rewardsmith(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Composable, measured verifiers that become rewards for GRPO training."""


def _command(name: str, target: Any, *, unwrap: bool = False) -> Any:
    """The click command of a function or of a typer app.

    ``unwrap`` joins the lines of a docstring's paragraphs, which typer would keep apart.
    """
    if isinstance(target, typer.Typer):
        command = cast("Any", get_command(target))
    else:
        single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        settings = getattr(target, "context_settings", None)
        text = _unwrapped(target.__doc__) if unwrap else None
        single.command(name, context_settings=settings, help=text)(target)
        command = cast("Any", get_command(single))
    command.name = name
    return command


def _unwrapped(docstring: str | None) -> str:
    paragraphs = inspect.cleandoc(docstring or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _failing(error: PluginError) -> Callable[[], None]:
    """A command that says why it is none; it breaks no other."""

    def fail() -> None:
        raise error

    fail.__doc__ = f"Failed to load: {error}"
    fail.context_settings = {"ignore_unknown_options": True, "allow_extra_args": True}  # pyright: ignore[reportFunctionMemberAccess]
    return fail
