"""How often does each format reward decide a layout as the grammar that made it?

Claim: every layout of the grammar as its own oracle says, with a seed not used while building; the
regular expressions in use pay layouts that they should not.  Peers: TRL's ``think_format_reward``,
the expression of R1 reproductions, and the usual extractors of boxes, fences and JSON.  Steps: the
scanner's work on each hostile shape of the tests, per character, at a million characters.
n=100,000, ~60 s on 2 cores.
Run: python -m benchmarks.format_accuracy --out benchmarks/results/format_accuracy.json
     (--seed N for another seed; --labelled FILE.jsonl adds rows of kind, completion, label, schema)
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from trl.rewards import think_format_reward

from benchmarks.layouts import Layout, layouts
from rewardsmith import Rollout, Verifier, load_spec
from rewardsmith.response import counting

Decide = Callable[[Layout], bool]

_R1 = re.compile(r"<think>.*?</think>\s*<answer>.*?</answer>", re.DOTALL)
_BOX = re.compile(r"\\boxed\{([^{}]+)\}")
_FENCE = re.compile(r"```(?:python|py|cpp|javascript)?\n(.*?)```", re.DOTALL)
_LABELLED: dict[str, dict[str, Any]] = {
    "think_answer": {"kind": "tags"},
    "think_only": {"kind": "tags", "sections": ["think"]},
    "boxed": {"kind": "boxed"},
    "code": {"kind": "code_fence"},
    "json": {"kind": "json_schema"},
}


def by_trl(layout: Layout) -> bool:
    return think_format_reward([[{"content": layout.completion}]])[0] == 1.0


def by_first_braces(layout: Layout) -> bool:
    text = layout.completion
    try:
        json.loads(text[text.index("{") : text.rindex("}") + 1])
    except (ValueError, RecursionError):
        return False
    return True


PEERS: dict[str, tuple[str, Decide]] = {
    "TRL think_format_reward": ("tags think", by_trl),
    "R1 expression": ("tags think answer", lambda x: _R1.fullmatch(x.completion) is not None),
    "box expression": ("boxed", lambda x: _BOX.search(x.completion) is not None),
    "fence expression": ("code_fence", lambda x: _FENCE.search(x.completion) is not None),
    "first to last brace": ("json_schema", by_first_braces),
}


def question(layout: Layout) -> str:
    """What is asked, in a word or three: the kind, and the sections of tags."""
    return " ".join([layout.spec["kind"], *layout.spec.get("sections", ())])


def ours(layout: Layout, verifiers: dict[str, Verifier]) -> tuple[bool, str | None]:
    key = json.dumps(layout.spec, sort_keys=True)
    verifier = verifiers.setdefault(key, load_spec(layout.spec))
    verdict = verifier.verify(Rollout(completion=layout.completion, extra=layout.columns))
    return verdict.score == 1.0, verdict.extracted


def measure(made: Iterator[Layout]) -> dict[str, Any]:
    """Counts of tp, fp, fn and tn for ours and each peer, by what is asked."""
    counts: dict[str, Counter[str]] = {}
    verifiers: dict[str, Verifier] = {}
    misread = 0
    for layout in made:
        asked = question(layout)
        said, inside = ours(layout, verifiers)
        misread += said and layout.inside is not None and inside != layout.inside
        counts.setdefault(f"rewardsmith {asked}", Counter())[cell(said, layout.label)] += 1
        if layout.spec.get("prefilled"):
            continue
        for name, (wanted, decide) in PEERS.items():
            if wanted == asked:
                counts.setdefault(name, Counter())[cell(decide(layout), layout.label)] += 1
    rows = {name: row(count) for name, count in sorted(counts.items())}
    return {"rows": rows, "extracted_wrongly": misread}


def cell(said: bool, label: bool) -> str:
    return ("t" if said == label else "f") + ("p" if said else "n")


def row(count: Counter[str]) -> dict[str, Any]:
    right = count["tp"] + count["tn"]
    return {
        "fp": count["fp"],
        "fn": count["fn"],
        "n": count.total(),
        "accuracy": right / count.total(),
    }


def labelled(path: Path) -> Iterator[Layout]:
    for line in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        columns = {"schema": data["schema"]} if "schema" in data else {}
        yield Layout(_LABELLED[data["kind"]], data["completion"], data["label"], "", None, columns)


def steps_a_character(length: int = 1_000_000) -> dict[str, float]:
    """The most steps a character, over the hostile shapes, for each format kind."""
    from tests.response.shapes import SHAPES, grown  # noqa: PLC0415

    worst: dict[str, float] = {}
    for kind in ("tags", "boxed", "code_fence"):
        verifier = load_spec(kind)
        for shape in SHAPES:
            with counting() as tally:
                verifier.verify(Rollout(completion=grown(shape, length)))
            worst[kind] = max(worst.get(kind, 0.0), tally.steps / length)
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20250614)
    parser.add_argument("--labelled", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    started_s = time.perf_counter()
    result = {
        "grammar": {"seed": arguments.seed, **measure(layouts(arguments.n, arguments.seed))},
        "labelled": measure(labelled(arguments.labelled)) if arguments.labelled else None,
        "steps_a_character": steps_a_character(),
        "took_s": time.perf_counter() - started_s,
        "python": platform.python_version(),
        "trl": version("trl"),
    }
    text = json.dumps(result, indent=2)
    if arguments.out:
        arguments.out.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
