"""The command ``rewardsmith``.

Every command is ``module:attribute``, ours as well as a plug-in's, and its module is imported when
it is called or when help is shown; so ``rewardsmith list`` starts without pydantic or torch.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]

BAD_INPUT = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Which command was typed?  Runs it and exits.

    0: done.  1: done, but ``doctor`` found something broken.  2: bad input, in one message on
    stderr, with nothing written.  130: interrupted.  Any other exception is a bug and shows itself.
    """
    try:
        _run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        _leave("interrupted", INTERRUPTED)
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:
            _leave("interrupted", INTERRUPTED)
        raise


def _run(arguments: list[str]) -> None:
    from rewardsmith.cli.terminal import survive_any_text  # noqa: PLC0415  (Ctrl-C is heard by now)
    from rewardsmith.errors import RewardsmithError  # noqa: PLC0415

    survive_any_text()
    try:
        _call(arguments)
    except RewardsmithError as error:
        _leave(str(error), BAD_INPUT)


def _call(arguments: list[str]) -> None:
    """The command; for ``list``, parsing nothing with typer would take longer than the rest."""
    if arguments == ["list"]:
        from rewardsmith.cli.catalogue import show  # noqa: PLC0415

        show()
        return
    from rewardsmith.cli.app import app  # noqa: PLC0415

    app(arguments, prog_name="rewardsmith")


def _leave(message: str, code: int) -> None:
    print(f"rewardsmith: {message}", file=sys.stderr)  # noqa: T201  (rich would wrap it)
    raise SystemExit(code)
