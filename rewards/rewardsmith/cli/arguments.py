"""The arguments that several commands share.  Importing this costs nothing."""

from __future__ import annotations

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
JsonFlag = Annotated[bool, typer.Option("--json", help="JSON on stdout, for a script to read.")]
