"""What a failing component leaves of the signal: the claim of ``abstention_correlation``, small."""

from __future__ import annotations

from benchmarks.abstention_correlation import measure


def test_half_a_judge_and_a_dead_one():
    found = measure(groups=500, seed=3)
    assert found["dead_keeps_ranking"]
    assert found["failing_half"]["ours"] >= 0.8
    assert found["failing_half"]["ours"] > found["failing_half"]["as_zero"]
    assert found["failing_half"]["as_zero"] > found["failing_half"]["strict"]
