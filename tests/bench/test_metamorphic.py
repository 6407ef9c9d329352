"""The generator of metamorphic cases: seeded, complete, and true by arithmetic."""

from __future__ import annotations

import json
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from rewardsmith.bench import read_cases
from rewardsmith.bench.metamorphic import FAMILIES, Family, from_truths, generate

PLAIN = re.compile(r"(-?)\\[dt]?frac\{(-?\d+)\}\{(-?\d+)\}|(-?\d+)/(\d+)|(-?\d*\.?\d+)")


def value(text: str) -> Fraction | None:
    """The number that this text plainly writes; None for everything else."""
    match = PLAIN.fullmatch(text.strip())
    if match is None:
        return None
    sign, top, bottom, over, under, decimal = match.groups()
    if top is not None:
        return Fraction(int(top), int(bottom)) * (-1 if sign else 1) if int(bottom) else None
    return Fraction(decimal) if decimal else Fraction(int(over), int(under))


def test_the_seed_decides_everything():
    assert list(generate(3, 2)) == list(generate(3, 2))
    assert list(generate(3, 2)) != list(generate(4, 2))


def test_ids_are_distinct_and_every_label_occurs_in_every_family():
    cases = list(generate(0, 3))
    assert len({case["id"] for case in cases}) == len(cases)
    labels = Counter((case["kind"].partition("/")[0], case["label"]) for case in cases)
    assert set(labels) == {(family.name, label) for family in FAMILIES for label in (True, False)}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_reads_what_it_makes_and_every_rewrite_applies_sometimes(family: Family):
    rewrites = {**family.same, **family.other, **family.contested}
    applied: set[str] = set()
    for seed in range(60):
        rng = Random(seed)
        truth = family.sample(rng)
        parts = family.parts(truth)
        assert parts is not None, truth
        applied |= {name for name, rewrite in rewrites.items() if rewrite(parts, rng) is not None}
    assert applied == set(rewrites)


@pytest.mark.parametrize("family", FAMILIES[:4], ids=lambda family: family.name)
def test_labels_are_true_where_both_sides_are_plain_numbers(family: Family):
    checked = 0
    for seed in range(200):
        rng = Random(seed)
        truth = family.sample(rng)
        parts = family.parts(truth)
        for label, rewrites in ((True, family.same), (False, family.other)):
            for name, rewrite in rewrites.items():
                answer = rewrite(parts, rng)
                one, two = value(truth), value(answer or "")
                if answer != truth and one is not None and two is not None:
                    assert (one == two) == label, (name, truth, answer)
                    checked += 1
    assert checked or family.name == "percent"


def test_a_users_truths_are_rewritten_and_strangers_left_out():
    truths = [r"\frac{3}{4}", "no family knows this", "(1, 2)", "x = 5"]
    cases = list(from_truths(truths, seed=1))
    assert {case["answer"] for case in cases} == {r"\frac{3}{4}", "(1, 2)", "x = 5"}


def test_the_rows_are_what_bench_reads(tmp_path: Path):
    path = tmp_path / "cases.jsonl"
    cases = list(generate(0, 1))
    path.write_text("".join(json.dumps(case) + "\n" for case in cases))
    read = read_cases(path)
    assert [case.label for case in read] == [case["label"] for case in cases]
    assert read[0].rollout.truth == cases[0]["answer"]
