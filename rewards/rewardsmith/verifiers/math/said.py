r"""What do the words around an answer say of it: nothing, a denial, another value?

``The total is $5$.`` gives 5; ``It is not $5$``, ``half of it is 5`` and ``\boxed{5} is wrong`` do
not.  So the words before a value must lead up to it (``is``, ``we get``), those behind it must be
its unit or nothing, and an answer that is denied or taken back is none.
"""

from __future__ import annotations

import re
from typing import Final

_SEGMENT: Final = re.compile(r"\$\$([^$]+)\$\$|\$([^$]+)\$|\\\(((?:[^\\]|\\[^)])+)\\\)|"
                             r"\\\[((?:[^\\]|\\[^\]])+)\\\]")  # fmt: skip
_STOP: Final = re.compile(r"[.!?。！？\n]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’]t)?")
_LEADS: Final = frozenset(
    {
        "is", "are", "was", "were", "be", "equals", "equal", "gives", "give", "get", "gets",
        "obtain", "obtains", "have", "has", "yields", "therefore", "thus", "so", "hence", "then",
        "answer", "result", "namely", "exactly", "simply", "find", "conclude", "that",
    }
)  # fmt: skip
"""Words after which the value comes."""

_CHINESE_LEADS: Final = ("是", "为", "等于", "得", "得到", "有", "即", "故", "所以", "因此", "共")
_COPULAS: Final = frozenset({"is", "are", "was"})
_DENYING: Final = frozenset(
    {
        "not", "never", "no", "nor", "neither", "nothing", "none", "nobody", "without", "cannot",
        "wrong", "incorrect", "false", "impossible", "except", "unless", "half", "third", "thirds",
        "quarter", "quarters", "twice", "double", "triple", "doubt", "hardly",
    }
)  # fmt: skip
"""Words that deny the value, or speak of a part or a multiple of the answer."""

_DENIED_BY: Final = (
    " not", "n't", "n’t", "cannot", " never", " nor", "rather than", "instead of", "necessarily",
    "except", "more than", "less than", "greater than", "fewer than", "smaller than",
    "larger than", "other than", "anything but", " minus", " negative", " plus", " twice",
    " half", "half of", "≠", "不是", "不等于",
)  # fmt: skip
"""What denies the answer behind it, or says that it is another value."""

_BETWEEN: Final = (" be", " equal to", " the")
_OPEN_FORMULA: Final = (
    "\\ne", "\\neq", "\\frac{", "\\dfrac{", "\\sqrt{", "\\cdot", "\\times", "^", "^{",
)  # fmt: skip
"""What makes the answer behind it a part of a larger formula."""

_COMPARED: Final = re.compile(r"(?:[$({=,] ?-|(?<![<\w/])[A-Za-z0-9)}] ?[<>]) ?\Z")
_DENYING_STEMS: Final = ("not ", "n't ", "n’t ", "false", "wrong", "incorrect")
_DENIED_CLAUSE: Final = re.compile(
    r"(?:\bnot|n['’]t|\bfalse|\bwrong|\bincorrect)"
    r" (?:think|believe|say|sure|certain|clear|true|that|to say|the case)\b[^.,;:\n]{0,40}\Z"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:[Oo]r|nor|unless|[Ii]f)\b[^.,;:!?\n]{0,40}\Z"
    r"|\b(?:wrong|incorrect|expected|false)\b answer[^.,;:\n]{0,20}\Z"
)
_DENIED_CHARS: Final = 72
"""Characters before an answer that are looked at."""

_TAKEN_BACK: Final = re.compile(
    r"\A[\s$]{0,4}(?:\^(?!\{?\\circ)|\+ ?\d)|\A[\s$.)*]{0,8}\?\s{0,3}(?:\Z|[Nn]o\b)"
    r"|\A\W{0,8}(?:is|was)(?: wrong| incorrect|n['’]t| not)\b"
    r"|\A[\s$]{0,4}or (?:possibly |maybe |perhaps )?(?:more|less|fewer|greater|another|none)\b"
    r"|\b[Ww]ait\b[^\n]{0,80}?(?:\d|wrong|mistake|incorrect|should)"
    r"|\b(?:[Tt]hat|[Tt]his|[Ii]t)(?: is|['’]s| was) (?:wrong|incorrect|not (?:right|correct))"
    r"|\b(?:[Nn]o,|[Aa]ctually|[Cc]orrection|[Oo]ops|[Ss]orry|[Ss]cratch that|[Oo]n second thought)"
    r"[^\d\n]{0,60}\d|不对|错了|更正"
)  # fmt: skip
"""What continues the formula behind an answer, questions it, or takes it back."""

