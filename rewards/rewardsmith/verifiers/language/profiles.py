# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportMissingImports=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
"""The facade of langdetect: how likely is a word in each language, by its profiles?

langdetect classifies by a naive Bayes over the 1- to 3-grams of its profiles, but draws the grams
at random until it is sure, a whole text at a time.  We read the same profiles and sum all grams of
a word instead: no seed, no state that changes, and an evidence a word, which is what finds a switch
of language inside a sentence.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from rewardsmith.verifiers.language.scripts import SCRIPT_OF, SCRIPTS

_SMOOTHING = 0.5 / 10_000
"""langdetect's own: alpha 0.5 over a base frequency of 10,000."""

_EVIDENCE = 0.4
"""What a gram's logarithm counts: a letter is in six grams, far from independent of each other."""

_FILES = {"zh": ("zh-cn", "zh-tw")}

Table = Mapping[str, tuple[float, ...]]

_lock = threading.Lock()
_tables: dict[str, Table] = {}


class Profiles:
    """How likely is a text in each language of its script, by langdetect's profiles?"""

    window = 1
    """Words that are judged at once."""

    def knows(self, language: str) -> bool:
        """Can it tell this language from the others of its script?  The scripts list no other."""
        return language in SCRIPT_OF

    def scores(self, chunks: Sequence[Sequence[str]], script: str) -> list[tuple[float, ...]]:
        """Log-likelihood of each chunk in each of the script's languages, in their order."""
        table, languages = _table(script), len(SCRIPTS[script].languages)
        known: dict[str, tuple[float, ...]] = {}
        scored: list[tuple[float, ...]] = []
        for chunk in chunks:
            key = " ".join(chunk)
            if key not in known:
                known[key] = _score(table, key, languages)
            scored.append(known[key])
        return scored


def _score(table: Table, text: str, languages: int) -> tuple[float, ...]:
    found = [table[gram] for gram in _grams(_normal(text)) if gram in table]
    return tuple(map(sum, zip(*found, strict=True))) if found else (0.0,) * languages


def _grams(text: str) -> Iterable[str]:
    """The 1- to 3-grams of the text, its edges included."""
    edged = f" {text} "
    pairs = map("".join, pairwise(edged))
    triples = map("".join, zip(edged, edged[1:], edged[2:], strict=False))
    return [*text, *pairs, *triples]


def _table(script: str) -> Table:
    """The script's table, built once, by whichever thread comes first."""
    if script not in _tables:
        with _lock:
            if script not in _tables:
                _tables[script] = _read_table(SCRIPTS[script].languages)
    return _tables[script]


def _read_table(languages: Sequence[str]) -> Table:
    """For each gram, the weighted logarithm of its smoothed frequency in each language."""
    shares = [_read_profile(language) for language in languages]
    nothing = _EVIDENCE * math.log(_SMOOTHING)
    table: dict[str, tuple[float, ...]] = {}
    for gram in sorted({gram for share in shares for gram in share}):
        table[gram] = tuple(
            _EVIDENCE * math.log(share[gram] + _SMOOTHING) if gram in share else nothing
            for share in shares
        )
    return table


def _read_profile(language: str) -> dict[str, float]:
    """The frequency of each gram among the grams of its length."""
    shares: dict[str, float] = {}
    for name in _FILES.get(language, (language,)):
        path = resources.files("langdetect") / "profiles" / name
        profile = json.loads(path.read_text(encoding="utf-8"))
        for gram, count in profile["freq"].items():
            share = count / profile["n_words"][len(gram) - 1]
            shares[gram] = max(share, shares.get(gram, 0.0))
    return shares


def _normal(text: str) -> str:
    """The text as the profiles know it: no words in capitals, one kana or rare Han for all."""
    text = text.lower() if text.isupper() else text
    return text if text.isascii() else "".join(map(_normal_letter, text))


@lru_cache(maxsize=65_536)
def _normal_letter(letter: str) -> str:
    from langdetect.utils.ngram import NGram  # noqa: PLC0415  (an extra)

    return str(NGram.normalize(letter))
