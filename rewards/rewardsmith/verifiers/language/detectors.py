# pyright: reportMissingTypeStubs=false, reportMissingImports=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingModuleSource=false
"""The facades of the faster or larger detectors, and which detector has which name.

Each of them judges a few words at once, as probabilities of the languages of one script; they are
built once a process and script, under a lock, and do not change afterwards.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from rewardsmith.errors import MissingExtraError
from rewardsmith.verifiers.language.profiles import Profiles
from rewardsmith.verifiers.language.scripts import SCRIPT_OF, SCRIPTS
from rewardsmith.verifiers.language.segment import Detector, Scores

DetectorName = Literal["langdetect", "lingua", "eldc"]

_FLOOR = 0.01
_LOG_FLOOR = math.log(_FLOOR)
_LETTERS = 6.0
_WORDS = 6.0
"""A probability counts by the length of its text, up to six words of six letters, and is never
taken for less than a hundredth: the libraries are as sure of one word as of ten."""

Judge = Callable[[str], Mapping[str, float]]
"""The probabilities (or scores in [0, 1]) of the languages of one script, for a text."""

Codes = Mapping[str, str]
"""Which language is meant by each name that a judge uses."""

_PACKAGES: dict[DetectorName, tuple[str, str]] = {
    "langdetect": ("langdetect", "language"),
    "lingua": ("lingua-language-detector", "lingua"),
    "eldc": ("eldc", "eldc"),
}
"""The distribution of each detector's library, and our extra that installs it."""

_lock = threading.Lock()
_judges: dict[tuple[str, str], tuple[Judge, Codes]] = {}
"""By library and script."""


class Judged:
    """How likely is a text in each language of its script, by a library's own probabilities?"""

    def __init__(
        self,
        name: str,
        window: int,
        trust: float,
        build: Callable[[str], tuple[Judge, Codes]],
    ) -> None:
        """``trust``: what a logarithm of the library's probability counts."""
        self.window, self._name, self._trust, self._build = window, name, trust, build

    def scores(self, chunks: Sequence[Sequence[str]], script: str) -> list[Scores]:
        """Log-likelihood of each chunk in each of the script's languages, in their order."""
        judge, codes = self._judge(script)
        places = {name: SCRIPTS[script].languages.index(code) for name, code in codes.items()}
        width = len(SCRIPTS[script].languages)
        scored: list[Scores] = []
        for chunk in chunks:
            text = " ".join(chunk)
            if text.isupper():  # the libraries know capitals at the start of a word alone
                text = text.lower()
            evidence = self._trust * min(len(text) / _LETTERS, _WORDS)
            scores = [evidence * _LOG_FLOOR] * width
            for name, probability in judge(text).items():
                if probability > _FLOOR:
                    scores[places[name]] = evidence * math.log(probability)
            scored.append(tuple(scores))
        return scored

    def knows(self, language: str) -> bool:
        """Can it tell this language from the others of its script?"""
        script = SCRIPT_OF[language]
        return len(SCRIPTS[script].languages) == 1 or language in self._judge(script)[1].values()

    def _judge(self, script: str) -> tuple[Judge, Codes]:
        key = (self._name, script)
        if key not in _judges:
            with _lock:
                if key not in _judges:
                    _judges[key] = self._build(script)
        return _judges[key]


def require_detector(name: DetectorName) -> None:
    """Is this detector's library there?  MissingExtraError where it is not installed."""
    if find_spec(name) is None:
        raise MissingExtraError(*_PACKAGES[name])


@lru_cache
def make_detector(name: DetectorName) -> Detector:
    """Which detector has this name?  MissingExtraError where its library is not installed."""
    require_detector(name)
    match name:
        case "langdetect":
            return Profiles()
        case "lingua":
            return Judged(name, 2, 3.0, _lingua)
        case "eldc":
            return Judged(name, 3, 20.0, _eldc)


def _lingua(script: str) -> tuple[Judge, Codes]:
    library: Any = import_module("lingua")
    names = {_lingua_name(language): language for language in library.Language.all()}
    codes = _codes(script, names, {"no": "nb"})
    chosen = [names[name] for name in codes]
    detector = library.LanguageDetectorBuilder.from_languages(*chosen).build()

    def judge(text: str) -> dict[str, float]:
        found = detector.compute_language_confidence_values(text)
        return {_lingua_name(value.language): value.value for value in found}

    return judge, codes


def _lingua_name(language: Any) -> str:
    return str(language.iso_code_639_1.name).lower()


def _eldc(script: str) -> tuple[Judge, Codes]:
    library: Any = import_module("eldc")
    library.init()
    instance = library.instance()
    codes = _codes(script, library.LANGUAGES, {"id": "ms"})  # the same but for its loan words
    instance.set_languages([*codes])
    instance.set_scores(6)
    return lambda text: instance.detect_details(text).scores, codes


def _codes(script: str, known: Container[str], other_names: Mapping[str, str]) -> Codes:
    """Which names does a library have for those of the script's languages that it knows?"""
    codes = {other_names.get(code, code): code for code in SCRIPTS[script].languages}
    return {name: code for name, code in codes.items() if name in known}
