"""Figures of a window, each against a hand count."""

from __future__ import annotations

import math

import pytest
import torch

from rewardsmith import Reason
from rewardsmith_trainer.diagnostics.statistics import (
    Scores,
    carrying,
    figures,
    passes_at_k,
    predictions,
)
from tests.trainer.diagnostics.batches import NAN, batch

TWO_TERMS = {
    "answer": [1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1],
    "form": [1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1],
}
SUM = [0.9 * a + 0.1 * f for a, f in zip(*TWO_TERMS.values(), strict=True)]
PLAIN = batch(SUM, components=TWO_TERMS, required=["answer"])


def test_components_by_name():
    found = figures([PLAIN])
    assert found["components/answer/mean"] == pytest.approx(6 / 12)
    assert found["components/form/mean"] == pytest.approx(9 / 12)
    assert found["components/answer/spread"] == pytest.approx(0.5 / 3)  # groups 0.5, 0, 0
    assert found["components/form/spread"] == pytest.approx(math.sqrt(3) / 4 / 3)
    assert found["components/form/abstained"] == 0


def test_groups_by_what_differs():
    found = figures([PLAIN])
    assert found["groups/without_signal"] == pytest.approx(2 / 3)
    assert found["groups/shaping_only"] == pytest.approx(1 / 3)


def test_a_window_is_all_of_its_batches():
    apart = figures([PLAIN, batch([1.0] * 12, components=dict.fromkeys(TWO_TERMS, [1.0] * 12))])
    assert apart["reward/mean"] == pytest.approx((sum(SUM) / 12 + 1) / 2)
    assert apart["groups/without_signal"] == pytest.approx(5 / 6)


def test_abstentions_by_reason():
    reasons = [Reason.MATCH, Reason.BAD_TRUTH, Reason.ENDPOINT_ERROR, Reason.BAD_TRUTH]
    found = figures([batch([1.0, NAN, NAN, NAN], reasons=reasons)])
    assert found["abstained"] == 0.75
    assert found["abstained/bad_truth"] == 0.5
    assert found["abstained/endpoint_error"] == 0.25
    assert found["reward/mean"] == 1.0


def test_a_column_that_nobody_scored_is_nan_and_breaks_nothing():
    found = figures([batch([0.0, 1, 0, 1], components={"judge": [NAN] * 4})])
    assert math.isnan(found["components/judge/mean"])
    assert found["components/judge/abstained"] == 1


@pytest.mark.parametrize(
    ("rewards", "lengths", "wanted"),
    [
        ([0, 1, 2, 3], [1, 2, 3, 4], 1.0),
        ([0, 1, 2, 3], [4, 3, 2, 1], -1.0),
        ([0, 0, 0, 0, 1, 1, 1, 1], [1, 2, 3, 4, 7, 8, 9, 9], NAN),  # between prompts, not within
        ([0, 1, NAN, NAN], [1, 2, 90, 0], 1.0),
        ([0, 1, 0, 1], [5, 5, 5, 5], NAN),
    ],
    ids=["longer-pays", "shorter-pays", "harder-prompts-are-longer", "undecided", "one-length"],
)
def test_reward_against_length_within_groups(rewards, lengths, wanted):
    found = figures([batch(rewards, lengths=lengths)])["length/correlation"]
    assert found == pytest.approx(wanted, nan_ok=True)


def test_no_batch_is_refused():
    with pytest.raises(ValueError, match="nothing to measure"):
        figures([])


def test_two_values_are_foretold_from_one_fit_graded_ones_from_their_ends():
    torch.manual_seed(0)
    p = torch.rand(800, 1)
    passed = (torch.rand(800, 8) < p).float().flatten()
    two = predictions(Scores(passed, 8))
    assert two[8] == pytest.approx(2 / 9, abs=0.04)
    graded = torch.where(torch.rand(6400) < 0.5, passed, 0.5)
    assert predictions(Scores(graded, 8))[8] < two[8] / 3  # a half in the middle is no tie


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_rewards_that_are_all_one_value_foretell_no_signal(value):
    found = predictions(Scores(torch.full((800,), value), 8))
    assert all(share > 0.97 for share in found.values())


def test_nothing_decided_foretells_nothing():
    assert predictions(Scores(torch.full((8,), NAN), 8)) == {}


def test_pass_at_k_of_an_evaluation_reads_the_required_term():
    found = passes_at_k(PLAIN, ["answer"])
    assert list(found) == [1, 2, 4]
    assert found[1] == pytest.approx((0.5 + 0 + 1) / 3)
    assert found[2] == pytest.approx((5 / 6 + 0 + 1) / 3)


def test_an_undecided_answer_is_no_try():
    found = passes_at_k(batch([1.0, NAN, NAN, NAN]), [])
    assert found[1] == 1
    assert math.isnan(found[2])


def test_several_required_terms_are_averaged():
    assert carrying([PLAIN], ["answer", "form"]).mean() == pytest.approx(7.5 / 12)
