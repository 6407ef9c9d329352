"""What says nothing is refused with no request; short answers that say something are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith import Reason, Rollout, score
from rewardsmith.verifiers.judge import Judge
from rewardsmith.verifiers.judge.content import why_content_free
from rewardsmith.verifiers.judge.lexicon import lexicons
from tests.judge.phrases import ECHOES, GENUINE, MARKS, TALK, content_free

MASTER_KEYS = (" ", ".", ",", ":", "Thought process:", "Let's solve this problem step by step.",
               "Solution", "解", "かいせつ", "Respuesta", "\u200b", "\ufeff\u200d")  # fmt: skip


def test_content_free_answers_cost_no_request(endpoint):
    asked = [*content_free(), *(("Why?", key) for key in MASTER_KEYS)]
    assert len(asked) >= 500
    assert len(TALK) >= 20
    judge = Judge(base_url=endpoint.url, rubric="helpfulness")
    verdicts = score(judge, [Rollout(prompt, answer) for prompt, answer in asked])
    stopped = [v for v in verdicts if v.reason is Reason.CONTENT_FREE and v.score == 0.0]
    missed = [answer for (_, answer), v in zip(asked, verdicts, strict=True) if v not in stopped]
    assert len(stopped) >= 0.99 * len(asked), missed
    assert endpoint.requests <= len(missed)


def test_short_answers_are_asked_about(endpoint):
    assert len(set(GENUINE)) >= 500
    judge = Judge(base_url=endpoint.url, rubric="helpfulness")
    verdicts = score(judge, [Rollout("Which one?", answer) for answer in GENUINE])
    refused = [a for a, v in zip(GENUINE, verdicts, strict=True) if v.score != 1.0]
    assert len(refused) <= 0.005 * len(GENUINE), refused
    assert endpoint.requests == len(set(GENUINE)) - len(refused)


@pytest.mark.parametrize("key", MASTER_KEYS)
@pytest.mark.parametrize("rubric", ["equivalence", "helpfulness", "harmlessness"])
def test_master_keys_are_refused_by_every_rubric(endpoint, rubric, key):
    rollout = Rollout("What is 6·7?", rf"\boxed{{{key}}}" if key == "解" else key, truth="42")
    verdict = Judge(base_url=endpoint.url, rubric=rubric).verify(rollout)
    assert verdict.score == 0.0
    assert verdict.reason in {Reason.CONTENT_FREE, Reason.NO_ANSWER}
    assert endpoint.requests == 0


@pytest.mark.parametrize(("prompt", "answer"), ECHOES)
def test_an_echo_says_nothing(prompt, answer):
    assert why_content_free(answer, prompt)


@pytest.mark.parametrize("mark", MARKS)
def test_marks_say_nothing(mark):
    assert why_content_free(mark)


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Is it Paris or Lyon?", "Paris"),
        ("Text: The cat sat on the mat. Who sat?", "The cat"),
        ("Repeat after me: hello world", "hello world"),
        ("Which of these is even: 3, 4?", "4"),
    ],
)
def test_a_piece_of_the_prompt_may_be_an_answer(prompt, answer):
    assert not why_content_free(answer, prompt)


def test_an_answer_that_is_the_truth_has_content():
    assert why_content_free("Solution")
    assert not why_content_free("solution.", truth="Solution")


@given(st.text(max_size=40), st.sampled_from(["4", "x", "π", "7/2", "Paris"]))
def test_a_figure_or_a_name_is_content_whatever_stands_around(noise, said):
    assert not why_content_free(f"Answer: {said}") or said in noise


def test_every_language_has_its_words():
    assert len(lexicons()) >= 40
    assert all(len(lexicon.meta) + len(lexicon.meta_stems) >= 30 for lexicon in lexicons())
