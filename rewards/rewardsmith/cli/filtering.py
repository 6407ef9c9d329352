"""``rewardsmith filter``: rejection sampling, from rollouts to rows to train on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rewardsmith.cli.arguments import DataArgument, RewardOption
from rewardsmith.cli.judge import DryRunFlag

if TYPE_CHECKING:
    from rewardsmith.filtering.selection import Candidate, Chosen, LanguageShare, Selection
    from rewardsmith.types import Rollout
    from rewardsmith.verifier import Verifier


def filter_rows(  # noqa: PLR0913, PLR0917  (one a flag)
    data: DataArgument,
    reward: RewardOption,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="JSON lines to train on.")
    ] = None,
    best: Annotated[
        int | None, typer.Option(min=1, help="The best so many of each prompt; else 1.")
    ] = None,
    above: Annotated[
        float | None, typer.Option(help="Only what scores at least this; then all, but for --best.")
    ] = None,
    form: Annotated[
        Literal["sft", "pairs"], typer.Option("--as", help="prompt and completion, or pairs.")
    ] = "sft",
    max_chars: Annotated[int | None, typer.Option(min=1, help="Drop longer completions.")] = None,
    language: Annotated[
        str, typer.Option(help="prompt, a code such as en, column:NAME, or any: no such test.")
    ] = "prompt",
    dry_run: DryRunFlag = False,
) -> None:
    """Keep the completions worth training on, as rows for TRL's SFT or DPO trainer.

    Dropped are what the reward cannot decide, what mixes languages, runs too long or says the same
    as another completion of its prompt. Rows with one group, or else one prompt, belong together.
    The same input and verdicts give the same bytes.
    """
    from rewardsmith.cli.judge import print_questions  # noqa: PLC0415
    from rewardsmith.cli.loading import check_rows, load_reward  # noqa: PLC0415  (pydantic)
    from rewardsmith.errors import DataError  # noqa: PLC0415
    from rewardsmith.filtering.selection import Selection  # noqa: PLC0415
    from rewardsmith.rows import check_output, read_rollouts, read_rows  # noqa: PLC0415

    verifier = load_reward(reward)
    if output is None and not dry_run:
        raise DataError("say where to write: -o OUT.jsonl (or --dry-run: ask and write nothing)")
    if output is not None:
        check_output(output, [data])
    rows = read_rows(data)
    rollouts = read_rollouts(rows)
    check_rows(data, verifier, rollouts, [row.place for row in rows])
    if output is None or dry_run:
        print_questions(verifier, rollouts)
        return
    selection = Selection(1 if best is None and above is None else best, above, max_chars)
    _write(output, _choose(verifier, rollouts, selection, language), form)


def _choose(
    verifier: Verifier, rollouts: Sequence[Rollout], selection: Selection, language: str
) -> Chosen:
    from rewardsmith.cli.running import complaints_once, score_all  # noqa: PLC0415
    from rewardsmith.filtering.selection import Candidate, choose  # noqa: PLC0415

    with complaints_once():
        verdicts = score_all(verifier, rollouts)
    candidates: list[Candidate] = [
        Candidate(rollout, verdict) for rollout, verdict in zip(rollouts, verdicts, strict=True)
    ]
    return choose(candidates, selection, _share_of(language))


def _share_of(language: str) -> LanguageShare | None:
    """How is the share of the right language measured?  By the verifier of that kind."""
    if language == "any":
        return None
    from rewardsmith.runner import score  # noqa: PLC0415
    from rewardsmith.spec import load_spec  # noqa: PLC0415

    verifier = load_spec({"kind": "language", "expect": language})
    return lambda rollouts: score(verifier, rollouts)


def _write(output: Path, chosen: Chosen, form: Literal["sft", "pairs"]) -> None:
    from rewardsmith.cli.terminal import notes  # noqa: PLC0415
    from rewardsmith.errors import DataError  # noqa: PLC0415
    from rewardsmith.filtering.training_rows import preference_rows, sft_rows  # noqa: PLC0415
    from rewardsmith.rows import as_json, write_text  # noqa: PLC0415

    rows = sft_rows(chosen) if form == "sft" else preference_rows(chosen)
    counts = ", ".join(
        f"{chosen.drops[drop]} {drop}" for drop in sorted(chosen.drops) if chosen.drops[drop]
    )
    if not rows:
        raise DataError(
            f"nothing is left to train on ({counts or 'no pair differs'}); ask for less"
        )
    write_text(output, map(as_json, rows))
    notes().print(
        f"wrote {len(rows)} rows to {output}; dropped: {counts or 'none'}",
        markup=False,
        soft_wrap=True,
    )
