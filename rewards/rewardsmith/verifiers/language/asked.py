"""What did the user ask last?  From a message list, or a text that a chat template has made."""

from __future__ import annotations

import re

from rewardsmith.response import read_turn
from rewardsmith.response.scanner import first_landmark, landmarks
from rewardsmith.types import Conversation

_USER = re.compile(
    r"<\|im_start\|>user\b | <\|start_header_id\|>user<\|end_header_id\|> | <start_of_turn>user\b"
    r"| <\|user\|> | <｜User｜> | \[INST\]",
    re.VERBOSE,
)
"""How a user's turn begins for Qwen, Llama, Gemma, Phi, DeepSeek and Mistral."""

_END = re.compile(
    r"<\|im_end\|> | <\|eot_id\|> | <end_of_turn> | <\|end\|> | <\|assistant\|> | <｜Assistant｜>"
    r"| \[/INST\] | </s>",
    re.VERBOSE,
)


def last_user_text(prompt: Conversation) -> str:
    r"""What did the user say last, without what the system said before?

    >>> last_user_text("<|system|>Be brief.<|end|><|user|>几个？<|end|><|assistant|>")
    '几个？'
    """
    if isinstance(prompt, str):
        return _in_template(prompt)
    for message in reversed(prompt):
        if message.get("role") == "user":  # read like a turn of the model: a text, or parts
            return read_turn([{"role": "assistant", "content": message.get("content")}]).raw
    return ""


def _in_template(prompt: str) -> str:
    start = 0
    for mark in landmarks(_USER, prompt):
        start = mark.end()
    end = first_landmark(_END, prompt, start) if start else None
    return prompt[start : end.start()] if end else prompt[start:]
