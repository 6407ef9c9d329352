"""The arguments that several commands share.  Importing this costs nothing."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import Annotated

import typer

RewardOption = Annotated[
    str,
    typer.Option(
        "--reward",
        "-r",
        metavar="REWARD",
        help="A YAML or JSON file, the name of a kind, or YAML: '{kind: integer, base: 16}'.",
    ),
]
DataArgument = Annotated[
    Path, typer.Argument(metavar="DATA", help="JSON lines: prompt, completion, answer, …")
]


def _finite(value: float) -> float:
    """The value itself; a usage error for nan, which every score would fail, and infinity."""
    if not isfinite(value):
        raise typer.BadParameter(f"a finite number, not {value}")
    return value


ThresholdOption = Annotated[
    float, typer.Option(callback=_finite, help="A score of at least this much is accepted.")
]
JsonFlag = Annotated[bool, typer.Option("--json", help="JSON on stdout, for a script to read.")]
