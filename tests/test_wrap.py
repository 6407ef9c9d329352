"""Other people's reward functions: same numbers, but isolated, bounded and able to abstain."""

from __future__ import annotations

import pytest

from rewardsmith import (
    Reason,
    Rollout,
    dump_spec,
    from_callable,
    from_trl,
    from_verl,
    from_waiting,
    load_spec,
)
from rewardsmith import score as run
from rewardsmith.errors import ScoreError, SpecError
from tests import strangers


def of(*completions: str, truth: str | None = None) -> list[Rollout]:
    return [Rollout(prompt="p", completion=text, truth=truth) for text in completions]


ISOLATED = pytest.mark.parametrize("isolated", [True, False])


@ISOLATED
def test_a_trl_function_gets_its_batch_and_its_columns(isolated):
    plain = from_trl(strangers.length_reward, isolated=isolated)
    assert [v.score for v in run(plain, of("a", "abc", ""))] == [1.0, 3.0, 0.0]
    rows = [
        Rollout(completion="4", truth="4", extra={"level": 3}),
        Rollout(completion="5", truth="4", extra={"level": 3}),
        Rollout(completion="5", truth=None, extra={"level": 3}),
    ]
    verdicts = run(from_trl(strangers.columns_reward, isolated=isolated), rows)
    assert [v.score for v in verdicts] == [3.0, 0.0, None]
    assert verdicts[2].reason is Reason.NOT_APPLICABLE


@ISOLATED
def test_a_verl_function_gets_source_solution_and_truth(isolated):
    reward = from_verl(strangers.compute_score, isolated=isolated)
    assert [v.score for v in run(reward, of("4", "5", truth="4"))] == [1.0, 0.0]


HARM = ["fine", "hang", "sleep", "raise", "crash", "none", "fine too"]
SCORES = [1.0, None, None, None, None, None, 1.0]
REASONS = [
    Reason.OWN_LIMIT,
    Reason.OWN_LIMIT,
    Reason.ERROR,
    Reason.WORKER_LOST,
    Reason.NOT_APPLICABLE,
]


def test_one_bad_completion_costs_its_own_verdict_alone():
    reward = from_callable(strangers.of_rollout, cpu_s=0.3)
    verdicts = reward.verify_batch(of(*HARM))
    assert [v.score for v in verdicts] == SCORES
    assert [v.reason for v in verdicts[1:6]] == REASONS
    assert "planted" in verdicts[3].detail


def test_so_it_does_when_the_whole_batch_is_one_call():
    reward = from_trl(strangers.hostile_reward, cpu_s=0.3)
    verdicts = reward.verify_batch(of("fine", "hang", "raise", "fine too"))
    assert [v.score for v in verdicts] == [1.0, None, None, 1.0]


@ISOLATED
def test_nan_from_a_stranger_names_the_rollout(isolated):
    with pytest.raises(ScoreError, match="on the rollout 'nan'"):
        run(from_callable(strangers.of_rollout, isolated=isolated), of("fine", "nan"))


def test_a_wrapped_function_is_a_spec_by_its_path():
    reward = 0.5 * from_trl(strangers.length_reward) + 0.5 * from_verl(strangers.compute_score)
    spec = dump_spec(reward)
    assert spec["of"][0][1] == {"kind": "trl", "function": "tests.strangers:length_reward"}
    assert load_spec(spec) == reward


@pytest.mark.parametrize("path", ["tests.strangers:nothing", "no_module:f", "tests.strangers", ":"])
def test_a_path_that_names_no_function_is_refused(path):
    with pytest.raises(SpecError, match="names no function"):
        load_spec({"kind": "trl", "function": path})


def test_a_function_that_no_module_names_works_but_is_no_spec():
    reward = from_callable(lambda rollout: len(rollout.text) == 2)
    assert [v.score for v in run(reward, of("ab", "abc"))] == [1.0, 0.0]
    with pytest.raises(SpecError, match="no module names"):
        dump_spec(reward)


def test_a_trl_function_that_loses_a_completion_is_told_so():
    reward = from_trl(lambda completions, **_: completions[1:], isolated=False)
    verdicts = run(reward, of("ab"))
    assert "returned 0 rewards for 1 completions" in verdicts[0].detail


@pytest.mark.parametrize("function", [strangers.waits, strangers.awaits])
def test_what_waits_does_so_side_by_side(function):
    """Nobody comes back before all are there."""
    strangers.MEETING.expect(32)
    rollouts = of(*map(str, range(30)), "raise", "none")
    verdicts = run(from_waiting(function), rollouts, deadline_s=60)
    assert [v.score for v in verdicts] == [1.0] * 30 + [None] * 2
    assert [v.reason for v in verdicts[30:]] == [Reason.ERROR, Reason.NOT_APPLICABLE]


def test_what_waits_too_long_is_late():
    verdicts = run(from_waiting(strangers.awaits_for_ever), of("x"), deadline_s=0.1)
    assert verdicts[0].reason is Reason.OWN_LIMIT
