"""``rewardsmith score``: every row with what the reward says of it."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Annotated, Any

import typer

from rewardsmith.cli.arguments import DataArgument, RewardOption
from rewardsmith.cli.loading import check_rows, load_reward
from rewardsmith.cli.running import complaints_once, score_all
from rewardsmith.cli.terminal import notes, plain_table, print_lines
from rewardsmith.rows import (
    Row,
    as_json,
    check_output,
    read_rollouts,
    read_rows,
    write_text,
)
from rewardsmith.spec import dump_spec, environment, spec_hash
from rewardsmith.types import Verdict
from rewardsmith.verifier import Verifier


def score_rows(
    data: DataArgument,
    reward: RewardOption,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="Write here instead of to stdout."),
    ] = None,
) -> None:
    """Score every row of a file.

    A row comes out with score (null where the reward abstains), reason, extracted, tier, parts and
    spec_hash; columns of these names are replaced. Rows with one group, or else one prompt, are a
    group. Beside OUT, OUT.meta.json holds the formula and the versions that decided.
    """
    verifier = load_reward(reward)
    outputs = _outputs(output)
    for path in outputs:
        check_output(path, [data])
    rows = read_rows(data)
    rollouts = read_rollouts(rows)
    check_rows(data, verifier, rollouts, [row.place for row in rows])
    started_s = time.perf_counter()
    with complaints_once():
        verdicts = score_all(verifier, rollouts)
    took_s = time.perf_counter() - started_s
    lines = map(as_json, scored(rows, verdicts, spec_hash(verifier)))
    if not outputs:
        print_lines(lines)
    for path in outputs[1:]:
        write_text(path, [json.dumps(provenance(verifier), indent=2)])
    for path in outputs[:1]:
        write_text(path, lines)
    _summarise(verdicts, took_s, outputs)


def scored(
    rows: Sequence[Row], verdicts: Sequence[Verdict], formula_hash: str
) -> list[dict[str, Any]]:
    """Which rows go out?  Those that came in, with their verdicts."""
    return [
        {
            **row.columns,
            "score": verdict.score,
            "reason": verdict.reason.value,
            "extracted": verdict.extracted,
            "tier": verdict.tier,
            "parts": {name: part.as_dict() for name, part in verdict.parts.items()},
            "spec_hash": formula_hash,
        }
        for row, verdict in zip(rows, verdicts, strict=True)
    ]


def provenance(verifier: Verifier) -> dict[str, Any]:
    """Which formula decided, in which environment?"""
    return {
        "formula": repr(verifier),
        "spec": dump_spec(verifier),
        "spec_hash": spec_hash(verifier),
        "environment": environment(verifier),
    }


def _outputs(output: Path | None) -> list[Path]:
    """The file, and the one beside it with its provenance; a pipe or device has none."""
    if output is None:
        return []
    if output.exists() and not output.is_file():
        return [output]
    return [output, output.with_name(f"{output.name}.meta.json")]


def _summarise(verdicts: Sequence[Verdict], took_s: float, outputs: Sequence[Path]) -> None:
    """On stderr: how many rows for which reason, and the mean."""
    console, table = notes(), plain_table("reason", "rows", "share", right=("rows", "share"))
    for reason, rows in Counter(verdict.reason for verdict in verdicts).most_common():
        table.add_row(reason.value, f"{rows:,}", f"{rows / len(verdicts):.1%}")
    console.print(table)
    scores = [verdict.score for verdict in verdicts if verdict.score is not None]
    mean = (
        f"mean score {fmean(scores):.3f} of {len(scores):,} decided" if scores else "none decided"
    )
    written = f"; wrote {' and '.join(map(str, outputs))}" if outputs else ""
    console.print(
        f"{len(verdicts):,} rows in {took_s:.1f} s: {mean}{written}", markup=False, soft_wrap=True
    )
