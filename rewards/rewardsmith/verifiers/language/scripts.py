"""Which script is a word written in, how much does it count, and which languages use it?"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class Script(NamedTuple):
    """One script: its characters (ranges for a regular expression), and what a word of it counts.

    ``per_char``: what a character counts where words are not written apart; else 0, a word is 1.
    """

    letters: str
    languages: tuple[str, ...]
    per_char: float = 0.0

    @property
    def unit(self) -> float:
        """What does a word count, or a character where words are not written apart?"""
        return self.per_char or 1.0


_MARKS = r"\u0300-\u036f"
"""Accents that stand as characters of their own."""

SCRIPTS: dict[str, Script] = {
    "latin": Script(
        rf"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff{_MARKS}",
        ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ro", "vi", "tr", "sv", "da", "no",
         "fi", "hu", "id", "ca", "hr", "sk", "sl", "lt", "lv", "et", "sq", "af", "cy", "so", "sw",
         "tl"),
    ),
    "cyrillic": Script(rf"\u0400-\u052f{_MARKS}", ("ru", "uk", "bg", "mk")),
    "cjk": Script(r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
                  r"\U00020000-\U0003ffff", ("zh", "ja"), 0.5),
    "hangul": Script(r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af", ("ko",)),
    "arabic": Script(
        r"\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06ef\u06fa-\u06ff"
        r"\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc", ("ar", "fa", "ur")),
    "devanagari": Script(r"\u0900-\u0963\u0970-\u097f", ("hi", "mr", "ne")),
    "thai": Script(r"\u0e01-\u0e3a\u0e40-\u0e4e", ("th",), 0.2),
    "greek": Script(rf"\u0370-\u03ff\u1f00-\u1fff{_MARKS}", ("el",)),
    "hebrew": Script(r"\u0591-\u05c7\u05d0-\u05f2", ("he",)),
    "bengali": Script(r"\u0980-\u09e3\u09f0-\u09fe", ("bn",)),
    "gurmukhi": Script(r"\u0a00-\u0a65\u0a70-\u0a7f", ("pa",)),
    "gujarati": Script(r"\u0a80-\u0ae3\u0af0-\u0aff", ("gu",)),
    "tamil": Script(r"\u0b80-\u0be5", ("ta",)),
    "telugu": Script(r"\u0c00-\u0c63", ("te",)),
    "kannada": Script(r"\u0c80-\u0ce3\u0cf1-\u0cff", ("kn",)),
    "malayalam": Script(r"\u0d00-\u0d63\u0d7a-\u0d7f", ("ml",)),
    "sinhala": Script(r"\u0d80-\u0de5\u0df2-\u0df4", ("si",)),
    "georgian": Script(r"\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f", ("ka",)),
    "armenian": Script(r"\u0530-\u058f", ("hy",)),
    "ethiopic": Script(r"\u1200-\u1360\u1380-\u139f", ("am",)),
    "lao": Script(r"\u0e81-\u0ecd\u0edc-\u0edf", ("lo",), 0.2),
    "khmer": Script(r"\u1780-\u17d3\u17d7-\u17dd", ("km",), 0.2),
    "burmese": Script(r"\u1000-\u103f\u104c-\u109f", ("my",), 0.2),
}  # fmt: skip
"""The scripts we know, the most frequent first."""

SCRIPT_OF = MappingProxyType(
    {language: name for name, script in SCRIPTS.items() for language in script.languages}
)
"""Which script is a language written in?  The languages we tell apart are its keys."""

LOOKALIKES = ("latin", "cyrillic", "greek")
"""Scripts that share the shapes of letters, so that a word can be spelled with those of several."""

_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl"}


def language_code(name: str) -> str | None:
    """Which language that we know is meant?  ISO 639-1, with or without a region; None if none.

    >>> language_code("zh-CN"), language_code("nb"), language_code("xx")
    ('zh', 'no', None)
    """
    code = name.strip().lower().replace("_", "-").split("-")[0]
    code = _SAME.get(code, code)
    return code if code in SCRIPT_OF else None
