"""Which text is the answer?  The design's rules, and boxes that are one answer in several parts."""

from __future__ import annotations

import re
from typing import Final

from rewardsmith.response import Answer, Box, boxes, declared, final_answer, read_turn, sections
from rewardsmith.types import Reason, Rollout
from rewardsmith.verifiers.math import said

_GAP_CHARS: Final = 40
_FILLER: Final = re.compile(r"[\s$~,]|\\[\[\]();,! ]|\\q?quad")
_NAME: Final = re.compile(r"[A-Za-z](?:_\{?\w\}?)?\s{0,2}=")
_PIECE: Final = re.compile(r"[^\W\d_]+|\S")
_ALTERNATIVES: Final = frozenset({"or", "and", "/", "或", "和"})
_HEDGES: Final = frozenset({"maybe", "possibly", "perhaps", "also", "else", "even", "either", "("})
_JOINERS: Final = frozenset({"and", "or", "", "和", "或", "、", "，", "；", ";", r"\text{and}",
                             r"\text{or}", r"\text{,}"})  # fmt: skip
_TAG_LIKE: Final = re.compile(r"<[^<=\d\s]")

_BARE_BOX: Final = re.compile(r"box(?!ed\{|\{)")
_BRACE: Final = re.compile(r"\\[{}\\]|[{}]")
_SHORT: Final = 200
"""Characters of a box, or around one, that are looked at without the scanner."""

_SHORTEST_CLAIM: Final = 20
_MAX_SENTENCE: Final = 400
"""Characters up to which a text with one formula counts as that formula, said in a sentence."""


def extract(response: Rollout | str, *, joined: bool = True) -> Answer:
    """Which answer counts?  ``text`` is None with a reason where there is none.

    Boxes with nothing but commas or "and" between them are the parts of one answer; otherwise the
    last box counts.  A short text that states one value is that value, an answer section that
    declares its answer is what it declares.  A box that is denied counts for nothing; an answer
    that is taken back is none.
    """
    if isinstance(response, Rollout) and (quick := _only_box(response)) is not None:
        return Answer(quick, "box")
    found = final_answer(response)
    if found.text is None:
        return found
    text = response.text if isinstance(response, Rollout) else read_turn(response).text
    if found.how == "box":
        return _boxed(text, joined=joined)
    before, _, after = text.rpartition(found.text)
    if found.how != "whole" and said.is_taken_back(after):
        return Answer(None, found.how, Reason.NO_ANSWER)
    if found.how == "section":
        inner = final_answer(found.text)
        return inner if inner.how == "phrase" else found
    if found.how == "phrase" and said.is_alternative(before):
        return Answer(None, "phrase", Reason.NO_ANSWER)
    return _formula(found)


def other_claims(response: Rollout) -> list[str]:
    r"""What else does it give as its answer: ``\boxed{5}. So the answer is 6.``?

    A phrase behind the last box, and an answer section that does not hold the box.
    """
    completion = response.completion
    plain = isinstance(completion, str) and "<answer>" not in completion
    text = completion if isinstance(completion, str) and plain else response.text
    last = text.rfind("box")
    claims = [declared(text[last:])] if len(text) - last > _SHORTEST_CLAIM else []
    found = () if plain else sections(text, ("answer",))
    claims += [one.text for one in found if one.closed and not one.start <= last < one.end]
    return [claim for claim in claims if claim]


def _boxed(text: str, *, joined: bool) -> Answer:
    """The last box that is not denied, with those before it that are parts of the same answer."""
    complete = [box for box in boxes(text) if box.form != "cut"]
    kept = [box for box in complete if not said.is_denied(text[: box.start])]
    if not kept or said.is_taken_back(text[complete[-1].end :]):
        return Answer(None, "box", Reason.NO_ANSWER)
    if (outer := _around(text, kept[-1].start, kept[-1].end)) is not None:
        return Answer(outer, "box")
    run = _last_run(kept, text) if joined else kept[-1:]
    return Answer(", ".join(box.text for box in run), "box")


def _around(text: str, start: int, end: int) -> str | None:
    r"""What is in the box around the one that stands here, where it holds further numbers?"""
    outer = text.rfind("\\boxed{", max(0, start - _SHORT), start)
    closing = _closing(text, outer + len("\\boxed")) if outer >= 0 else 0
    if closing < end or not any(map(str.isdigit, text[outer:start] + text[end:closing])):
        return None
    return text[outer + len("\\boxed{") : closing].strip()


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
    if said.is_denied(text[max(0, start - _SHORT) : start]) or said.is_taken_back(text[end + 1 :]):
        return None
    before = text[max(0, start - _GAP_CHARS - 1) : start]
    if text.rfind("box", 0, start) >= 0 and (_may_join(before) or _around(text, start, end + 1)):
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
    """Is there nothing but a comma, or words that join alternatives, between two boxes?"""
    if len(gap) > _GAP_CHARS:
        return False
    unnamed = _NAME.sub("", gap)
    bare = _FILLER.sub("", unnamed)
    if bare in _JOINERS:
        return bool(bare or "," in gap)
    pieces = set(_PIECE.findall(_FILLER.sub(" ", unnamed)))
    return bool(pieces & _ALTERNATIVES) and pieces <= _ALTERNATIVES | _HEDGES


def _formula(found: Answer) -> Answer:
    """The value that a short text states, where the text is more than that."""
    if found.text is None or len(found.text) > _MAX_SENTENCE:
        return found
    if found.how == "whole" and "$" not in found.text and "\\" not in found.text:
        return found  # prose without a formula
    value = said.stated(found.text)
    return found if value is None else Answer(value, found.how)
