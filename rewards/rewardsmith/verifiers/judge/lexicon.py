"""The words of content-free talk, by language, and which of them a sentence consists of.

The data is ``content_free.yaml``.  A language written with spaces is matched word by word, one
without (Chinese, Japanese, Thai) by covering a run of letters with entries.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import yaml

UNSPACED = frozenset({"zh", "ja", "th"})
SYLLABIC = frozenset({"vi"})
"""Written with spaces between syllables, so that one alone is no word."""

_MAX_ENDING = 8
_MAX_ENDING_ALONE = 5
_MIN_STEM_ALONE = 4
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'"})
_DIACRITICS = dict.fromkeys((*range(0x0300, 0x0370), *range(0x064B, 0x0653), 0x0670))


def fold(text: str) -> str:
    """Which form do spellings share?  No case, width, accents, vowel marks or tatweel.

    >>> fold("SOLUCIÓN"), fold("Ｓｏｌｕｔｉｏｎ")
    ('solucion', 'solution')
    """
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = unicodedata.normalize("NFD", wide).translate(_DIACRITICS).replace("ـ", "")
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class Cover:
    """How far do the words of one language account for a sentence?

    ``meta`` counts words about answering, ``opens`` those that announce, ``unknown`` are the
    places of words that are in no list.
    """

    words: int = 0
    meta: int = 0
    opens: int = 0
    unknown: tuple[int, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Is every word accounted for, and is it about answering?"""
        return not self.unknown and (self.meta > 0 or self.opens > 1)

    @property
    def only_announces(self) -> bool:
        """Is it an announcement in which a quarter of the words, but not the last, is new to us?

        "Let's carefully unravel this puzzle step by step" says no more for its "unravel".
        """
        few = 4 * len(self.unknown) <= self.words
        much = self.opens > 0 and self.meta > 1
        return much and few and self.words - 1 not in self.unknown


@dataclass(frozen=True)
class Lexicon:
    """The entries of one language; stems take any short ending."""

    language: str
    open: frozenset[str]
    meta: frozenset[str]
    filler: frozenset[str]
    meta_stems: frozenset[str]
    filler_stems: frozenset[str]
    scripts: frozenset[str]
    longest: int

    def cover(self, words: Sequence[str]) -> Cover:
        """How far do these folded words say nothing?"""
        if self.language in UNSPACED:
            return self._cover_runs("".join(words))
        alone = len(words) == 1
        meta, opens, unknown = 0, 0, list[int]()
        for place, word in enumerate(words):
            about, announces = self._is_meta(word, alone=alone), word in self.open and not alone
            meta, opens = meta + about, opens + announces
            if not about and not announces and not self._is_filler(word):
                unknown.append(place)
        return Cover(len(words), meta, opens, tuple(unknown))

    def _is_meta(self, word: str, *, alone: bool) -> bool:
        """Is it about answering, as it is, by its stem, or as a compound: ``step-by-step``?"""
        if word in self.meta:
            return not (alone and self.language in SYLLABIC)
        if _has_stem(word, self.meta_stems, alone=alone):
            return True
        parts = _parts(word)
        return self._is_filler(word) and any(part in self.meta for part in parts)

    def _is_filler(self, word: str) -> bool:
        """Is it a filler, or of known parts: ``l'analyse``, ``pas-à-pas``?"""
        if word in self.filler or _has_stem(word, self.filler_stems):
            return True
        parts = _parts(word)
        return len(parts) > 1 and all(part in self.filler or part in self.meta for part in parts)

    def _cover_runs(self, text: str) -> Cover:
        """The cover with the fewest letters that are in no entry, then the fewest entries."""
        pieces = self._pieces(text)
        return Cover(
            len(pieces),
            sum(piece in self.meta for piece in pieces),
            sum(piece in self.open for piece in pieces),
            tuple(place for place, piece in enumerate(pieces) if piece not in self._entries),
        )

    def _pieces(self, text: str) -> list[str]:
        """Dynamic programming over the text: ``best[end]`` is its cost and where its piece begins.

        A piece is an entry, or a single letter, which costs as much as a thousand entries.
        """
        best = [(0, 0)]
        for end in range(1, len(text) + 1):
            starts = range(max(0, end - self.longest), end)
            known = [(best[s][0] + 1, s) for s in starts if text[s:end] in self._entries]
            best.append(min(known, default=(best[end - 1][0] + 1000, end - 1)))
        pieces, end = list[str](), len(text)
        while end:
            start = best[end][1]
            pieces.append(text[start:end])
            end = start
        return pieces[::-1]

    @cached_property
    def _entries(self) -> frozenset[str]:
        return self.open | self.meta | self.filler


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Which languages are known?"""
    text = (files("rewardsmith.verifiers.judge") / "content_free.yaml").read_text(encoding="utf-8")
    return tuple(_lexicon(name, entry) for name, entry in yaml.safe_load(text).items())


def covers(words: Sequence[str]) -> tuple[Cover, ...]:
    """How do the languages in this script account for these words?"""
    script = script_of(words[0]) if words else ""
    return tuple(lexicon.cover(words) for lexicon in lexicons() if script in lexicon.scripts)


def script_of(word: str) -> str:
    """In which script does this word begin?"""
    return unicodedata.name(word[0], "?").split(maxsplit=1)[0]


def _has_stem(word: str, stems: frozenset[str], *, alone: bool = False) -> bool:
    """Is it a stem with a short ending?  Of a word by itself the stem has to be most."""
    longest = _MAX_ENDING_ALONE if alone else _MAX_ENDING
    least = 2 if script_of(word) == "HANGUL" else _MIN_STEM_ALONE  # two syllables are a word
    shortest = max(least, len(word) // 2 + 1) if alone else 1
    found = (word[: len(word) - ending] for ending in range(longest + 1))
    return any(stem in stems and len(stem) >= shortest for stem in found)


def _parts(word: str) -> list[str]:
    return [part for part in word.replace("-", "'").split("'") if part]


def _lexicon(language: str, entry: dict[str, str]) -> Lexicon:
    lists = {name: [fold(word) for word in words.split()] for name, words in entry.items()}
    meta, filler = (frozenset(w for w in lists[n] if w[-1] != "*") for n in ("meta", "filler"))
    meta_stems, filler_stems = (
        frozenset(w[:-1] for w in lists[n] if w[-1] == "*") for n in ("meta", "filler")
    )
    opening = frozenset(lists["open"])
    every = meta | filler | opening | meta_stems | filler_stems
    return Lexicon(
        language,
        opening,
        meta,
        filler - meta,
        meta_stems,
        filler_stems,
        frozenset(map(script_of, every)),
        max(map(len, every)),
    )
