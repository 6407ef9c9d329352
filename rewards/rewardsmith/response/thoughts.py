"""Where does the thought end and the answer begin?  Every template's markers, as data.

A thought goes from its opening marker to its closing one.  A closing marker without an opening
one ends a thought that the prompt opened (*prefilled*); a thought that is not closed goes to the
end.  Markers inside a thought, and markers in quotation marks, are only spoken of.  The answer is
what follows the last thought: whoever goes back to thinking takes back what was said before.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rewardsmith.response.scanner import is_quoted, landmarks

MARKERS: tuple[tuple[str, str], ...] = (
    ("<think>", "</think>"),  # DeepSeek-R1, QwQ, Qwen3, GLM, Hunyuan, Phi-4-reasoning
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),  # EXAONE Deep
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),  # Seed-OSS
    ("[THINK]", "[/THINK]"),  # Magistral
    ("◁think▷", "◁/think▷"),  # Kimi-VL
    ("<|begin_of_thought|>", "<|end_of_thought|>"),  # OpenThinker, Sky-T1
    ("<|START_THINKING|>", "<|END_THINKING|>"),  # Command A Reasoning
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),  # gpt-oss (harmony)
    ("<unused94>thought", "<unused95>"),  # MedGemma
)
"""Opening and closing marker of a thought, per template."""

THOUGHT_SECTIONS = frozenset({"think", "thinking", "thought", "reasoning"})
"""Names of XML sections that hold a thought: an answer is expected after them."""

_CLOSING = {closing: opening for opening, closing in MARKERS}
_MARKER = re.compile("|".join(re.escape(marker) for pair in MARKERS for marker in pair))


class Split(NamedTuple):
    """What was thought, and what was said after it?"""

    thought: str
    text: str


def split_thought(raw: str) -> Split:
    r"""What did the model think, and what did it say afterwards?

    >>> split_thought("<think>2·2</think>\n4")
    Split(thought='2·2', text='4')
    >>> split_thought("2·2</think>4").text, split_thought("<think>2·2").text
    ('4', '')
    """
    thoughts: list[str] = []
    resume, opened, opening = 0, -1, ""
    for mark in landmarks(_MARKER, raw):
        if is_quoted(raw, mark.start(), mark.end()):
            continue
        closes = _CLOSING.get(mark[0])
        if closes is None and opened < 0:
            opened, opening = mark.end(), mark[0]
        elif closes is not None and (opened < 0 or closes == opening):
            thoughts.append(raw[max(opened, resume) : mark.start()].strip())
            resume, opened = mark.end(), -1
    if opened >= 0:
        return Split("\n".join([*thoughts, raw[opened:].strip()]), "")
    return Split("\n".join(thoughts), _without_blank_lines(raw[resume:]) if thoughts else raw)


def _without_blank_lines(text: str) -> str:
    """The text from its first line that is not blank, whose indentation may mean something."""
    blank = len(text) - len(text.lstrip())
    line = text.rfind("\n", 0, blank) + 1
    return text[line:] if line else text[blank:]
