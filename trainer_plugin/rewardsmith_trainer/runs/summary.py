"""What a run has to say at its end, on the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from rewardsmith_trainer.runs.heldout import Rise
from rewardsmith_trainer.runs.run import Summary


def show_summary(console: Console, summary: Summary, folder: Path) -> None:
    """What came of the run, and where is it?"""
    if summary.undecided is not None:
        console.print(summary.undecided, style="bold", markup=False, soft_wrap=True)
    if not summary.finished:
        console.print(
            f"stopped after step {summary.steps}; go on with: "
            f"rewardsmith train --resume -o {folder}",
            soft_wrap=True,
        )
        return
    console.print(
        f"{summary.steps} steps in {summary.training_s:.0f} s; mean reward of the first fifth "
        f"{_share(summary.first)}, of the last fifth {_share(summary.last)}",
        soft_wrap=True,
    )
    table = Table("held-out answers", "n", "before", "after", "rise", "95 % interval")
    for name, found in summary.heldout.items():
        table.add_row(name, *_cells(found))
    console.print(table)
    if summary.audit is not None and summary.audit.n:
        gap = summary.audit
        console.print(
            f"audit of {gap.n} completions: the reward claims {gap.mean:+.2f} more than it grants, "
            f"95 % interval {gap.low:+.2f} to {gap.high:+.2f}",
            soft_wrap=True,
        )
    for advice in summary.advice:
        console.print(f"advice: {advice}", markup=False, soft_wrap=True)
    console.print(f"everything is in {folder}: curve.png, summary.json, model/", soft_wrap=True)


def _cells(found: Rise) -> tuple[str, ...]:
    interval = f"{found.low:+.2f} to {found.high:+.2f}"
    return (
        str(found.n),
        f"{found.before:.2f}",
        f"{found.after:.2f}",
        f"{found.rise:+.2f}",
        interval,
    )


def _share(value: float | None) -> str:
    return "none decided" if value is None else f"{value:.2f}"
