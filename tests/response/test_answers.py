from __future__ import annotations

import pytest

from rewardsmith import Reason, Rollout
from rewardsmith.response import declared, final_answer, sections, tags


@pytest.mark.parametrize(
    ("response", "text", "how"),
    [
        pytest.param(r"\boxed{3} \boxed{4}", "4", "box", id="the last box"),
        pytest.param(r"<think>\boxed{3}</think>\boxed{4}", "4", "box", id="a draft in the thought"),
        pytest.param(r"<answer>5</answer> \boxed{4}", "4", "box", id="box before section"),
        pytest.param(r"<answer>so \boxed{4}</answer>", "4", "box", id="a box in the section"),
        pytest.param("<think>a</think><answer>\n4\n</answer>", "4", "section", id="section"),
        pytest.param("<answer>4</answer> the answer is 5", "4", "section", id="before phrase"),
        pytest.param("put it in `<answer>`: <answer>4</answer>", "4", "section", id="quoted tag"),
        pytest.param("The answer is 4.", "4", "phrase", id="phrase"),
        pytest.param(r"\frac{1}{2}", r"\frac{1}{2}", "whole", id="whole"),
        pytest.param("<answer>4", "<answer>4", "whole", id="a section cut off is none"),
    ],
)
def test_which_answer_counts(response, text, how):
    answer = final_answer(response)
    assert (answer.text, answer.how, answer.reason) == (text, how, None)
    assert final_answer(Rollout(completion=response)) == answer


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        pytest.param("", Reason.NO_ANSWER, id="nothing"),
        pytest.param(" \u200b\n", Reason.NO_ANSWER, id="nothing to see"),
        pytest.param(r"<think>\boxed{4}", Reason.NO_ANSWER, id="all is thought"),
        pytest.param(r"<think>\boxed{4}</think> ", Reason.NO_ANSWER, id="boxed in the thought"),
        pytest.param(r"\boxed{}", Reason.NO_ANSWER, id="an empty box"),
        pytest.param(r"\boxed{4} \boxed{ }", Reason.NO_ANSWER, id="the last box is empty"),
        pytest.param("<answer></answer>", Reason.NO_ANSWER, id="an empty section"),
        pytest.param("Final answer:", Reason.NO_ANSWER, id="a phrase that declares nothing"),
        pytest.param("<answer>4</answer><answer>5</answer>", Reason.SEVERAL_ANSWERS, id="hedging"),
        pytest.param("<answer>4</answer><answer>5", Reason.SEVERAL_ANSWERS, id="hedging, cut off"),
        pytest.param(
            r"<answer>\boxed{4}</answer><answer>4</answer>", Reason.SEVERAL_ANSWERS, id="and a box"
        ),
    ],
)
def test_where_there_is_no_answer(response, reason):
    answer = final_answer(response)
    assert (answer.text, answer.reason) == (None, reason)
    assert (answer.fault.score, answer.fault.reason) == (0.0, reason)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("So the answer is 42.", "42"),
        ("**Answer:** 42", "42"),
        ("Final Answer: The final answer is $\\frac{1}{2}$. I hope it is correct.", "\\frac{1}{2}"),
        ("## Final Answer\n\n42", "42"),
        ("the answer is 3. No, the answer is 4", "4"),
        ("The answer is -5.", "-5"),
        ("The answer is 3.5. So", "3.5"),
        ("The answer is 5!", "5!"),
        ("The answer is:\n$$\n42\n$$\n", "42"),
        ("The answer is \\[42\\].", "42"),
        ("The answer is $4$ or $5$.", "$4$ or $5$"),
        ("The correct option is (B).", "(B)"),
        ("He sold 7.\n#### 1,250", "1,250"),
        ("答案是 42。", "42"),
        ("答案：42", "42"),
        ("所以答案为\\(42\\)。", "42"),
        ("故选：B．", "B"),
        ("答えは42です。", "42"),
        ("정답은 42입니다.", "42"),
        ("Die Antwort ist 42.", "42"),
        ("La réponse est 42.", "42"),
        ("La respuesta es 42.", "42"),
        ("A resposta é 42.", "42"),
        ("Ответ: -42.", "-42"),
        ("الجواب هو 42", "42"),
        ("Đáp án là 42", "42"),
    ],
)
def test_declared(text, phrase):
    assert declared(text) == phrase


@pytest.mark.parametrize(
    "text",
    ["2·2 = 4", "#### Step 1: count", "an answer island", "It is 4 I think", "## Solution\n4"],
)
def test_nothing_is_declared(text):
    assert declared(text) is None


def test_sections_and_tags():
    text = "<think>a</think> <answer>4</answer><answer>5"
    assert [str(tag) for tag in tags(text, ("answer",))] == ["<answer>", "</answer>", "<answer>"]
    assert [(s.name, s.text, s.closed) for s in sections(text, ("think", "answer"))] == [
        ("think", "a", True),
        ("answer", "4", True),
        ("answer", "5", False),
    ]
    assert sections("a</think>4", ("think",), prefilled="think")[0].text == "a"
