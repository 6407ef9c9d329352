"""What code does the text fence?  CommonMark's fenced code blocks (spec 0.31, §4.5)."""

from __future__ import annotations

import re
from typing import NamedTuple

from rewardsmith.response.scanner import landmarks

_LINE_START = r"(?:\A|(?<=[\r\n]))"
_LANDMARK = re.compile(
    _LINE_START
    + r"""
    (?: (?P<indent>[ \t]*+) (?P<bullet>(?:[-*+]|\d{1,9}[.)])[ \t]{1,4})?
        (?P<ticks>`{3,}+|~{3,}+) (?P<info>[^\r\n]*+)
      | (?P<item>[ \t]*+ (?:[-*+]|\d{1,9}[.)])[ \t]{1,4})   # a list item: what follows is indented
      | (?P<flush>[^\s])                                    # an unindented line ends the list
    )""",
    re.VERBOSE,
)
_INDENT = re.compile(_LINE_START + r"[ \t]++")
_TAB = 4


class Fence(NamedTuple):
    r"""One fenced code block.

    ``info`` is the info string after the opening fence, ``code`` the lines between (line ends are
    ``\n``, the fence's own indentation taken off, no line end at the end); ``start`` and ``end``
    are offsets of the whole block.  A block that is not ``closed`` goes to the end of the text.
    """

    info: str
    code: str
    start: int
    end: int
    closed: bool

    @property
    def language(self) -> str:
        """Which language does the info string name?  In lower case; empty where it names none."""
        word = self.info.split(maxsplit=1)[0] if self.info.strip() else ""
        return word.strip("{}").removeprefix(".").lower()


class _Opening(NamedTuple):
    start: int  # of its line
    inside: int  # where its line ends
    ticks: str
    info: str
    column: int  # of its first tick
    container: int  # where the content of the list item around it starts


def fences(text: str) -> tuple[Fence, ...]:
    r"""Which fenced code blocks does the text hold, in order?

    Tildes, longer fences, info strings, indentation, list items, CRLF; an unclosed one goes to
    the end.  Not read: fences inside block quotes.

    >>> fences("~~~py\nprint(4)\n~~~")[0].code
    'print(4)'
    """
    found: list[Fence] = []
    opening: _Opening | None = None
    container = 0
    for mark in landmarks(_LANDMARK, text):
        if opening is not None:
            if _closes(mark, opening):
                found.append(_fence(text, opening, mark.start(), mark.end(), closed=True))
                opening = None
        elif mark["flush"]:
            container = 0
        elif mark["item"]:
            container = _width(mark["item"])
        else:
            if mark["bullet"]:
                container = _width(mark["indent"] + mark["bullet"])
            opening = _opens(mark, container)
    if opening is not None:
        found.append(_fence(text, opening, len(text), len(text), closed=False))
    return tuple(found)


def _opens(mark: re.Match[str], container: int) -> _Opening | None:
    column = _width(mark["indent"] + (mark["bullet"] or ""))
    ticks, info = mark["ticks"], mark["info"]
    around = container if column >= container else 0
    is_indented_code = column - container >= _TAB
    if is_indented_code or (ticks[0] == "`" and "`" in info):
        return None
    return _Opening(mark.start(), mark.end(), ticks, info.strip(), column, around)


def _closes(mark: re.Match[str], opening: _Opening) -> bool:
    return (
        mark["ticks"] is not None
        and not mark["bullet"]
        and mark["ticks"][0] == opening.ticks[0]
        and len(mark["ticks"]) >= len(opening.ticks)
        and not mark["info"].strip(" \t")
        and _width(mark["indent"]) - opening.container < _TAB
    )


def _fence(text: str, opening: _Opening, end_of_code: int, end: int, *, closed: bool) -> Fence:
    code = text[opening.inside : end_of_code].replace("\r\n", "\n").replace("\r", "\n")
    code = code.removeprefix("\n").removesuffix("\n") if code != "\n" else ""
    if opening.column:
        code = _INDENT.sub(lambda indent: _dedented(indent[0], opening.column), code)
    return Fence(opening.info, code, opening.start, end, closed)


def _dedented(indent: str, column: int) -> str:
    return " " * max(0, _width(indent) - column)


def _width(prefix: str) -> int:
    """How many columns wide is this start of a line?  A tab goes to the next multiple of four."""
    return len(prefix.expandtabs(_TAB))
