"""What layouts are made of: texts that say something, texts that show nothing, and gaps."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SAYINGS = (
    "4", "x", "I add two and two.", "So we get 4.", "答案是 4", "Ответ: 4", "٤", "🙂", "é", "-1",
    r"$\frac{1}{2}$", r"\(x^{2}\)", "{", "}", "{{}", "a < b > c", "<b>4</b>",
    "<div class='a'>\n4\n</div>",
    "`x`", "a `code` span", "1. one\n2. two", "> quoted", "line\n\nline", "line\r\nline", "a\tb",
    '"4"',
    "think", "answer", "/think", "think>", "<", "<>", "</", "&lt;think&gt;", "<thinker>",
    "<answers>",
    "\\n", "\\", "$$", "#### 4", "The answer is 4.", "```\ncode\n```", "~~~\ncode\n~~~", "\u200b4",
)  # fmt: skip
"""Contents that say something; none holds a tag of a section, a box, or a special token."""

NOTHINGS = (
    "", " ", "\n", "\n\n", " \t ", "\r\n", "\u00a0", "\u200b", "\u2060\u200b", "\ufeff", "\u3000",
    "\u2003\n", "\u00ad", "\u3164", "\u2800", "\u034f", "\u202e\u202c", "\u200d",
)  # fmt: skip
"""Contents that show nothing."""

GAPS = ("", "", "\n", "\n\n", " ", "  ", "\r\n", "\t\n", " \n ")
"""White space that may stand anywhere between parts."""

SPECIAL = ("<|im_end|>", "<|endoftext|>", "</s>", "<|eot_id|>", "<｜end▁of▁sentence｜>")
"""Special tokens that a tokenizer left."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One response, what to ask of it (``spec``), and what is to be found.

    ``inside`` is the content to be extracted where ``label`` is true; ``trick`` names what is
    wrong, or special, about it.
    """

    spec: Mapping[str, Any]
    completion: str
    label: bool
    trick: str
    inside: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict[str, Any])


def saying(rng: random.Random) -> str:
    """A content that says something."""
    return rng.choice((" ", "\n", "\n\n", "\r\n")).join(
        rng.choices(SAYINGS, k=rng.choice((1, 1, 1, 2, 3)))
    )


def nothing(rng: random.Random) -> str:
    """A content that shows nothing."""
    return "".join(rng.choices(NOTHINGS, k=rng.choice((1, 1, 2))))


def gap(rng: random.Random) -> str:
    """White space, or none."""
    return rng.choice(GAPS)
