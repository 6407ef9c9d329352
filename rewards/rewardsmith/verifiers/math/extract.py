"""Which text is the answer?  The design's rules, and boxes that are one answer in several parts."""

from __future__ import annotations

import re
from typing import Final

from rewardsmith.response import Answer, Box, boxes, final_answer, read_turn
from rewardsmith.types import Rollout

_GAP_CHARS: Final = 40
_FILLER: Final = re.compile(r"[\s$~,]|\\[\[\]();,! ]|\\q?quad")
_JOINERS: Final = frozenset({"and", "or", "", "和", "或", "、", "，", "；", ";", r"\text{and}",
                             r"\text{or}", r"\text{,}"})  # fmt: skip
_SEGMENT: Final = re.compile(r"\$\$([^$]+)\$\$|\$([^$]+)\$|\\\(((?:[^\\]|\\[^)])+)\\\)|"
                             r"\\\[((?:[^\\]|\\[^\]])+)\\\]")  # fmt: skip
_TAG_LIKE: Final = re.compile(r"<[^<=\d\s]")

_BARE_BOX: Final = re.compile(r"box(?!ed\{|\{)")
_BRACE: Final = re.compile(r"\\[{}\\]|[{}]")
_SHORT: Final = 200
_MAX_SENTENCE: Final = 400
"""Characters up to which a text with one formula counts as that formula, said in a sentence."""


def extract(response: Rollout | str, *, joined: bool = True) -> Answer:
    """Which answer counts?  ``text`` is None with a reason where there is none.

    Boxes with nothing but commas or "and" between them are the parts of one answer; otherwise the
    last box counts.  A short text with exactly one formula in it is that formula, an answer section
    that declares its answer is what it declares.
    """
    if isinstance(response, Rollout) and (quick := _only_box(response)) is not None:
        return Answer(quick, "box")
    found = final_answer(response)
    if found.how == "box" and joined:
        text = response.text if isinstance(response, Rollout) else read_turn(response).text
        run = _last_run([box for box in boxes(text) if box.form != "cut"], text)
        if len(run) > 1:
            return Answer(", ".join(box.text for box in run), "box")
    if found.how == "section" and found.text is not None:
        inner = final_answer(found.text)
        return inner if inner.how == "phrase" else found
    if found.how in {"whole", "phrase"} and found.text is not None:
        return _formula(found)
    return found


def _only_box(rollout: Rollout) -> str | None:
    """What is in the last box, where a few searches show that no other rule applies?

    The usual end of a rollout: nothing marked behind the thought, one plain box, or others that
    are no parts of it.  Ten times as fast as the scanner, and by test never different from it.
    """
    text = rollout.completion
    if not isinstance(text, str) or _may_be_marked(text):
        text = rollout.text
        if _may_be_marked(text):
            return None
    start = text.rfind("\\boxed{")
    end = _closing(text, start + len("\\boxed")) if start >= 0 else 0
    if not end or text.find("box", start + len("\\boxed{")) >= 0:
        return None
    if text.rfind("box", 0, start) >= 0 and _may_join(text[max(0, start - _GAP_CHARS - 1) : start]):
        return None
    return text[start + len("\\boxed{") : end].strip() or None


def _may_join(before: str) -> bool:
    """May a box that ends in this text be a part of the answer that follows it?"""
    if _BARE_BOX.search(before):
        return True
    return any(_joins(before[at + 1 :]) for at, char in enumerate(before) if char == "}")


def _may_be_marked(text: str) -> bool:
    """May there be a marker of a thought or a section?  All of them hold one of these signs."""
    if "THINK]" in text or "◁" in text:
        return True
    return "<" in text and _TAG_LIKE.search(text) is not None


def _closing(text: str, opening: int) -> int:
    """Where does this brace close?  0 where it does not soon, or where a brace is escaped."""
    depth = 0
    for brace in _BRACE.finditer(text, opening, opening + _SHORT):
        depth += {"{": 1, "}": -1}.get(brace[0], _SHORT)
        if depth == 0:
            return brace.start()
    return 0


def _last_run(complete: list[Box], text: str) -> list[Box]:
    run = complete[-1:]
    for box in reversed(complete[:-1]):
        if not _joins(text[box.end : run[0].start]):
            break
        run.insert(0, box)
    return run


def _joins(gap: str) -> bool:
    """Is there nothing but a comma or a joining word between two boxes?"""
    if len(gap) > _GAP_CHARS:
        return False
    return _FILLER.sub("", gap) in _JOINERS and bool(_FILLER.sub("", gap) or "," in gap)


def _formula(found: Answer) -> Answer:
    """The only formula of a short text, where the text is more than that."""
    text = found.text or ""
    if len(text) > _MAX_SENTENCE:
        return found
    if found.how == "phrase" and " is " in text:
        return Answer(text.rpartition(" is ")[2], "phrase")  # "Final answer: the largest n is 34"
    segments = list(_SEGMENT.finditer(text))
    if len(segments) == 1 and segments[0][0] != text.strip():
        outside = text[: segments[0].start()] + text[segments[0].end() :]
        if not any(map(str.isdigit, outside)) and "=" not in outside:
            return Answer(next(filter(None, segments[0].groups())), found.how)
    return found
