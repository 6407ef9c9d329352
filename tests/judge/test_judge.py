"""Rubrics, pairs, rankings, what is shown, and the cache."""

from __future__ import annotations

import multiprocessing
import sqlite3

import pytest
import yaml

from rewardsmith import Reason, Rollout, dump_spec, load_spec, score, spec_hash
from rewardsmith.errors import DataError, SpecError, UnknownKindError
from rewardsmith.verifiers.judge import Judge, JudgeRank
from rewardsmith.verifiers.judge.reading import Reading
from rewardsmith.verifiers.judge.replies import ReplyCache, cache_path
from rewardsmith.verifiers.judge.rubric import Rubric, shipped, shipped_rubric
from rewardsmith.verifiers.judge.weighting import Token, expected_score

OWN_RUBRIC = """
name: brevity
shows: [text]
scale: [0, 4]
criterion: How brief is it?
template: "{criterion} {text} {reply}"
"""
OWN = yaml.safe_load(OWN_RUBRIC)


def user(body):
    return body["messages"][1]["content"]


@pytest.mark.parametrize(
    ("rubric", "shown", "hidden"),
    [
        ("equivalence", ["4711", "TRUTH"], ["THOUGHT", "QUESTION", "prose"]),  # nothing but the two
        ("helpfulness", ["QUESTION", "prose"], ["THOUGHT", "TRUTH"]),
        ("instruction_following", ["QUESTION", "prose"], ["THOUGHT", "TRUTH"]),
        ("harmlessness", ["QUESTION", "THOUGHT", "prose"], ["TRUTH"]),
    ],
)
def test_what_a_rubric_shows(endpoint, rubric, shown, hidden):
    completion = r"<think>THOUGHT</think>some prose \boxed{4711}"
    Judge(base_url=endpoint.url, rubric=rubric).verify(
        Rollout("QUESTION", completion, truth="TRUTH")
    )
    (body,) = endpoint.seen.bodies
    assert all(word in user(body) for word in shown)
    assert not any(word in user(body) for word in hidden)


@pytest.mark.parametrize(("given", "unit"), [(1, 0.0), (2, 0.25), (3, 0.5), (5, 1.0)])
def test_a_scale_is_mapped_to_the_unit_interval(endpoint, given, unit):
    judge = Judge(base_url=endpoint.url, rubric="helpfulness")
    assert judge.verify(Rollout("capital?", f"[[ok:{given}]] paris")).score == unit


def test_likely_scores_are_weighted_on_the_scale(endpoint):
    judge = Judge(base_url=endpoint.url, rubric="helpfulness")
    verdict = judge.verify(Rollout("capital?", "[[likely:4=0.5,5=0.5]] paris"))
    assert verdict.score == pytest.approx((4.5 - 1) / 4)
    assert "log-probabilities" in verdict.detail


@pytest.mark.parametrize(
    ("reply", "tokens", "expected"),
    [
        ('{"score": 4}', [('{"score": ', ()), ("4", ((" 4", -0.7), ("2", -0.7))), ("}", ())], 3.0),
        ('{"score": 4}', [('{"score":', ()), (" 4}", ((" 4}", 0.0),))], 4.0),
        ('{"score": 4}', [('{"score": ', ()), ("4", (("4", -3.0),)), ("}", ())], None),  # 5 % seen
        ('{"score": 4}', [('{"score": 4}', (("x", 0.0),))], None),  # one token for all
        ('{"score": 4}', [], None),
        ('{"score": 4}', [("other", ())], None),
    ],
)
def test_expected_scores(reply, tokens, expected):
    found = expected_score(reply, [Token(*token) for token in tokens], (1, 5), 4)
    assert found == (pytest.approx(expected) if expected else None)


