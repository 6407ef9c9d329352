r"""Does an answer say anything?  Asked before a judge is: many reward saying nothing.

Judges have been found to accept ``:``, ``Solution`` or ``Let's solve this problem step by step.``
as correct (Zhao et al. 2025, arXiv:2507.08794).  No list of such phrases is complete, so an answer
is free of content when nothing in it can be what was asked for.  After markup, emoji and invisible
characters are taken off (``markup``), one of these holds:

- it shows nothing, or only punctuation;
- it repeats the prompt, its last sentences, or its words up to "is" or a colon;
- it is a label: short, with a colon at its end and nothing after it;
- every sentence of it is made of words about answering, announcing and obliging, and of what holds
  them together (``lexicon``), in any language.  An announcement may have a word or two that is
  new to us, and so may a placeholder in brackets; not where an answer would stand, at the end.

A number, a formula, a name, a letter, "yes" and "no" are in no list, and so have content; so has
what stands after "the answer is", and an answer that shares a word with the truth, whatever its
words.  What is missed is for the judge.
"""

from __future__ import annotations

import re
import unicodedata

from rewardsmith.response import is_blank
from rewardsmith.types import Conversation
from rewardsmith.verifiers.judge.content_free.cover import covers
from rewardsmith.verifiers.judge.content_free.lexicon import fold, is_copula, is_filler
from rewardsmith.verifiers.judge.content_free.markup import bare, has_letters, words_of
from rewardsmith.verifiers.judge.content_free.segments import (
    SEGMENT,
    has_figures,
    only_talks,
    segments,
)
from rewardsmith.verifiers.judge.prompt import render

MAX_EMPTY_CHARS = 1_000
"""A longer text is not looked at: it is for the judge to say that it says nothing."""

_MAX_LABEL_WORDS = 8
_MAX_LABEL_CHARS = 60
_MIN_ECHO_CHARS = 15
_MAX_TRUTH_WORDS = 10

_QUESTION = re.compile(r"[^.!?。！？؟\n]++[?？؟]")
_OPERATORS = frozenset(
    ["+", "=", "<", ">", "%", "==", "!=", "<>", "<=", ">=", "&&", "->", "=>", ":=", "++", "+=",
     "-=", "<-", "{}", "[]", "()", "@", "$"]
)  # fmt: skip


def why_content_free(text: str, prompt: Conversation = "", truth: str = "") -> str:
    """Why does this answer say nothing?  Empty where it says something.

    >>> why_content_free("Let's think step by step.")
    'it only talks about answering'
    >>> why_content_free("π"), why_content_free("No"), why_content_free("The answer is both.")
    ('', '', '')
    """
    if is_blank(text):
        return "it shows nothing"
    if len(text) > MAX_EMPTY_CHARS:
        return ""
    said = bare(text)
    if truth and _shares(said, truth):
        return ""
    if not any(unicodedata.category(char)[0] in "LNS" for char in said) or _is_noise(said):
        return "" if said and text.strip() in _OPERATORS else "it is only punctuation"
    if _echoes(said, render(prompt)):
        return "it repeats the prompt"
    if _is_label(said):
        return "it is a label with nothing after it"
    return "it only talks about answering" if only_talks(said) else ""


def _is_noise(said: str) -> bool:
    """Are its only symbols ASCII ones that mean nothing by themselves: ``~~~``, ``| |``, ``^``?"""
    return all(char.isspace() or (char.isascii() and not char.isalnum()) for char in said)


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if unicodedata.category(char)[0] in "LNMS")


def _shares(said: str, truth: str) -> bool:
    """Is it the truth, or has it a word of a short one that means something?"""
    if _letters(said) == _letters(truth) != "":
        return True
    words = words_of(fold(truth))
    shared = set(words_of(fold(said))).intersection(words)
    return len(words) <= _MAX_TRUTH_WORDS and any(not is_filler(word) for word in shared)


def _echoes(said: str, prompt: str) -> bool:
    """Is it the prompt, or a question or an instruction about answering out of it, word for word?

    A short piece of a prompt may be an answer; a sentence that asks or tells is none.
    """
    answer, asked = _letters(said), bare(prompt)
    if answer == _letters(asked) and answer:
        return True
    if _leads_up(said, asked):
        return True
    questions = {_letters(question) for question in _QUESTION.findall(asked)}
    if sum(3 if unicodedata.category(char) == "Lo" else 1 for char in answer) < _MIN_ECHO_CHARS:
        return answer in questions
    sentences = {_letters(sentence) for sentence in SEGMENT.split(asked)}
    if answer not in sentences and not _letters(asked).endswith(answer):
        return False
    return answer in questions or any(cover.about for cover in covers(words_of(fold(said))))


def _leads_up(said: str, asked: str) -> bool:
    """Is it the prompt in other order, up to a copula, a colon or dots: "The capital is …"?"""
    words = words_of(fold(said))
    body = said.rstrip(" .…:：")
    if len(words) < 3 or not has_letters(body) or has_figures(body):
        return False
    open_ended = len(said) > len(body) + (said[len(body) :] == ".") or is_copula(words[-1])
    asked_for = {word for word in words_of(fold(asked)) if not is_filler(word)}
    repeated = [word for word in words if word in asked_for]
    return open_ended and bool(repeated) and all(w in asked_for or is_filler(w) for w in words)


def _is_label(said: str) -> bool:
    if not said.endswith((":", "፡", "՝")) or len(said) > _MAX_LABEL_CHARS:
        return False
    inner = said.rstrip(":፡՝ ")
    plain = not any(unicodedata.category(char)[0] in "NS" for char in inner)
    enumerated = any(cover.about for cover in covers(words_of(fold(inner))))
    one = len(segments(inner)) <= 1
    return one and len(inner.split()) <= _MAX_LABEL_WORDS and (plain or enumerated)
