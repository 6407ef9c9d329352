"""Group-relative advantages: abstentions, small groups, equal rewards, both deviations."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith_trainer.advantage import (
    component_advantage,
    differs,
    group_advantage,
    used_rows,
)
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


SCALES = st.sampled_from(["group", "batch", "none"])
SPREADS = st.sampled_from(["bessel", "population"])
FLOORS = st.sampled_from([0.0, 0.05, 2.0])
REWARDS = st.lists(
    st.lists(st.none() | st.floats(-10, 10, width=16), min_size=4, max_size=4),
    min_size=1,
    max_size=4,
)


@given(REWARDS, SCALES, SPREADS, FLOORS)
def test_every_scale_is_the_oracles(groups, scale, spread, floor):
    everyone = [reward for group in groups for reward in oracle.in_use(group)]
    wanted = [
        gain or 0.0
        for group in groups
        for gain in oracle.advantages(group, spread, scale=scale, everyone=everyone, floor=floor)
    ]
    found = group_advantage(
        _tensor(_flat(groups)), 4, scale=scale, spread=spread, least_spread=floor
    )
    assert found.tolist() == pytest.approx(wanted, abs=1e-9)


@given(REWARDS, REWARDS, REWARDS, SPREADS, FLOORS)
def test_by_component_is_the_oracles(totals, one, other, spread, floor):
    n = min(map(len, (totals, one, other)))
    parts = [list(zip(*pair, strict=True)) for pair in zip(one[:n], other[:n], strict=True)]
    wanted = [gain or 0.0 for gain in oracle.gdpo(totals[:n], parts, (0.7, -0.2), spread, floor)]
    components = torch.stack([_tensor(_flat(column[:n])) for column in (one, other)], dim=1)
    found = component_advantage(
        components,
        torch.tensor([0.7, -0.2], dtype=torch.float64),
        used_rows(_tensor(_flat(totals[:n])), 4),
        4,
        spread=spread,
        least_spread=floor,
    )
    assert found.tolist() == pytest.approx(wanted, abs=1e-6)


def test_a_small_difference_is_not_a_large_advantage():
    rewards = torch.tensor([1.0] * 7 + [0.98], dtype=torch.float64)
    assert group_advantage(rewards, 8)[-1].item() == pytest.approx(-2.44, abs=0.01)
    floored = group_advantage(rewards, 8, least_spread=0.05)
    assert floored[-1].item() == pytest.approx(-0.35, abs=0.01)
    one_of_eight = torch.tensor([0.9] + [0.0] * 7)
    with_floor = group_advantage(one_of_eight, 8, least_spread=0.05)
    assert with_floor.tolist() == group_advantage(one_of_eight, 8).tolist()


def test_by_component_a_small_spread_counts_like_a_large_one():
    large, small = [0.0, 1.0, 0.0, 1.0], [0.5, 0.5, 0.6, 0.6]
    components = torch.tensor([large, small], dtype=torch.float64).T
    used = torch.ones(4, dtype=torch.bool)
    found = component_advantage(components, torch.ones(2), used, 4, spread="population")
    assert found.tolist() == pytest.approx([-math.sqrt(2), 0.0, 0.0, math.sqrt(2)], abs=1e-6)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([0, 0, 0, N], [False] * 4),
        ([0, 1, 0, N], [True] * 4),
        ([N, 1, N, N], [False] * 4),
    ],
)
def test_which_groups_differ(values, wanted):
    used = torch.ones(4, dtype=torch.bool)
    assert differs(torch.tensor(values), used, 4).tolist() == wanted
    columns = torch.tensor([values, [0.0] * 4]).T
    assert differs(columns, used, 4).tolist() == [[w, False] for w in wanted]


def test_components_that_cancel_give_exactly_zero():
    one = torch.tensor([0.0, 0.0, 1.0], dtype=torch.float64)
    components = torch.stack([one, 1 - one], dim=1)  # a sum of 1 in every row
    used = torch.ones(3, dtype=torch.bool)
    found = component_advantage(components, torch.ones(2).double(), used, 3, spread="population")
    assert found.abs().max() == 0


def _flat(groups):
    return [reward for group in groups for reward in group]


def _tensor(rewards):
    return torch.tensor([N if r is None else r for r in rewards], dtype=torch.float64)
