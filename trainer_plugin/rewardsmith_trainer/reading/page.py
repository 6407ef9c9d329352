"""The page of a run: what it came to, how it got there, and what the verifier said of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from rewardsmith import Verdict
from rewardsmith.rescoring import Saved
from rewardsmith_trainer.reading.charts import Line, chart
from rewardsmith_trainer.reading.runs import Run, verdict_of

_STYLE = files("rewardsmith_trainer.reading").joinpath("style.css")
_SHOWN = 5
_LONGEST = 4000
_CHARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("KL to the reference, nats a token", ("kl", "beta")),
    ("entropy, nats a token", ("entropy",)),
    ("share of clipped tokens", ("clip_ratio/region_mean",)),
    ("length, tokens", ("completions/mean_length",)),
    (
        "groups without signal",
        ("no_signal", "frac_reward_zero_std", "diagnostics/groups/predicted"),
    ),
    ("left out of the loss", ("left_out", "abstained")),
)
"""What is drawn of what the trainer logged, where it logged it."""
_GAP = "diagnostics/audit"


def page(runs: Sequence[Run]) -> str:
    """Which HTML shows these runs?  Curves of all, everything else of the first."""
    first = runs[0]
    title = " and ".join(run.name for run in runs)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE.read_text('utf-8')}</style><body><h1>{escape(title)}</h1>"
        + "".join(
            _section(heading, body)
            for heading, body in (
                ("The reward", f"<pre>{escape(first.formula)}</pre>"),
                ("Held-out answers", "".join(_heldout(run) for run in runs)),
                ("Advice", _advice(first.advice)),
                ("Curves", _curves(runs)),
                ("What the verifier said", _reasons(first.rollouts)),
                ("Completions", _completions(first.rollouts)),
                (
                    "Recipe",
                    f"<details><summary>as resolved</summary><pre>{escape(first.recipe)}</pre>"
                    "</details>",
                ),
            )
        )
        + "</body></html>\n"
    )


def _section(heading: str, body: str) -> str:
    return f"<section><h2>{escape(heading)}</h2>{body}</section>" if body else ""


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _heldout(run: Run) -> str:
    found: Mapping[str, Any] = run.summary.get("heldout", {})
    if not found:
        return ""
    rows = [
        (name, one["n"], f"{one['before']:.3f}", f"{one['after']:.3f}", f"{one['rise']:+.3f}",
         f"{one['low']:+.3f} to {one['high']:+.3f}")
        for name, one in found.items()
    ]  # fmt: skip
    columns = (run.name, "n", "before", "after", "rise", "95 % interval")
    return _table(columns, rows)


def _advice(advice: Sequence[Mapping[str, Any]]) -> str:
    return "".join(
        "<p>" + escape("; ".join(f"{name}: {value}" for name, value in one.items())) + "</p>"
        for one in advice
    )


def _curves(runs: Sequence[Run]) -> str:
    first, several = runs[0], len(runs) > 1
    drawn = [chart("mean reward", [_line(run, "reward", run.name) for run in runs])]
    components = [f"components/{name}" for name in first.components()]
    drawn.append(
        chart("components", [_line(first, name, name.partition("/")[2]) for name in components])
    )
    drawn.append(chart("audit: reward minus audit", [_audit(run) for run in runs]))
    for title, names in _CHARTS:
        drawn.append(
            chart(
                title,
                [
                    _line(run, name, f"{run.name}: {name}" if several else name)
                    for run in runs
                    for name in names
                ],
            )
        )
    return "".join(drawn)


def _line(run: Run, figure: str, name: str) -> Line:
    return Line(name, run.series(figure))


def _audit(run: Run) -> Line:
    """The gap of the audit with its interval."""
    low, high = dict(run.series(f"{_GAP}/low")), dict(run.series(f"{_GAP}/high"))
    gap = run.series(f"{_GAP}/gap")
    return Line(run.name, gap, [(x, low[x], high[x]) for x, _ in gap if x in low and x in high])


def _reasons(rollouts: Sequence[Saved]) -> str:
    """How often was which reason given, in each fifth of the run?"""
    if not rollouts:
        return ""
    last = max(_step(one) for one in rollouts)
    fifths = [Counter[str]() for _ in range(5)]
    for one in rollouts:
        fifths[min(4, (_step(one) - 1) * 5 // max(1, last))][verdict_of(one).reason.value] += 1
    names = [name for name, _ in sum(fifths, Counter[str]()).most_common()]
    rows = [
        (name, *(f"{part[name] / max(1, part.total()):.1%}" for part in fifths)) for name in names
    ]
    return _table(("reason", "first fifth", "second", "third", "fourth", "last fifth"), rows)


def _completions(rollouts: Sequence[Saved]) -> str:
    """The best, the worst and the undecided of the last fifth, each completion once."""
    if not rollouts:
        return ""
    last = max(_step(one) for one in rollouts)
    late = {str(one.rollout.raw): one for one in rollouts if _step(one) > last * 4 / 5}
    decided = [one for one in late.values() if verdict_of(one).score is not None]
    decided.sort(key=lambda one: verdict_of(one).score or 0.0, reverse=True)
    undecided = [one for one in late.values() if verdict_of(one).score is None]
    return "".join(
        f"<h3>{heading}</h3>" + "".join(map(_completion, chosen))
        for heading, chosen in (
            ("Best of the last fifth", decided[:_SHOWN]),
            ("Worst", decided[::-1][: max(0, min(_SHOWN, len(decided) - _SHOWN))]),
            ("Undecided", undecided[:_SHOWN]),
        )
        if chosen
    )


def _completion(saved: Saved) -> str:
    verdict = verdict_of(saved)
    asked = f"step {_step(saved)}: {_asked(saved)} (truth {saved.rollout.truth})"
    return (
        f"<article><p>{escape(asked)}</p><pre>{escape(_cut(saved.rollout.raw))}</pre>"
        f"{_tree('reward', verdict)}</article>"
    )


def _asked(saved: Saved) -> str:
    """The prompt, of a chat its last message."""
    prompt = saved.rollout.prompt
    return _cut(prompt if isinstance(prompt, str) else str(prompt[-1].get("content", "")))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _tree(name: str, verdict: Verdict) -> str:
    score = "abstains" if verdict.score is None else f"{verdict.score:.4g}"
    kind = "none" if verdict.score is None else ("good" if verdict.score > 0 else "bad")
    told = [verdict.reason.value]
    told += [f"{word} {value}" for word, value in _evidence(verdict).items()]
    head = f'<b>{escape(name)}</b> <span class="{kind}">{score}</span> {escape("; ".join(told))}'
    if not verdict.parts:
        return f'<div class="leaf">{head}</div>'
    below = "".join(_tree(part, child) for part, child in verdict.parts.items())
    return f"<details open><summary>{head}</summary>{below}</details>"


def _evidence(verdict: Verdict) -> dict[str, str]:
    if verdict.parts:
        return {}
    told = {"found": verdict.extracted, "by": verdict.tier, "because": verdict.detail}
    return {word: value for word, value in told.items() if value}


def _step(saved: Saved) -> int:
    return int(saved.row.columns.get("step") or 1)
