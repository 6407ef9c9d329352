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
from collections.abc import Sequence
from dataclasses import dataclass

from rewardsmith.response import is_blank
from rewardsmith.types import Conversation
from rewardsmith.verifiers.judge.cover import Cover, covers
from rewardsmith.verifiers.judge.lexicon import Role, fold, is_copula, is_filler
from rewardsmith.verifiers.judge.markup import bare, has_letters, words_of
from rewardsmith.verifiers.judge.prompt import render

MAX_EMPTY_CHARS = 1_000
"""A longer text is not looked at: it is for the judge to say that it says nothing."""

_MAX_LABEL_WORDS = 8
_MAX_LABEL_CHARS = 60
_MIN_ECHO_CHARS = 15
_MAX_TRUTH_WORDS = 10

_SEGMENT = re.compile(
    r"([.!?;:](?=\s|\Z|[^\x00-\x7f])|(?<=[^\x00-\x7f])[!?;:]|[。؟۔।॥፡።։។။\n\r—–]|\.{2,}"
    r"|(?<=\w)[\[{<](?=\D))"
)
_QUESTION = re.compile(r"[^.!?。！？؟\n]++[?？؟]")
_BRACKETED = re.compile(r"[\[\{<(【（《「⟨].{0,80}[\]\}>)】）》」⟩]", re.DOTALL)
_YES = re.compile(r"(?:да|так|có|sí|si|sì|da|tak|ja),|no\b", re.IGNORECASE)
"""Yes and no, where the same word holds sentences together in another language or another place."""

_MAX_YES_WORDS = 3
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
    return "it only talks about answering" if _only_talks(said) else ""


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
    sentences = {_letters(sentence) for sentence in _SEGMENT.split(asked)}
    if answer not in sentences and not _letters(asked).endswith(answer):
        return False
    return answer in questions or any(cover.about for cover in covers(words_of(fold(said))))


def _leads_up(said: str, asked: str) -> bool:
    """Is it the prompt in other order, up to a copula, a colon or dots: "The capital is …"?"""
    words = words_of(fold(said))
    body = said.rstrip(" .…:：")
    if len(words) < 3 or not has_letters(body) or _has_figures(body):
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
    one = len(_segments(inner)) <= 1
    return one and len(inner.split()) <= _MAX_LABEL_WORDS and (plain or enumerated)


@dataclass(frozen=True, slots=True)
class _Segment:
    """A sentence or a part of one, whether a label stands before it, and whether it is the last."""

    text: str
    labelled: bool = False
    bracketed: bool = False
    last: bool = False


def _segments(said: str) -> list[_Segment]:
    """What is said between full stops, colons and line ends."""
    pieces = _SEGMENT.split(said)
    texts, marks = pieces[::2], ["", *pieces[1::2]]
    spoken = [
        (text.strip(), mark)
        for text, mark in zip(texts, marks, strict=True)
        if words_of(text) or _has_figures(text)
    ]
    return [
        _Segment(text, mark in {":", "："}, _is_bracketed(text, mark), index == len(spoken) - 1)
        for index, (text, mark) in enumerate(spoken)
    ]


def _is_bracketed(text: str, mark: str) -> bool:
    return mark in {"[", "{", "<"} or _BRACKETED.fullmatch(text) is not None


def _only_talks(said: str) -> bool:
    """Does every segment say nothing, and the whole that an answer is to come?"""
    if _YES.match(said) and len(words_of(said)) <= _MAX_YES_WORDS:
        return False
    covered = list[tuple[_Segment, Cover]]()
    for segment in reversed(_segments(said)):  # what says something is mostly at the end
        cover = _account(segment)
        if cover is None:
            return False
        covered.append((segment, cover))
    if not covered:
        return False
    roles = tuple(role for _, cover in covered for role in cover.roles)
    if said.endswith("...") or all(segment.bracketed for segment, _ in covered):
        roles += (Role.OPEN,)
    whole = Cover(roles, least=max(cover.least for _, cover in covered))
    if all(_says_nothing(*one) for one in covered):
        return whole.talks
    return whole.drowns_out and not any(_may_answer(*one) for one in covered)


def _account(segment: _Segment) -> Cover | None:
    """How does the language that accounts best for it?  None for what no language does."""
    words = words_of(fold(segment.text))
    if _has_figures(segment.text):
        return _enumerator(segment, words)
    if not words or _is_letter(words_of(segment.text)[-1]):
        return None
    return max(
        covers(words),
        key=lambda c: (_says_nothing(segment, c), -c.count_unknown, c.talks, c.about),
        default=None,
    )


def _says_nothing(segment: _Segment, cover: Cover) -> bool:
    talks = cover.about > 0 or (cover.count(Role.OPEN) > 0 and not segment.labelled)
    if cover.is_known and (talks or not (segment.last or segment.labelled)):
        return True
    if segment.bracketed and cover.is_template:
        return True
    return cover.only_announces and not _has_name(segment.text, cover)


def _may_answer(segment: _Segment, cover: Cover) -> bool:
    """Is a word where an answer stands: after a label, after "is", or outermost and new to us?

    "The answer is X", "X is the answer"; what is new inside belongs to the talk.
    """
    if cover.states or (segment.labelled and not cover.about):
        return True
    if not cover.count_unknown:
        return False
    outer = cover.roles[-1] is None or cover.roles[0] is None
    return segment.labelled or cover.copula or outer or _has_name(segment.text, cover)


def _enumerator(segment: _Segment, words: Sequence[str]) -> Cover | None:
    """Is it "Step 1" with more to come?"""
    short = len(words) == 1 and sum(char.isdecimal() for char in segment.text) <= 2
    if not short or segment.last or "\\" in segment.text:
        return None
    return next((cover for cover in covers(words) if cover.about), None)


def _has_name(text: str, cover: Cover) -> bool:
    """Is one of the words that are new to us written with a capital, in a text that is not?"""
    written = words_of(text)
    if len(written) != len(cover.roles) or text.isupper():
        return False
    new = [place for place, role in enumerate(cover.roles) if role is None]
    return any(place and written[place][:1].isupper() for place in new)


def _has_figures(text: str) -> bool:
    r"""Does it hold a number, a symbol or a command such as ``\frac``?"""
    return "\\" in text or any(
        unicodedata.category(char)[0] in "NS" and char not in "<>|^`~$=" for char in text
    )


def _is_letter(word: str) -> bool:
    """Is it a single Latin letter: a variable or a choice?"""
    return len(word) == 1 and word.isascii()
