"""Chinese or Japanese?  What the characters themselves say, before any library is asked.

Kana is Japanese.  A run of Han characters that the character set of one country has, and that of
the other lacks, is in the language of the first; where both have all of them, what a library makes
of so few signs is half believed.
"""

from __future__ import annotations

import re

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_CHINESE = ("gb2312", "big5")
"""Simplified and traditional."""

_AGAINST = 6.0
"""How much a spelling counts against a language (nats)."""


def weighed(run: str, chinese: float, japanese: float) -> tuple[float, float]:
    """How likely is the run in each, after a look at how it is spelled?  From, and in, nats.

    >>> weighed("检查", 0.0, 0.0), weighed("図形", 0.0, 0.0), weighed("四十二", -8.0, -14.0)
    ((0.0, -6.0), (-6.0, 0.0), (-4.0, -7.0))
    """
    if _KANA.search(run):
        return chinese - _AGAINST, japanese
    may_be_chinese = any(_has(charset, run) for charset in _CHINESE)
    may_be_japanese = _has("shift_jis", run)
    if may_be_chinese and may_be_japanese:
        return chinese / 2, japanese / 2
    return chinese - _AGAINST * may_be_japanese, japanese - _AGAINST * may_be_chinese


def _has(charset: str, run: str) -> bool:
    try:
        run.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
