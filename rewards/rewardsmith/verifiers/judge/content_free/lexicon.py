"""The words of content-free talk, by language.  A file in ``words`` for each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
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
_MIN_COMPANY = 2
_MIN_ANNOUNCING = 6
_SYLLABARIES = frozenset({"HANGUL", "ETHIOPIC"})
_MIN_RELATED = 6
"""An entry of so many letters is related to the words that share seven tenths of it."""

_PREFIXES = {"ar": "وفبلكس", "he": "ובלהשמכ"}
"""Small words that are written as one with the next."""

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'"})
_INVISIBLE = str.maketrans("", "", "\u200c\u200d")
_TONES = re.compile(
    "[\u0309\u031b]|[\u0302\u0306][\u0300\u0301\u0303]|\u0323[\u0302\u0306]|[iuy]\u0303|đ[aeiouy][\u0300\u0301\u0303]"
)
"""Marks, parted from their letters, that only Vietnamese has."""

_DIACRITICS = dict.fromkeys((*range(0x0300, 0x0370), *range(0x064B, 0x0653), 0x0670))


class Role(IntEnum):
    """What does a word do in content-free talk?  Those that say more are greater.

    ``HEAD`` is about answering by itself (answer, solve, explanation), ``META`` in company
    (question, step, think), ``OPEN`` announces or offers (let's, gladly, below), ``PRAISE`` is said
    of an answer without giving it (correct, complete), ``MUST`` obliges or delays (need, moment),
    ``FILLER`` holds sentences together.
    """

    FILLER = 1
    MUST = 2
    PRAISE = 3
    OPEN = 4
    META = 5
    HEAD = 6


def fold(text: str, *, toned: bool = False) -> str:
    """Which form do spellings share?  No case, width, accents, vowel marks or tatweel.

    The tones of Vietnamese stay, where the text shows that it is (or ``toned``): they tell words
    apart.

    >>> fold("SOLUCIÓN"), fold("Ｓｏｌｕｔｉｏｎ")
    ('solucion', 'solution')
    """
    wide = unicodedata.normalize("NFKC", text).casefold().translate(_INVISIBLE)
    parted = unicodedata.normalize("NFD", wide)
    if toned or _TONES.search(parted):
        return unicodedata.normalize("NFC", parted)
    plain = parted.translate(_DIACRITICS).replace("ـ", "")
    return unicodedata.normalize("NFC", plain).translate(_LETTERS)


@dataclass(frozen=True)
class Lexicon:
    """The words and stems of one language with their roles; stems take any short ending.

    ``endings`` are those by which one word says "let us …" or "I will …", as ``-iamo`` does.
    ``flaws`` are the beginnings of words whose denial is praise: "no errors".
    ``related`` are stems of its telling words, by which inflections are known that are in no list;
    ``entries`` is what a run of unspaced text is covered with.
    """

    language: str
    words: Mapping[str, Role]
    stems: Mapping[str, Role]
    endings: tuple[str, ...]
    copulas: frozenset[str]
    denials: frozenset[str]
    denial_stems: tuple[str, ...]
    flaws: tuple[str, ...]
    ends: frozenset[str]
    related: Mapping[str, Role]
    scripts: frozenset[str]
    entries: frozenset[str]

    def role(self, word: str, *, company: int = 2) -> Role | None:
        """What does this folded word do?  Also an inflection, or a compound: ``step-by-step``.

        ``company``: how many other words there are; with few, less counts as an inflection.
        """
        alone = company == 0
        if alone and self.language in SYLLABIC:
            return None
        found = (self.words.get(word), _by_stem(word, self.stems, alone=alone))
        if role := max(role or 0 for role in found):
            return Role(role)
        parts = [part for part in word.replace("-", "'").split("'") if part]
        if len(parts) > 1:
            roles = [self.role(part) for part in parts]
            return None if None in roles else max(role for role in roles if role is not None)
        if word[0] in _PREFIXES.get(self.language, "") and len(word) > _MIN_STEM:
            return self.role(word[1:])
        if company < _MIN_COMPANY:
            return None
        announces = len(word) >= _MIN_ANNOUNCING and word.endswith(self.endings)
        return Role.OPEN if announces else _by_stem(word, self.related, alone=False)

    def denies(self, word: str) -> bool:
        """Is it "no", "without" or the like?"""
        return word in self.denials or word.startswith(self.denial_stems)

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
    folder = files("rewardsmith.verifiers.judge.content_free") / "words"
    found = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda f: f.name
    )
    return tuple(
        _lexicon(file.name.removesuffix(".yaml"), yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in found
    )


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


def is_denial(words: Sequence[str]) -> bool:
    """Is it a single folded word that is "no" in some language, whatever it is in another?"""
    return len(words) == 1 and any(
        words[0] in lexicon.denials for lexicon in lexicons_of(script_of(words[0]))
    )


@cache
def _of_any(script: str, role: Role | None) -> frozenset[str]:
    """The words of this role in all languages of the script; of none: the copulas."""
    found = set[str]()
    for lexicon in lexicons_of(script):
        held = (word for word, its in lexicon.words.items() if its is role)
        found.update(held if role else lexicon.copulas)
    return frozenset(found)


def _by_stem(word: str, stems: Mapping[str, Role], *, alone: bool) -> Role | None:
    """The greatest role of its stems; of a word by itself the stem has to be most."""
    script = script_of(word)
    if alone:
        least = 2 if script == "HANGUL" else _MIN_STEM  # two syllables are a word
        least = max(least, len(word) // 2 + 1, len(word) - _MAX_ENDING_ALONE)
    else:
        short = script in _SYLLABARIES or len(word) <= _MIN_STEM + _MAX_ENDING_SHORT
        least = max(1 if short else _MIN_STEM, len(word) - _MAX_ENDING)
    found = (stems.get(word[:end]) for end in (*range(least, len(word)), len(word)))
    return max((role for role in found if role is not None), default=None)


def _lexicon(language: str, entry: dict[str, str]) -> Lexicon:
    toned = language in SYLLABIC
    lists = {
        name: [fold(word, toned=toned) for word in words.split()] for name, words in entry.items()
    }
    copulas, denials, flaws, ends = (lists.pop(name, []) for name in ("is", "not", "flaw", "end"))
    lists["filler"] += [*copulas, *denials, *ends]
    every = {word: role for role in Role for word in lists.get(role.name.lower(), [])}
    words = {word: role for word, role in every.items() if word[-1] != "*"}
    stems = {word[:-1]: role for word, role in every.items() if word[-1] == "*"}
    endings = tuple(word[1:] for word in words if word[0] == "*")
    telling = [word for word, role in words.items() if role >= Role.OPEN]
    return Lexicon(
        language,
        words,
        stems,
        endings,
        frozenset(copulas),
        frozenset(denials),
        tuple(denial[:-1] for denial in denials if denial[-1] == "*"),
        tuple(flaw.rstrip("*") for flaw in flaws),
        frozenset(ends),
        {w[: max(5, len(w) * 7 // 10)]: Role.FILLER for w in telling if len(w) >= _MIN_RELATED},
        frozenset(script_of(word.lstrip("*")) for word in every),
        frozenset([*words, *stems, *(flaw.rstrip("*") for flaw in flaws)]),
    )
