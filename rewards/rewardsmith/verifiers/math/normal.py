r"""What is this answer in one plain notation?  Linear in its length, before any parsing.

Unicode and full-width notation becomes ASCII and LaTeX; delimiters (``$``, ``\(``), sizing
(``\left``), markdown emphasis and closing punctuation go.  Nothing here decides a meaning.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BLOCKS_OF_RAISED: Final = ((0xB2, 0xBA), (0x2B0, 0x300), (0x1D2C, 0x1DC0), (0x2070, 0x20A0))
"""Where Unicode has raised and lowered characters; the signs ª and º are not meant."""


def _shifted(kind: str) -> dict[str, str]:
    """Which characters are raised, or lowered, and what are they on the line?"""
    chars = (chr(code) for block in _BLOCKS_OF_RAISED for code in range(*block))
    found = ((char, unicodedata.decomposition(char).split()) for char in chars)
    return {char: chr(int(parts[1], 16)) for char, parts in found if parts[:1] == [kind]}


_SUPERSCRIPTS: Final = _shifted("<super>")
_SUBSCRIPTS: Final = _shifted("<sub>")

_GREEK: Final = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi", "χ": "chi",
    "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda",
    "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip

LETTERS: Final = frozenset(_GREEK.values()) | {
    "varepsilon", "vartheta", "varphi", "varrho", "varsigma", "varpi", "ell", "hbar", "iota",
    "upsilon", "Upsilon", "omicron", "aleph", "jmath", "infty",
}  # fmt: skip
"""Commands that are letters."""

_SIGNS: Final = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": r"\times ", "⋅": r"\cdot ",
    "·": r"\cdot ", "∙": r"\cdot ", "÷": r"\div ", "⁄": "/", "∕": "/", "±": r"\pm ",
    "∓": r"\mp ", "√": r"\sqrt ", "∛": r"\sqrt[3]", "∞": r"\infty ", "≤": r"\le ",
    "≥": r"\ge ", "⩽": r"\le ", "⩾": r"\ge ", "≦": r"\le ", "≧": r"\ge ", "≠": r"\ne ",
    "≈": r"\approx ", "≡": r"\equiv ", "∈": r"\in ", "∉": r"\notin ", "∪": r"\cup ",
    "∩": r"\cap ", "∅": r"\emptyset ", "∖": r"\setminus ", "°": r"\circ ", "º": r"\circ ",
    "′": "'", "’": "'", "‘": "'", "“": '"', "”": '"', "→": r"\to ", "⇒": r"\Rightarrow ",
    "∧": r"\land ", "∨": r"\lor ", "∠": r"\angle ", "⌊": r"\lfloor ", "⌋": r"\rfloor ",
    "¬": r"\lnot ",
    "⌈": r"\lceil ", "⌉": r"\rceil ", "⟨": r"\langle ", "⟩": r"\rangle ", "ℝ": r"\mathbb{R}",
    "ℤ": r"\mathbb{Z}", "ℕ": r"\mathbb{N}", "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}",
    "…": r"\ldots ", "∣": "|", "∗": "*", "∑": r"\sum ", "∏": r"\prod ", "∫": r"\int ",
    "，": ",", "、": ",", "；": ";", "：": ":", "∶": ":", "。": ".", "（": "(", "）": ")",
    "【": "[", "】": "]", "％": "%", "＄": "$", "￥": "¥", "℃": r"\circ C", "℉": r"\circ F",
    "㎜": r"\text{ mm}", "㎝": r"\text{ cm}", "㎞": r"\text{ km}", "㎏": r"\text{ kg}",
    "㎡": r"\text{ m}^2", "㎠": r"\text{ cm}^2", "㎢": r"\text{ km}^2", "㎥": r"\text{ m}^3",
}  # fmt: skip

_SPACES: Final = dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
                               "\u2009\u200a\u202f\u205f\u3000\t\r\n", " ")  # fmt: skip
_NOTHING: Final = dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u2061\u2062\u2063\ufe0e\ufe0f", "")

_FRACTIONS: Final = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8),
    "⅞": (7, 8), "⅐": (1, 7), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip

_TABLE: Final = str.maketrans(
    {char: rf"\{name} " for char, name in _GREEK.items()}
    | _SIGNS
    | _SPACES
    | _NOTHING
    | {char: rf"\frac{{{top}}}{{{bottom}}}" for char, (top, bottom) in _FRACTIONS.items()}
)

_RAISED: Final = re.compile("[" + "".join(_SUPERSCRIPTS) + "]+")
_LOWERED: Final = re.compile("[" + "".join(_SUBSCRIPTS) + "]+")
_SIZING: Final = re.compile(
    r"\\(?:(?:left|right)(?![A-Za-z])(?:\.(?!\d))?"
    r"|(?:[bB]ig{1,2}[lrm]?|displaystyle|textstyle|limits|nolimits|hfill|boxed)(?![A-Za-z]))"
    r"|\\(?:text)?color(?![A-Za-z])\ ?\{[^{}]{0,40}\}"
)
_BOLD: Final = r"\\(?:mathbf|boldsymbol|bm)\ ?\{?\ ?([A-Za-z])\ ?\}?"
_CROSS: Final = re.compile(_BOLD + r"\ ?\\times\ ?" + _BOLD)
_LINE_END: Final = re.compile(r"\\\\(?=[\s\d+-]|\Z)")
_NUMBERS_APART: Final = re.compile(r"(?<=\d) ?\${1,4} ?\${0,2} ?(?=\d)")
_RANGE: Final = re.compile(r"(\d[\d.,]{0,20})[–—](\d[\d.,]{0,20})")
_THIN: Final = re.compile(r"(?<!\\)\\[,;:!> ]|\\(?:thinspace|enspace)(?![A-Za-z])")
_WIDE: Final = re.compile(r"\\q?quad(?![A-Za-z])")
_DELIMITER: Final = re.compile(r"(?<!\\)\\[()\[\]]")
_BRACED_SIGN: Final = re.compile(r" ?\{ ?([,:]) ?\} ?")
_SPACE_RUN: Final = re.compile(r"\s+")
_TRAILING: Final = " .,;:\\"
_LEADING: Final = " ;:"
_PAIRED: Final = "\"'`*"
"""Quotation marks and emphasis: they go in pairs, since ``AB'`` and ``z^*`` are other names."""


