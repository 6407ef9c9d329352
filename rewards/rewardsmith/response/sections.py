"""Which tagged sections does the text hold?  ``<think>…</think>``, ``<answer>…</answer>``, …"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rewardsmith.response.scanner import is_quoted, landmarks


class Tag(NamedTuple):
    """One tag of a section: ``<name>``, or ``</name>`` where it ``closes``."""

    name: str
    closes: bool
    start: int
    end: int

    def __str__(self) -> str:
        return f"</{self.name}>" if self.closes else f"<{self.name}>"


class Section(NamedTuple):
    """What stands between ``<name>`` and the next ``</name>``?

    ``start`` and ``end`` are the offsets of ``text``.  A section that is not ``closed`` goes to
    the end.
    """

    name: str
    text: str
    start: int
    end: int
    closed: bool


def tags(text: str, names: Iterable[str]) -> tuple[Tag, ...]:
    """Which tags of these sections does the text hold, in order?  Letter case counts.

    >>> [str(tag) for tag in tags("<b>4</b> <i>", ("b",))]
    ['<b>', '</b>']
    """
    found = landmarks(_tag_pattern(tuple(names)), text)
    return tuple(Tag(m["name"], bool(m["slash"]), m.start(), m.end()) for m in found)


def sections(
    text: str, names: Iterable[str], *, prefilled: str | None = None
) -> tuple[Section, ...]:
    """Which sections of these names does the text hold, in order, outermost only?

    A tag in quotation marks is only spoken of.  ``prefilled`` names the section that the
    prompt has opened already, if any.

    >>> sections("<think>2·2</think><answer>4</answer>", ("answer",))[0].text
    '4'
    """
    found: list[Section] = []
    name, start = (prefilled or ""), 0
    for tag in tags(text, names):
        if is_quoted(text, tag.start, tag.end):
            continue
        if not name and not tag.closes:
            name, start = tag.name, tag.end
        elif name == tag.name and tag.closes:
            found.append(Section(name, text[start : tag.start], start, tag.start, True))
            name = ""
    if name:
        found.append(Section(name, text[start:], start, len(text), False))
    return tuple(found)


@lru_cache(maxsize=64)
def _tag_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"<(?P<slash>/?)(?P<name>{'|'.join(map(re.escape, names))})>")
