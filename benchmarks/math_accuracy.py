"""How often does each math verifier agree with the labels, and which wrong answers does it pay?

By default on the generated metamorphic corpus (seed 0, 2 rounds: 3,200 cases, of them 1,900 near
misses); ``--data`` takes any labelled JSONL.  Contested conventions are reported apart.  An
abstention counts as a miss.  About 5 min on one core with Math-Verify; without it, the 13,400 near
misses of ``--rounds 14 --peers rewardsmith`` take 30 s.

Run: python -m benchmarks.math_accuracy --out benchmarks/results/math_accuracy.json
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.math_peers import PEERS, Row, Ruling, about, rows, write
from rewardsmith.bench import binomial_interval

WORST = 12


def counts(cases: Sequence[Row], rulings: Sequence[Ruling]) -> dict[str, Any]:
    found: Counter[str] = Counter()
    for row, (accepted, *_) in zip(cases, rulings, strict=True):
        found["abstained"] += accepted is None
        right = bool(row["label"]) == bool(accepted) and accepted is not None
        found[("true" if right else "false") + (" positive" if accepted else " negative")] += 1
    positive = sum(bool(row["label"]) for row in cases)
    paid = found["true positive"] + found["false positive"]
    near_misses = len(cases) - positive
    return {
        "cases": len(cases),
        **found,
        "precision": found["true positive"] / paid if paid else None,
        "recall": found["true positive"] / positive if positive else None,
        "accuracy": (found["true positive"] + found["true negative"]) / max(1, len(cases)),
        "false_positive_rate": found["false positive"] / near_misses if near_misses else None,
        "false_positive_interval": binomial_interval(found["false positive"], near_misses)
        if near_misses
        else None,
    }


def kinds_at_fault(cases: Sequence[Row], rulings: Sequence[Ruling]) -> dict[str, int]:
    wrong = Counter(
        str(row["kind"])
        for row, (accepted, *_) in zip(cases, rulings, strict=True)
        if accepted is None or bool(row["label"]) != accepted
    )
    return dict(wrong.most_common(WORST))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    cases = rows(args.data, args.seed, args.rounds)
    plain = [row for row in cases if not row.get("contested")]
    contested = [row for row in cases if row.get("contested")]
    result: dict[str, Any] = {"data": str(args.data or "generated"), "seed": args.seed, **about()}
    for name in args.peers:
        rulings = PEERS[name](plain)
        result[name] = {
            "uncontested": counts(plain, rulings),
            "contested": counts(contested, PEERS[name](contested)),
            "kinds_at_fault": kinds_at_fault(plain, rulings),
        }
    write(args.out, result)


if __name__ == "__main__":
    main()
