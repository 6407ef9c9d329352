"""What did the model say in its last turn?  From a string or from a message list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, cast

from rewardsmith.response.thoughts import split_thought
from rewardsmith.types import Conversation, Message

Where = Literal["all", "thought", "answer"]
"""A part of the last turn: ``answer`` is what follows the thought."""

_MODEL_ROLES = frozenset({"assistant", "model"})
_THOUGHT_KEYS = ("reasoning_content", "reasoning", "thinking")
"""Where servers put a thought that they took out of the content: vLLM, OpenRouter, Ollama."""


class Turn(NamedTuple):
    """The model's last turn: ``raw`` as it was written, its ``thought``, and its ``text``."""

    raw: str
    thought: str
    text: str


def read_turn(completion: Conversation) -> Turn:
    """What did the model say in its last turn, and what did it think before?

    Of a message list only the last message of the assistant is read; what tools and users say is
    never an answer.  A thought that the server has taken out (``reasoning_content``) is put back
    between ``<think>`` tags in ``raw``, so that a format is judged the same either way.

    >>> read_turn("<think>2·2</think>4")
    Turn(raw='<think>2·2</think>4', thought='2·2', text='4')
    >>> read_turn([{"role": "assistant", "content": "4", "reasoning_content": "2·2"}]).thought
    '2·2'
    """
    if isinstance(completion, str):
        return Turn(completion, *split_thought(completion))
    message = _last_of_the_model(completion)
    content, thought = _content(message), _thought(message)
    spoken = split_thought(content)
    if not thought:
        return Turn(content, *spoken)
    inner = f"{thought}\n{spoken.thought}" if spoken.thought else thought
    return Turn(f"<think>\n{thought}\n</think>\n{content}", inner, spoken.text)


def read_part(completion: Conversation, where: Where) -> str:
    """What did the model say in this part of its last turn?"""
    turn = read_turn(completion)
    return {"all": turn.raw, "thought": turn.thought, "answer": turn.text}[where]


def _last_of_the_model(messages: Sequence[Message]) -> Message:
    nothing: Message = {}
    return next((m for m in reversed(messages) if m.get("role") in _MODEL_ROLES), nothing)


def _content(message: Message) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "".join(_fields(content, "text", "text"))


def _thought(message: Message) -> str:
    for key in _THOUGHT_KEYS:
        if isinstance(value := message.get(key), str) and value:
            return value
    return "\n".join(_fields(message.get("content"), "thinking", "thinking"))


def _fields(content: object, kind: str, key: str) -> list[str]:
    """The strings under ``key`` in the parts of one kind (a content may be a list of parts)."""
    parts = cast("Sequence[object]", content) if isinstance(content, (list, tuple)) else ()
    chosen = [cast("Mapping[str, Any]", part) for part in parts if isinstance(part, Mapping)]
    values = [part.get(key) for part in chosen if part.get("type", "text") == kind]
    return [value for value in values if isinstance(value, str)]
