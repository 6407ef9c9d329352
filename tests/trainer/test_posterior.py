"""What is expected of a prompt's next group, against sampling and against the closed cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith_trainer.posterior import expected_signal, fit_prior

COUNT = st.floats(0.05, 100)


@pytest.mark.parametrize(
    ("a", "b", "size", "expected"),
    [
        (1, 1, 2, 1 / 3),  # uniform: 1 - 2/(G + 1)
        (1, 1, 8, 7 / 9),
        (1e9, 1e9, 8, 1 - 2 * 0.5**8),  # a point at one half
        (0.5, 0.5, 1, 0.0),  # one member is always alike
    ],
)
def test_closed_cases(a, b, size, expected):
    found = expected_signal(np.array([a]), np.array([b]), size)
    assert found == pytest.approx([expected], abs=1e-6)


def test_it_is_the_mean_over_the_posterior():
    a, b = np.array([0.3, 2.0, 40.0]), np.array([5.0, 2.0, 0.4])
    p = np.random.default_rng(0).beta(a, b, size=(200_000, 3))
    sampled = (1 - p**8 - (1 - p) ** 8).mean(axis=0)
    assert expected_signal(a, b, 8) == pytest.approx(sampled, abs=3e-3)


@given(a=COUNT, b=COUNT, size=st.integers(2, 64))
def test_passes_and_failures_are_alike(a, b, size):
    one, other = np.array([a]), np.array([b])
    there = expected_signal(one, other, size)
    assert there == pytest.approx(expected_signal(other, one, size))
    assert 0 <= there[0] <= 1
    assert expected_signal(one, other, size + 1)[0] >= there[0] - 1e-12


def test_more_failures_mean_less_signal():
    failed = np.array([1.0, 9.0, 17.0, 200.0])
    signal = expected_signal(np.full(4, 0.5), failed, 8)
    assert (np.diff(signal) < 0).all()


@pytest.mark.parametrize(("a", "b"), [(2.0, 2.0), (0.2, 0.6), (4.0, 1.0)])
def test_the_prior_is_found_again(a, b):
    rng = np.random.default_rng(1)
    tries = rng.integers(4, 17, size=4000)
    passed = rng.binomial(tries, rng.beta(a, b, size=4000)).astype(float)
    found = fit_prior(passed, tries - passed)
    assert found == pytest.approx((a, b), rel=0.1)


@pytest.mark.parametrize(
    ("passed", "failed"),
    [
        ([0, 0, 0], [0, 0, 0]),  # nothing tried
        ([0.1, 0.2, 0], [0.3, 0, 0.1]),  # all has faded
        ([8, 0, 0], [0, 0, 0]),  # one prompt says nothing of the others
    ],
)
def test_without_evidence_it_is_wide(passed, failed):
    assert fit_prior(np.array(passed, float), np.array(failed, float)) == (0.5, 0.5)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_equal_shares_make_a_prior_that_still_listens(share):
    passed = np.full(50, 8 * share)
    a, b = fit_prior(passed, 8 - passed)
    assert 0 < a < 20
    assert 0 < b < 20
