"""Which language is each word in?  Decided along the text, for one script at a time.

A hidden Markov chain: a word is evidence for each language of its script, and a change of language
is unlikely inside a sentence and less so between two.  Viterbi's path, over the few languages that
win somewhere in the text; work is linear in the words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from rewardsmith.verifiers.language.han import weighed
from rewardsmith.verifiers.language.scripts import SCRIPT_OF, SCRIPTS
from rewardsmith.verifiers.language.words import Break, Word

Scores = tuple[float, ...]

_CHANGE = {Break.NONE: 7.0, Break.PAUSE: 6.0, Break.SENTENCE: 3.0}
"""What a change of language costs (nats), by what stands between the two words."""

_EXPECTED = 4.0
"""What is granted to the expected language in advance (nats): an ambiguous word is one of its."""

_MOST_WRITTEN = ("en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ar", "hi")
_LESS_WRITTEN = (
    *("nl", "pl", "tr", "fa", "vi", "id", "cs", "uk", "hu", "sv", "ro", "da", "fi", "bg", "no"),
)
_PRIOR = (
    dict.fromkeys(SCRIPT_OF, -2.0)
    | dict.fromkeys(_LESS_WRITTEN, -1.0)
    | dict.fromkeys(_MOST_WRITTEN, 0.0)
)
"""How much less the less written and the other languages are expected (nats): this decides between
cousins on one word."""

_CANDIDATES = 5
_SHORTEST, _STRETCH = 3, 10
"""Candidates are the languages that win a sentence, or a stretch of so many words; at most five."""


_FIRST = {name: script.languages[0] for name, script in SCRIPTS.items()}
_SHARED = frozenset(name for name, script in SCRIPTS.items() if len(script.languages) > 1)


class Detector(Protocol):
    """Something that knows how likely a text is in each language of its script."""

    window: int

    def knows(self, language: str) -> bool:
        """Can it tell this language from the others of its script?"""
        ...

    def scores(self, chunks: Sequence[Sequence[str]], script: str) -> list[Scores]:
        """Log-likelihood of each chunk of words in each of the script's languages."""
        ...


def languages(words: Sequence[Word], detector: Detector, expected: str) -> list[str]:
    """Which language is each of these words in?

    Words in a script of one language are in it; the others are decided script by script, as if the
    rest of the text were not there.
    """
    found = [_FIRST[word.script] for word in words]
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word.script, []).append(place)
    for script in places.keys() & _SHARED:
        mine = places[script]
        for place, language in zip(mine, _decide(words, mine, detector, expected), strict=True):
            found[place] = language
    return found


def _decide(
    words: Sequence[Word], places: Sequence[int], detector: Detector, expected: str
) -> list[str]:
    """The language of the words at these places, which are of one script."""
    script = words[places[0]].script
    names = SCRIPTS[script].languages
    chunks = _chunks(words, places, detector.window)
    texts = [[words[place].text for place in chunk] for chunk in chunks]
    scores = detector.scores(texts, script)
    if script == "cjk":
        scores = [weighed("".join(text), *row) for text, row in zip(texts, scores, strict=True)]
    stretches = [scores[start:end] for start, end in pairwise(_edges(words, chunks))]
    chosen = _candidates(stretches, names, expected)
    if len(chosen) == 1:  # the usual text is in one language
        return [names[chosen[0]]] * len(places)
    costs = [_CHANGE[_gap(words, before[-1], chunk[0])] for before, chunk in pairwise(chunks)]
    path = _viterbi(
        [tuple(score[k] for k in chosen) for score in scores],
        costs,
        [_prior(names[k], expected) for k in chosen],
    )
    return [names[chosen[k]] for k, chunk in zip(path, chunks, strict=True) for _ in chunk]


def _chunks(words: Sequence[Word], places: Sequence[int], window: int) -> list[list[int]]:
    """The places in windows of at most so many words, none across the end of a sentence."""
    if window == 1:
        return [[place] for place in places]
    chunk = [places[0]]
    chunks = [chunk]
    end = Break.SENTENCE
    for place in places[1:]:
        if len(chunk) < window and chunk[-1] == place - 1 and words[place].after is not end:
            chunk.append(place)
        else:
            chunk = [place]
            chunks.append(chunk)
    return chunks


def _gap(words: Sequence[Word], before: int, place: int) -> Break:
    """What stands between two words of a script?  Words of other scripts are a pause."""
    if place - before == 1:
        return words[place].after
    between = range(before + 1, min(place, before + 3) + 1)
    return max(Break.PAUSE, *(words[i].after for i in between))


def _edges(words: Sequence[Word], chunks: Sequence[Sequence[int]]) -> list[int]:
    """Where do stretches of some words begin and end?  Where a sentence does, if it may be."""
    edges, length = [0], 0
    for index, chunk in enumerate(chunks):
        ended = length >= _SHORTEST and words[chunk[0]].after is Break.SENTENCE
        if ended or length >= _STRETCH:
            edges.append(index)
            length = 0
        length += len(chunk)
    if length < _SHORTEST and len(edges) > 1:
        edges.pop()
    return [*edges, len(chunks)]


def _candidates(
    stretches: Sequence[Sequence[Scores]], names: Sequence[str], expected: str
) -> list[int]:
    """The languages that win a stretch of the text, the likeliest of all of it, the expected."""
    totals = [list(map(sum, zip(*scores, strict=True))) for scores in stretches]
    totals.append(list(map(sum, zip(*totals, strict=True))))
    wins = Counter(total.index(max(total)) for total in totals)
    chosen = {k for k, _ in wins.most_common(_CANDIDATES)}
    if expected in names:
        chosen.add(names.index(expected))
    hoped = [total + _prior(name, expected) for name, total in zip(names, totals[-1], strict=True)]
    return sorted(chosen | {hoped.index(max(hoped))})


def _prior(name: str, expected: str) -> float:
    """How likely is a language before any word is read (nats)?"""
    return _PRIOR[name] + _EXPECTED if name == expected else _PRIOR[name]


def _viterbi(scores: Sequence[Scores], costs: Sequence[float], prior: Sequence[float]) -> list[int]:
    """The best sequence of columns; ``costs[i]`` is the price of a change before row i + 1."""
    reached = [start + score for start, score in zip(prior, scores[0], strict=True)]
    origins: list[list[int]] = []
    for row, cost in zip(scores[1:], costs, strict=True):
        best = reached.index(max(reached))
        threshold = reached[best] - cost
        origins.append([k if value >= threshold else best for k, value in enumerate(reached)])
        reached = [max(value, threshold) + s for value, s in zip(reached, row, strict=True)]
    path = [reached.index(max(reached))]
    for origin in reversed(origins):
        path.append(origin[path[-1]])
    return path[::-1]
