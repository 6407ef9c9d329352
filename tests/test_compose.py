"""Product, minimum, maximum, fallback, route, clip: Kleene's tables and what is not evaluated."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rewardsmith import Clip, Constant, Max, Min, OrElse, Product, Reason, Rollout, Verdict, route
from rewardsmith.errors import DataError
from rewardsmith.verifier import Verifier
from tests.scripted import A, B, C, Scripted, rows, scores

NA, UN = "n/a", "undecided"


@pytest.mark.parametrize(
    ("a", "b", "product", "least", "greatest", "fallback"),
    [
        pytest.param(0.5, 0.5, 0.25, 0.5, 0.5, 0.5, id="both decided"),
        pytest.param(0, UN, 0.0, 0.0, None, 0.0, id="0 decides a product and a minimum"),
        pytest.param(UN, 0, 0.0, 0.0, None, 0.0, id="also from the right"),
        pytest.param(1, UN, None, None, 1.0, 1.0, id="1 decides a maximum"),
        pytest.param(UN, 1, None, None, 1.0, 1.0, id="also from the right 1"),
        pytest.param(0.5, UN, None, None, None, 0.5, id="a half decides neither"),
        pytest.param(NA, 1, None, None, 1.0, 1.0, id="not applicable abstains too"),
        pytest.param(UN, NA, None, None, None, None, id="nothing decided"),
    ],
)
def test_kleene(a, b, product, least, greatest, fallback):
    row = rows(a=[a], b=[b])
    got = [scores(verifier, row)[0] for verifier in (A * B, A & B, A | B, A.or_else(B))]
    assert got == [product, least, greatest, fallback]


@pytest.mark.parametrize("verifier", [A * B, A & B, A | B, A.or_else(B)])
def test_an_undecided_part_speaks_before_one_that_is_not_applicable(verifier):
    (verdict,) = verifier.verify_batch(rows(a=[NA], b=[UN]))
    assert verdict.reason is Reason.BAD_TRUTH


class Counting(Scripted, frozen=True):
    """Scripted, and it notes which rows it was asked about."""

    def verify_batch(self, rollouts):
        asked.append((self.name, [row.extra["id"] for row in rollouts]))
        return [Scripted.verify(self, row) for row in rollouts]


asked: list[tuple[str, list[int]]] = []


@pytest.mark.parametrize(
    ("combine", "second"),
    [
        pytest.param(lambda a, b: a * b, [0, 2], id="a product skips the zeros, not the undecided"),
        pytest.param(lambda a, b: a.or_else(b), [2], id="a fallback sees only what is undecided"),
    ],
)
def test_a_later_stage_sees_only_what_is_alive(combine, second):
    asked.clear()
    verifier = combine(Counting(name="a"), Counting(name="b"))
    verifier.verify_batch(rows(id=[0, 1, 2], a=[1, 0, UN], b=[1, 1, 1]))
    assert asked == [("a", [0, 1, 2]), ("b", second)]


def test_a_product_speaks_with_the_factor_that_decided():
    (verdict,) = (A * B).verify_batch(rows(a=[1], b=[0]))
    assert (verdict.score, verdict.reason, list(verdict.parts)) == (
        0.0,
        Reason.MISMATCH,
        ["a", "b"],
    )


def test_operators_merge_chains_and_keep_names():
    assert A * B * C == Product(of=(A, B, C))
    assert A & B & C == Min(of=(A, B, C))
    assert (A | B) | C == A | (B | C) == Max(of=(A, B, C))
    assert A.or_else(B).or_else(C) == OrElse(of=(A, B, C))
    named = (A * B).named("both")
    assert named * C == Product(of=(named, C))


def test_second_parts_of_one_name_are_numbered():
    two = Constant(value=1.0) * Constant(value=0.5)
    (verdict,) = two.verify_batch([Rollout()])
    assert list(verdict.parts) == ["constant", "constant#2"]


@pytest.mark.parametrize(("score", "clipped"), [(-3, 0.0), (0.5, 0.5), (7, 1.0), (UN, None)])
def test_clip(score, clipped):
    assert scores(Clip(of=A), rows(a=[score])) == [clipped]


def test_clip_bounds_in_the_wrong_order_are_refused():
    with pytest.raises(ValidationError, match="lies above"):
        Clip(of=A, low=1.0, high=0.0)


def test_route_gives_each_row_to_its_verifier():
    judged = route(by="task", x=A, y=B)
    assert scores(judged, rows(task=["x", "y"], a=[0.1, 0.2], b=[0.3, 0.4])) == [0.1, 0.4]


def test_a_row_without_a_route_is_refused_before_it_is_undecided():
    judged, lost = route(by="task", x=A), rows(task=["x", "z"], a=[1, 1])
    with pytest.raises(DataError, match=r"task='z' has no route; there are: x") as caught:
        judged.check(lost)
    assert caught.value.row == 1
    with pytest.raises(DataError) as caught:
        route(by="a", **{"2": A, "1": judged}).check(rows(task="xz", a="21"))
    assert caught.value.row == 1
    assert judged.verify_batch(lost)[1].reason is Reason.MISSING_COLUMN


def test_routes_in_another_order_are_the_same_value():
    assert route(by="t", x=A, y=B) == route(by="t", y=B, x=A)


def test_check_reaches_every_child():
    class Needs(Scripted, frozen=True):
        reads = frozenset({"tests"})

    with pytest.raises(DataError, match="'tests', which no row has"):
        (0.5 * (A * Needs(name="b")) + Clip(of=C)).check([Rollout()])


def test_a_verifier_that_implements_nothing_says_so():
    class Hollow(Verifier, frozen=True):
        pass

    with pytest.raises(NotImplementedError, match="implements none of verify"):
        Hollow().verify(Rollout())
    with pytest.raises(NotImplementedError, match="implements none of verify"):
        Hollow().verify_batch([Rollout()])


def test_async_leaves_answer_from_plain_code():
    class Later(Verifier, frozen=True):
        async def averify(self, rollout: Rollout) -> Verdict:
            return Verdict.of(rollout.truth)

    assert Later().verify(Rollout(truth=1)).score == 1.0
    assert scores(Later(), [Rollout(truth=0), Rollout(truth=1)]) == [0.0, 1.0]