@pytest.mark.parametrize(
    ("mine", "score_", "said"),
    [
        ("[[ok:A]] better", 0.5, "disagree"),  # A both times: it prefers whoever comes first
        ("[[ok:tie]] same", 0.5, ""),
    ],
)
def test_a_pair_is_asked_in_both_orders(endpoint, mine, score_, said):
    judge = Judge(base_url=endpoint.url, rubric="preference")
    verdict = judge.verify(Rollout("capital?", mine, extra={"baseline": "lyon"}))
    assert verdict.score == score_
    assert said in verdict.detail
    first, second = (user(body) for body in endpoint.seen.bodies)
    assert first.index(mine) < first.index("lyon")
    assert second.index(mine) > second.index("lyon")


def test_a_pair_on_which_both_orders_agree(endpoint, monkeypatch):
    monkeypatch.setattr("tests.judge.server.verdict", lambda body, _: {"reasoning": "", "winner": (
        "A" if user(body).index("paris") < user(body).index("lyon") else "B")})  # fmt: skip
    judge = Judge(base_url=endpoint.url, rubric="preference")
    better = Rollout("capital?", "paris", extra={"baseline": "lyon"})
    worse = Rollout(
        "capital?", "lyon", extra={"baseline": [{"role": "assistant", "content": "paris"}]}
    )
    assert [verdict.score for verdict in score(judge, [better, worse])] == [1.0, 0.0]


def test_one_lost_order_is_an_abstention(endpoint):
    judge = Judge(base_url=endpoint.url, rubric="preference", deadline_s=1, cache="none")
    rollout = Rollout("capital?", "[[http:500]] x", extra={"baseline": "lyon"})
    assert judge.verify(rollout).reason is Reason.ENDPOINT_ERROR


def test_a_group_is_ranked_side_by_side(endpoint):
    texts = ["paris, I know", "lyon, I guess", "paris, I know", "Solution:", "[[ok:1,2,3]] rome"]
    rollouts = [Rollout("capital?", text, group=0) for text in texts]
    verdicts = score(JudgeRank(base_url=endpoint.url), rollouts)
    assert endpoint.requests == 1
    assert verdicts[0].score == verdicts[2].score  # equal completions are shown once
    assert verdicts[3].reason is Reason.CONTENT_FREE
    assert sorted({v.score for v in verdicts if v.tier}) == pytest.approx([1 / 9, 2 / 9, 3 / 9])
    again = score(JudgeRank(base_url=endpoint.url), rollouts[::-1])
    assert endpoint.requests == 1  # the order on the page is not the group's
    assert [v.score for v in again[::-1]] == [v.score for v in verdicts]


def test_groups_fail_apart(endpoint):
    judge = JudgeRank(base_url=endpoint.url, deadline_s=5, cache="none")
    rollouts = [Rollout("q", f"[[http:500]] {n}", group="dead") for n in range(3)]
    rollouts += [Rollout("q", f"[[ok:5,6,7]] {n}", group="alive") for n in range(3)]
    verdicts = score(judge, rollouts)
    assert {v.reason for v in verdicts[:3]} == {Reason.ENDPOINT_ERROR}
    assert all(v.score is not None for v in verdicts[3:])


@pytest.mark.parametrize(
    ("fields", "completion", "reason"),
    [
        ({}, "", Reason.NO_ANSWER),
        ({}, "<answer>a</answer><answer>b</answer>", Reason.SEVERAL_ANSWERS),
        ({}, r"\boxed{}", Reason.NO_ANSWER),
        ({"rubric": "helpfulness"}, "<think>all of it</think>", Reason.CONTENT_FREE),
        ({"rubric": "helpfulness"}, "x" * 100_001, Reason.TOO_LARGE),
    ],
)
def test_the_models_faults_are_0_and_cost_nothing(endpoint, fields, completion, reason):
    verdict = Judge(base_url=endpoint.url, **fields).verify(Rollout("q", completion, truth="4"))
    assert (verdict.score, verdict.reason) == (0.0, reason)
    assert endpoint.requests == 0


