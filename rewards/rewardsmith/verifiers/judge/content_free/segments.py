"""The sentences of an answer, and whether all of them only talk about answering."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rewardsmith.verifiers.judge.content_free.cover import Cover, covers
from rewardsmith.verifiers.judge.content_free.lexicon import Role, fold, is_denial
from rewardsmith.verifiers.judge.content_free.markup import words_of

SEGMENT = re.compile(
    r"([.!?;:](?=\s|\Z|[^\x00-\x7f])|(?<=[^\x00-\x7f])[!?;:]|[。؟۔।॥፡።։។။\n\r—–]|\.{2,}"
    r"|(?<=\s)[/=](?=\s)|(?<=\w)[\[{<](?=\D))"
)
_BRACKETED = re.compile(r"[\[\{<(【（《「⟨].{0,80}[\]\}>)】）》」⟩]", re.DOTALL)
_YES = re.compile(
    r"(?:да|так|có|sí|si|sì|da|tak|ja|oui|yes),|no\b(?!\s(?:niin|dobrze|dobra|to|więc|nic|cóż))",
    re.IGNORECASE,
)
"""Yes and no, where the same word holds sentences together in another language or another place."""

_COMMA = re.compile(r",\s|[，、،]\s?")
_MAX_YES_WORDS = 3
_COMMAS = (",", "،", "、", "፣")
"""Ends after which something else was to come, as after dots."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or a part of one.

    ``labelled``: a colon stands before it; ``bracketed``: it stands in brackets; ``last``: no
    other comes after it.
    """

    text: str
    labelled: bool = False
    bracketed: bool = False
    last: bool = False


def segments(said: str) -> list[Segment]:
    """What is said between full stops, colons and line ends."""
    pieces = SEGMENT.split(said)
    texts, marks = pieces[::2], ["", *pieces[1::2]]
    spoken = [
        (text.strip(), mark)
        for text, mark in zip(texts, marks, strict=True)
        if words_of(text) or has_figures(text)
    ]
    return [
        Segment(text, mark in {":", "：", "="}, _is_bracketed(text, mark), index == len(spoken) - 1)
        for index, (text, mark) in enumerate(spoken)
    ]


def _is_bracketed(text: str, mark: str) -> bool:
    return mark in {"[", "{", "<"} or _BRACKETED.fullmatch(text) is not None


def only_talks(said: str) -> bool:
    """Does every segment say nothing, and the whole that an answer is to come?

    Segments end at commas too, where that helps: "With pleasure, let's go".
    """
    words = words_of(fold(said))
    if (_YES.match(said) and len(words) <= _MAX_YES_WORDS) or is_denial(words):
        return False
    parted = _COMMA.sub(". ", said)
    return _only_talks(said) or (parted != said and _only_talks(parted))


def _only_talks(said: str) -> bool:
    spoken = segments(said)
    known = [covers(words_of(fold(segment.text))) for segment in spoken]
    languages = _languages(known)
    covered = list[tuple[Segment, Cover]]()
    for segment, its in zip(spoken, known, strict=True):
        cover = _account(segment, its, languages)
        if cover is None:
            return False
        covered.append((segment, cover))
    if not covered:
        return False
    if said.endswith(_COMMAS) and all(cover.is_known for _, cover in covered):
        return True
    roles = tuple(role for _, cover in covered for role in cover.roles)
    if said.endswith("...") or all(segment.bracketed for segment, _ in covered):
        roles += (Role.OPEN,)
    whole = Cover(roles, covered[0][1].language, least=max(cover.least for _, cover in covered))
    if all(_says_nothing(*one) for one in covered):
        return whole.talks
    return whole.drowns_out and not any(_may_answer(*one) for one in covered)


def _languages(known: Sequence[tuple[Cover, ...]]) -> frozenset[str]:
    """Which languages know most of the words, or as many but more about answering?"""
    new = Counter[str]()
    for cover in (cover for its in known for cover in its):
        new[cover.language] += 100 * cover.count_unknown - cover.about
    return frozenset(language for language, count in new.items() if count == min(new.values()))


def _account(segment: Segment, its: Sequence[Cover], languages: frozenset[str]) -> Cover | None:
    """How does the language that knows most of its words account for it?

    A single word after a colon is read in a language of the whole.  None for what none knows.
    """
    if has_figures(segment.text):
        return _enumerator(segment, its)
    if not its or _is_letter(words_of(segment.text)[-1]):
        return None
    if segment.labelled and len(its[0].roles) == 1:
        its = [cover for cover in its if cover.language in languages] or its
    return max(its, key=lambda c: (-c.count_unknown, _says_nothing(segment, c), c.talks, c.about))


def _says_nothing(segment: Segment, cover: Cover) -> bool:
    praises = cover.count(Role.PRAISE) > 0 and len(cover.roles) > 1
    opens = cover.count(Role.OPEN) > 0 or praises or cover.is_long
    talks = cover.about > 0 or (opens and not segment.labelled)
    if cover.is_known and (talks or not (segment.last or segment.labelled)):
        return True
    if segment.bracketed and cover.is_template:
        return True
    return cover.only_announces and not _has_name(segment.text, cover)


def _may_answer(segment: Segment, cover: Cover) -> bool:
    """Is a word where an answer stands: after a label, after "is", or outermost and new to us?

    "The answer is X", "X is the answer"; what is new inside belongs to the talk.
    """
    if cover.states or (segment.labelled and not cover.about):
        return True
    if not cover.count_unknown:
        return False
    outer = cover.ends_new or cover.roles[0] is None
    return segment.labelled or cover.copula or outer or _has_name(segment.text, cover)


def _enumerator(segment: Segment, its: Sequence[Cover]) -> Cover | None:
    """Is it "Step 1" with more to come?"""
    short = len(words_of(segment.text)) == 1 and sum(char.isdecimal() for char in segment.text) <= 2
    if not short or segment.last or "\\" in segment.text:
        return None
    return next((cover for cover in its if cover.about), None)


def _has_name(text: str, cover: Cover) -> bool:
    """Is one of the words that are new to us written with a capital, in a text that is not?"""
    written = words_of(text)
    if len(written) != len(cover.roles) or text.isupper():
        return False
    new = [place for place, role in enumerate(cover.roles) if role is None]
    return any(place and written[place][:1].isupper() for place in new)


def has_figures(text: str) -> bool:
    r"""Does it hold a number, a symbol or a command such as ``\frac``?"""
    return "\\" in text or any(
        unicodedata.category(char)[0] in "NS" and char not in "<>|^`~$=" for char in text
    )


def _is_letter(word: str) -> bool:
    """Is it a single Latin letter: a variable or a choice?"""
    return len(word) == 1 and word.isascii()
