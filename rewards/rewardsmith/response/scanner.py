"""Where are the landmarks of a response?  The one walk under every reader of this package.

A reader (boxes, fences, sections, thoughts, phrases) is a pattern of landmarks and a state that
goes over them once.  The patterns obey two rules, and so no text is slow: a repetition is
possessive (``++``) or has a small stated bound, and none stands inside another unbounded one.  The
engine then looks at a character a fixed number of times, and a reader handles a landmark once.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """How much work did the readers do?  ``steps``: characters passed plus landmarks handled."""

    steps: int = 0

    def counted(
        self, found: Iterator[re.Match[str]], start: int, end: int
    ) -> Iterator[re.Match[str]]:
        """Yield what was found, counting the way to it and it."""
        for match in found:
            self.steps += match.end() - start + 1
            start = match.end()
            yield match
        self.steps += end - start


_TALLY: ContextVar[Tally | None] = ContextVar("tally", default=None)


@contextmanager
def counting() -> Generator[Tally]:
    """How many steps does the block take?  Nothing is counted, or paid for, outside of it.

    >>> with counting() as tally:
    ...     _ = list(landmarks(re.compile("b"), "abc"))
    >>> tally.steps
    4
    """
    tally = Tally()
    token = _TALLY.set(tally)
    try:
        yield tally
    finally:
        _TALLY.reset(token)


def landmarks(pattern: re.Pattern[str], text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """Where does the pattern match, from left to right, each character passed once?"""
    found = pattern.finditer(text, start)
    tally = _TALLY.get()
    return found if tally is None else tally.counted(found, start, len(text))


def first_landmark(pattern: re.Pattern[str], text: str, start: int = 0) -> re.Match[str] | None:
    """Where does the pattern match first, at or after ``start``?"""
    return next(landmarks(pattern, text, start), None)


_QUOTES = {"`": "`", '"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "「": "」"}


def is_quoted(text: str, start: int, end: int) -> bool:
    """Is ``text[start:end]`` only spoken of, directly between quotation marks or backticks?

    >>> is_quoted("ends with `</think>`", 11, 19)
    True
    """
    return start > 0 and end < len(text) and _QUOTES.get(text[start - 1]) == text[end]
