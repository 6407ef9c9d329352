"""Is there anything to see?  White space, zero-width and filler characters are nothing."""

from __future__ import annotations

import unicodedata

_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
"""Controls, formats, separators; and marks, which show only on a character that shows."""

_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Hangul fillers and the empty Braille cell: letters and symbols by category, blank on paper."""


def is_visible(char: str) -> bool:
    """Does this character leave a mark on paper by itself?"""
    return unicodedata.category(char) not in _UNSEEN_CATEGORIES and char not in _FILLERS


def is_blank(text: str) -> bool:
    r"""Does the text show nothing?

    >>> is_blank(" \t\u200b\u2060\n"), is_blank("4")
    (True, False)
    """
    return not any(is_visible(char) for char in text)
