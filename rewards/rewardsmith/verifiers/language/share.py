"""How large is the share of a language among the words of a text?"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from rewardsmith.verifiers.language.prose import prose
from rewardsmith.verifiers.language.scripts import SCRIPTS
from rewardsmith.verifiers.language.segment import Detector, languages
from rewardsmith.verifiers.language.words import Word, words

_RUNS = frozenset(name for name, script in SCRIPTS.items() if script.per_char)
"""Scripts whose words are not written apart: a run of characters is no unit of repetition."""

_OFTEN_SHARE = 0.15
_OFTEN = 4.0
"""A word (or character) counts that often: 4, and 15 % of all.  The rest says nothing."""

_SHOWN_RUNS = 3
_SHOWN_CHARS = 40


@dataclass(frozen=True, slots=True)
class Count:
    """How many words are there in each language?

    ``words`` by language; ``repeated``: what exceeds the number of times that a word may be
    counted; ``shown``: the first stretches of each language, for people.
    """

    words: dict[str, float]
    repeated: float = 0.0
    shown: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def total(self) -> float:
        """How many words are there, repetitions included?"""
        return sum(self.words.values()) + self.repeated

    def share(self, language: str) -> float:
        """Which share of all words is in this language?"""
        return self.words.get(language, 0.0) / self.total

    def __str__(self) -> str:
        parts = [
            f"{language} {count:g}: {' … '.join(self.shown[language])}"
            for language, count in sorted(self.words.items(), key=lambda item: -item[1])
        ]
        return "; ".join([*parts, f"repeated {self.repeated:g}"] if self.repeated else parts)


def count_words(text: str, detector: Detector, expected: str = "") -> Count:
    """How many of the text's words are in which language?

    Mathematics, code, links and tags aside.  A word in letters counts 1, a Han or kana character
    ½, a Thai character ⅕ (DeepSeek-R1's share of target language words, arXiv:2501.12948, §2.3.2).
    """
    found = words(prose(text))
    if not found:
        return Count({})
    named = languages(found, detector, expected)
    discounts = _discounts(found)
    counts: defaultdict[str, float] = defaultdict(float)
    repeated = 0.0
    for word, language in zip(found, named, strict=True):
        counts[language] += word.weight
        if discounts and (excess := _excess(word, discounts)):
            counts[language] -= excess
            repeated += excess
    return Count(dict(counts), repeated, _shown(found, named))


def _discounts(found: list[Word]) -> dict[str, float]:
    """Which units are used too often, and which share of their uses is too much?"""
    used = Counter([word.text for word in found if word.script not in _RUNS])
    used.update("".join([word.text for word in found if word.script in _RUNS]))
    allowed = _OFTEN + _OFTEN_SHARE * used.total()
    return {unit: 1.0 - allowed / times for unit, times in used.items() if times > allowed}


def _excess(word: Word, discounts: dict[str, float]) -> float:
    units = _units(word)
    return word.weight * sum(discounts.get(unit, 0.0) for unit in units) / len(units)


def _units(word: Word) -> str | tuple[str]:
    """What of it can be repeated: the word, or each character where words are not apart."""
    return word.text if word.script in _RUNS else (word.text,)


def _shown(found: list[Word], named: list[str]) -> dict[str, list[str]]:
    """The first stretches of each language."""
    shown: dict[str, list[str]] = {}
    start = 0
    for language, run in groupby(named):
        end = start + len(list(run))
        stretches = shown.setdefault(language, [])
        if len(stretches) < _SHOWN_RUNS:
            first = found[start : min(end, start + _SHOWN_CHARS)]
            stretches.append(" ".join([word.text for word in first])[:_SHOWN_CHARS])
        start = end
    return shown
