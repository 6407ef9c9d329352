"""The words of content-free talk, by language.  The data is ``content_free.yaml``."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

import yaml

UNSPACED = frozenset({"zh", "ja", "th", "km", "lo", "my"})
SYLLABIC = frozenset({"vi"})
"""Written with spaces between syllables, so that one alone is no word."""

_MAX_ENDING = 8
_MAX_ENDING_SHORT = 3
_MAX_ENDING_ALONE = 5
_MIN_STEM = 4
_SYLLABARIES = frozenset({"HANGUL", "ETHIOPIC"})
_MIN_RELATED = 6
"""An entry of so many letters is related to the words that share seven tenths of it."""

_PREFIXES = {"ar": "وفبلكس", "he": "ובלהשמכ"}
"""Small words that are written as one with the next."""

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'"})
_DIACRITICS = dict.fromkeys((*range(0x0300, 0x0370), *range(0x064B, 0x0653), 0x0670))


class Role(IntEnum):
    """What does a word do in content-free talk?  Those that say more are greater.

    ``HEAD`` is about answering by itself (answer, solve, explanation), ``META`` in company
    (question, step, think), ``OPEN`` announces or offers (let's, gladly, below), ``MUST`` obliges
    or delays (need, moment), ``FILLER`` holds sentences together.
    """

    FILLER = 1
    MUST = 2
    OPEN = 3
    META = 4
    HEAD = 5


def fold(text: str) -> str:
    """Which form do spellings share?  No case, width, accents, vowel marks or tatweel.

    >>> fold("SOLUCIÓN"), fold("Ｓｏｌｕｔｉｏｎ")
    ('solucion', 'solution')
    """
    wide = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFD", wide).translate(_DIACRITICS).replace("ـ", "")
    return unicodedata.normalize("NFC", plain).translate(_LETTERS)


@dataclass(frozen=True)
class Words:
    """Entries of one role: words as they are, and stems that take any short ending."""

    exact: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def of(cls, entries: Sequence[str]) -> Words:
        """Which entries are these?  A stem ends in an asterisk."""
        return cls(
            frozenset(entry for entry in entries if entry[-1] != "*"),
            frozenset(entry[:-1] for entry in entries if entry[-1] == "*"),
        )

    def has(self, word: str, *, alone: bool) -> bool:
        """Is it one of them?  Of a word that stands by itself the stem has to be most."""
        return word in self.exact or _has_stem(word, self.stems, alone=alone)


@dataclass(frozen=True)
class Lexicon:
    """The words of one language by role, its copulas and denials, and stems of related words."""

    language: str
    words: tuple[tuple[Role, Words], ...]
    copulas: frozenset[str]
    denials: frozenset[str]
    related: frozenset[str]
    scripts: frozenset[str]
    entries: frozenset[str]

    def role(self, word: str, *, company: int = 2) -> Role | None:
        """What does this folded word do?  Also an inflection, or a compound: ``step-by-step``.

        ``company``: how many other words there are; with few, less counts as an inflection.
        """
        alone = company == 0
        if alone and self.language in SYLLABIC:
            return None
        for role, words in self.words:
            if words.has(word, alone=alone):
                return role
        parts = [part for part in word.replace("-", "'").split("'") if part]
        if len(parts) > 1:
            roles = [self.role(part) for part in parts]
            return None if None in roles else max(role for role in roles if role is not None)
        if word[0] in _PREFIXES.get(self.language, "") and len(word) > _MIN_STEM:
            return self.role(word[1:])
        return Role.FILLER if company > 1 and _has_stem(word, self.related) else None

    def pieces(self, text: str) -> list[str]:
        """The cover of unspaced text with the fewest letters that are in no entry.

        Dynamic programming over the text: ``best[end]`` is its cost and where its piece begins.
        A piece is an entry, or a single letter, which costs as much as a thousand entries.
        """
        longest = max(map(len, self.entries))
        best = [(0, 0)]
        for end in range(1, len(text) + 1):
            starts = range(max(0, end - longest), end)
            known = [(best[s][0] + 1, s) for s in starts if text[s:end] in self.entries]
            best.append(min(known, default=(best[end - 1][0] + 1000, end - 1)))
        pieces, end = list[str](), len(text)
        while end:
            start = best[end][1]
            pieces.append(text[start:end])
            end = start
        return pieces[::-1]


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Which languages are known?"""
    text = (files("rewardsmith.verifiers.judge") / "content_free.yaml").read_text(encoding="utf-8")
    return tuple(_lexicon(name, entry) for name, entry in yaml.safe_load(text).items())


@cache
def lexicons_of(script: str) -> tuple[Lexicon, ...]:
    """Which languages are written in this script?"""
    return tuple(lexicon for lexicon in lexicons() if script in lexicon.scripts)


def script_of(word: str) -> str:
    """In which script does this word begin?"""
    return unicodedata.name(word[0], "?").split(maxsplit=1)[0]


def is_filler(word: str) -> bool:
    """Does this folded word only hold sentences together, in some language?"""
    return word in _of_any(script_of(word), Role.FILLER)


def is_copula(word: str) -> bool:
    """Does this folded word lead up to what something is, in some language?"""
    return word in _of_any(script_of(word), None)


@cache
def _of_any(script: str, role: Role | None) -> frozenset[str]:
    """The words of this role in all languages of the script; of none: the copulas."""
    found = (
        dict(lexicon.words)[role].exact if role else lexicon.copulas
        for lexicon in lexicons_of(script)
    )
    return frozenset[str]().union(*found)


def _has_stem(word: str, stems: frozenset[str], *, alone: bool = False) -> bool:
    """Is it a stem with an ending, a short one after a short stem?"""
    if not alone:
        short = script_of(word) in _SYLLABARIES or len(word) <= _MIN_STEM + _MAX_ENDING_SHORT
        least = 1 if short else _MIN_STEM
        return any(word[:end] in stems for end in range(least, len(word) + 1)[-_MAX_ENDING - 1 :])
    least = 2 if script_of(word) == "HANGUL" else _MIN_STEM  # two syllables are a word
    least = max(least, len(word) // 2 + 1, len(word) - _MAX_ENDING_ALONE)
    return word in stems or any(word[:end] in stems for end in range(least, len(word)))


def _lexicon(language: str, entry: dict[str, str]) -> Lexicon:
    lists = {name: [fold(word) for word in words.split()] for name, words in entry.items()}
    copulas, denials = lists.pop("is", []), lists.pop("not", [])
    lists["filler"] += copulas
    words = {role: Words.of(lists.get(role.name.lower(), [])) for role in sorted(Role)[::-1]}
    entries = frozenset[str]().union(*(w.exact | w.stems for w in words.values()))
    telling = frozenset[str]().union(
        *(words[role].exact for role in (Role.OPEN, Role.META, Role.HEAD))
    )
    return Lexicon(
        language,
        tuple(words.items()),
        frozenset(copulas),
        frozenset(denials),
        frozenset(w[: max(5, len(w) * 7 // 10)] for w in telling if len(w) >= _MIN_RELATED),
        frozenset(map(script_of, entries)),
        entries.union(denials),
    )
