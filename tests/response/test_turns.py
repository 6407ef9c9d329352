from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith import Rollout
from rewardsmith.response import MARKERS, read_part, read_turn


@pytest.mark.parametrize(
    ("raw", "thought", "text"),
    [
        pytest.param("4", "", "4", id="no thought"),
        pytest.param("<think>a</think>\n4", "a", "4", id="canonical"),
        pytest.param("a\n</think>\n4", "a", "4", id="prefilled"),
        pytest.param("<think>a</think> 4", "a", "4", id="a space between"),
        pytest.param("<think>a</think>\n \n  4", "a", "  4", id="indentation stays"),
        pytest.param("<think>a", "a", "", id="not closed"),
        pytest.param("<think>a <think> b</think>4", "a <think> b", "4", id="spoken of inside"),
        pytest.param("<think>a</think>b</think>4", "a\nb", "4", id="the last close counts"),
        pytest.param("<think>a</think>4<think>b", "a\nb", "", id="thinking again"),
        pytest.param("<think>a</think>4<think>b</think>5", "a\nb", "5", id="two thoughts"),
        pytest.param("I use `<think>` tags: 4", "", "I use `<think>` tags: 4", id="quoted open"),
        pytest.param("<think>`</think>` ends</think>4", "`</think>` ends", "4", id="quoted close"),
        pytest.param("<Think>a</Think>4", "", "<Think>a</Think>4", id="letter case"),
        pytest.param("<think>a</reasoning>4", "a</reasoning>4", "", id="another template's end"),
        pytest.param("[THINK]a[/THINK]4", "a", "4", id="Magistral"),
        pytest.param("◁think▷a◁/think▷4", "a", "4", id="Kimi-VL"),
        pytest.param("", "", "", id="empty"),
    ],
)
def test_strings(raw, thought, text):
    assert read_turn(raw) == (raw, thought, text)


def test_harmony_channels():
    raw = "<|channel|>analysis<|message|>2·2<|end|><|start|>assistant<|channel|>final<|message|>4"
    assert read_turn(raw).text == "4"
    assert read_turn(raw).thought.startswith("2·2")


@pytest.mark.parametrize(("opening", "closing"), MARKERS)
def test_every_template(opening, closing):
    assert read_turn(f"{opening}a{closing}4")[1:] == ("a", "4")
    assert read_turn(f"{opening}a")[1:] == ("a", "")


def assistant(content, **more):
    return {"role": "assistant", "content": content, **more}


@pytest.mark.parametrize(
    ("messages", "thought", "text"),
    [
        pytest.param([assistant("4")], "", "4", id="one message"),
        pytest.param([assistant("3"), assistant("4")], "", "4", id="the last turn counts"),
        pytest.param(
            [assistant("let me see"), {"role": "tool", "content": r"\boxed{5}"}, assistant("4")],
            "",
            "4",
            id="a tool between",
        ),
        pytest.param(
            [assistant("3"), {"role": "tool", "content": "5"}], "", "3", id="a tool says the last"
        ),
        pytest.param([assistant("4"), {"role": "user", "content": "5"}], "", "4", id="a user too"),
        pytest.param([assistant(None, tool_calls=[])], "", "", id="a tool call only"),
        pytest.param([{"role": "user", "content": "5"}], "", "", id="no turn of the model"),
        pytest.param([], "", "", id="nothing"),
        pytest.param([assistant("4", reasoning_content="a")], "a", "4", id="reasoning_content"),
        pytest.param([assistant("4", reasoning="a")], "a", "4", id="reasoning"),
        pytest.param(
            [assistant("<think>b</think>4", reasoning_content="a")], "a\nb", "4", id="both"
        ),
        pytest.param(
            [assistant([{"type": "text", "text": "4"}, {"type": "image"}])], "", "4", id="parts"
        ),
        pytest.param(
            [assistant([{"type": "thinking", "thinking": "a"}, {"type": "text", "text": "4"}])],
            "a",
            "4",
            id="a thinking part",
        ),
        pytest.param([{"role": "model", "content": "4"}], "", "4", id="Gemini's role"),
    ],
)
def test_messages(messages, thought, text):
    turn = read_turn(messages)
    assert (turn.thought, turn.text) == (thought, text)


def test_a_thought_taken_out_is_put_back():
    assert read_turn([assistant("4", reasoning_content="a")]).raw == "<think>\na\n</think>\n4"


def test_parts_and_rollouts():
    rollout = Rollout(completion="<think>a</think>4")
    assert (rollout.raw, rollout.thought, rollout.text) == (rollout.completion, "a", "4")
    assert read_part(rollout.completion, "thought") == "a"


@given(st.lists(st.sampled_from(["<think>", "</think>", "`", "a", " ", r"\boxed{4}"]), max_size=12))
def test_what_is_closed_last_is_never_in_the_text(pieces):
    raw = "".join(pieces)
    text = read_turn(raw).text
    assert text == raw or raw.rstrip().endswith(text.rstrip())
    assert read_turn(f"<think>{raw}").text in {"", text.lstrip(), text}
