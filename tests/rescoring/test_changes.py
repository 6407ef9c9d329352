"""Which verdicts flip and which advantages turn when another reward scores the same rollouts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith import Reason, Rollout, Verdict
from rewardsmith.rescoring import Saved, changes, sides
from rewardsmith.rows import Row

NONE = Verdict.undecided(Reason.BAD_TRUTH)
GROUP = [Rollout(prompt="p", completion=str(i), group="g") for i in range(4)]


def saved(score: float | None, advantage: float | None = None, index: int = 0) -> Saved:
    verdict = NONE if score is None else Verdict.of(score)
    return Saved(Row(Path("f"), index + 1, {}), GROUP[index], verdict, advantage)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([1.0, 0.0, 0.0, 0.0], [1, -1, -1, -1]),
        ([1.0, 1.0, 1.0, 1.0], [0, 0, 0, 0]),
        ([1.0, None, 0.0, 0.5], [1, 0, -1, 0]),
        ([1.0, None, None, None], [0, 0, 0, 0]),
        ([0.1 + 0.2, 0.3, 0.3, 0.3], [0, 0, 0, 0]),
    ],
    ids=["one right", "all right", "one undecided", "too few decided", "equal but for rounding"],
)
def test_the_side_of_the_mean(scores, expected):
    assert sides(GROUP, scores) == expected


def test_a_rollout_without_a_group_has_no_side():
    assert sides([Rollout(completion="a"), Rollout(completion="b")], [0.0, 1.0]) == [0, 0]


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.floats(0.1, 9), st.floats(-5, 5))
def test_a_side_survives_scale_and_shift(scores, scale, shift):
    rounded = [round(score, 3) for score in scores]
    assert sides(GROUP, rounded) == sides(GROUP, [scale * score + shift for score in rounded])


def test_flips_and_turns():
    kept = [saved(1.0, index=0), saved(0.0, index=1), saved(0.0, index=2), saved(None, index=3)]
    now = [Verdict.of(0.0), Verdict.of(1.0), Verdict.of(0.0), Verdict.of(1.0)]
    found = changes(kept, now)
    assert [change.flips for change in found.each] == [True, True, False, True]
    assert [change.turns for change in found.each] == [True, True, False, False]
    assert found.rulings()["accepted", "rejected"] == 1
    assert found.rulings()["abstains", "accepted"] == 1
    assert sum(found.sides().values()) == 4


def test_the_advantage_that_was_trained_on_counts_for_more_than_the_score():
    kept = [saved(1.0, advantage=-0.5, index=0)] + [saved(0.0, index=i) for i in (1, 2, 3)]
    found = changes(kept, [Verdict.of(1.0), *[Verdict.of(0.0)] * 3])
    assert [change.turns for change in found.each] == [True, False, False, False]


def test_the_threshold_rules():
    found = changes([saved(0.4)], [Verdict.of(0.6)], threshold=0.7)
    assert not found.flips
    assert changes([saved(0.4)], [Verdict.of(0.7)], threshold=0.7).flips
