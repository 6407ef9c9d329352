"""Every bound of the math verifier, in one place, and the exception that says one was met.

All of them are checked before the work that they bound, on the text, the tree or an exponent's
size, so that no input can start a computation that has to be killed.
"""

from __future__ import annotations

from typing import Final

from rewardsmith.types import Reason

MAX_ANSWER_CHARS: Final = 10_000
"""Longer answers are TOO_LARGE (an answer of a hundred terms has about 1,000 characters)."""

MAX_NORMAL_CHARS: Final = 2 * MAX_ANSWER_CHARS
"""In plain notation: one ``½`` is eleven characters of LaTeX."""

MAX_TOKENS: Final = 4_000
MAX_DEPTH: Final = 40
"""Nesting of brackets, groups, roots and exponents; each costs about eight Python frames."""

MAX_POSTFIX: Final = 4
"""Marks after one atom: ``n!!'`` is fine, ``9!!!!!`` is an attack."""

MAX_EXACT_BITS: Final = 65_536
"""Size of an exact integer; about 19,700 digits.  2016! has 19,400 bits."""

MAX_DECIMAL_EXPONENT: Final = 10_000
"""In ``1e1000000000``: more is TOO_LARGE."""

MAX_FACTORIAL: Final = 5_000
MAX_LOG2: Final = 1 << 50
"""Magnitude that ball arithmetic may reach, as a power of two; beyond it exponents get slow."""

MAX_SUM_TERMS: Final = 1_000
MAX_EVALUATIONS: Final = 40_000
"""Nodes evaluated for one verdict, over all points and terms of sums."""

MAX_UNORDERED: Final = 64
"""Items of an unordered list left after exact matches, which are compared pair by pair."""

MAX_MATRIX_CELLS: Final = 400


class BeyondLimitError(Exception):
    """Can this text not be read or evaluated within the bounds?  ``reason`` says which."""

    def __init__(self, reason: Reason, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason.value}: {detail}")


def unreadable(detail: str) -> BeyondLimitError:
    """Which error says that a text is no mathematics we can read?"""
    return BeyondLimitError(Reason.UNREADABLE, detail)


def too_large(detail: str) -> BeyondLimitError:
    """Which error says that a value or a text is larger than we evaluate?"""
    return BeyondLimitError(Reason.TOO_LARGE, detail)


def too_deep(detail: str) -> BeyondLimitError:
    """Which error says that a text is nested deeper than we read?"""
    return BeyondLimitError(Reason.TOO_DEEP, detail)
