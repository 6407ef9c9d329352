"""``rewardsmith explain``: why did this rollout get this score?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.text import Text
from rich.tree import Tree

from rewardsmith.cli.arguments import DataArgument, JsonFlag, RewardOption
from rewardsmith.cli.loading import check_rows, load_reward
from rewardsmith.cli.running import complaints_once, score_all
from rewardsmith.cli.scoring import provenance
from rewardsmith.cli.terminal import print_lines, results, shown
from rewardsmith.errors import DataError
from rewardsmith.parts import part_names
from rewardsmith.registry import unknown
from rewardsmith.route import Route
from rewardsmith.rows import Row, read_rollouts, read_rows
from rewardsmith.sums import Sum
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import Combinator, Verifier

_WIDE = 200
_NEAREST = 1000


def explain(
    data: DataArgument,
    reward: RewardOption,
    id_: Annotated[
        str,
        typer.Option("--id", metavar="ID", help="The row's id, or line:N for the row on line N."),
    ],
    as_json: JsonFlag = False,
) -> None:
    """Show the verdict tree of one rollout.

    The whole group of the row is scored, since an undecided term of a sum stands for its group's
    mean.
    """
    verifier = load_reward(reward)
    rows = read_rows(data)
    rollouts = read_rollouts(rows)
    chosen = find(data, rows, id_)
    group = [chosen, *_others(rollouts, chosen)]
    members = [rollouts[index] for index in sorted(group)]
    check_rows(data, verifier, members, [rows[index].place for index in sorted(group)])
    with complaints_once():
        verdict = score_all(verifier, members)[sorted(group).index(chosen)]
    if as_json:
        told = {"id": rows[chosen].id, "line": rows[chosen].line, "verdict": verdict.as_dict()}
        print_lines([json.dumps(provenance(verifier) | told, indent=2)])
        return
    _print(rows[chosen], rollouts[chosen], verifier, verdict, len(group))


def find(path: Path, rows: Sequence[Row], wanted: str) -> int:
    """Which row has this id?  DataError when none has, or several."""
    found = [index for index, row in enumerate(rows) if wanted in (row.id, f"line:{row.line}")]
    if not found:
        known = [row.id for row in rows[:_NEAREST]]
        raise DataError(f"{path}: {shown(unknown('id', wanted, known), _WIDE)}")
    if len(found) > 1:
        lines = [str(rows[index].line) for index in found]
        raise DataError(
            f"{path}: the id {wanted!r} stands on lines {', '.join(lines[:10])}; "
            f"choose one by its line: --id line:{lines[0]}"
        )
    return found[0]


def _others(rollouts: Sequence[Rollout], chosen: int) -> list[int]:
    group = rollouts[chosen].group
    if group is None:
        return []
    return [i for i, other in enumerate(rollouts) if i != chosen and other.group == group]


class Part(NamedTuple):
    """A child of a formula: its name in the verdict's parts, and its weight in a sum."""

    name: str
    verifier: Verifier
    weight: float | None = None


def parts_of(verifier: Verifier) -> Iterator[Part]:
    """Which parts may its verdicts have?"""
    if isinstance(verifier, Route):
        yield from (Part(name, child) for name, child in verifier.routes)
    elif isinstance(verifier, Sum):
        for name, (weight, child) in zip(verifier.part_names, verifier.of, strict=True):
            yield Part(name, child, weight)
    elif isinstance(verifier, Combinator):
        names = part_names(verifier.children)
        yield from (Part(n, child) for n, child in zip(names, verifier.children, strict=True))


def _print(row: Row, rollout: Rollout, verifier: Verifier, verdict: Verdict, group: int) -> None:
    console = results()
    about = {
        "row": f"{row.id} ({row.place})" + (f", one of {group} in its group" if group > 1 else ""),
        "prompt": rollout.prompt,
        "completion": rollout.raw,
        "answer": "none" if rollout.truth is None else rollout.truth,
        "reward": repr(verifier),
    }
    for name, value in about.items():
        label = Text(f"{name:<11}", style="dim", end="")
        console.print(label, Text(shown(value, _WIDE)), sep="")
    console.print()
    console.print(tree(Part(verifier.name or verifier.kind, verifier), verdict))


def tree(part: Part, verdict: Verdict) -> Tree:
    """How does this verdict follow from those of its parts?"""
    branch = Tree(_label(_weighted(part), verdict), guide_style="dim")
    for child in parts_of(part.verifier):
        below = verdict.parts.get(child.name)
        if below is not None:
            branch.add(tree(child, below))
        elif not isinstance(part.verifier, Route):
            branch.add(Text(f"{_weighted(child)}  not evaluated", style="dim"))
    return branch


def verdict_tree(name: str, verdict: Verdict) -> Tree:
    """What did a verdict say that was kept without its formula?"""
    branch = Tree(_label(name, verdict), guide_style="dim")
    for part, below in verdict.parts.items():
        branch.add(verdict_tree(part, below))
    return branch


def _label(name: str, verdict: Verdict) -> Text:
    score = "abstains" if verdict.score is None else f"{verdict.score:.4g}"
    style = "yellow" if verdict.score is None else ("green" if verdict.score > 0 else "red")
    label = Text.assemble((name, "bold"), "  ", (score, style), "  ", verdict.reason.value)
    if verdict.parts:
        return label
    for told, value in _evidence(verdict).items():
        label.append(f"  {told} ", style="dim").append(shown(value, _WIDE))
    return label


def _evidence(verdict: Verdict) -> dict[str, Any]:
    told = {"found": verdict.extracted, "by": verdict.tier, "because": verdict.detail}
    return {name: value for name, value in told.items() if value}


def _weighted(part: Part) -> str:
    return part.name if part.weight is None else f"{part.weight:g} × {part.name}"
