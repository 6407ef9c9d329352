"""How large is the share of a language among the words of a text?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rewardsmith.verifiers.language.prose import prose
from rewardsmith.verifiers.language.scripts import SCRIPT_OF, SCRIPTS, Script
from rewardsmith.verifiers.language.segment import Detector, languages
from rewardsmith.verifiers.language.words import Word, words

_OFTEN_SHARE = 0.15
_OFTEN = 4.0
"""A word (or character) counts that often: 4, and 15 % of all.  The rest says nothing."""

_PER_WORD, _PER_PAIR = 4.0, 0.5
"""So many words can be said with a vocabulary of d: 4 d + d²/2.  A text of n words has about K √n
different ones (Heaps' law), with K far above the √2 that this allows for."""

_SHOWN_RUNS, _SHOWN = 3, 40


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
    runs = _runs(found, named)
    units = {name: _units(name, mine) for name, mine in runs.items()}
    everything = sum(map(len, units.values()))
    weights = {name: len(said) * _script(name).unit for name, said in units.items()}
    counts = {name: weights[name] * _said_anew(said, everything) for name, said in units.items()}
    repeated = sum(weights.values()) - sum(counts.values())
    shown = {name: [_first(run) for run in mine[:_SHOWN_RUNS]] for name, mine in runs.items()}
    return Count(counts, repeated, shown)


def _runs(found: list[Word], named: list[str]) -> dict[str, list[list[str]]]:
    """The stretches of words of each language."""
    runs: dict[str, list[list[str]]] = {}
    start = 0
    for language, run in groupby(named):
        end = start + len(list(run))
        runs.setdefault(language, []).append([word.text for word in found[start:end]])
        start = end
    return runs


def _first(run: list[str]) -> str:
    return " ".join(run[:_SHOWN])[:_SHOWN]


def _units(language: str, runs: list[list[str]]) -> Sequence[str]:
    """What can be repeated: words, or characters where words are not written apart."""
    said = [word for run in runs for word in run]
    return "".join(said) if _script(language).per_char else said


def _script(language: str) -> Script:
    return SCRIPTS[SCRIPT_OF[language]]


def _said_anew(units: Sequence[str], everything: int) -> float:
    """Which share of these words is left without the repetitions that say nothing?"""
    if len(units) <= _OFTEN:
        return 1.0
    allowed = _OFTEN + _OFTEN_SHARE * everything
    used = Counter(units)
    counted = len(units)
    if max(used.values()) > allowed:
        counted = sum(min(times, allowed) for times in used.values())
    sayable = _PER_WORD * len(used) + _PER_PAIR * len(used) ** 2
    return min(counted, sayable) / len(units)
