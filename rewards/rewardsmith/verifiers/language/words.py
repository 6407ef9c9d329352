"""Which words of a text count for its language, in which script, and how much?"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from rewardsmith.response.scanner import landmarks
from rewardsmith.verifiers.language.scripts import SCRIPTS

_ALTERNATIVES = "|".join(
    rf"(?P<{name}>[{script.letters}]++"
    + ("" if script.per_char else rf"(?:['’\u02bc][{script.letters}]++)?")
    + ")"
    for name, script in SCRIPTS.items()
)
_WORD = re.compile(
    r"(?P<identifier>[A-Za-z]++[0-9_][A-Za-z0-9_]*+|(?<![0-9_])[0-9_]++[A-Za-z][A-Za-z0-9_]*+)"
    rf"|{_ALTERNATIVES}"
)
_SENTENCE_END = re.compile(r"[.!?。！？؟।…\n:;；：]")
_PER_CHAR = {name: script.per_char for name, script in SCRIPTS.items()}
_OPERATORS = frozenset("=+*/^<>|·×÷≤≥√±∈⊂→\\_")
_FORMULA_SCRIPTS = frozenset({"latin", "greek"})
_FORMULA_LETTERS = 3
_CAPITALS = 5


class Break(IntEnum):
    """What stands between a word and the one before?"""

    NONE = 0
    PAUSE = 1
    SENTENCE = 2


class Word(NamedTuple):
    """A word, or a run of characters where words are not written apart."""

    text: str
    script: str
    weight: float
    after: Break


def words(text: str) -> list[Word]:
    """Which words are there, without formulas, identifiers, units and abbreviations?

    >>> [(word.text, word.script, word.weight) for word in words("答案 is x=2 km")]
    [('答案', 'cjk', 1.0), ('is', 'latin', 1.0)]
    """
    found = [mark for mark in landmarks(_WORD, text) if mark.lastgroup != "identifier"]
    shouting = _shouts(found)
    kept: list[Word] = []
    end = 0
    for mark in found:
        word, script = mark[0], mark.lastgroup or ""
        length = len(word)
        may_be = length <= _FORMULA_LETTERS or (length <= _CAPITALS and word.isupper())
        if may_be and script in _FORMULA_SCRIPTS and _is_formula(text, mark, shouting=shouting):
            continue
        per_char = _PER_CHAR[script]
        weight = per_char * length if per_char else 1.0
        between = text[end : mark.start()]
        kept.append(Word(word, script, weight, Break.NONE if between == " " else _break(between)))
        end = mark.end()
    return kept


def _shouts(found: list[re.Match[str]]) -> bool:
    """Are whole sentences in capitals, so that capitals say nothing?"""
    latin = [mark[0] for mark in found if mark.lastgroup == "latin" and len(mark[0]) > 1]
    capitals = sum(word.isupper() for word in latin)
    return capitals > _CAPITALS and capitals * 3 > len(latin)


def _is_formula(text: str, mark: re.Match[str], *, shouting: bool) -> bool:
    """Is this a variable, a unit, or an abbreviation, the same in every language?"""
    word = mark[0]
    if len(word) == 1:
        return True
    if word.isupper() and not shouting:
        return True
    before = text[max(0, mark.start() - 2) : mark.start()].rstrip(" ")[-1:]
    after = text[mark.end() : mark.end() + 2].lstrip(" ")[:1]
    return before in _OPERATORS or after in _OPERATORS or before.isdigit()


def _break(between: str) -> Break:
    if not between:
        return Break.NONE
    return Break.SENTENCE if _SENTENCE_END.search(between) else Break.PAUSE
