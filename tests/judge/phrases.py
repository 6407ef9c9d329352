"""The cases of ``phrases.yaml`` and ``batches.yaml``."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import Any

import yaml


def _read(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


_DATA, _BATCHES = _read("phrases.yaml"), _read("batches.yaml")

TALK: dict[str, list[str]] = _DATA["talk"]
"""Content-free sentences, by language."""

SHELLS: list[str] = _DATA["shells"]
"""Ways to dress a sentence up."""

MARKS: list[str] = _DATA["marks"]
"""Nothing but white space, punctuation, invisible characters or empty markup."""

ECHOES: list[tuple[str, str]] = [tuple(pair) for pair in _DATA["echoes"]]
"""Prompts, and answers that repeat them or a part of them."""

GENUINE: list[str] = _DATA["genuine"]
"""Short answers that somebody may well give, in many languages."""

MORE_TALK: list[str] = [line for lines in _BATCHES["talk"].values() for line in lines]
"""Content-free answers in 78 languages, 38 of which have few words in the lists."""

MORE_GENUINE: list[str] = [text for texts in _BATCHES["genuine"].values() for text in texts]
"""Short answers that are close to such talk: "second thoughts", "no solution", "I need help"."""


def content_free() -> list[tuple[str, str]]:
    """Every sentence plain and in one dress, every mark and every echo: ``(prompt, answer)``."""
    spoken = [line for lines in TALK.values() for line in lines]
    dressed = [shell.format(line) for line, shell in zip(spoken, cycle(SHELLS), strict=False)]
    return [("Why is that?", answer) for answer in (*spoken, *dressed, *MARKS)] + ECHOES
