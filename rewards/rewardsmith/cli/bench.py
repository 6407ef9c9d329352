"""``rewardsmith bench``: how often is a reward wrong on labelled rows, and how fast is it?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from rewardsmith.bench import Card, Measurement, Ruling, measure, read_cases
from rewardsmith.cli.arguments import DataArgument, RewardOption, ThresholdOption
from rewardsmith.cli.loading import check_rows, load_reward
from rewardsmith.cli.running import complaints_once, score_all
from rewardsmith.cli.scoring import provenance
from rewardsmith.cli.terminal import notes, plain_table, print_lines, results, shown
from rewardsmith.rows import check_output, write_text

_SHOWN = 20
_RATES = ("precision", "recall", "accuracy")
_CELLS = ("n", "tp", "fp", "fn", "tn", "abstained", "skipped")
_STDOUT = Path("-")


def bench(
    data: DataArgument,
    reward: RewardOption,
    json_out: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT", help="Write all figures here as JSON; - is stdout."),
    ] = None,
    threshold: ThresholdOption = 0.5,
    by: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The same figures for each of its values.")
    ] = None,
) -> None:
    """Measure a reward on labelled rows.

    DATA has a column label: true (to be accepted), false, or null (skipped), and an id of its own
    in every row. An abstention is not accepted: a miss in recall, an error in accuracy.
    Intervals are exact 95 % binomial ones. cases_per_s is measured in batches, p50 and p99 on cases
    scored one at a time, at most 30 s long.
    """
    verifier = load_reward(reward)
    if json_out is not None and json_out != _STDOUT:
        check_output(json_out, [data])
    cases = read_cases(data)
    labelled = [case for case in cases if case.label is not None]
    places = [f"{data}: {case.id}" for case in labelled]
    check_rows(data, verifier, [case.rollout for case in labelled], places)
    with complaints_once():
        measured = measure(verifier, cases, threshold=threshold, by=by, scorer=score_all)
    _report(measured, by, notes() if json_out == _STDOUT else results())
    text = json.dumps(as_json(measured) | {"threshold": threshold} | provenance(verifier), indent=2)
    if json_out == _STDOUT:
        print_lines([text])
    elif json_out is not None:
        write_text(json_out, [text])


def as_json(measured: Measurement) -> dict[str, Any]:
    """What is this measurement as JSON?  The card, how many cases were timed, and every error."""
    return measured.card.as_dict() | {
        "timed": len(measured.card.speed.latencies_s),
        "false_positives": list(map(_error, measured.false_positives)),
        "false_negatives": list(map(_error, measured.false_negatives)),
    }


def _error(ruling: Ruling) -> dict[str, Any]:
    verdict = ruling.verdict
    return {
        "id": ruling.case.id,
        "score": verdict.score,
        "reason": verdict.reason.value,
        "extracted": verdict.extracted,
        "truth": ruling.case.rollout.truth,
    }


def _report(measured: Measurement, by: str | None, console: Console) -> None:
    """False positives first: they are what a policy learns to exploit."""
    _print_errors("false positive", measured.false_positives, console)
    _print_errors("false negative", measured.false_negatives, console)
    card = measured.card
    console.print(_counts(card))
    console.print(_abstentions(measured.rulings))
    table = plain_table("", "rate", "95 % interval")
    for name in _RATES:
        table.add_row(name, _rate(card, name), _interval(card, name))
    console.print(table)
    console.print(f"\n{_speed(card)}")
    if by is not None:
        console.print()
        _print_strata(card, by, console)


def _print_errors(what: str, rulings: Sequence[Ruling], console: Console) -> None:
    console.print(Text(f"{len(rulings):,} {what}{'' if len(rulings) == 1 else 's'}", style="bold"))
    if not rulings:
        console.print()
        return
    table = plain_table("id", "found", "truth", "reason")
    for ruling in rulings[:_SHOWN]:
        verdict = ruling.verdict
        told = (ruling.case.id, verdict.extracted or "", _truth(ruling), verdict.reason.value)
        table.add_row(*(Text(shown(value)) for value in told))
    console.print(table)
    if len(rulings) > _SHOWN:
        console.print(f"and {len(rulings) - _SHOWN:,} more; all with --json OUT", style="dim")
    console.print()


def _truth(ruling: Ruling) -> Any:
    truth = ruling.case.rollout.truth
    return "" if truth is None else truth


def _counts(card: Card) -> str:
    return "  ".join(f"{name} {getattr(card.counts, name):,}" for name in _CELLS)


def _abstentions(rulings: Sequence[Ruling]) -> str:
    """Why were some not decided?  A line by itself, empty where all were."""
    reasons = Counter(r.verdict.reason for r in rulings if r.verdict.abstains)
    told = ", ".join(f"{reason.value} {count:,}" for reason, count in reasons.most_common())
    return f"abstained: {told}\n" if told else ""


def _rate(card: Card, name: str) -> str:
    rate = card.rate(name)
    return "-" if rate is None else f"{rate:.4f}"


def _interval(card: Card, name: str) -> str:
    interval = card.interval(name)
    return "-" if interval is None else "{:.4f} to {:.4f}".format(*interval)


def _speed(card: Card) -> str:
    p50_ms, p99_ms = (card.speed.quantile_ms(share) or 0.0 for share in (0.50, 0.99))
    return (
        f"in batches    {card.speed.cases_per_s or 0:,.0f} cases a second\n"
        f"one at a time p50 {p50_ms:.2f} ms, p99 {p99_ms:.2f} ms "
        f"({len(card.speed.latencies_s):,} timed)"
    )


def _print_strata(card: Card, by: str, console: Console) -> None:
    columns = ("n", "fp", "fn", "abst", *_RATES)
    table = plain_table(by, *columns, right=columns)
    for name, stratum in card.by.items():
        counts = stratum.counts
        cells = (counts.n, counts.fp, counts.fn, counts.abstained)
        rates = (_rate(stratum, rate) for rate in _RATES)
        table.add_row(Text(shown(name)), *map(str, cells), *rates)
    console.print(table)
