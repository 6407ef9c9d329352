"""Are answers that say nothing stopped before a judge is asked, and short answers let through?

Answers are built by a grammar from ``judge_phrases.yaml``, which was written before the rule was
tried on it (what was stopped at first sight stands there): headings and sentences in 30 languages,
alone or two together, in the dress that models give them (markup, labels, placeholders, zero-width
characters, another case), and as the other class short answers, alone or in a frame ("The answer
is …").  Seeds are fixed; no server, about twenty seconds.

The rule's words were mended on those, not on ``judge_unseen.jsonl``: two authors who had read
neither the rule nor its words wrote it, each with 30 languages and prompts of their own, and only
its rates were looked at, never a row.
Run: python -m benchmarks.judge_content_free --out benchmarks/results/judge_content_free.json
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks.provenance import provenance
from rewardsmith.rows import read_rows
from rewardsmith.verifiers.judge.content_free import why_content_free

PROMPT = "Which one of these is it, and why?"
SEED = 20_251
DRESSES: tuple[Callable[[str], str], ...] = (
    str, str.upper, str.lower,
    "**{}**".format, "## {}".format, "{}:".format, "<answer>{}</answer>".format,
    "\u200b{}\ufeff".format, "{} ...".format, "- {}\n- ".format, r"\boxed{{\text{{{}}}}}".format,
    "<p>{}</p>".format, "[{}]".format, "✅ {}".format, "# {}\n\n---".format, "  {}  \n\n".format,
)  # fmt: skip


def content_free(phrases: dict[str, Any], chance: random.Random) -> Iterator[str]:
    """Every phrase plain, in two dresses, and before another one."""
    spoken = [*phrases["headings"], *phrases["sentences"]]
    for phrase in spoken:
        yield phrase
        for dress in chance.sample(DRESSES[1:], 2):
            yield dress(phrase)
        yield f"{phrase.rstrip('.')}\n{chance.choice(spoken)}"


def genuine(phrases: dict[str, Any], chance: random.Random) -> Iterator[str]:
    """Every answer plain, in a dress that leaves it one, and in a frame."""
    leaves = [dress for dress in DRESSES if not dress("x").strip().endswith(":")]
    for answer in phrases["answers"]:
        yield answer
        yield chance.choice(leaves)(answer)
        yield chance.choice(phrases["frames"]).format(answer)


def measure() -> dict[str, Any]:
    """By language: how many of each class, the share judged right, and what was not."""
    data = yaml.safe_load(Path(__file__).with_name("judge_phrases.yaml").read_text("utf-8"))
    chance, languages, started_s = random.Random(SEED), dict[str, Any](), time.perf_counter()
    for language, phrases in data.items():
        empty = list(dict.fromkeys(content_free(phrases, chance)))
        short = list(dict.fromkeys(genuine(phrases, chance)))
        languages[language] = {
            "content_free": len(empty),
            "missed": [text for text in empty if not why_content_free(text, PROMPT)],
            "genuine": len(short),
            "refused": [text for text in short if why_content_free(text, PROMPT)],
        }
    spent_s = time.perf_counter() - started_s
    total = {
        key: sum(row[key] for row in languages.values()) for key in ("content_free", "genuine")
    }
    missed, refused = (
        sum(len(row[k]) for row in languages.values()) for k in ("missed", "refused")
    )
    return {
        "summary": {
            **total,
            "stopped": round(1 - missed / total["content_free"], 4),
            "refused": round(refused / total["genuine"], 4),
            "ms_per_answer": round(1000 * spent_s / sum(total.values()), 1),
        },
        "languages": languages,
    }


def measure_unseen() -> dict[str, Any]:
    """The same of the answers that the rule has not seen, each with the prompt it was given to."""
    rows = [row.columns for row in read_rows(Path(__file__).with_name("judge_unseen.jsonl"))]
    wrong = [
        row
        for row in rows
        if bool(why_content_free(row["text"], row["prompt"], row["truth"])) != row["empty"]
    ]
    empty = sum(row["empty"] for row in rows)
    missed = [row["text"] for row in wrong if row["empty"]]
    refused = [row["text"] for row in wrong if not row["empty"]]
    return {
        "content_free": empty,
        "genuine": len(rows) - empty,
        "stopped": round(1 - len(missed) / empty, 4),
        "refused": round(len(refused) / (len(rows) - empty), 4),
        "missed": missed,
        "not to be refused": refused,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    result = measure()
    print(f"{'':4} {'empty':>6} {'stopped':>8} {'short':>6} {'refused':>8}")
    for language, row in result["languages"].items():
        stopped = 1 - len(row["missed"]) / row["content_free"]
        refused = len(row["refused"]) / row["genuine"]
        print(
            f"{language:4} {row['content_free']:6} {stopped:8.1%} {row['genuine']:6} {refused:8.1%}"
        )
    print(result["summary"])
    result["unseen"] = measure_unseen()
    print({name: result["unseen"][name] for name in result["summary"] if name in result["unseen"]})
    if arguments.out:
        made = {**result, "provenance": provenance("PyYAML")}
        arguments.out.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
