"""The weighted sum: operators, and what each kind of abstention does to the total."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rewardsmith import Constant, Reason, Rollout, Sum
from tests.scripted import A, B, C, rows, scores

NA, UN = "n/a", "undecided"


@pytest.mark.parametrize(
    ("verifier", "of"),
    [
        (0.9 * A + 0.1 * B, ((0.9, A), (0.1, B))),
        (A - B, ((1.0, A), (-1.0, B))),
        (-A, ((-1.0, A),)),
        (A * 0.5, ((0.5, A),)),
        (2 * (A + B), ((2.0, A), (2.0, B))),
        (A + 1, ((1.0, A), (1.0, Constant(value=1)))),
        (1 - A, ((1.0, Constant(value=1)), (-1.0, A))),
        (sum([A, B]), ((1.0, A), (1.0, B))),
        (A + (B + C).named("x"), ((1.0, A), (1.0, (B + C).named("x")))),
    ],
)
def test_operators(verifier, of):
    assert verifier == Sum(of=of)


@pytest.mark.parametrize(
    ("verifier", "a", "b", "total"),
    [
        pytest.param(0.9 * A + 0.1 * B, 1, 0, 0.9, id="all decided"),
        pytest.param(0.9 * A + 0.1 * B, 1, NA, 1.0, id="n/a: its weight is shared out"),
        pytest.param(0.9 * A + 0.1 * B, NA, 0.5, 0.5, id="also the heaviest's"),
        pytest.param(0.9 * A + 0.1 * B, NA, NA, None, id="nothing applies"),
        pytest.param(0.9 * A + 0.1 * B, UN, 1, None, id="a required term undecided"),
        pytest.param(0.9 * A + 0.1 * B, 0.4, UN, 0.4, id="another undecided, alone: shared out"),
        pytest.param(0.5 * A + 0.5 * B, 1, UN, None, id="equally heavy terms are all required"),
        pytest.param(A - 0.2 * B, 0.5, NA, 0.5, id="a penalty that does not apply is no bonus"),
        pytest.param(A + 2, NA, 0, None, id="an offset alone decides nothing"),
        pytest.param(Constant(value=0.5) + 0 * A, UN, 0, None, id="nor beside a weightless term"),
    ],
)
def test_abstention_of_one_rollout(verifier, a, b, total):
    (score,) = scores(verifier, rows(None, a=[a], b=[b]))
    assert score == (total if total is None else pytest.approx(total))


def test_an_undecided_term_stands_for_its_groups_mean():
    reward = 0.9 * A + 0.1 * B
    group = rows(a=[1, 0, 1, 0], b=[1, 0.5, UN, NA])
    assert scores(reward, group) == pytest.approx([1.0, 0.05, 0.9 + 0.1 * 0.75, 0.0])


def test_groups_do_not_mix():
    reward = 0.9 * A + 0.1 * B
    first, second = rows("g", a=[1, 1], b=[1, UN]), rows("h", a=[1, 1], b=[0, UN])
    mixed = [row for pair in zip(first, second, strict=True) for row in pair]
    assert scores(reward, mixed) == pytest.approx([1.0, 0.9, 1.0, 0.9])


def test_required_can_be_named():
    reward = Sum(of=((0.9, A), (0.1, B)), required=("b",))
    assert scores(reward, rows(a=[UN, 1], b=[1, UN])) == [pytest.approx(1.0), None]
    nothing = Sum(of=((1.0, A),), required=())
    assert scores(nothing, rows(a=[UN, 1])) == [pytest.approx(1.0)] * 2
    assert nothing.verify_batch(rows(a=[UN, 1]))[0].reason is Reason.GRADED


def test_required_must_be_a_part():
    with pytest.raises(ValidationError, match="required='x' is no part; there are: a, b"):
        Sum(of=((1.0, A), (1.0, B)), required=("x",))


def test_weights_are_finite():
    with pytest.raises(ValidationError, match="finite"):
        Sum(of=((float("nan"), A),))


@given(
    st.lists(
        st.tuples(st.sampled_from([0, 0.3, 1, NA]), st.sampled_from([0.0, 1.0, UN])), max_size=9
    )
)
def test_a_dead_term_leaves_the_ranking_of_the_rest(pairs):
    """A 0.1 term undecided for every row: the totals are those of the rest, scaled alike."""
    a, b = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    clean = scores(0.7 * A + 0.2 * B, rows(a=a, b=b))
    with_dead = scores(0.7 * A + 0.2 * B + 0.1 * C, rows(a=a, b=b, c=[UN] * len(pairs)))
    scaled = [None if score is None else score * 1.0 / 0.9 for score in clean]
    assert [s is None for s in with_dead] == [s is None for s in clean]
    assert [s for s in with_dead if s is not None] == pytest.approx(
        [s for s in scaled if s is not None]
    )


@given(st.permutations([(0.7, A), (0.2, B), (0.1, C)]), st.data())
def test_the_order_of_terms_changes_no_total(terms, data):
    values = st.lists(st.sampled_from([0.0, 0.5, 1.0, NA, UN]), min_size=3, max_size=3)
    group = rows(a=data.draw(values), b=data.draw(values), c=data.draw(values))
    ordered = scores(0.7 * A + 0.2 * B + 0.1 * C, group)
    permuted = scores(Sum(of=tuple(terms)), group)
    for one, other in zip(ordered, permuted, strict=True):
        assert (one is None) == (other is None)
        assert one is None or one == pytest.approx(other)


def test_the_heaviest_decided_term_gives_the_reason():
    (verdict,) = (0.9 * A + 0.1 * B).verify_batch([Rollout(extra={"a": 0, "b": 1})])
    assert (verdict.reason, sorted(verdict.parts)) == (Reason.MISMATCH, ["a", "b"])