def test_a_missing_column_is_the_datas_fault():
    assert Judge().verify(Rollout("q", "paris")).reason is Reason.MISSING_COLUMN
    with pytest.raises(DataError, match="answer"):
        Judge().check([Rollout("q", "paris")])
    with pytest.raises(DataError, match="baseline"):
        Judge(rubric="preference").check([Rollout("q", "paris")])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rubric": "equivalance"}, "did you mean 'equivalence'"),
        ({"rubric": "ranking"}, "judge_rank"),
        ({"votes": 3}, "temperature"),
        ({"rubric": "nowhere.yaml"}, "cannot be read"),
        ({"base_url": "localhost:8000"}, "http://"),
        (
            {"rubric": {"name": "x", "shows": ["text"], "criterion": "", "template": "{text}"}},
            "reply",
        ),
        (
            {"rubric": {"name": "x", "shows": ["truth"], "criterion": "", "template": ""}},
            "exactly one",
        ),
    ],
)
def test_a_programmers_fault_is_an_exception_when_it_is_built(fields, words):
    with pytest.raises((SpecError, UnknownKindError), match=words):
        load_spec({"kind": "judge", **fields})


def test_a_rubric_of_ones_own_is_part_of_the_spec(tmp_path, endpoint):
    path = tmp_path / "brevity.yaml"
    path.write_text(OWN_RUBRIC)
    judge = Judge(rubric=str(path), base_url=endpoint.url)
    assert isinstance(judge.rubric, Rubric)
    again = load_spec(dump_spec(judge))
    assert (again, spec_hash(again)) == (judge, spec_hash(judge))
    assert judge.verify(Rollout("q", "[[ok:2]] paris")).score == 0.5
    assert spec_hash(Judge(rubric=str(path))) != spec_hash(Judge())


def test_every_shipped_rubric_can_be_read():
    assert set(shipped()) >= {
        "equivalence", "helpfulness", "instruction_following", "harmlessness",
    }  # fmt: skip
    assert all(shipped_rubric(name).name == name for name in shipped())


def _keep(number: int, folder: str) -> float:
    import os

    os.environ["REWARDSMITH_CACHE"] = folder
    with ReplyCache(cache_path()) as cache:
        for n in range(200):
            cache.keep(f"own {number} {n}", Reading((1.0,)))
        return cache.keep("contested", Reading((float(number),))).values[0]


def test_processes_agree_on_the_first_verdict(tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        stood = pool.starmap(_keep, [(number, str(tmp_path)) for number in range(4)])
    assert len(set(stood)) == 1
    with sqlite3.connect(tmp_path / "judge.sqlite") as database:
        (rows,) = database.execute("SELECT count(*) FROM readings").fetchone()
    database.close()
    assert rows == 4 * 200 + 1


def test_a_broken_cache_is_done_without(endpoint, tmp_path, caplog):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "judge.sqlite").write_bytes(b"this is no database" * 1000)
    verdict = Judge(base_url=endpoint.url).verify(Rollout("q", "[[ok]] paris", truth="Paris"))
    assert verdict.score == 1.0
    assert "going on without it" in caplog.text


def test_what_changes_the_question_changes_the_key(endpoint):
    rollout = Rollout("q", "[[ok]] paris", truth="Paris")
    judge = Judge(base_url=endpoint.url)
    changes = (
        {},
        {"model": "other"},
        {"temperature": 0.5},
        {"max_tokens": 99},
        {"rubric": "helpfulness"},
    )
    variants = [judge, *(judge.model_copy(update=change) for change in changes)]
    for variant in variants:
        assert variant.verify(rollout).score == 1.0
    assert endpoint.requests == 5


def test_abstentions_are_not_remembered(endpoint):
    judge = Judge(base_url=endpoint.url, deadline_s=5)
    rollout = Rollout("q", "[[raw:nonsense]] paris", truth="Paris")
    assert [judge.verify(rollout).reason for _ in range(2)] == [Reason.BAD_REPLY] * 2
    assert endpoint.requests == 5  # each time a repair is asked for; the control once
