"""Is an answer a form that nobody filled in: a label, a heading, bare numbers, a blank?"""

from __future__ import annotations

import re
import unicodedata

from rewardsmith.verifiers.judge.content_free.cover import covers
from rewardsmith.verifiers.judge.content_free.lexicon import Role, fold
from rewardsmith.verifiers.judge.content_free.markup import words_of
from rewardsmith.verifiers.judge.content_free.segments import segments
from rewardsmith.verifiers.judge.content_free.wanted import wants_sign, wants_word

_MAX_LABEL_WORDS = 8
_MAX_LABEL_CHARS = 60
_MAX_PART_WORDS = 3
_MAX_HEADING_WORDS = 4
_COLONS = ":፡՝"
_AFTER_COLON = re.compile(rf"(?<=[{_COLONS}])\s+")
_BLANK = re.compile(
    r"_{2,}|\.{5,}|ـ{3,}|[〇○]{2,}|(?<![A-Za-z])O{3,}(?![A-Za-z])|[「『【]\s*[」』】]"
)
_NUMBERED_LINES = re.compile(r"\(?[0-9]{1,2}[.):]?(?:\s*\n\s*\(?[0-9]{1,2}[.):]?)+")
_NUMERAL = re.compile(r"\[?[Xx]{3,}\]?")
_FIELD = re.compile(
    r"%[sd]|_+|TODO|TBD|FIXME|N/A|Q\.? ?E\.? ?D\.?|(?:\\[nrt])+|(?:<br ?/?>\s*)+"
    r"|(?:<([a-z]{1,10})>\s*</\1>\s*)+"
)
_LETTER = re.compile(r"[(]?[^\W\d_][)'׳][)]?$")
_TEMPLATE = re.compile(r"(?:\s*\w{1,12}:\s*[\[{<][^\W\d][\w ]{0,30}[\]}>]){2,}\s*")
_HEADING = re.compile(
    r"#{1,6} ?[^\n#]+|(\*{1,3}|__)[^\n*_]+\1|【[^\n】]+】|<(b|i|em|strong|h[1-6])>[^\n<]+</\2>",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+")


def is_unfilled(text: str, said: str, asked: str) -> bool:
    """Is it one of these?  ``text`` as it was written, ``said`` without its markup.

    >>> is_unfilled("Question: Answer:", "Question: Answer:", "")
    True
    >>> is_unfilled("The answer is ___.", "The answer is _.", "")
    True
    """
    return (
        _is_label(said)
        or _is_blank(text)
        or _is_numbering(text, said, asked)
        or _is_field(said, asked)
        or _is_heading(text, said, asked)
    )


def _is_label(said: str) -> bool:
    """Is it short, with a colon at its end and nothing after it; or several such?"""
    return all(map(_is_one_label, _AFTER_COLON.split(said)))


def _is_one_label(said: str) -> bool:
    if not said.endswith(tuple(_COLONS)) or len(said) > _MAX_LABEL_CHARS:
        return False
    inner = said.rstrip(_COLONS + " ")
    plain = not any(unicodedata.category(char)[0] in "NS" for char in inner)
    one = len(segments(inner)) <= 1
    return one and len(inner.split()) <= _MAX_LABEL_WORDS and (plain or _is_about(inner))


def _is_blank(text: str) -> bool:
    """Is it "The answer is ____"?"""
    rest, blanks = _BLANK.subn(" ", unicodedata.normalize("NFKC", text))
    return blanks > 0 and _is_about(rest)


def _is_field(said: str, asked: str) -> bool:
    """Is it ``%s``, XXX or "Q: [question]", where the prompt asks for no code and no numeral?"""
    if _NUMERAL.fullmatch(said):
        return _NUMBER.search(asked) is None
    return _TEMPLATE.fullmatch(said) is not None or (
        _FIELD.fullmatch(said) is not None and not wants_sign(asked)
    )


def _is_numbering(text: str, said: str, asked: str) -> bool:
    """Is it "1. 2. 3." or steps on lines of their own, or "## Step 1", "Part a)", not asked for?

    "Answer 1", "Option 1" and "Step 1: 2" are answers.
    """
    lettered = _LETTER.sub("", said)
    if lettered != said:
        return not _has_word_of(said, asked) and _is_part(lettered)
    numbers, lines = _NUMBER.findall(said), said.count("\n") + 1
    if numbers != [str(number + 1) for number in range(len(numbers))] or lines < len(numbers):
        return False
    if _NUMBERED_LINES.fullmatch(said):
        return True
    words = words_of(fold(said))
    few = 0 < len(words) <= _MAX_PART_WORDS * len(numbers)
    dressed = lines > 1 or _HEADING.fullmatch(text.strip()) is not None
    chosen = set(numbers).intersection(_NUMBER.findall(asked)) or _has_word_of(said, asked)
    return few and dressed and not chosen and _is_part(said)


def _is_part(text: str) -> bool:
    """Are its words of a step or a part, and in no language of an answer?"""
    known = [cover for cover in covers(words_of(fold(_plain(text)))) if cover.is_known]
    return any(cover.about for cover in known) and not any(
        cover.copula or cover.count(Role.HEAD) for cover in known
    )


def _plain(text: str) -> str:
    """Nothing of a text that has a sign such as "=" in it."""
    return "" if any(unicodedata.category(char)[0] == "S" for char in text) else text


def _has_word_of(said: str, asked: str) -> bool:
    return not set(words_of(fold(said))).isdisjoint(words_of(fold(asked)))


def _is_heading(text: str, said: str, asked: str) -> bool:
    """Is it "## Approach", where the prompt asks for no such word?"""
    return (
        _HEADING.fullmatch(text.strip()) is not None
        and len(said.split()) <= _MAX_HEADING_WORDS
        and not (said[:1].islower() or wants_word(asked) or _NUMBER.search(said))
        and any(cover.about and cover.is_known for cover in covers(words_of(fold(_plain(said)))))
    )


def _is_about(text: str) -> bool:
    """Are all of its words in one language's lists, and one of them about answering?"""
    known = covers(words_of(fold(_plain(text))))
    return any(cover.is_about for cover in known)
