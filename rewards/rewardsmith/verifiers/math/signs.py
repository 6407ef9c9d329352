"""Which marks, commands and words does the parser know, and what do they mean?"""

from __future__ import annotations

from typing import Final

from rewardsmith.verifiers.math.numerals import NUMBER_WORDS
from rewardsmith.verifiers.math.tree import Node, Number, Sequence, Symbol

RELATIONS: Final = {
    "=": "=", ":=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "ne": "!=", "neq": "!=",
    "not=": "!=", "lt": "<", "gt": ">", "le": "<=", "leq": "<=", "leqslant": "<=", "leqq": "<=",
    "ge": ">=", "geq": ">=", "geqslant": ">=", "geqq": ">=", "in": "in", "equiv": "equiv",
    "approx": "~", "approxeq": "~", "simeq": "~", "sim": "sim", "cong": "cong", "to": "to",
    "rightarrow": "to", "mapsto": "to", "->": "to", "notin": "notin", "subset": "subset",
    "subseteq": "subseteq", "parallel": "parallel", "perp": "perp",
}  # fmt: skip
IMPLIES: Final = ("Rightarrow", "implies", "Longrightarrow", "=>", "therefore", "iff")
JOINERS: Final = (",", ";", "and", "or", "land", "lor", "wedge", "vee", "&")
TIMES: Final = ("cdot", "times", "*", "ast", "bullet")
CONSTANTS: Final = {"pi": "pi", "infty": "inf", "imath": "i", "mathrm{i}": "i"}
SET_OPERATORS: Final = {
    "cup": "cup", "cap": "cap", "bigcup": "cup", "bigcap": "cap", "setminus": "minus",
    "backslash": "minus",
}  # fmt: skip
DOTS: Final = ("ldots", "dots", "cdots", "...", "dotsc", "dotsb", "vdots")
ACCENTS: Final = frozenset(
    {
        "vec", "hat", "bar", "overline", "underline", "overrightarrow", "widehat", "widetilde",
        "tilde", "dot", "mathbb", "mathcal", "mathscr", "mathfrak", "stackrel",
    }
)  # fmt: skip
SILENT: Final = frozenset({"displaystyle", "hline", "nonumber", "left", "right", "text", "color"})
RENAMED: Final = {"varphi": "phi", "lnot": "neg"}
CLOSERS: Final = frozenset(
    {
        "pm", "mp", "}", "mid", "|", "rangle", "rfloor", "rceil", "rbrace", "rbrack", "rparen",
        "rvert", "rVert", "vert", "end", "\\", "choose", "circ", "prime", "%", "div", "over",
        "colon",
    }
)  # fmt: skip
"""Commands that end a product."""

OF_DOMAINS: Final = frozenset({"in", "ne", "neq", "<", ">", "<=", ">=", "le", "leq", "ge", "geq"})
"""Relations behind a letter in brackets that say where the rest is meant."""

FIGURES: Final = frozenset({"angle", "triangle", "odot", "measuredangle"})
_REALS: Final = Symbol("mathbb{R}")
MEANINGS: Final[dict[str, Node]] = {
    **dict.fromkeys(("all real numbers", "all reals", "real numbers"), _REALS),
    **dict.fromkeys(
        ("no solution", "no solutions", "no real solution", "no real solutions", "empty set"),
        Sequence("{", (), "}"),
    ),
    **{word: Number(value) for word, value in NUMBER_WORDS.items()},
}
"""Words that name a set or a number."""
