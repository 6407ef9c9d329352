"""``rewardsmith rescore``: what would another reward have said of the rollouts of a run?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from rewardsmith.cli.arguments import JsonFlag, RewardOption, ThresholdOption
from rewardsmith.cli.explain import Part, tree, verdict_tree
from rewardsmith.cli.loading import check_rows, load_reward
from rewardsmith.cli.running import complaints_once, score_all
from rewardsmith.cli.scoring import provenance, scored
from rewardsmith.cli.terminal import notes, plain_table, print_lines, results, shown
from rewardsmith.errors import DataError
from rewardsmith.rescoring import Change, Changes, Saved, changes, read_saved
from rewardsmith.rows import as_json, check_output, write_text
from rewardsmith.spec import spec_hash
from rewardsmith.types import Verdict
from rewardsmith.verifier import Verifier

_WIDE = 160
_SIDES = {-1: "below", 0: "at", 1: "above"}


def rescore(
    run: Annotated[
        Path,
        typer.Argument(
            metavar="RUN", help="A run's folder, TRL's folder of completions, or JSON lines."
        ),
    ],
    reward: RewardOption,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what changes against the verdicts kept in RUN.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="Write the rows, scored, here."),
    ] = None,
    dataset: Annotated[
        Path | None,
        typer.Option("--data", metavar="DATA", help="JSON lines with the truths, by the prompt."),
    ] = None,
    threshold: ThresholdOption = 0.5,
    show: Annotated[int, typer.Option(min=0, help="So many flips with their trees.")] = 10,
    as_json: JsonFlag = False,
) -> None:
    """Score the rollouts of a run with another reward.

    With --diff: how many verdicts flip and how many advantages change their sign, and the flips
    with both verdict trees. TRL's tables hold no truth: name the dataset with --data.
    """
    verifier = load_reward(reward)
    if output is not None:
        check_output(output, [run] if run.is_file() else [])
    saved = read_saved(run, dataset)
    rollouts = [one.rollout for one in saved]
    check_rows(run, verifier, rollouts, [one.row.place for one in saved])
    if diff and all(one.verdict is None and one.advantage is None for one in saved):
        raise DataError(f"{run}: holds no verdicts to compare with; leave out --diff")
    with complaints_once():
        verdicts = score_all(verifier, rollouts)
    if output is not None:
        _write(output, saved, verdicts, verifier)
    found = changes(saved, verdicts, threshold=threshold)
    if as_json:
        print_lines([json.dumps(_figures(found, diff) | provenance(verifier), indent=2)])
        return
    _means(results(), saved, verdicts)
    if diff:
        _print(results(), found, verifier, show)


def _write(
    output: Path, saved: Sequence[Saved], verdicts: Sequence[Verdict], verifier: Verifier
) -> None:
    rows = scored([one.row for one in saved], verdicts, spec_hash(verifier))
    write_text(output, map(as_json, rows))
    notes().print(f"wrote {output}", markup=False, soft_wrap=True)


def _figures(found: Changes, diff: bool) -> dict[str, Any]:
    """Everything in figures, for a script."""
    after = [change.after.score for change in found.each]
    decided = [score for score in after if score is not None]
    figures: dict[str, Any] = {
        "n": len(after),
        "abstained": len(after) - len(decided),
        "mean": sum(decided) / len(decided) if decided else None,
    }
    if diff:
        figures["flips"] = [_row(change) for change in found.flips]
        figures["sign_changes"] = [_row(change) for change in found.turns]
    return figures


def _row(change: Change) -> dict[str, Any]:
    return {
        "line": change.saved.row.line,
        "step": change.saved.row.columns.get("step"),
        "before": None if change.before is None else change.before.as_dict(),
        "after": change.after.as_dict(),
        "side_before": change.side_before,
        "side_after": change.side_after,
    }


def _means(console: Console, saved: Sequence[Saved], verdicts: Sequence[Verdict]) -> None:
    table = plain_table("", "decided", "mean score", "abstain", right=("decided", "mean score"))
    for name, column in (
        ("kept", [one.verdict for one in saved if one.verdict is not None]),
        ("new", list(verdicts)),
    ):
        scores = [verdict.score for verdict in column if verdict.score is not None]
        mean = f"{sum(scores) / len(scores):.3f}" if scores else "–"
        table.add_row(name, f"{len(scores):,}", mean, f"{len(column) - len(scores):,}")
    console.print(table)


def _print(console: Console, found: Changes, verifier: Verifier, show: int) -> None:
    """The two tables of changes, then flips with their trees."""
    flips, turns, every = found.flips, found.turns, len(found.each)
    console.print(f"\n{len(flips):,} of {every:,} verdicts flip")
    table = plain_table("was", "is", "rollouts", right=("rollouts",))
    for (was, now), count in sorted(found.rulings().items(), key=str):
        table.add_row(was or "not kept", now, f"{count:,}")
    console.print(table)
    console.print(f"\n{len(turns):,} of {every:,} advantages change their sign")
    table = plain_table("was", "is", "rollouts", right=("rollouts",))
    for (was, now), count in sorted(found.sides().items()):
        table.add_row(f"{_SIDES[was]} the mean", f"{_SIDES[now]} the mean", f"{count:,}")
    console.print(table)
    for change in flips[:show]:
        _print_flip(console, change, verifier)
    if len(flips) > show:
        console.print(f"\n{len(flips) - show:,} more flips: --show {len(flips)}, or --json")


def _print_flip(console: Console, change: Change, verifier: Verifier) -> None:
    console.print()
    step = change.saved.row.columns.get("step")
    place = change.saved.row.place + ("" if step is None else f", step {step}")
    for label, value in (
        ("row", place),
        ("completion", change.saved.rollout.raw),
        ("answer", change.saved.rollout.truth),
    ):
        console.print(Text(f"{label:<11}", style="dim", end=""), Text(shown(value, _WIDE)), sep="")
    if change.before is not None:
        console.print(verdict_tree("was", change.before))
    console.print(tree(Part("is", verifier), change.after))
