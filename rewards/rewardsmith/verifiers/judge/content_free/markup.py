r"""What does a text say once its dress is off: markup, invisible characters, ``\boxed``, emoji?"""

from __future__ import annotations

import html
import re
import unicodedata

JOINERS = "'’ʼ-\u200c\u200d"
"""Characters inside a word: apostrophes, the hyphen, and the joiners that some scripts need."""

_SECTIONS = re.compile(
    r"""
    </?(?:think|thinking|thought|reasoning|answer|final_answer|solution|response|output|result|
        explanation|step|steps|tool|assistant|user|system)/?>
  | <\|[A-Za-z_]{1,40}\|>(?:assistant|user|system|final|analysis|commentary)?
  | <(?:pad|bos|eos|unk|mask|sep|cls)> | </?s> | \[/?INST\] | <</?SYS>>
  | (?<![A-Za-z])\{\{\ ?[A-Za-z_]{3,30}\ ?\}\} | \bx{4,}\b
  | \\(?:boxed|fbox|text|textbf|textit|mathrm|mathbf|emph|quad|displaystyle|left|right)(?![A-Za-z])
  | \\(?:section|subsection|paragraph|item|noindent|hfill|ldots|dots|cdots)(?![A-Za-z])\*?
  | \\(?:phantom|hphantom|vphantom|hspace|vspace)\*?\{[^{}]{0,20}\}
  | \\(?:underline|underbrace|framebox|fbox)(?![A-Za-z])
  | \\(?:begin|end)\{[a-z]{1,20}\*?\}
  | \\[\[\](),;!]
  | `{3,}[a-z]{0,20}
  | <!--|-->|/\*|\*/
  | ^[ \t]{0,4}(?:[-*+•>%]|\#{1,6}|//|--)[ \t]
  | ^[ \t]{0,4}\(?[0-9]{1,2}[.)][ \t]+(?=[^\W\d]|[¿¡«])
  | &(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|\#160|\#8203);
  | (?<=:)\s?(?:null|none|undefined)\b(?=\s?[\},])
  | ^[ \t]{0,4}[一二三四五六七八九十]{1,2}[、.)][ \t]{0,4}(?=\S)
  | \*\*|__|~~ | \bN/A\b(?=\s*\S)
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_HTML = re.compile(
    r"</?(?:p|div|span|b|i|u|em|strong|h[1-6]|br|hr|ul|ol|li|code|pre|center|font|small|sub|sup"
    r"|table|tr|td|body|html|details|summary)(?:\s[^<>]{0,80})?/?>",
    re.IGNORECASE,
)
_SPACED_OUT = re.compile(r"\b[^\W\d](?: [^\W\d]){3,}\b")
_JOINLESS = "\x00-\u05ff\u0e00-\u0eff\u10a0-\u16ff\u1e00-\uffff"
"""Characters of the scripts that need no joiner inside a word."""
_VAIN_JOINER = re.compile(rf"(?<=[{_JOINLESS}])[\u200c\u200d]|[\u200c\u200d](?=[{_JOINLESS}])")
_ACCENTS = str.maketrans("", "", "\u055b\u055c\u055e")
"""Armenian marks of emphasis and question, which stand inside a word."""
_WRAPPERS = ' \t\r\n*_`#"“”«»「」『』$'


def bare(text: str) -> str:
    r"""What is left without markup, invisible characters and emoji?

    What is nothing but markup or emoji stays: it may be what was asked for.

    >>> bare("## **Solution** ✅"), bare(r"$\boxed{\text{answer}}$"), bare("<p>")
    ('Solution', '{{answer}}', '<p>')
    """
    shown = "".join(char for char in unicodedata.normalize("NFKC", text) if not _is_hidden(char))
    shown = shown.translate(_ACCENTS)
    plain = _SECTIONS.sub(" ", _VAIN_JOINER.sub("", shown))
    stripped = _HTML.sub(" ", html.unescape(plain))
    if has_letters(stripped):
        plain = "".join(" " if unicodedata.category(c) in {"So", "Sk"} else c for c in stripped)
    plain = _SPACED_OUT.sub(lambda spelled: spelled[0].replace(" ", ""), plain)
    return plain.strip().strip(_WRAPPERS).strip()


def letters_of(text: str) -> str:
    """Its letters, marks, digits and symbols, without what stands between them."""
    return "".join(char for char in text if unicodedata.category(char)[0] in "LNMS")


def has_letters(text: str) -> bool:
    """Is there a letter in it?"""
    return any(char.isalpha() for char in text)


def words_of(text: str) -> list[str]:
    """Which runs of letters and marks are there, with apostrophes and hyphens inside?"""
    spaced = "".join(
        char if unicodedata.category(char)[0] in "LM" or char in JOINERS else " " for char in text
    )
    return [word for piece in spaced.split() if (word := piece.strip("".join(JOINERS)))]


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Co"} and char not in "\u200c\u200d"
