"""``rewardsmith sandbox``: get the engine and the image, look at them, try to break out."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from rewardsmith.errors import RewardsmithError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from rewardsmith_sandbox.probes import Finding

app = typer.Typer(no_args_is_help=True, help="Where programs run: set up, look at, try to break.")

BROKEN = 1


class SandboxCommandError(RewardsmithError):
    """Did the sandbox not do what the command line asked?  Says what to type."""


@app.command()
def up(
    install: Annotated[
        bool, typer.Option(help="Get docker.io and start it where no engine answers.")
    ] = False,
    dockerfile: Annotated[
        bool, typer.Option(help="Build from the Dockerfile; needs a registry.")
    ] = False,
) -> None:
    """Make ready: an engine that answers, and the current image."""
    from rewardsmith_sandbox import setup  # noqa: PLC0415  (only for these commands)

    with _spoken():
        setup.up(install=install, dockerfile=dockerfile, say=typer.echo)


@app.command()
def status() -> None:
    """Say what is there; exit status 1 if something is missing."""
    from rewardsmith_sandbox import setup  # noqa: PLC0415

    rows = setup.doctor()
    _show(
        ("what", "", "found", "type"),
        ([r.name, _mark(r.ok), r.found, r.mend if not r.ok else ""] for r in rows),
    )
    raise typer.Exit(0 if all(row.ok for row in rows) else BROKEN)


@app.command()
def down() -> None:
    """Remove our containers and the image; the engine stays."""
    from rewardsmith_sandbox import setup  # noqa: PLC0415

    with _spoken():
        setup.down(typer.echo)


@app.command()
def probe(
    family: Annotated[str | None, typer.Option(help="Only this family of attacks.")] = None,
) -> None:
    """Attack the containers, and say which attempt succeeded; exit status 1 if any did."""
    from rewardsmith_sandbox import open_sandbox  # noqa: PLC0415
    from rewardsmith_sandbox.probes import attack  # noqa: PLC0415

    with _spoken():
        findings = list(attack(open_sandbox(), family=family))
    _show(("family", "probe", "", "what happened"), map(_line, findings))
    held = sum(finding.held for finding in findings)
    typer.echo(f"{held} of {len(findings)} attempts failed, as they should")
    raise typer.Exit(0 if held == len(findings) else BROKEN)


def _line(finding: Finding) -> list[str]:
    return [finding.probe.family, finding.probe.name, _mark(finding.held), finding.detail]


def _mark(good: bool) -> str:
    return "ok" if good else "BROKEN"


def _show(headers: tuple[str, ...], lines: Iterable[list[str]]) -> None:
    from rich.console import Console  # noqa: PLC0415

    Console().print(_table(headers, lines))


def _table(headers: tuple[str, ...], lines: Iterable[list[str]]) -> Table:
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(*headers)
    for line in lines:
        table.add_row(*map(escape, line))
    return table


@contextmanager
def _spoken() -> Generator[None]:
    """The sandbox's own errors are the user's to mend: one message, no traceback."""
    from rewardsmith_sandbox import SandboxError  # noqa: PLC0415

    try:
        yield
    except SandboxError as error:
        raise SandboxCommandError(str(error)) from None
