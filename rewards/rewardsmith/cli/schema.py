"""``rewardsmith schema``: what an editor needs to complete and check a reward file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from rewardsmith.cli.terminal import print_lines
from rewardsmith.rows import check_output, write_text
from rewardsmith.spec import json_schema


def schema(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="Write here instead of to stdout."),
    ] = None,
) -> None:
    """Print the JSON Schema of a reward file.

    Editors complete and check a YAML file that starts with
    '# yaml-language-server: $schema=OUT'.
    """
    if output is not None:
        check_output(output)
    text = json.dumps(json_schema(), indent=2)
    if output is None:
        print_lines([text])
    else:
        write_text(output, [text])
