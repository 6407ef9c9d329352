"""Is the answer the same text?  The first tier, and the last word on words and choices."""

from __future__ import annotations

import re
from typing import Final

_WRAPPER: Final = re.compile(
    r"\\(?:text|textbf|textit|textrm|textnormal|mbox|mathrm|mathbf|mathit|mathsf|mathtt|boldsymbol"
    r"|operatorname)\*?(?![A-Za-z])"
)
_FRACTION: Final = re.compile(r"\\[dtc]frac(?![A-Za-z])")
_INNER_SPACE: Final = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")
_NOT_WORDS: Final = re.compile(r"[\\^_+*/=<>|&%\[\]]")
_CHOICE: Final = re.compile(r"\(?([A-Z])(?:\)|[.:]|$)")
_OPTION: Final = re.compile(r"\(?([A-J])(?:\)|[.:](?!\d))\s*\S")


def compact(text: str) -> str:
    """A normalised answer without the spaces that mean nothing."""
    return _INNER_SPACE.sub("", _FRACTION.sub(r"\\frac", text))


def plain(text: str) -> str:
    """A normalised answer as the words that it shows, in lower case; empty where it is no text."""
    shown = _WRAPPER.sub("", text)
    if _NOT_WORDS.search(shown):
        return ""
    shown = shown.replace("{", "").replace("}", "").strip(" .,;:()\"'")
    return " ".join(shown.split()).casefold()


def is_prose(text: str) -> bool:
    """Is this text words, not a number and not a product of a few variables?"""
    shown = plain(text)
    return sum(map(str.isalpha, shown)) > 1 and not any(map(str.isdigit, shown))


def choice(text: str) -> str | None:
    r"""Which option does this text name alone: ``C``, ``(C)``, ``\text{(C)}``, ``C.``?"""
    shown = _WRAPPER.sub("", text).replace("{", "").replace("}", "").replace(" ", "")
    match = _CHOICE.fullmatch(shown)
    return match[1] if match else None


def option(text: str) -> str | None:
    """Which option does this text name first, followed by its content: ``(C) 12``?"""
    shown = _WRAPPER.sub("", text).replace("{", "").replace("}", "").strip()
    match = _OPTION.match(shown)
    return match[1] if match else None
