"""Counts, intervals and latencies: laws, then figures known from elsewhere."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith import Reason, Rollout, Verdict
from rewardsmith.bench import Card, Case, Counts, Ruling, Speed, binomial_interval, measure
from rewardsmith.compose import Constant

scores = st.one_of(st.none(), st.floats(-2, 2))
labels = st.booleans()


def ruling(score: float | None, label: bool, threshold: float = 0.5) -> Ruling:
    verdict = (
        Verdict.undecided(Reason.BAD_TRUTH)
        if score is None
        else Verdict.of(score, reason=Reason.GRADED)
    )
    return Ruling.of(Case("id", Rollout(), label, {}), verdict, threshold)


rulings = st.lists(st.builds(ruling, scores, labels, st.floats(-2, 2)))


@given(rulings)
def test_counts_add_up(told: Sequence[Ruling]):
    counts = Counts.of(told)
    open_negatives = sum(r.verdict.abstains and r.case.label is False for r in told)
    assert counts.n == len(told)
    assert counts.tp + counts.fp + counts.fn + counts.tn + open_negatives == counts.n
    assert counts.tp + counts.fn == sum(r.case.label is True for r in told)
    assert counts.fp + counts.tn + open_negatives == sum(r.case.label is False for r in told)


@given(rulings, rulings, st.integers(0, 9), st.integers(0, 9))
def test_counts_of_disjoint_sets_add(one, other, skipped, more):
    together = Counts.of([*one, *other], skipped + more)
    assert Counts.of(one, skipped) + Counts.of(other, more) == together


@given(rulings)
def test_deciding_what_was_open_never_costs_a_rate(told):
    """Every abstention turned into the right ruling: no rate falls."""
    right = [
        ruling(float(r.case.label is True), r.case.label is True) if r.verdict.abstains else r
        for r in told
    ]
    before, after = Card(Counts.of(told)), Card(Counts.of(right))
    for name in ("recall", "accuracy", "precision"):
        assert (after.rate(name) or 0) >= (before.rate(name) or 0)


@given(rulings)
def test_intervals_contain_their_rates(told):
    card = Card(Counts.of(told))
    for name in ("precision", "recall", "accuracy"):
        rate, interval = card.rate(name), card.interval(name)
        assert (rate is None) == (interval is None)
        if rate is not None and interval is not None:
            assert 0 <= interval[0] <= rate <= interval[1] <= 1


@given(st.integers(1, 400), st.data())
def test_intervals_mirror_and_shrink(trials, data):
    hits = data.draw(st.integers(0, trials))
    low, high = binomial_interval(hits, trials)
    assert binomial_interval(trials - hits, trials) == pytest.approx((1 - high, 1 - low), abs=1e-9)
    wide, narrow = (low, high), binomial_interval(hits * 4, trials * 4)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


@pytest.mark.parametrize(
    ("hits", "trials", "interval"),
    [
        (0, 10, (0.0, 0.3085)),  # 1 - 0.025 ** (1 / 10)
        (10, 10, (0.6915, 1.0)),
        (300, 300, (0.98778, 1.0)),
        (4, 20, (0.0573, 0.4366)),
        (0, 0, None),
    ],
)
def test_known_intervals(hits, trials, interval):
    found = binomial_interval(hits, trials)
    assert found == interval if interval is None else found == pytest.approx(interval, abs=1e-4)


@given(st.lists(st.floats(0, 10), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_a_latency_that_covers_its_share(latencies, share):
    quantile_ms = Speed(1.0, latencies).quantile_ms(share)
    assert quantile_ms in [1000 * latency for latency in latencies]
    covered = sum(1000 * latency <= quantile_ms for latency in latencies)
    assert covered >= share * len(latencies) - 1e-9


def cases(*labels: bool | None) -> list[Case]:
    return [
        Case(str(i), Rollout(completion=str(i)), label, {"kind": label})
        for i, label in enumerate(labels)
    ]


def test_rows_without_a_label_are_never_scored():
    seen: list[Rollout] = []

    def scorer(verifier, rollouts):
        seen.extend(rollouts)
        return verifier.verify_batch(rollouts)

    measured = measure(Constant(value=1.0), cases(True, None, False), scorer=scorer)
    assert {rollout.completion for rollout in seen} == {"0", "2"}
    assert measured.card.counts == Counts(n=2, tp=1, fp=1, skipped=1)


def test_timing_stops_at_its_limit_and_says_how_many_were_timed():
    measured = measure(Constant(value=1.0), cases(*[True] * 50), latency_s=0.0)
    assert measured.card.speed.latencies_s == []
    assert measured.card.as_dict()["p99_ms"] is None
    whole = measure(Constant(value=1.0), cases(*[True] * 50))
    assert len(whole.card.speed.latencies_s) == 50


def test_a_batch_of_strata_has_no_speed_of_its_own():
    card = measure(Constant(value=1.0), cases(True, False, None), by="kind").card
    assert set(card.by) == {"true", "false", "null"}
    assert card.by["true"].as_dict()["cases_per_s"] is None
    assert card.by["true"].as_dict()["p50_ms"] > 0
    assert card.by["null"].as_dict()["p50_ms"] is None
    assert sum((c.counts for c in card.by.values()), Counts()) == card.counts
