"""pass@k: the formula, and that it is without bias."""

from __future__ import annotations

from math import comb

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith_trainer.diagnostics.pass_at_k import pass_at_k


def of(n, c, k):
    return pass_at_k(torch.tensor([n]), torch.tensor([c]), k).item()


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(*[st.just(n), *[st.integers(0, n)] * 2])))
def test_it_is_the_share_of_subsets_with_a_pass(drawn):
    n, c, k = drawn
    k = max(k, 1)
    assert of(n, c, k) == pytest.approx(1 - comb(n - c, k) / comb(n, k), abs=1e-12)


@pytest.mark.parametrize("k", [1, 2, 4])
def test_it_is_without_bias(k):
    torch.manual_seed(0)
    passes = torch.distributions.Binomial(4, torch.tensor(0.3)).sample((20_000,)).long()
    found = pass_at_k(torch.full_like(passes, 4), passes, k).mean().item()
    assert found == pytest.approx(1 - 0.7**k, abs=0.015)


def test_too_few_tries_are_nan():
    assert pass_at_k(torch.tensor([3, 4]), torch.tensor([3, 0]), 4).isnan().tolist() == [
        True,
        False,
    ]


def test_many_tries_overflow_nothing():
    assert of(100_000, 1, 50_000) == pytest.approx(0.5)


@pytest.mark.parametrize(("passes", "k", "said"), [(5, 1, "more passes"), (1, 0, "at least one")])
def test_what_cannot_be_is_refused(passes, k, said):
    with pytest.raises(ValueError, match=said):
        of(4, passes, k)
