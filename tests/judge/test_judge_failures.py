"""Every way in which an endpoint can fail is an abstention of its own, within the deadline."""

from __future__ import annotations

import time

import pytest

from rewardsmith import MathEqual, Reason, Rollout, route, score
from rewardsmith.budget import PROVOKED
from rewardsmith.verifiers.judge import LEDGER, Judge, JudgeRank
from rewardsmith.verifiers.judge.session import GIVE_UP_AFTER

DEADLINE_S = 6.0
ROOM_S = 10.0  # CI shares its machine

FAILURES = {
    "[[http:500]] paris": Reason.ENDPOINT_ERROR,
    "[[http:503]] paris": Reason.ENDPOINT_ERROR,
    "[[http:529]] paris": Reason.ENDPOINT_ERROR,
    "[[http:401]] paris": Reason.ENDPOINT_ERROR,
    "[[http:403]] paris": Reason.ENDPOINT_ERROR,
    "[[http:404]] paris": Reason.ENDPOINT_ERROR,
    "[[http:400]] paris": Reason.ENDPOINT_ERROR,
    "[[http:429]] paris": Reason.RATE_LIMITED,
    "[[limited:99,0.3]] paris": Reason.RATE_LIMITED,
    "[[limited:99,3600]] paris": Reason.RATE_LIMITED,
    "[[code:insufficient_quota]] paris": Reason.RATE_LIMITED,
    "[[code:content_filter]] paris": Reason.REFUSED,
    "[[hang]] paris": Reason.ENDPOINT_TIMEOUT,
    "[[trickle]] paris": Reason.ENDPOINT_TIMEOUT,
    "[[slow:9]] paris": Reason.ENDPOINT_TIMEOUT,
    "[[hangup]] paris": Reason.ENDPOINT_ERROR,
    "[[halfclosed]] paris": Reason.ENDPOINT_ERROR,
    "[[envelope:html]] paris": Reason.BAD_REPLY,
    "[[envelope:empty]] paris": Reason.BAD_REPLY,
    "[[envelope:list]] paris": Reason.BAD_REPLY,
    "[[envelope:none]] paris": Reason.BAD_REPLY,
    "[[envelope:null]] paris": Reason.BAD_REPLY,
    "[[envelope:cut]] paris": Reason.BAD_REPLY,
    "[[choices]] paris": Reason.SEVERAL_VERDICTS,
    "[[finish:length]] paris": Reason.TRUNCATED,
    "[[finish:content_filter]] paris": Reason.REFUSED,
    "[[refusal]] paris": Reason.REFUSED,
    "[[raw:I'm sorry, but I can't help with that.]] paris": Reason.REFUSED,
    "[[raw:Score 1 of 1.]] paris": Reason.BAD_REPLY,
    "[[raw:]] paris": Reason.BAD_REPLY,
    '[[raw:{"score": "1"}]] paris': Reason.BAD_REPLY,
    '[[raw:{"score": true}]] paris': Reason.BAD_REPLY,
    '[[raw:{"score": NaN}]] paris': Reason.BAD_REPLY,
    '[[raw:{"grade": 1}]] paris': Reason.BAD_REPLY,
    '[[raw:{"score": 1, "note": 2}]] paris': Reason.BAD_REPLY,
    '[[raw:{"score": 1} indeed]] paris': Reason.BAD_REPLY,
    '[[raw:{"score": 1]] paris': Reason.BAD_REPLY,
    '[[raw:{"score": 2}]] paris': Reason.OFF_SCALE,
    '[[raw:{"score": -1}]] paris': Reason.OFF_SCALE,
    '[[raw:{"score": 0.5}]] paris': Reason.OFF_SCALE,
    '[[raw:{"score": 1e999}]] paris': Reason.OFF_SCALE,
    '[[raw:{"score": 1}{"score": 0}]] paris': Reason.SEVERAL_VERDICTS,
    '[[raw:{"score": 1, "score": 0}]] paris': Reason.SEVERAL_VERDICTS,
}


def asked(text: str, **extra: object) -> Rollout:
    return Rollout("What is the capital?", text, truth="Paris", extra=extra)


