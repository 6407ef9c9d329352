r"""Does an answer say anything?  Asked before a judge is: many reward saying nothing.

Judges have been found to accept ``:``, ``Solution`` or ``Let's solve this problem step by step.``
as correct (Zhao et al. 2025, arXiv:2507.08794).  No list of such phrases is complete, so an answer
is free of content when nothing in it can be what was asked for.  After markup, emoji and invisible
characters are taken off (``markup``), one of these holds:

- it shows nothing, or only punctuation, or pictures that the prompt does not ask for;
- it repeats the prompt, alone or after "the question is", its last sentences, or its words up to
  "is" or a colon (``echo``);
- it is a form that nobody filled in: labels with nothing after their colons, a heading, "The
  answer is ___" (``forms``);
- every sentence of it is made of words about answering, announcing, praising the answer, politeness
  and waiting, and of what holds them together (``lexicon``), in any language (``cover``,
  ``segments``).  Where there is more such talk than there are words new to us, they belong to it;
  not where an answer would stand, at the end.

A number, a formula, a name, a letter, "yes" and "no" are in no list, and so have content; so has
what stands after "the answer is", what the prompt asks for by name ("the opposite of *question*"),
and an answer that shares a word with the truth, whatever its words.  The lists are finite and
phrases are not: what is missed is for the judge.
"""

from __future__ import annotations

import re
import unicodedata

from rewardsmith.response import is_blank
from rewardsmith.types import Conversation
from rewardsmith.verifiers.judge.content_free.cover import covers
from rewardsmith.verifiers.judge.content_free.echo import repeats, without_echo
from rewardsmith.verifiers.judge.content_free.forms import is_unfilled
from rewardsmith.verifiers.judge.content_free.lexicon import fold, is_filler
from rewardsmith.verifiers.judge.content_free.markup import JOINERS, bare, letters_of, words_of
from rewardsmith.verifiers.judge.content_free.segments import only_talks
from rewardsmith.verifiers.judge.content_free.wanted import wants_sign, wants_word
from rewardsmith.verifiers.judge.prompt import render

MAX_EMPTY_CHARS = 1_000
"""A longer text is not looked at: it is for the judge to say that it says nothing."""

_MAX_LEAD_WORDS = 8
_MAX_TRUTH_WORDS = 10
_MAX_NAME_WORDS = 2
_MAX_VAGUE_WORDS = 2

_OPERATORS = frozenset(
    ["+", "=", "<", ">", "%", "==", "!=", "<=", ">=", "&&", "->", "=>", ":=", "++", "+=", "-=",
     "<-"]
)  # fmt: skip
_CODE = frozenset(["{}", "[]", "()", "<>", "@", "$"])
_PICTURES = frozenset("←↑→↓↔⇐⇒⇔∴∵⋯⋮")
_MARKS = frozenset("○◯✓✔✗✘☑☒♂♀♠♥♦♣♭♮♯©®°")


def why_content_free(text: str, prompt: Conversation = "", truth: str = "") -> str:
    """Why does this answer say nothing?  Empty where it says something.

    >>> why_content_free("Let's think step by step.")
    'it only talks about answering'
    >>> why_content_free("π"), why_content_free("No"), why_content_free("The answer is both.")
    ('', '', '')
    """
    if is_blank(text):
        return "it shows nothing"
    if len(text) > MAX_EMPTY_CHARS or text.strip() == truth.strip():
        return ""
    said, asked = bare(text), bare(render(prompt))
    around = without_echo(said, asked) if not _is(said, truth) else None
    if around is not None and _leads_to_echo(around):
        return "it repeats the prompt"
    if truth and (_is(said, truth) or _shares(said, truth)):
        return ""
    if _is_comment(text, asked) or _chooses(said, asked):
        return ""
    if why := _why_no_words(text.strip(), said, render(prompt)):
        return why
    if repeats(said, asked):
        return "it repeats the prompt"
    if is_unfilled(text, said, asked):
        return "it is a form that nobody filled in"
    return "it only talks about answering" if only_talks(said) and not _names(text, asked) else ""


def _leads_to_echo(around: str) -> bool:
    """Does what stands around the prompt say no more than "The question is"?"""
    words = words_of(fold(around))
    about = len(words) <= _MAX_LEAD_WORDS and any(cover.is_about for cover in covers(words))
    return not words or about or is_unfilled(around, around, "") or only_talks(around)


def _why_no_words(text: str, said: str, asked: str) -> str:
    """Is it only punctuation or pictures?  Operators and single signs may be what was asked for."""
    signs = {char for char in text if unicodedata.category(char)[0] in "LNS"}
    if not any(unicodedata.category(char)[0] in "LNS" for char in said) or _is_noise(said):
        return "" if said and _is_sign_asked_for(text, asked) else "it is only punctuation"
    pictures = all(
        unicodedata.category(char) in {"So", "Sk"} or char in _PICTURES for char in signs
    )
    if not pictures or (len(said) == 1 and signs <= _MARKS) or wants_sign(asked):
        return ""
    return "it is only pictures"


def _is_sign_asked_for(text: str, asked: str) -> bool:
    """Is it an operator or a sign of code, where the prompt asks for one?

    It may ask for an operator where it has a place or others for it, or is too short to tell.
    """
    vague = len(words_of(asked)) <= _MAX_VAGUE_WORDS or not set("<>=_□").isdisjoint(asked)
    return (text in _OPERATORS and vague) or (text in _OPERATORS | _CODE and wants_sign(asked))


def _names(text: str, asked: str) -> bool:
    """Is it a word such as "answer", written as any other, where the prompt asks for a word?"""
    written = text.strip().rstrip(".。")
    words = len(words_of(text))
    marks = any(unicodedata.category(c)[0] not in "LMNZ" and c not in JOINERS for c in written)
    plain = not written.isupper() and not marks
    short = plain and not written[:1].isupper() and words <= _MAX_NAME_WORDS
    return short and wants_word(asked)


def _is_comment(text: str, asked: str) -> bool:
    """Is it a comment of a program, where the prompt asks for code?"""
    return text.lstrip().startswith(("#", "//", "--", "/*", "<!--")) and wants_sign(asked)


def _chooses(said: str, asked: str) -> bool:
    """Does it end with the letter of one of the prompt's choices, in any script: "תשובה ב"?"""
    words = words_of(said)
    letter = words[-1] if words else ""
    return len(letter) == 1 and re.search(rf"(?<!\w){letter}['׳]?[).:]", asked) is not None


def _is_noise(said: str) -> bool:
    """Are its only symbols ASCII ones that mean nothing by themselves: ``~~~``, ``| |``, ``^``?"""
    return all(char.isspace() or (char.isascii() and not char.isalnum()) for char in said)


def _is(said: str, truth: str) -> bool:
    return letters_of(fold(said)) == letters_of(fold(truth)) != ""


def _shares(said: str, truth: str) -> bool:
    """Does it begin with a truth such as "no", or has a word of one that means something?"""
    words, its = words_of(fold(truth)), words_of(fold(said))
    if len(words) == 1 and its[:1] == words:
        return not any(cover.talks for cover in covers(words))
    shared = set(its).intersection(words)
    return len(words) <= _MAX_TRUTH_WORDS and any(not is_filler(word) for word in shared)