_LONGEST_UNIT: Final = 5


def stated(text: str) -> str | None:
    r"""Which value does this short text state?  None where it states none that we understand.

    >>> stated("The total is $5$."), stated("There are $5$ apples."), stated("It is not $5$.")
    ('5', '5\\text{ apples}', None)
    """
    segments = list(_SEGMENT.finditer(text))
    if len(segments) != 1:
        return None if segments else _said_last(text)
    lead, tail = text[: segments[0].start()], text[segments[0].end() :]
    formula = next(filter(None, segments[0].groups()))
    if not any(map(str.isdigit, lead + formula)):
        said = _said_last(text)
        if said is not None and any(map(str.isdigit, said)):
            return said  # "The largest $n$ is 34"
    if any(map(str.isdigit, lead + tail)) or "=" in lead + tail or not _leads_up(lead):
        return None
    return _with_tail(formula, tail.strip(" .。*_"))


def _said_last(text: str) -> str | None:
    """``34`` of ``the largest n is 34``."""
    lead, verb, value = max(
        (text.rpartition(f" {verb} ") for verb in ("is", "are")), key=lambda cut: len(cut[0])
    )
    return value if verb and not _denies(lead) else None


def _leads_up(lead: str) -> bool:
    """Does the value follow from these words?  No words do, too."""
    sentence = _STOP.split(lead)[-1].strip(" ,*_")
    if not sentence:
        return True
    last = _WORD.findall(sentence.lower())[-1:]
    led = sentence.endswith((":", *_CHINESE_LEADS)) or (bool(last) and last[0] in _LEADS)
    return led and not _denies(sentence)


def _denies(sentence: str) -> bool:
    words = _WORD.findall(sentence.lower())
    return (
        any(word in _DENYING or word.endswith(("'t", "’t")) for word in words) or "不" in sentence
    )


def _with_tail(formula: str, tail: str) -> str | None:
    """The formula with what stands behind it, if that is a unit; None if it is something else."""
    words = _WORD.findall(tail)
    if not tail:
        return formula
    if _denies(tail) or {"or", "and", "but"} & set(words):
        return None
    if tail[0] in ",(" or (words and tail.startswith(words[0]) and words[0] in _COPULAS):
        return formula
    is_unit = words and tail == " ".join(words) and len(words) <= _LONGEST_UNIT
    return rf"{formula}\text{{ {tail}}}" if is_unit else None


def is_denied(before: str) -> bool:
    r"""Do the words before an answer deny it, or make it a part: ``-\boxed{5}``?"""
    before = before[-_DENIED_CHARS:]
    words = " " + before.rstrip(" $:*(\n").lower()
    for between in _BETWEEN:
        words = words.removesuffix(between)
    if words.endswith(_DENIED_BY) or before.rstrip(" ").endswith(_OPEN_FORMULA):
        return True
    if before[-1:] == "-" and before[-2:] != "--":
        return True
    if before.rstrip(" ")[-1:] in {"-", "<", ">"} and _COMPARED.search(before):
        return True
    stems = any(stem in before for stem in _DENYING_STEMS)
    return stems and _DENIED_CLAUSE.search(before) is not None


def is_alternative(before: str) -> bool:
    """Does the phrase before an answer offer it beside another: ``or the answer is 5``?"""
    return is_denied(before) or _OTHERWISE.search(before[-_DENIED_CHARS:]) is not None


def is_taken_back(after: str) -> bool:
    r"""Do the words behind an answer take it back: ``\boxed{5}. Wait, it is 6.``?"""
    return _TAKEN_BACK.search(after) is not None
