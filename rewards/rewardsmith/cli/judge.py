"""``rewardsmith judge``: what the judges of a reward would be asked, and what asking costs.

``judge serve`` joins from the trainer plugin, since it needs torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from rewardsmith.cli.arguments import DataArgument, RewardOption

if TYPE_CHECKING:
    from rewardsmith.types import Rollout
    from rewardsmith.verifier import Verifier

app = typer.Typer(no_args_is_help=True, help="What judges are asked, what it costs, and one's own.")

DryRunFlag = Annotated[
    bool, typer.Option("--dry-run", help="Print the prompts and the estimated cost; ask nothing.")
]


@app.command()
def ask(data: DataArgument, reward: RewardOption, dry_run: DryRunFlag = False) -> None:
    """Ask the judges of a reward about every row, and say what it cost.

    With --dry-run the prompts go to stdout, one JSON line each, and nothing is sent. It counts
    every question that could come: what a product stops, what or_else settles before the judge and
    what the cache holds will cost less.
    """
    from rewardsmith.cli.loading import check_rows, load_reward  # noqa: PLC0415  (pydantic)
    from rewardsmith.cli.running import complaints_once, score_all  # noqa: PLC0415
    from rewardsmith.cli.terminal import notes  # noqa: PLC0415
    from rewardsmith.rows import read_rollouts, read_rows  # noqa: PLC0415
    from rewardsmith.verifiers.judge.usage import LEDGER  # noqa: PLC0415

    verifier = load_reward(reward)
    rows = read_rows(data)
    rollouts = read_rollouts(rows)
    check_rows(data, verifier, rollouts, [row.place for row in rows])
    if dry_run:
        print_questions(verifier, rollouts)
        return
    before = LEDGER.total()
    with complaints_once():
        verdicts = score_all(verifier, rollouts)
    decided = sum(verdict.score is not None for verdict in verdicts)
    told = f"{decided} of {len(verdicts)} rows decided; {LEDGER.total() - before}"
    notes().print(told, markup=False, soft_wrap=True)


def print_questions(verifier: Verifier, rollouts: Sequence[Rollout]) -> None:
    """Print every prompt that could be sent, and on stderr what that would cost at most."""
    from rewardsmith.cli.terminal import notes, print_lines  # noqa: PLC0415
    from rewardsmith.rows import as_json  # noqa: PLC0415
    from rewardsmith.verifiers.judge.estimate import estimate  # noqa: PLC0415

    found = estimate(verifier, rollouts)
    print_lines(as_json({"kind": kind, "messages": q.messages}) for kind, q in found.questions)
    cost = (
        f"at most ${found.dollars:.4f} at the prices in the spec"
        if found.dollars
        else "no prices in the spec; add prices: [2.5, 10], dollars per million tokens in and out"
    )
    told = (
        f"{len(found.questions)} requests, about {found.prompt_tokens:,} tokens in and at most "
        f"{found.completion_tokens:,} out: {cost}"
    )
    told = told if found.questions else "this reward asks no judge about these rows"
    notes().print(told, markup=False, soft_wrap=True)
