"""The laws that every registered kind obeys, leaf or combinator, ours or a plug-in's.

Kinds are found in the registry; each brings an example of itself and a rollout that it accepts.
"""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rewardsmith import Reason, Rollout, Verdict, Verifier, dump_spec, load_spec, score, spec_hash
from rewardsmith.registry import kinds, lookup
from rewardsmith.verifier import Combinator
from tests.laws.texts import completions, texts

EXAMPLES = {kind: lookup(kind).example() for kind in kinds()}
every_kind = pytest.mark.parametrize("kind", EXAMPLES)
in_process = pytest.mark.parametrize(
    "kind", [kind for kind, (verifier, _) in EXAMPLES.items() if verifier.resource == "cpu"]
)
searching = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_lawful(verifier: Verifier, verdict: Verdict) -> bool:
    """Is it a score in the kind's range with a reason of that sort, or None with a reason?"""
    if verdict.score is None:
        return verdict.reason.is_abstention
    return not verifier.unit_interval or 0.0 <= verdict.score <= 1.0


@every_kind
def test_the_example_is_accepted(kind):
    verifier, rollout = EXAMPLES[kind]
    assert score(verifier, [rollout])[0].score == pytest.approx(1.0)
    verifier.check([rollout])


@every_kind
def test_it_survives_spec_pickle_and_repr(kind):
    verifier, _ = EXAMPLES[kind]
    for again in (load_spec(dump_spec(verifier)), pickle.loads(pickle.dumps(verifier))):
        assert again == verifier
        assert hash(again) == hash(verifier)
        assert repr(again) == repr(verifier)
        assert spec_hash(again) == spec_hash(verifier)


@every_kind
def test_its_docstring_asks_a_question(kind):
    first_line = (lookup(kind).__doc__ or "").strip().splitlines()[0]
    assert "?" in first_line


@in_process
@searching
@given(completion=completions)
def test_any_completion_gets_a_lawful_verdict_twice_the_same(kind, completion):
    verifier, rollout = EXAMPLES[kind]
    asked = replace(rollout, completion=completion)
    verdict = verifier.verify(asked)
    assert is_lawful(verifier, verdict)
    assert verifier.verify(asked) == verdict


@in_process
@settings(searching, max_examples=60)
@given(truth=st.one_of(texts, st.integers(), st.floats(), st.none(), st.lists(texts, max_size=3)))
def test_any_truth_gets_a_lawful_verdict(kind, truth):
    verifier, rollout = EXAMPLES[kind]
    assert is_lawful(verifier, verifier.verify(replace(rollout, truth=truth)))


@in_process
@searching
@given(completion=completions)
def test_no_completion_buys_an_abstention(kind, completion):
    """With the data in order, the model's text alone never makes the verdict undecided."""
    verifier, rollout = EXAMPLES[kind]
    verdict = verifier.verify(replace(rollout, completion=completion))
    assert not verdict.reason.is_undecided
    if "truth" in verifier.reads:
        assert verdict.reason is not Reason.NOT_APPLICABLE


@in_process
def test_threads_agree(kind):
    verifier, rollout = EXAMPLES[kind]
    asked = [
        replace(rollout, completion=text)
        for text in (
            rollout.completion,
            "",
            "4",
            r"\boxed{5}",
            "the answer is 42",
            "<think>a</think>b",
        )
    ] * 8
    alone = [verifier.verify(one) for one in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(verifier.verify, asked)) == alone
    assert score(verifier, asked) == alone or isinstance(verifier, Combinator)


@in_process
def test_a_batch_is_its_rollouts(kind):
    verifier, rollout = EXAMPLES[kind]
    asked = [replace(rollout, completion=text) for text in ("", r"\boxed{4}", "hello", "4")]
    asked.append(rollout)
    assert verifier.verify_batch(asked) == [verifier.verify(one) for one in asked]


def test_a_rollout_may_lack_everything():
    for verifier, _ in EXAMPLES.values():
        if verifier.resource == "cpu":
            assert is_lawful(verifier, verifier.verify(Rollout()))
