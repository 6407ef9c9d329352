r"""Does an answer say anything?  Asked before a judge is: many reward saying nothing.

Judges have been found to accept ``:``, ``Solution`` or ``Let's solve this problem step by step.``
as correct (Zhao et al. 2025, arXiv:2507.08794).  No list of such phrases is complete, so an answer
is free of content when, after markup and placeholders are taken off, one of these holds:

- it shows nothing, or only punctuation;
- it repeats the prompt or its last sentences;
- it is a label: short, with a colon at its end and nothing after it;
- every sentence of it is made of words about answering and of what holds them together
  (``lexicon``), in any language, and each has at least one of the former.

A number, a formula, a name, a letter, "yes" and "no" are in no list, and so have content.  So has
an answer that is the truth, whatever its words.  What is missed is for the judge.
"""

from __future__ import annotations

import re
import unicodedata

from rewardsmith.response import is_blank
from rewardsmith.types import Conversation
from rewardsmith.verifiers.judge.lexicon import covers, fold
from rewardsmith.verifiers.judge.prompt import render

MAX_EMPTY_CHARS = 1_000
"""A longer text is not looked at: it is for the judge to say that it says nothing."""

_MAX_LABEL_WORDS = 8
_MAX_LABEL_CHARS = 60
_MIN_ECHO_CHARS = 15

_MARKUP = re.compile(
    r"""
    </?(?:think|thinking|thought|reasoning|answer|final_answer|solution|response|output|result|
        explanation|step|steps|tool|assistant|user|system)/?>
  | <\|[A-Za-z_]{1,40}\|>
  | \\(?:boxed|fbox|text|textbf|textit|mathrm|mathbf|emph|quad|displaystyle|left|right)(?![A-Za-z])
  | \\[\[\](),;!]
  | `{3,}[a-z]{0,20}
  | ^[ \t]{0,4}(?:[-*+•>]|\#{1,6})[ \t]
  | \*\*|__
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_SEGMENT = re.compile(r"[.!?;:](?=\s|\Z)|[。！？；：…؟۔।॥፡።\n\r—–]")
_QUESTION = re.compile(r"[^.!?。！？؟\n]++[?？؟]")
_OPERATORS = frozenset(
    [
        "+",
        "=",
        "<",
        ">",
        "%",
        "==",
        "!=",
        "<>",
        "<=",
        ">=",
        "&&",
        "->",
        "=>",
        ":=",
        "++",
        "+=",
        "-=",
        "<-",
        "{}",
        "[]",
        "()",
        "@",
        "$",
    ]
)
_JOINERS = "'’ʼ-\u200c\u200d"
_COLONS = (":", "：", "︰", "፡", "：")


def why_content_free(text: str, prompt: Conversation = "", truth: str = "") -> str:
    """Why does this answer say nothing?  Empty where it says something.

    >>> why_content_free("Let's think step by step.")
    'it only talks about answering'
    >>> why_content_free("π"), why_content_free("No")
    ('', '')
    """
    if is_blank(text):
        return "it shows nothing"
    if len(text) > MAX_EMPTY_CHARS:
        return ""
    bare = _bare(text)
    if truth and _same(bare, truth):
        return ""
    if not any(unicodedata.category(char)[0] in "LNS" for char in bare) or _is_noise(bare):
        return "" if bare and text.strip() in _OPERATORS else "it is only punctuation"
    if _echoes(bare, render(prompt)):
        return "it repeats the prompt"
    if _is_label(bare):
        return "it is a label with nothing after it"
    return "it only talks about answering" if _only_talks(bare) else ""


def _bare(text: str) -> str:
    """The text without markup, invisible characters and a placeholder's brackets."""
    shown = "".join(c for c in text if c in _JOINERS or unicodedata.category(c) not in {"Cf", "Co"})
    bare = _MARKUP.sub(" ", shown).strip()
    return bare.strip(' \t\r\n*_`#"“”«»「」').strip()


def _is_noise(bare: str) -> bool:
    """Are its only symbols ASCII ones that mean nothing by themselves: ``~~~``, ``| |``, ``^``?"""
    return all(char.isspace() or (char.isascii() and not char.isalnum()) for char in bare)


def _same(left: str, right: str) -> bool:
    return _letters(left) == _letters(right) != ""


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if unicodedata.category(char)[0] in "LNMS")


def _echoes(bare: str, prompt: str) -> bool:
    """Is it the prompt, or a question or an instruction about answering out of it, word for word?

    A short piece of a prompt may be an answer; a sentence that asks or tells is none.
    """
    answer, asked = _letters(bare), _bare(prompt)
    if answer == _letters(asked) and answer:
        return True
    if sum(3 if unicodedata.category(char) == "Lo" else 1 for char in answer) < _MIN_ECHO_CHARS:
        return answer in {_letters(question) for question in _QUESTION.findall(asked)}
    sentences = {_letters(sentence) for sentence in _SEGMENT.split(asked)}
    if answer not in sentences and not _letters(asked).endswith(answer):
        return False
    asks = answer in {_letters(question) for question in _QUESTION.findall(asked)}
    return asks or any(cover.meta for cover in covers(_words(fold(bare))))


def _is_label(bare: str) -> bool:
    body = bare.rstrip()
    if not body.endswith(_COLONS) or len(body) > _MAX_LABEL_CHARS:
        return False
    inner = body.rstrip("".join(_COLONS) + " ")
    said = [piece for piece in _SEGMENT.split(inner) if not is_blank(piece)]
    plain = not any(unicodedata.category(char)[0] in "NS" for char in inner)
    words = len(inner.split())
    enumerated = any(cover.meta for cover in covers(_words(fold(inner))))
    return len(said) <= 1 and words <= _MAX_LABEL_WORDS and (plain or enumerated)


def _only_talks(bare: str) -> bool:
    segments = [s for s in (piece.strip() for piece in _SEGMENT.split(bare)) if not is_blank(s)]
    spoken = [s for s in segments if _words(fold(s)) or _has_figures(s)]
    return bool(spoken) and all(_says_nothing(segment) for segment in spoken)


def _says_nothing(segment: str) -> bool:
    words = _words(fold(segment))
    if _has_figures(segment) or not words or _is_letter(words[-1]):
        return False
    accounts = covers(words)
    lower = words == _words(segment[:1].lower() + segment[1:])  # new words with capitals are names
    return any(cover.says_nothing or (lower and cover.only_announces) for cover in accounts)


def _has_figures(segment: str) -> bool:
    r"""Does it hold a number, a symbol or a command such as ``\frac``?"""
    return "\\" in segment or any(unicodedata.category(char)[0] in "NS" for char in segment)


def _is_letter(word: str) -> bool:
    """Is it a single Latin letter: a variable or a choice?"""
    return len(word) == 1 and word.isascii()


def _words(text: str) -> list[str]:
    """The runs of letters and marks, with apostrophes and hyphens inside."""
    spaced = "".join(
        char if unicodedata.category(char)[0] in "LM" or char in _JOINERS else " " for char in text
    )
    return [word for piece in spaced.split() if (word := piece.strip("".join(_JOINERS)))]
