r"""Where does a text hold LaTeX?  Formulas between delimiters, and commands with their braces."""

from __future__ import annotations

import re

from rewardsmith.response.scanner import first_landmark, landmarks

_MATH = re.compile(
    r"""
      \\(?P<open>[(\[]) | \\(?P<close>[)\]]) | (?P<dollars>\$\$?)
    | \\begin\{(?P<begin>[a-zA-Z]{1,20})\*?\} | \\end\{(?P<end>[a-zA-Z]{1,20})\*?\}
    | (?P<blank>\n[ \t]*+\n) | \\.
    """,
    re.VERBOSE | re.DOTALL,
)
_ENVIRONMENTS = frozenset(
    {"equation", "align", "aligned", "alignat", "gather", "gathered", "multline", "eqnarray"}
    | {"split", "cases", "array", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"}
    | {"smallmatrix", "math", "displaymath"}
)
_CLOSERS = {"(": ")", "[": "]"}
_COMMAND = re.compile(
    r"""
      (?P<sized>\\(?:left|right|big|Big)(?![A-Za-z]) [ ]? (?:\\?[{}()\[\]|.])? )
    | (?P<words>\\text[a-z]{0,2}[ ]?\{)
    | (?P<opens>(?:\\[A-Za-z]++\*?[ ]?|[_^])\{) | (?P<command>\\[A-Za-z]++\*?)
    | (?P<next>\}[ ]?\{) | (?P<brace>[{}]) | \\. | (?P<blank>\n[ \t]*+\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_RUN_OF_WORDS = re.compile(
    r"(?:(?<![^\W\d_])(?<!\\)[^\W\d_]{2,}+[ ,.;:'’-]{1,3}){5}"
    r"|[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{12}"
)


def says_something(text: str) -> bool:
    """Is there a run of words in it, such as no formula has?"""
    return first_landmark(_RUN_OF_WORDS, text) is not None


def math_spans(text: str) -> list[tuple[int, int]]:
    """Where does the text hold delimited mathematics?"""
    spans: list[tuple[int, int]] = []
    closer, start = "", 0
    for mark in landmarks(_MATH, text):
        if mark["blank"] and closer in {"$", ")"}:
            closer = ""  # such mathematics stays within a paragraph
        elif closer and closer == (mark["close"] or mark["dollars"] or mark["end"]):
            if _is_price(text, mark) or says_something(text[start : mark.end()]):
                start = mark.start()  # prose between two dollars: the second may open
                closer = closer if mark["dollars"] else ""
            else:
                spans.append((start, mark.end()))
                closer = ""
        elif not closer and (opened := _closer(mark)):
            closer, start = opened, mark.start()
    return spans


def _closer(mark: re.Match[str]) -> str:
    if mark["begin"]:
        return mark["begin"] if mark["begin"] in _ENVIRONMENTS else ""
    return _CLOSERS.get(mark["open"] or "", mark["dollars"] or "")


def _is_price(text: str, mark: re.Match[str]) -> bool:
    """Is this dollar the sign of a price, and so no end of a formula?"""
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return mark["dollars"] == "$" and before.isspace() and after.isdigit()


def command_spans(text: str) -> list[tuple[int, int]]:
    """Where does the text hold commands of LaTeX, with what is in their braces?"""
    spans: list[tuple[int, int]] = []
    depth, start, outside = 0, 0, 0
    for mark in landmarks(_COMMAND, text):
        if mark["blank"]:
            depth = 0  # a group that no brace has closed: its commands alone are taken out
        elif mark["words"] and not depth:
            spans.append(mark.span())  # outside of a formula these are words, however they are set
        elif mark["opens"] and not depth:
            depth, start, outside = 1, mark.start(), len(spans)
            spans.append((start, mark.end()))
        elif mark["words"] or mark["opens"] or mark["brace"] == "{":
            depth += depth > 0
        elif mark["brace"] and depth:
            depth -= 1
            if not depth and not says_something(text[start : mark.end()]):
                spans[outside:] = [(start, mark.end())]
        elif mark["command"] or mark["sized"]:
            spans.append(mark.span())
    return spans
