"""The command ``rewardsmith report``: a run as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN...", help="Folders of runs; the curves of all are compared."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="Write here; else RUN/report.html."),
    ] = None,
) -> None:
    """Write one HTML file about a run, that opens offline.

    Rewards, components, audit gap and diagnostics over the steps, held-out accuracy, and the
    verdict trees of the best and the worst completions.
    """
    from rewardsmith.rows import check_output, write_text  # noqa: PLC0415  (imports pydantic)
    from rewardsmith_trainer.reading.page import page  # noqa: PLC0415
    from rewardsmith_trainer.reading.runs import read_run  # noqa: PLC0415

    found = [read_run(path) for path in runs]
    out = output or runs[0] / "report.html"
    check_output(out)
    write_text(out, [page(found)])
    typer.echo(f"wrote {out}")
