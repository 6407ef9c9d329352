r"""What of a text is prose?  Mathematics, code, links and tags are taken out, in linear time.

What is taken out must look like what it claims to be: a run of words between dollars,
in ``\text{}`` or in backticks stays, and so do lines of words in a code fence, so that nobody hides
a language there.
"""

from __future__ import annotations

import re
import unicodedata

from rewardsmith.response import fences, is_blank
from rewardsmith.response.fences import Fence
from rewardsmith.response.scanner import landmarks
from rewardsmith.verifiers.language.latex import command_spans, math_spans, says_something

_PROSE_FENCES = frozenset({"text", "txt", "plain", "plaintext", "markdown", "md", "quote"})

_PATCH = r"""
    (?= [hwm</&`] ) (?:
      (?:https?://|www\.|mailto:) [!-;=?-~]++
    | </?[A-Za-z][^\s<>]{0,60} (?: [ \t][^<>=\n]{0,40} =[^<>\n]{0,200} )? /?>   # a tag
    | (?<![\w/.]) (?:/[A-Za-z0-9_.-]++){2,}+                                     # a path
    | <\|[^<>|\s]{1,40}\|>                                                      # a special token
    | &\#?[A-Za-z0-9]{1,8};
    | (?<!`) (?P<ticks>`{1,3}+) [^`\n]{1,300}+ `++                              # code in a line
    )"""
_ADDRESS = r"(?<![\w.+-]) [A-Za-z0-9._+-]++ @ [A-Za-z0-9.-]++"
_PATCHES = re.compile(_PATCH, re.VERBOSE)
_PATCHES_AND_ADDRESSES = re.compile(f"{_PATCH} | {_ADDRESS}", re.VERBOSE)
"""Two, since every word may start an address."""

_PATCH_SIGNS = ("`", "<", "/", "&", "@", "www.", "mailto:")
"""One of these is in every patch."""

_DISGUISED = re.compile(
    r"[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u24b6-\u24e9\ufe00-\ufe0f\ufeff"
    r"\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U000e0000-\U000e0fff]"
)
"""Invisible characters do not part words; mathematical, circled and full-width letters spell them
as well as plain ones do."""

_HIDDEN, _HIDDEN_SHARE = 120, 0.85
"""A fence is no code where lines of words make up so many characters, and such a share of it: a
long docstring stays below."""

_SENTENCE = re.compile(r"[^.!?。！？\n]*+[.!?。！？\n]|[^.!?。！？\n]++\Z")
_COPY = 20
"""A shorter sentence is not a copy."""


def prose(text: str) -> str:
    r"""What is left of the text for judging its language?

    >>> prose(r"So $x^2 \le 4$, see https://a.org: `x <= 2`.").split()
    ['So', ',', 'see', '.']
    """
    if not text.isascii():
        text = _DISGUISED.sub(_plain, text)
    text = _without_fences(text)
    if any(sign in text for sign in _PATCH_SIGNS):
        patches = _PATCHES_AND_ADDRESSES if "@" in text else _PATCHES
        text = _without(text, [m.span() for m in landmarks(patches, text) if _is_patch(m)], " ")
    if "$" in text or "\\" in text:
        text = _without(text, math_spans(text), " ")
    if "\\" in text or "{" in text:
        text = _without(text, command_spans(text), " ")
    return text


def without_copies(text: str, prompt: str) -> str:
    """What does the text say besides sentences of the prompt, word for word?

    Copying the question is no writing in its language.  A text that copies all is left as it is.

    >>> without_copies("How many apples are there? Four of them.", "How many apples are there?")
    ' Four of them.'
    """
    copied = {part.strip() for part in _SENTENCE.findall(prompt) if len(part) >= _COPY}
    if not copied:
        return text
    own = "".join(part for part in _SENTENCE.findall(text) if part.strip() not in copied)
    return text if is_blank(own) else own


def _without(text: str, spans: list[tuple[int, int]], filler: str) -> str:
    if not spans:
        return text
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return filler.join(text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2))


def _plain(disguised: re.Match[str]) -> str:
    """The letter that it stands for, nothing where it is invisible."""
    plain = unicodedata.normalize("NFKC", disguised[0])
    return plain if plain.isalnum() else ""


def _without_fences(text: str) -> str:
    if "```" not in text and "~~~" not in text:
        return text
    return _without(text, [_code_span(text, fence) for fence in fences(text)], "\n")


def _code_span(text: str, fence: Fence) -> tuple[int, int]:
    """What of the fence is no prose: all of it, or its first line alone."""
    if not _is_prose(fence):
        return fence.start, fence.end
    return fence.start, max(fence.start, text.find("\n", fence.start))


def _is_prose(fence: Fence) -> bool:
    """Does it say that it is text, or does it look like nothing else?"""
    if fence.language in _PROSE_FENCES:
        return True
    saying = sum(len(line) for line in fence.code.splitlines() if says_something(line))
    return saying >= max(_HIDDEN, _HIDDEN_SHARE * len(fence.code))


def _is_patch(match: re.Match[str]) -> bool:
    return not match["ticks"] or not says_something(match[0])