def test_each_failure_is_its_own_abstention_within_the_deadline(endpoint):
    judge = Judge(base_url=endpoint.url, deadline_s=DEADLINE_S, cache="none")
    healthy = [asked(f"[[ok]] paris {n}") for n in range(20)]
    started_s = time.monotonic()
    verdicts = judge.verify_batch([*map(asked, FAILURES), *healthy])
    assert time.monotonic() - started_s < DEADLINE_S + ROOM_S
    told = {text: verdict.reason for text, verdict in zip(FAILURES, verdicts, strict=False)}
    assert told == FAILURES
    assert all(verdict.score is None for verdict in verdicts[: len(FAILURES)])
    assert [verdict.score for verdict in verdicts[len(FAILURES) :]] == [1.0] * len(healthy)


@pytest.mark.parametrize(
    "text", ["[[hang]] paris", "[[limited:99,0.3]] paris", "[[http:500]] paris"]
)
def test_alone_it_ends_within_the_deadline_too(endpoint, text):
    started_s = time.monotonic()
    verdict = Judge(base_url=endpoint.url, deadline_s=1.0, cache="none").verify(asked(text))
    assert verdict.reason is FAILURES[text]
    assert time.monotonic() - started_s < 1.0 + ROOM_S


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[[mended:1]] paris", 1.0),  # the one repair question helped
        ("[[mended:0]] paris", 0.0),
        ("[[flaky:2]] paris", 1.0),
        ("[[limited:2,0.1]] paris", 1.0),
        ("[[picky]] paris", 1.0),  # 400 to response_format and logprobs: asked without them
        ('[[raw:```json\n{"score": 1}\n```]] paris', 1.0),
        ('[[raw:<think>hm {"score": 0}</think>{"score": 1}]] paris', 1.0),
        ('[[raw:{"reasoning": "\\"score\\": 0", "score": 1}]] paris', 1.0),
        ("[[likely:1=0.75,0=0.25]] paris", 0.75),
        ("[[likely:1=0.2,x=0.8]] paris", 1.0),  # too little of it on the scale to weigh
    ],
)
def test_what_can_be_mended_is(endpoint, text, value):
    verdict = Judge(base_url=endpoint.url, deadline_s=10).verify(asked(text))
    assert verdict.score == pytest.approx(value)
    assert verdict.tier == "judge"


def test_an_answer_that_overflows_the_judge_counts_against_our_own_limit(endpoint):
    """A completion can bring it about, so it may not be for sale."""
    judge = Judge(base_url=endpoint.url, cache="none")
    rollouts = [asked(f"[[code:context_length_exceeded]] paris {n}") for n in range(20)]
    reasons = [verdict.reason for verdict in score(judge, rollouts)]
    assert reasons.count(Reason.OWN_LIMIT) == 1
    assert reasons.count(Reason.OVER_BUDGET) == 19


PROVOKING = {
    "[[refusal]] paris": Reason.REFUSED,
    "[[finish:length]] paris": Reason.TRUNCATED,
    "[[raw:Well, 1.]] paris": Reason.BAD_REPLY,
    '[[raw:{"score": 1}{"score": 0}]] paris': Reason.SEVERAL_VERDICTS,
    '[[raw:{"score": 7}]] paris': Reason.OFF_SCALE,
}


@pytest.mark.parametrize("text", PROVOKING)
def test_a_response_that_alone_makes_the_judge_fail_counts_against_the_budget(endpoint, text):
    """The judge answers about a neutral response in its place, so it is not the judge's fault."""
    judge = Judge(base_url=endpoint.url, deadline_s=5, cache="none")
    verdict = judge.verify(asked(text))
    assert (verdict.score, verdict.reason, verdict.tier) == (None, PROVOKING[text], PROVOKED)
    assert "only about this response" in verdict.detail
    verdicts = score(judge, [asked(f"{text} {n}") for n in range(10)])
    assert [v.reason for v in verdicts].count(PROVOKING[text]) == 1
    assert [v.score for v in verdicts].count(0.0) == 9
    assert {v.reason for v in verdicts} == {PROVOKING[text], Reason.OVER_BUDGET}


