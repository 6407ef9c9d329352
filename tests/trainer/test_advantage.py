"""Group-relative advantages: abstentions, small groups, equal rewards, both deviations."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith_trainer.advantage import group_advantage, used_rows
from tests.trainer import oracle

N = math.nan


@pytest.mark.parametrize(
    ("rewards", "used"),
    [
        ([0, 1, 0, 1], [True] * 4),
        ([0, N, 0, 1], [True, False, True, True]),
        ([0, N, N, 1], [True, False, False, True]),  # two of four: just enough
        ([0, N, N, N], [False] * 4),  # one of four
        ([N, N, N, N], [False] * 4),
    ],
)
def test_which_rows_are_used(rewards, used):
    assert used_rows(torch.tensor(rewards), 4).tolist() == used


def test_two_members_are_the_least_of_a_small_group():
    assert used_rows(torch.tensor([1.0, N, N]), 3).tolist() == [False] * 3
    assert used_rows(torch.tensor([1.0]), 1).tolist() == [False]


@pytest.mark.parametrize("spread", ["bessel", "population"])
@pytest.mark.parametrize("value", [0.1, 1 / 3, 0.0, -7.3, 1e6])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_equal_rewards_give_exactly_zero(spread, value, dtype):
    rewards = torch.full((7,), value, dtype=dtype)  # its mean does not round back to it
    rewards[2] = N
    assert group_advantage(rewards, 7, spread=spread).abs().max() == 0


def test_the_papers_deviation_and_trls():
    rewards = torch.tensor([0.0, 1.0, 1.0, 0.0], dtype=torch.float64)
    assert group_advantage(rewards, 4, spread="population").tolist() == [-1, 1, 1, -1]
    bessel = 0.5 / (math.sqrt(1 / 3) + 1e-4)
    assert group_advantage(rewards, 4).tolist() == pytest.approx([-bessel, bessel, bessel, -bessel])


def test_groups_do_not_see_each_other():
    one, other = torch.tensor([0.0, 1.0, N, 0.5]), torch.tensor([5.0, 5.0, 9.0, 5.0])
    both = group_advantage(torch.cat([one, other]), 4)
    assert both.tolist() == torch.cat([group_advantage(g, 4) for g in (one, other)]).tolist()


def test_a_broken_group_is_refused():
    with pytest.raises(ValueError, match="10 rewards are no whole groups of 4"):
        group_advantage(torch.zeros(10), 4)


@given(
    st.lists(st.none() | st.floats(-10, 10, width=16), min_size=8, max_size=8),
    st.sampled_from(["bessel", "population"]),
)
def test_it_is_the_oracles(rewards, spread):
    tensor = torch.tensor([N if r is None else r for r in rewards], dtype=torch.float64)
    wanted = [0.0 if a is None else a for a in oracle.advantages(rewards, spread)]
    assert group_advantage(tensor, 8, spread=spread).tolist() == pytest.approx(wanted, abs=1e-9)