def _ascii(text: str) -> str:
    """What is this text without full-width forms, raised digits and Greek letters?"""
    text = _RANGE.sub(r"\1 \\sim \2", text) if _RANGE.fullmatch(text.strip()) else text
    text = _RAISED.sub(lambda run: "^{" + _spell(run[0], _SUPERSCRIPTS) + "}", text)
    text = _LOWERED.sub(lambda run: "_{" + _spell(run[0], _SUBSCRIPTS) + "}", text)
    text = text.translate(_TABLE)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _spell(run: str, table: dict[str, str]) -> str:
    return "".join(table[char] for char in run)


def normalise(text: str) -> str:
    """What is this answer in ASCII and plain LaTeX, without delimiters and outer punctuation?"""
    if not text.isascii():
        text = _ascii(text)
    text = _SPACE_RUN.sub(" ", text.replace("~", " "))
    if "\\" in text:
        text = _plain_latex(text)
    text = _NUMBERS_APART.sub(" , ", text) if "$" in text else text
    return _strip(_BRACED_SIGN.sub(r"\1", text).replace("$", ""))


def _plain_latex(text: str) -> str:
    if "\\begin" not in text:
        text = _LINE_END.sub(" , ", text)
        text = text.replace("\\\\", "\\")  # an escaped backslash; row ends need a matrix
    text = text.replace(",\\!", ",").replace("\\%", "%")
    text = _DELIMITER.sub("", text.replace("\\$", "\\dollar "))
    if "\\times" in text:
        text = _CROSS.sub(r"\\vec{\1} \\times \\vec{\2}", text)
    return _THIN.sub(" ", _WIDE.sub(" , ", _SIZING.sub("", text)))


def _strip(text: str) -> str:
    """The text without outer punctuation: what may belong to the answer only goes in pairs."""
    text = text.strip(" ").lstrip(_LEADING)
    if text[:1] in {".", ",", "*"} and text[1:2] == " ":
        text = text[1:].lstrip(_LEADING)
    while len(text) > 1 and text[0] in _PAIRED and text.rstrip(_TRAILING)[-1:] == text[0]:
        text = text.rstrip(_TRAILING)[1:-1].strip(_LEADING)
    shown = text.rstrip(_TRAILING)
    rest, ellipsis, _ = text[len(shown) :].partition("...")
    return shown + rest + ellipsis if shown and ellipsis else shown
