"""The advisor on logs by hand: a fault each, and what looks like one and is none."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardsmith_trainer.diagnostics.advisor import advise
from rewardsmith_trainer.diagnostics.evidence import Setup
from rewardsmith_trainer.diagnostics.trend import Trend

ROWS = 40
SETUP = Setup(8, 0.04, 1e-6, ("answer",), {"answer": 0.9, "form": 0.1})


def ramp(first, last):
    return [first + (last - first) * i / (ROWS - 1) for i in range(ROWS)]


def log(**changes):
    """A run in order: answers from 0.2 to 0.7, a form that is soon met, mild figures."""
    rng = random.Random(0)
    figures = {
        "diagnostics/reward/mean": ramp(0.2, 0.7),
        "diagnostics/components/answer/mean": ramp(0.2, 0.7),
        "diagnostics/components/answer/abstained": [0.0] * ROWS,
        "diagnostics/components/form/mean": ramp(0.4, 1.0),
        "diagnostics/components/form/abstained": [0.0] * ROWS,
        "diagnostics/components/form/length_correlation": [0.1] * ROWS,
        "diagnostics/groups/without_signal": ramp(0.5, 0.3),
        "diagnostics/groups/shaping_only": [0.1] * ROWS,
        "diagnostics/groups/predicted/4": [0.5] * ROWS,
        "diagnostics/groups/predicted": [0.3] * ROWS,
        "diagnostics/groups/predicted/16": [0.2] * ROWS,
        "diagnostics/groups/predicted/32": [0.1] * ROWS,
        "diagnostics/length/mean": ramp(200, 210),
        "diagnostics/abstained": [0.0] * ROWS,
        "kl": ramp(0.0, 0.2),
        "entropy": ramp(0.9, 0.4),
        "clip_ratio/region_mean": [0.01] * ROWS,
    } | {name.replace("__", "/"): values for name, values in changes.items()}
    noisy = {n: [v + rng.gauss(0, 0.004) * (v > 0) for v in vs] for n, vs in figures.items()}
    return [{"step": i} | {name: values[i] for name, values in noisy.items()} for i in range(ROWS)]


FAULTS = {
    "group_size": {
        "diagnostics__groups__without_signal": ramp(0.7, 0.8),
        "diagnostics__groups__predicted": [0.8] * ROWS,
        "diagnostics__groups__predicted__16": [0.3] * ROWS,
    },
    "kl_runs_away": {"diagnostics__reward__mean": [0.3] * ROWS, "kl": ramp(0, 9)},
    "too_slow": {"diagnostics__reward__mean": [0.3] * ROWS, "kl": ramp(0, 1e-3)},
    "saturated": {"diagnostics__components__form__mean": [1.0] * ROWS},
    "never_fires": {"diagnostics__components__form__mean": [0.0] * ROWS},
    "length_hacking": {
        "diagnostics__components__answer__mean": [0.3] * ROWS,
        "diagnostics__components__form__mean": ramp(0.3, 0.6),
        "diagnostics__components__form__length_correlation": [0.8] * ROWS,
        "diagnostics__length__mean": ramp(200, 400),
    },
    "format_hacking": {"diagnostics__components__answer__mean": ramp(0.3, 0.25)},
    "entropy_collapse": {"entropy": [1.0] * 10 + [0.02] * 30},
    "clipping": {"clip_ratio__region_mean": [0.0, 0.2, 0.3, 0.3] * 10},
    "abstention": {
        "diagnostics__abstained": [0.2] * ROWS,
        "diagnostics__abstained__bad_truth": [0.15] * ROWS,
        "diagnostics__abstained__own_limit": [0.05] * ROWS,
    },
    "shaping_only": {"diagnostics__groups__shaping_only": [0.7] * ROWS},
    "reward_hacking": {
        "diagnostics__audit__gap": ramp(0, 0.4),
        "diagnostics__audit__low": ramp(-0.2, 0.2),
    },
    "reward_falls": {"diagnostics__reward__mean": ramp(0.5, 0.05)},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_alone(fault):
    assert [advice.what for advice in advise(log(**FAULTS[fault]), SETUP)] == [fault]


@pytest.mark.parametrize(
    ("fault", "setting", "words"),
    [
        ("group_size", "num_generations", "16: 0.3"),
        ("kl_runs_away", "beta", "0.16"),
        ("too_slow", "learning_rate", "5e-06"),
        ("length_hacking", "the weight of form", "multiply it by answer"),
        ("format_hacking", "the weight of form", "multiply it by answer"),
        ("clipping", "learning_rate", "3.3e-07"),
        ("abstention", "what decides", "bad_truth"),
    ],
)
def test_the_setting_and_the_value(fault, setting, words):
    (advice,) = advise(log(**FAULTS[fault]), SETUP)
    assert advice.setting == setting
    assert words in advice.value
    assert advice.figure in str(advice)


def test_groups_that_became_alike_are_a_collapse_that_no_entropy_shows():
    rows = log(diagnostics__groups__without_signal=[0.4] * 10 + [1.0] * 30)
    assert [advice.what for advice in advise(rows, SETUP)] == ["group_size", "entropy_collapse"]


def test_a_run_that_lost_everything_did_not_collapse_on_an_answer():
    lost = {name: ramp(0.2, 0.0) for name in ("reward/mean", "components/answer/mean")}
    rows = log(
        **{f"diagnostics/{name}": values[:1] * 8 + [0.0] * 32 for name, values in lost.items()},
        diagnostics__groups__without_signal=[0.4] * 10 + [1.0] * 30,
    )
    named = [advice.what for advice in advise(rows, SETUP)]
    assert "reward_falls" in named
    assert "entropy_collapse" not in named


def test_a_strong_pull_to_the_reference_is_beta_not_the_rate():
    rows = log(diagnostics__reward__mean=[0.3] * ROWS, kl=[0.001] * ROWS)
    (advice,) = advise(rows, Setup(8, 2.0, 1e-6, ("answer",), {"answer": 0.9, "form": 0.1}))
    assert (advice.what, advice.setting) == ("kl_binds", "beta")


NO_FAULTS = {
    "a-rise-that-noise-hides": {
        "diagnostics__components__answer__mean": [
            value + (0.3 if i % 2 else -0.3) for i, value in enumerate(ramp(0.45, 0.55))
        ],
    },
    "in-order": {},
    "solved": {
        "diagnostics__components__answer__mean": ramp(0.2, 1.0),
        "diagnostics__groups__without_signal": ramp(0.2, 1.0),
        "diagnostics__groups__predicted": [0.9] * ROWS,
        "entropy": ramp(0.9, 0.0),
    },
    "longer-and-better": {
        "diagnostics__components__form__length_correlation": [0.8] * ROWS,
        "diagnostics__length__mean": ramp(200, 900),
    },
    "larger-groups-would-not-help": {
        "diagnostics__groups__without_signal": [0.8] * ROWS,
        "diagnostics__groups__predicted": [0.8] * ROWS,
        "diagnostics__groups__predicted__16": [0.75] * ROWS,
        "diagnostics__groups__predicted__32": [0.72] * ROWS,
    },
    "far-from-the-reference-and-better": {"kl": ramp(0, 5)},
    "one-spike-of-the-kl": {
        "kl": [0.1] * 35 + [900.0] + [0.1] * 4,
        "diagnostics__reward__mean": [0.3] * ROWS,
    },
    "an-audit-that-agrees": {
        "diagnostics__audit__gap": [0.02] * ROWS,
        "diagnostics__audit__low": [-0.05] * ROWS,
    },
}


@pytest.mark.parametrize("case", NO_FAULTS)
def test_what_is_no_fault_is_not_named(case):
    assert advise(log(**NO_FAULTS[case]), SETUP) == []


def test_a_penalty_that_never_fires_is_as_wanted():
    rows = log(diagnostics__components__form__mean=[0.0] * ROWS)
    assert advise(rows, Setup(8, 0.04, 1e-6, ("answer",), {"answer": 1.0, "form": -0.1})) == []


def test_a_reward_without_terms_is_read_as_a_whole():
    rows = [{"diagnostics/reward/mean": 0.0} for _ in range(ROWS)]
    assert [a.what for a in advise(rows, Setup(8, 0.0, 1e-6))] == ["never_fires"]


@pytest.mark.parametrize("fault", FAULTS)
def test_few_rows_are_no_ground_for_advice(fault):
    if fault != "reward_hacking":  # its interval knows how much there is
        assert advise(log(**FAULTS[fault])[:7], SETUP) == []


FIGURE = st.none() | st.floats(-1, 10) | st.just(math.nan)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(log()[0], FIGURE)), max_size=12))
def test_no_log_breaks_it(rows):
    assert all(advice.figure and advice.setting for advice in advise(rows, SETUP))


@given(st.lists(st.floats(-5, 5), min_size=8, max_size=60), st.floats(-3, 3))
def test_a_trend_does_not_depend_on_where_zero_is(values, shift):
    here, there = Trend(tuple(values)), Trend(tuple(v + shift for v in values))
    assert here.change == pytest.approx(there.change, abs=1e-9)
    assert here.noise == pytest.approx(there.noise, abs=1e-6)
    assert not (here.rises(0.1) and here.falls(0.1))
