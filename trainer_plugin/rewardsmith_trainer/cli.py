"""The command ``rewardsmith train``; torch is imported when it runs, not when it is listed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rewardsmith.errors import DataError

if TYPE_CHECKING:
    from rewardsmith_trainer.runs.recipe import Recipe

_INTERRUPTED = 130


def train(
    recipe: Annotated[str, typer.Argument(help="A YAML file or an embedded recipe.")] = "smollm2",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The run's folder; else runs/RECIPE-TIME.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="In place of the recipe's.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="In place of the recipe's.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in --out, by its own recipe.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the recipe and stop.")] = False,
) -> None:
    """Train a model with GRPO on a verified reward; by default a real one, in some minutes."""
    changes = {
        name: value for name, value in (("seed", seed), ("steps", steps)) if value is not None
    }
    chosen = _recipe(recipe, out, resume, changes)
    if show:
        typer.echo(chosen.as_yaml(), nl=False)
        return
    folder = out or Path("runs") / f"{Path(recipe).stem}-{datetime.now():%Y%m%d-%H%M%S}"
    if not _run(chosen, folder, resume):
        raise typer.Exit(_INTERRUPTED)


def _recipe(name: str, out: Path | None, resume: bool, changes: dict[str, int]) -> Recipe:
    from rewardsmith_trainer.runs.recipe import load_recipe  # noqa: PLC0415  (imports pydantic models)

    if not resume:
        return load_recipe(name, **changes)
    if out is None or not (out / "recipe.yaml").is_file():
        raise DataError(f"--resume: no run in {out}; name its folder with -o")
    if changes:
        raise DataError("--resume goes on by the run's own recipe; leave out --seed and --steps")
    return load_recipe(out / "recipe.yaml")


def _run(recipe: Recipe, folder: Path, resume: bool) -> bool:
    """Train and report; did it finish?"""
    from rich.console import Console  # noqa: PLC0415

    from rewardsmith_trainer.runs.run import train as run  # noqa: PLC0415  (torch: seconds)
    from rewardsmith_trainer.runs.summary import show_summary  # noqa: PLC0415

    console = Console(stderr=True)
    summary = run(recipe, folder, resume=resume, console=console)
    show_summary(console, summary, folder)
    return summary.finished
