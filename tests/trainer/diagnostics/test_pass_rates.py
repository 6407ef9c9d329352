"""The share of groups without signal is foretold from few tries a prompt, however mixed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardsmith_trainer.diagnostics.pass_rates import fit_pass_rates

PROMPTS, SIZE = 1500, 8
DIFFICULTY = {
    "even": lambda rng, n: rng.random(n),
    "u-shaped": lambda rng, n: rng.beta(0.5, 0.5, n),
    "mostly-hard": lambda rng, n: rng.beta(0.3, 1.5, n),
    "all-alike": lambda rng, n: np.full(n, 0.4),
    "half-hopeless": lambda rng, n: rng.choice([0.0, 0.5], n),
    "hopeless-fair-solved": lambda rng, n: rng.choice([0.0, 0.5, 1.0], n),
    "hard-fair-easy": lambda rng, n: rng.choice([0.05, 0.3, 0.9], n, p=[0.5, 0.3, 0.2]),
    "heavy-logit-normal": lambda rng, n: 1 / (1 + np.exp(1 - 3 * rng.standard_normal(n))),
}


@pytest.mark.parametrize("difficulty", DIFFICULTY)
@pytest.mark.parametrize("group_size", [4, 8, 16])
def test_the_share_is_foretold_within_three_points(difficulty, group_size):
    errors = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        p = DIFFICULTY[difficulty](rng, PROMPTS)
        passed = rng.binomial(SIZE, p).astype(float)
        found = fit_pass_rates(passed, SIZE - passed).without_signal(group_size)
        errors.append(found - (p**group_size + (1 - p) ** group_size).mean())
    assert abs(np.mean(errors)) < 0.03


def test_the_mean_alone_would_be_wrong_by_far():
    p = DIFFICULTY["u-shaped"](np.random.default_rng(0), PROMPTS)
    true = (p**SIZE + (1 - p) ** SIZE).mean()
    assert abs(p.mean() ** SIZE + (1 - p.mean()) ** SIZE - true) > 0.3


def test_tries_of_different_number_count_each_for_itself():
    rng = np.random.default_rng(0)
    p, tries = rng.random(3000), rng.integers(2, 9, 3000)
    passed = rng.binomial(tries, p).astype(float)
    found = fit_pass_rates(passed, tries - passed)
    assert found.without_signal(8) == pytest.approx(2 / 9, abs=0.03)
    assert found.mean == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("passed", "failed"), [(0.0, 8.0), (8.0, 0.0)])
def test_all_alike_stays_alike(passed, failed):
    found = fit_pass_rates(np.full(50, passed), np.full(50, failed))
    assert found.without_signal(8) > 0.99


def test_nothing_to_fit_is_refused():
    with pytest.raises(ValueError, match="nothing to fit"):
        fit_pass_rates(np.zeros(3), np.zeros(3))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30))
def test_larger_groups_are_alike_less_often(counts):
    passed, failed = np.array(counts, dtype=float).T
    if not (passed + failed).any():
        return
    found = fit_pass_rates(passed, failed)
    shares = [found.without_signal(size) for size in (2, 4, 8, 16, 32)]
    assert found.weights.sum() == pytest.approx(1)
    assert all(0 <= b <= a + 1e-12 <= 1 + 1e-9 for a, b in pairwise(shares))
    mirrored = fit_pass_rates(failed, passed)
    assert mirrored.without_signal(8) == pytest.approx(found.without_signal(8), abs=1e-6)
