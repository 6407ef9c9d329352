"""Is the answer the same text?  The first tier, and the last word on words and choices."""

from __future__ import annotations

import re
from typing import Final

from rewardsmith.verifiers.math.unit_tables import CHANGING

_WRAPPER: Final = re.compile(
    r"\\(?:text|textbf|textit|textrm|textnormal|mbox|mathrm|mathbf|mathit|mathsf|mathtt|boldsymbol"
    r"|operatorname)\*?(?![A-Za-z])"
)
_FRACTION: Final = re.compile(r"\\[dtc]frac(?![A-Za-z])")
_INNER_SPACE: Final = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")
_NOT_WORDS: Final = re.compile(r"[\\^_+*/=<>|&%\[\]]")
_CHOICE: Final = re.compile(r"(?:[Oo]ption|[Cc]hoice|选项)?\(?([A-Z])(?:\)|[.:]|$)")
_LETTER: Final = r"(?:\([A-H]\)|[A-H])"
_CHOICES: Final = re.compile(rf"{_LETTER}{{2,}}|{_LETTER}(?:(?:,|,?and){_LETTER})+")
_RUN: Final = re.compile(r"[A-H]+")
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_ABBREVIATED: Final = {"DNE": "does not exist"}
_LONGEST_NAME: Final = 3
_SHORT_WORDS: Final = frozenset(
    {"yes", "no", "odd", "even", "all", "none", "both", "true", "zero", "one", "two", "ten"}
)
_LONE_LETTER: Final = re.compile(r"(?<![A-Za-z])[A-J](?![A-Za-z])")
_OPTION: Final = re.compile(r"\(?([A-J])(?:\)|[.:](?!\d))\s*\S")


def compact(text: str) -> str:
    """A normalised answer without the spaces that mean nothing."""
    return _INNER_SPACE.sub("", _FRACTION.sub(r"\\frac", text))


def plain(text: str) -> str:
    """A normalised answer as the words that it shows; empty where it is no text."""
    shown = _WRAPPER.sub("", text)
    if _NOT_WORDS.search(shown):
        return ""
    shown = shown.replace("{", "").replace("}", "").strip(" .,;:")
    if shown[:1] == "(" and shown[-1:] == ")":
        shown = shown[1:-1].strip()
    return " ".join(shown.split()) if _LETTERS.search(shown) else ""


def fold(text: str) -> str:
    """The text with its words in lower case; letters that may be names keep theirs.

    ``Yes`` and ``UNDEFINED`` are words, ``AB`` and ``C`` are points.
    """
    folded = _LETTERS.sub(lambda run: run[0].casefold() if _is_word(run[0]) else run[0], text)
    return _ABBREVIATED.get(folded, folded)


def _is_word(run: str) -> bool:
    """Is it a word, and not a name or a symbol, whose letter case counts: ``ABCD``, ``MBps``?"""
    if run.casefold() in _SHORT_WORDS:
        return True
    if run.isupper():
        return len(run) > _LONGEST_NAME + 1 and sorted(run) != list(run)
    return len(run) >= _LONGEST_NAME and run[1:].islower()


def choice(text: str) -> str | None:
    r"""Which option does this text name alone: ``C``, ``(C)``, ``\text{(C)}``, ``C.``?

    Several options are named by their letters in order: ``AC`` for ``C and A``.
    """
    shown = _WRAPPER.sub("", text).replace("{", "").replace("}", "").replace(" ", "")
    if match := _CHOICE.fullmatch(shown):
        return match[1]
    return _several(shown) if _CHOICES.fullmatch(shown) else None


def _several(shown: str) -> str | None:
    """Which options are these, where no letter comes twice: ``A, C``, ``(A)(C)``, ``CA``?"""
    letters = sorted(filter(str.isupper, shown))
    if _RUN.fullmatch(shown) and list(shown) != letters:
        return None  # "CAFE", "BAC": a numeral, a name
    return "".join(letters) if len(set(letters)) == len(letters) else None


def option(text: str) -> str | None:
    """Which option does this text name first, followed by its content: ``(C) 12``?"""
    shown = _WRAPPER.sub("", text).replace("{", "").replace("}", "").strip()
    match = _OPTION.match(shown)
    if match is None or _LONE_LETTER.search(shown, match.end() - 1):
        return None  # "(C) or (D)"
    if CHANGING & set(_LETTERS.findall(shown.lower())):
        return None  # "(C) is wrong"
    return match[1]
