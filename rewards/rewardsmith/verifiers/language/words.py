"""Which words of a text count for its language, in which script, and how much?"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from rewardsmith.response.scanner import landmarks
from rewardsmith.verifiers.language.scripts import LOOKALIKES, SCRIPTS, Script


def _pattern(name: str, script: Script) -> str:
    """A word of the script; where words are not written apart, a run of characters."""
    run = f"[{script.letters}]++"
    if script.per_char:
        return f"(?P<{name}>{run})"
    others = "".join(SCRIPTS[other].letters for other in LOOKALIKES if other != name)
    ends = f"(?![{others}])" if name in LOOKALIKES else ""
    return rf"(?P<{name}>{run}(?:['’\u02bc]{run})?{ends})"


_ALTERNATIVES = "|".join(_pattern(name, script) for name, script in SCRIPTS.items())
_LOOKALIKE_LETTERS = "".join(SCRIPTS[name].letters for name in LOOKALIKES)
_TWINS = "aceijopsvxyABCEHIJKMOPSTXYZаеорсухіїјѕһԁԛԝАВЕКМНОРСТУХІЈЅαεικνορυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
"""Letters that look like one of another script."""

_OWN_LETTER = {name: re.compile(f"(?![{_TWINS}])[{SCRIPTS[name].letters}]") for name in LOOKALIKES}
_LETTERS = "".join(script.letters for script in SCRIPTS.values())
_WORD = re.compile(
    rf"(?=[0-9_{_LETTERS}])(?:"  # a place without a letter is passed after one look
    r"(?P<identifier>(?:[A-Za-z]++[0-9_]|(?<![0-9_])[0-9_]++[A-Za-z])"
    r"[A-Za-z0-9_]{0,80}+(?![A-Za-z0-9_]))"  # a longer one is a sentence without spaces
    rf"|{_ALTERNATIVES}|(?P<mixed>[{_LOOKALIKE_LETTERS}]++))"
)
_SENTENCE_END = re.compile(r"[.!?。！？؟।…\n:;；：]")
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
    after: Break

    @property
    def weight(self) -> float:
        """How many words does it count?"""
        return SCRIPTS[self.script].per_char * len(self.text) or 1.0


def words(text: str) -> list[Word]:
    """Which words are there, without formulas, identifiers, units and abbreviations?

    >>> [(word.text, word.script, word.weight) for word in words("答案 is x=2 km")]
    [('答案', 'cjk', 1.0), ('is', 'latin', 1.0)]
    """
    found = list(landmarks(_WORD, text))
    shouting: bool | None = None
    kept: list[Word] = []
    end, together = 0, Break.NONE
    for mark in found:
        word, script = mark[0], mark.lastgroup or ""
        if script == "identifier":
            continue
        if script == "mixed":
            script = _script_of_mixed(word)
        length, (start, stop) = len(word), mark.span()
        if length <= _CAPITALS and script in _FORMULA_SCRIPTS:
            if length == 1 or (length <= _FORMULA_LETTERS and _in_formula(text, start, stop)):
                continue
            if word.isupper():
                shouting = _shouts(found) if shouting is None else shouting
                if not shouting:
                    continue
        between = text[end:start]
        kept.append(Word(word, script, together if between == " " else _break(between)))
        end = stop
    return kept


def _script_of_mixed(word: str) -> str:
    """Which script has most of the letters that look like no other script's?"""
    return max(LOOKALIKES, key=lambda name: len(_OWN_LETTER[name].findall(word)))


def _shouts(found: list[re.Match[str]]) -> bool:
    """Are whole sentences in capitals, so that capitals say nothing?"""
    latin = [mark[0] for mark in found if mark.lastgroup == "latin" and len(mark[0]) > 1]
    capitals = sum(word.isupper() for word in latin)
    return capitals > _CAPITALS and capitals * 3 > len(latin)


def _in_formula(text: str, start: int, end: int) -> bool:
    """Does the short word at this place stand beside an operator, or after a number?"""
    before = text[start - 1] if start else ""
    if before == " " and start > 1:
        before = text[start - 2]
    if before in _OPERATORS or before.isdigit():
        return True
    after = text[end : end + 1]
    return (text[end + 1 : end + 2] if after == " " else after) in _OPERATORS


def _break(between: str) -> Break:
    if not between:
        return Break.NONE
    return Break.SENTENCE if _SENTENCE_END.search(between) else Break.PAUSE
