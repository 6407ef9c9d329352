"""The rise of accuracy between two measurements, and its interval."""

from __future__ import annotations

import random

import pytest

from rewardsmith import Reason, Verdict
from rewardsmith_trainer.runs.heldout import rise

RIGHT, WRONG = Verdict.of(1.0), Verdict.of(0.0)


def test_shares_and_rise():
    found = rise([WRONG, WRONG, RIGHT, WRONG], [RIGHT, WRONG, RIGHT, RIGHT])
    assert (found.n, found.before, found.after, found.rise) == (4, 0.25, 0.75, 0.5)


def test_an_abstention_and_a_part_are_not_right():
    unsure = Verdict.undecided(Reason.BAD_TRUTH)
    assert rise([RIGHT, RIGHT], [unsure, Verdict.of(0.5)]).rise == -1


def test_no_change_is_not_certainty():
    found = rise([WRONG] * 20, [WRONG] * 20)
    assert found.low < 0 < found.high


@pytest.mark.parametrize(("before", "after"), [(0.2, 0.5), (0.9, 0.95), (0.1, 0.1)])
def test_the_interval_covers_the_truth(before, after):
    rng = random.Random(0)
    covered = 0
    for _ in range(400):
        draws = [rng.random() for _ in range(100)]  # the same problems: paired
        first = [RIGHT if d < before else WRONG for d in draws]
        second = [RIGHT if d < after else WRONG for d in draws]
        found = rise(first, second)
        covered += found.low <= after - before <= found.high
    assert covered >= 370  # 380 expected of a 95 % interval