@pytest.mark.parametrize("text", PROVOKING)
def test_a_judge_that_fails_at_anything_is_at_fault_itself(endpoint, text):
    endpoint.script, endpoint.argument = text[2:].split("]]")[0].partition(":")[::2]
    judge = Judge(base_url=endpoint.url, deadline_s=5, cache="none")
    verdicts = score(judge, [asked(f"paris {n}") for n in range(10)])
    assert {(v.score, v.reason, v.tier) for v in verdicts} == {(None, PROVOKING[text], "judge")}


def test_the_neutral_response_is_asked_about_once_a_prompt(endpoint):
    judge = Judge(base_url=endpoint.url, cache="none")
    score(judge, [asked(f"[[refusal]] paris {n}") for n in range(10)])
    assert endpoint.requests == 10 + 1


def test_a_member_that_makes_the_ranking_fail_does_not_take_the_others_with_it(endpoint):
    judge = JudgeRank(base_url=endpoint.url, cache="none")
    texts = ["paris", "[[refusal]] lyon", "the city of rome"]
    verdicts = score(judge, [Rollout("capital?", text, group=0) for text in texts])
    assert [v.score for v in verdicts] == [1.0, None, 1.0]
    assert (verdicts[1].reason, verdicts[1].tier) == (Reason.REFUSED, PROVOKED)
    assert endpoint.requests == 1 + 3


def test_a_judge_that_ranks_nothing_is_at_fault_itself(endpoint):
    endpoint.script = "refusal"
    judge = JudgeRank(base_url=endpoint.url, cache="none")
    verdicts = score(judge, [Rollout("capital?", text, group=0) for text in ("rome", "paris")])
    assert {(v.score, v.reason, v.tier) for v in verdicts} == {(None, Reason.REFUSED, "judge")}


def test_a_dead_endpoint_is_given_up(endpoint):
    judge = Judge(base_url=endpoint.url, deadline_s=0.3, concurrency=4, cache="none")
    before = LEDGER.total()
    started_s = time.monotonic()
    verdicts = score(judge, [asked(f"[[hang]] paris {n}") for n in range(400)])
    assert time.monotonic() - started_s < 20  # not 400 / 4 deadlines
    assert {verdict.reason for verdict in verdicts} == {Reason.ENDPOINT_TIMEOUT}
    assert (LEDGER.total() - before).requests <= GIVE_UP_AFTER + 4


def test_no_server_at_all_is_undecided_and_says_what_to_do(monkeypatch):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    judge = Judge(base_url="http://127.0.0.1:9/v1", deadline_s=1.0, cache="none")
    verdict = judge.verify(asked("paris"))
    assert verdict.reason is Reason.ENDPOINT_ERROR
    assert "rewardsmith judge serve" in verdict.detail


def test_a_dead_judge_leaves_the_other_routes_and_the_rest_of_a_sum_alone(endpoint):
    def advantages(judge_script: str, mark: str) -> list[float]:
        judge = Judge(base_url=endpoint.url, deadline_s=0.5, cache="none")
        reward = route(by="task", math=MathEqual(), chat=judge)
        rollouts = [
            Rollout("2+2", rf"\boxed{{{n}}}", truth="4", extra={"task": "math"}, group="math")
            for n in (4, 5, 4, 3)
        ]
        rollouts += [
            Rollout("capital", f"{judge_script} paris {mark} {n}", truth="Paris",
                    extra={"task": "chat"}, group="chat")
            for n in range(4)
        ]  # fmt: skip
        verdicts = score(reward, rollouts)
        assert len(verdicts) == 8
        scores = [v.score for v in verdicts[:4] if v.score is not None]
        mean = sum(scores) / len(scores)
        return [value - mean for value in scores]

    assert advantages("[[http:500]]", "a") == pytest.approx(advantages("[[ok]]", "b"), abs=1e-6)


def test_a_dead_judge_inside_a_sum(endpoint):
    judge = Judge(base_url=endpoint.url, deadline_s=0.5, cache="none")
    reward = 0.9 * MathEqual() + 0.1 * judge
    rollouts = [
        Rollout("2+2", rf"[[http:500]] \boxed{{{n}}}", truth="4", group=0) for n in (4, 5, 4, 3)
    ]
    scores = [verdict.score for verdict in score(reward, rollouts)]
    assert [value > 0.5 for value in scores if value is not None] == [True, False, True, False]
