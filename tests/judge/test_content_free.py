"""What says nothing is refused with no request; short answers that say something are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith import Reason, Rollout, score
from rewardsmith.verifiers.judge import Judge
from rewardsmith.verifiers.judge.content_free import why_content_free
from rewardsmith.verifiers.judge.content_free.lexicon import Role, lexicons
from tests.judge.phrases import (
    ECHOES,
    GENUINE,
    MARKS,
    MORE_GENUINE,
    MORE_TALK,
    TALK,
    content_free,
)

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


def test_more_talk_is_stopped():
    missed = [text for text in MORE_TALK if not why_content_free(text, "Why?")]
    assert len(missed) <= 0.015 * len(MORE_TALK), missed


def test_short_answers_close_to_talk_are_not():
    """Chosen to be close to it, more of them are refused than of what people answer."""
    refused = [text for text in MORE_GENUINE if why_content_free(text, "Which one?")]
    assert len(refused) <= 0.0175 * len(MORE_GENUINE), refused


@pytest.mark.parametrize(
    "text",
    [
        "S\u200bo\u200clution", "תשו\u200dבה", "SOLUTION", "s o l u t i o n", "Ｓｏｌｕｔｉｏｎ",
        "# Solution\n---", "<p>Solution:</p>", r"$\boxed{\text{answer}}$", "[your answer here]",
        "Answer: [insert here]",
        "```python\n# solution goes here\n```", "✅ Answer:", "Step 1: Understand the question",
        "Let's think...", "&nbsp;Answer&nbsp;", "<b>Let's think</b>", r"\section*{Solution}",
    ],
)  # fmt: skip
def test_a_dress_is_no_content(text):
    assert why_content_free(text, "What is it?")


@pytest.mark.parametrize(
    "text",
    [
        "The answer is both.", "Answer: none", "Result = no", "Answer: sure",
        "The answer's gravity", "答案：是",
        "Jawaban: semuanya", "Let's think: Paris", "Solution: x", "Step 2", "the second step",
        "Gravity is the answer", "Sin solución", "答えは両方です", "Let me think... blue", "<p>",
        "The solution is x > 2", "[0, 1)", "Thanks for your help", "Newton discovered it",
    ],
)  # fmt: skip
def test_what_an_answer_stands_in_is_content(text):
    assert not why_content_free(text, "What is it?")


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Which emoji smiles?", "😊"),
        ("Which symbol stands for implication?", "→"),
        ("How do you write an empty dict in Python?", "{}"),
        ('What is the opposite of "question"?', "answer"),
        ('Translate "Lösung" into English.', "a solution"),
    ],
)
def test_what_the_prompt_asks_for_is_content(prompt, answer):
    assert not why_content_free(answer, prompt)
    assert why_content_free(answer, "What colour is a lemon?")


@pytest.mark.parametrize(
    "answer",
    [
        "The question is: What colour is a lemon?",
        "Let me think. What colour is a lemon?",
        "I am sure that this answer is correct.",
        "La solución está completa y no contiene errores.",
        "Решение полное и не содержит ошибок.",
        "Daraus folgt schließlich, dass",
        "Let us zblorken each step in turn.",
        "Sau khi suy nghĩ kỹ, câu trả lời là:",
        "Kort sagt",
        "<|im_start|>assistant",
        "✅✅✅",
    ],
)
def test_talk_of_every_kind_is_stopped(answer):
    assert why_content_free(answer, "What colour is a lemon?")


@pytest.mark.parametrize(
    "answer",
    [
        "The solution contains errors.",
        "The answer is wrong.",
        "Một con voi.",
        "My answer would be oxygen.",
        "उत्तर ताँबे का तार है।",
    ],
)
def test_what_only_looks_like_talk_is_content(answer):
    assert not why_content_free(answer, "What is it?")


@pytest.mark.parametrize(
    "form",
    [
        "Q:\nA:", "Human:\n\nAssistant:", "### Step 1", "**Krok 1.**", "Part a)", "1.\n2.\n3.",
        "%s", "XXX",
        "Step 1: ...\nStep 2: ...", "The answer is _____.", "答えは「　」です。",
        "答えは〇〇です。", '{"answer": null}', "<|channel|>final<|message|>", "&nbsp;", "=>", "∴",
        "Well,",
    ],
)  # fmt: skip
def test_a_form_that_nobody_filled_in_says_nothing(form):
    assert why_content_free(form, "How are lemons grown in Italy?")


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Is step 1 or step 2 to be left out?", "Step 1"),
        ("In which step does it boil?", "Step 1"),
        ("Which two steps are the same?", "1\n2, 3"),
        ("Which operator means implication in this language?", "=>"),
        ("Which is right, 3 __ 5?", "<"),
        ("Write 30 in Roman numerals.", "XXX"),
        ("How many moons has the Earth?", "The answer is 1"),
        ("How many moons has the Earth?", "Answer: 1"),
        ("How many moons has the Earth?", "Result 1"),
        ("Which of the roads goes to Rome?", "Option 1"),
        ("Is it part a or part c that is wrong?", "Part a)"),
        ("Which of the two is it, the sun or the moon?", "**The answer is both**"),
        ("Which format stands for a string in Python?", "%s"),
    ],
)
def test_what_looks_like_a_form_may_be_asked_for(prompt, answer):
    assert not why_content_free(answer, prompt)


def test_a_word_about_answering_is_wanted_only_beside_another():
    assert not why_content_free("answer", 'What is the opposite of "question"?')
    assert why_content_free("answer", 'What is the opposite of "big"?')


@pytest.mark.parametrize(
    "text", ["Therefore,", "And in brief:", "**Approach**", "Lorem ipsum dolor sit amet"]
)
def test_what_only_leads_up_says_nothing(text):
    assert why_content_free(text, "How are lemons grown in Italy?")


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Welche ist es: a) Hund, b) Katze?", "Antwort b"),
        ("מי יונק? א) צב ב) סוס", "תשובה ב'"),
        ("How do you write a comment in Python?", "# comment"),
    ],
)
def test_a_choice_and_a_comment_are_content(prompt, answer):
    assert not why_content_free(answer, prompt)


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


@pytest.mark.parametrize(
    "answer", ["The capital of France is", "The capital of France...", "France's capital is:"]
)
def test_a_lead_up_out_of_the_prompts_words_says_nothing(answer):
    assert why_content_free(answer, "What is France's capital, the capital of France?")


@pytest.mark.parametrize("mark", MARKS)
def test_marks_say_nothing(mark):
    assert why_content_free(mark)


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Is it Paris or Lyon?", "Paris"),
        ("Text: The cat sat on the mat. Who sat?", "The cat"),
        ("Repeat after me: hello world", "hello world"),
        ("What is the capital of France?", "The capital of France is Paris"),
        ("Which of these is even: 3, 4?", "4"),
    ],
)
def test_a_piece_of_the_prompt_may_be_an_answer(prompt, answer):
    assert not why_content_free(answer, prompt)


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        ("solution.", "Solution"),
        ("Conclusion", "the conclusion"),
        ("first analysis", "analysis"),
        ("&", "&"),
        ("No, es un planeta.", "No"),
    ],
)
def test_an_answer_with_a_word_of_the_truth_has_content(answer, truth):
    assert why_content_free(answer)
    assert not why_content_free(answer, truth=truth)


@pytest.mark.parametrize("answer", ["The", "Solution:", "Let's think about the question."])
def test_a_filler_that_the_truth_has_too_is_none(answer):
    assert why_content_free(f"{answer} Answer", truth="the whole of the Atlantic")


@given(st.text(max_size=40), st.sampled_from(["4", "x", "π", "7/2", "Paris"]))
def test_a_figure_or_a_name_is_content_whatever_stands_around(noise, said):
    assert not why_content_free(f"Answer: {said}") or said in noise


def test_every_language_has_its_words():
    assert len(lexicons()) >= 80
    for lexicon in lexicons():
        roles = [*lexicon.words.values(), *lexicon.stems.values()]
        assert roles.count(Role.HEAD) >= 2, lexicon.language
        assert roles.count(Role.META) >= 8, lexicon.language


def test_a_denial_says_no_more_than_that():
    for lexicon in lexicons():
        told = {word for word in lexicon.denials if lexicon.words.get(word, 0) > Role.MUST}
        assert not told, lexicon.language
