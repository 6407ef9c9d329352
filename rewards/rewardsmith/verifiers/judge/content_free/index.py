"""Which languages may know a sentence, and under which entries may it be listed as a whole?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from rewardsmith.verifiers.judge.content_free.lexicon import lexicons_of, script_of

_MAX_LED = 3
"""At one of so many words a saying may begin: at the first, or after one or two such as "and"."""


def may_know(words: Sequence[str]) -> frozenset[str]:
    """Which languages may know half of these folded words or more, or all of them as one saying?

    Others need not be asked: of fifty languages in Latin letters few know a word.
    """
    known = Counter(language for word in words for language in _may_know_word(word))
    script = script_of(words[0]) if words else ""
    found = [_beginnings(script).get(saying, frozenset()) for saying in sayings(words)]
    most = frozenset(language for language, n in known.items() if 2 * n >= len(words))
    return most.union(*found)


def sayings(words: Sequence[str]) -> list[str]:
    """Under which entries may a whole sentence be listed, from its first, second or third word on?

    >>> sayings(["and", "in", "brief"]), sayings(["therefore"])
    (['and_in_brief', 'in_brief'], ['therefore_'])
    """
    if len(words) == 1:
        return [f"{words[0]}_"]
    return ["_".join(words[start:]) for start in range(min(_MAX_LED, len(words) - 1))]


@lru_cache(maxsize=10_000)
def _may_know_word(word: str) -> frozenset[str]:
    """Which languages have an entry that it, or a part of it, begins with?"""
    script = script_of(word)
    parts = {word, *re.split("['-]", word), word[1:]}
    beginnings = {part[:end] for part in parts for end in range(1, len(part) + 1)}
    found = [_beginnings(script).get(beginning, frozenset()) for beginning in beginnings]
    announcing = [x.language for x in lexicons_of(script) if word.endswith(x.endings)]
    return frozenset(announcing).union(*found)


@cache
def _beginnings(script: str) -> Mapping[str, frozenset[str]]:
    """The languages of the script by their entries."""
    found = dict[str, set[str]]()
    for lexicon in lexicons_of(script):
        for entry in (*lexicon.entries, *lexicon.related):
            found.setdefault(entry, set()).add(lexicon.language)
    return {entry: frozenset(languages) for entry, languages in found.items()}
