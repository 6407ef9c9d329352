"""What the commands print: consoles, tables, progress, and model text that cannot harm a terminal.

Results go to stdout, everything about the run to stderr.  Colours and bars appear in terminals
only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

from rich.console import Console
from rich.table import Table

from rewardsmith.rows import as_key


def survive_any_text() -> None:
    """Write what a terminal's encoding lacks as escapes, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def results() -> Console:
    """Where do results go?  To stdout."""
    return Console(highlight=False)


def notes() -> Console:
    """Where does everything about the run go?  To stderr."""
    return Console(stderr=True, highlight=False)


def print_lines(lines: Iterable[str]) -> None:
    """Print these for a script to read: UTF-8, whatever the terminal's encoding."""
    sys.stdout.flush()
    for line in lines:
        sys.stdout.buffer.write(f"{line}\n".encode())
    sys.stdout.buffer.flush()


def plain_table(*columns: str, right: Iterable[str] = ()) -> Table:
    """A table without a frame, which reads as well in a pipe as in a terminal."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        justify = "right" if column in set(right) else "left"
        table.add_column(column, justify=justify, overflow="fold")
    return table


def shown(value: Any, limit: int = 60) -> str:
    """What does this value look like on a line?  Cut, and without control characters.

    A completion may hold escape sequences that would recolour or clear the terminal.
    """
    text = as_key(value)
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in cut)


@contextmanager
def progress(label: str, total: int) -> Generator[Callable[[int], None]]:
    """Show how far this has come; the value is to be called with the number just done."""
    from rich.progress import (  # noqa: PLC0415  (slow to import, and `list` needs none)
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = notes()
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.advance(task, done)
