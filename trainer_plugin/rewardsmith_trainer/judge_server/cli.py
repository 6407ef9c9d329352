"""``rewardsmith judge serve``, beside what the judge's commands are without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rewardsmith.cli.judge import app
from rewardsmith.errors import DataError

__all__ = ["app"]

DEFAULT_PORT = 8460


@app.command()
def serve(
    model: Annotated[
        Path | None, typer.Option("--model", help="A checkpoint's folder; else SmolLM2-135M.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = DEFAULT_PORT,
) -> None:
    """Run a small judge on this machine; it proves the plumbing, not the judgment."""
    if model is not None and not (model / "config.json").is_file():
        raise DataError(f"{model}: no config.json in it; name a checkpoint's folder")
    from rewardsmith_trainer.judge_server.engine import Engine  # noqa: PLC0415  (torch: seconds)
    from rewardsmith_trainer.judge_server.server import JudgeServer  # noqa: PLC0415
    from rewardsmith_trainer.models.smollm2 import smollm2  # noqa: PLC0415

    try:
        server = JudgeServer(Engine(model or smollm2()), port)
    except OSError as error:
        raise DataError(f"port {port}: {error.strerror}; name another with --port") from error
    with server:
        typer.echo(f"serving {server.engine.name} at {server.url} (Ctrl-C ends it)", err=True)
        typer.echo(
            f"use it as: {{kind: judge, base_url: {server.url}, concurrency: 2}}\n"
            "It shows that replies come, not that they are right: judge with a larger model.",
            err=True,
        )
        server.serve_forever()
