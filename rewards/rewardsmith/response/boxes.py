r"""What is in the boxes?  ``\boxed{…}`` with nested and escaped braces, ``\fbox``, ``\boxed 5``."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from rewardsmith.response.scanner import landmarks

_LANDMARK = re.compile(
    r"""
      \\++ (?P<command>boxed|fbox) (?![A-Za-z]) \s{0,8}
           (?: (?P<opens>\{) | (?P<bare>[+-]?\d[\d.,/%]{0,63} | [A-Z](?!\w)) )
    | \\ (?:\\\\)*+ [{}]              # an escaped brace
    | \\++                            # what is left of a run of backslashes escapes nothing here
    | (?P<brace>[{}])
    """,
    re.VERBOSE,
)


Form = Literal["braced", "bare", "cut"]


class Box(NamedTuple):
    r"""One box: its content, and how it is written.

    ``form`` is ``"braced"`` (``\boxed{5}``), ``"bare"`` (``\boxed 5``) or ``"cut"`` (the brace is
    never closed; then ``text`` is what there is).  A ``\boxed`` in prose, before anything else, is
    no box.
    """

    text: str
    command: Literal["boxed", "fbox"]
    form: Form
    start: int
    end: int


def boxes(text: str) -> tuple[Box, ...]:
    r"""Which boxes does the text hold, complete or cut, by where they begin?

    Of nested boxes only the innermost counts: ``\boxed{\boxed{4}}`` is one box, 4.
    """
    found: list[Box] = []
    open_: list[re.Match[str] | None] = []  # None: a brace of something else
    for mark in landmarks(_LANDMARK, text):
        if mark["brace"] == "}":
            if open_ and (box := open_.pop()) and not _holds_a_box(found, box.start()):
                found.append(_box(text, box, box.end(), mark.start(), "braced"))
        elif mark["brace"]:
            open_.append(None)
        elif mark["opens"]:
            open_.append(mark)
        elif mark["bare"]:
            found.append(_box(text, mark, *mark.span("bare"), "bare"))
    if cut := [box for box in open_ if box]:
        found.append(_box(text, cut[-1], cut[-1].end(), len(text), "cut"))
    return tuple(sorted(found, key=lambda box: box.start))


def boxed(text: str) -> tuple[str, ...]:
    r"""What is in the complete boxes, in order?

    >>> boxed(r"first \boxed{3}, no: \boxed{\frac{a}{b}} \boxed{")
    ('3', '\\frac{a}{b}')
    """
    return tuple(box.text for box in boxes(text) if box.form != "cut")


def last_boxed(text: str) -> str | None:
    r"""What is in the last complete box?  None where there is none.

    >>> last_boxed(r"\boxed{\{1, 2\}}")
    '\\{1, 2\\}'
    """
    return next(reversed(boxed(text)), None)


def _holds_a_box(found: list[Box], start: int) -> bool:
    return bool(found) and found[-1].start > start


def _box(text: str, box: re.Match[str], start: int, stop: int, form: Form) -> Box:
    content = text[start:stop].strip()
    if form == "bare":
        content = content.rstrip(".,")
    command = "fbox" if box["command"] == "fbox" else "boxed"
    return Box(content, command, form, box.start(), stop + (form == "braced"))
