"""Metamorphic cases of every type: no near miss is paid, every rewrite is accepted."""

from __future__ import annotations

from rewardsmith.bench.metamorphic import generate
from rewardsmith.types import Rollout
from rewardsmith.verifiers.math import MathEqual

ROUNDS = 3  # 2,250 near misses; `benchmarks/math_accuracy.py` takes many more
REFUSED_BY_DEFAULT = {"choice/lower_case", "text/case"}
"""Contested, and not accepted: see the field ``case``."""


def test_no_near_miss_is_paid_and_every_rewrite_is_accepted():
    wrong = [
        (case["id"], verdict.detail)
        for case in generate(seed=20, rounds=ROUNDS)
        if case["kind"] not in REFUSED_BY_DEFAULT
        and (verdict := verdict_on(case["completion"], case["answer"])).score != case["label"]
    ]
    assert not wrong


def verdict_on(completion: str, truth: str):
    return MathEqual().verify(Rollout(completion=completion, truth=truth))
