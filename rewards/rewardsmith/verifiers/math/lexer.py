"""Which tokens is a normalised answer made of?  One linear pass, no look at what they mean.

Two spellings are ambiguous before they are parsed: ``1,234`` may be a number or a list, ``0,5``
may be a decimal.  ``Commas`` says which reading is wanted; the caller tries what applies.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.numerals import NUMBER_WORDS
from rewardsmith.verifiers.math.units import is_symbol, is_unit


class Commas(Enum):
    """How are commas between digits read, outside of brackets?"""

    THOUSANDS = "thousands"
    LIST = "list"
    DECIMAL = "decimal"


class Token(NamedTuple):
    """``kind``: number, letter, command, text, mark or end; ``spaced``: white space before it."""

    kind: str
    text: str
    spaced: bool = False


END: Final = Token("end", "")

_TOKEN: Final = re.compile(
    r"""
      (?P<repeating> \d*\.\d*\\(?:overline|bar|dot)\ ?(?:\{\d+\}|\d)
                     (?:\d*\\dot\ ?(?:\{\d\}|\d))?
                   | \d+\.\d*\(\d+\)\Z
                   | \d*\.\d+\ ?(?:\.\.\.|\\(?:l|c)?dots(?![A-Za-z])) )
    | (?P<programmed> 0x[0-9A-Fa-f]+(?![A-Za-z]) | 0b[01]+(?!\d) | 0o[0-7]+(?!\d) )
    | (?P<spaced> \d{1,3}(?:\ \d{3})+(?!\d)(?:\.\d+)? )
    | (?P<grouped> \d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)? )
    | (?P<decimal> \d+,\d+(?![\d,]) )
    | (?P<number> (?:\d+(?:\.\d+)?|\.\d+)(?:[eE](?:[+-](?=\d\d|\d\b)|(?=\d))\d+)? )
    | (?P<wordy> \\(?:text|textbf|textit|textrm|textnormal|mbox|operatorname|texttt|mathrm|mathbf
                     |mathit|mathsf|mathtt|boldsymbol|bm|mathop|rm|bf)\*?(?![A-Za-z])\ ? )
    | (?P<command> \\[A-Za-z]+ )
    | (?P<escaped> \\. )
    | (?P<dotted> [A-Za-z](?:\.[A-Za-z])+(?![A-Za-z])\.? )
    | (?P<word> [A-Za-z]+ )
    | (?P<foreign> [^\x00-\x7f]+ )
    | (?P<space> \ + )
    | (?P<mark> \*\*|<=|>=|!=|<>|:=|=>|->|\.\.\.|[^A-Za-z0-9\\\ ] )
    """,
    re.VERBOSE,
)

FUNCTIONS: Final = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "arcsin",
        "arccos",
        "arctan",
        "arccot",
        "sinh",
        "cosh",
        "tanh",
        "coth",
        "sech",
        "csch",
        "ln",
        "log",
        "lg",
        "exp",
        "sqrt",
        "gcd",
        "lcm",
        "max",
        "min",
        "det",
        "deg",
        "abs",
        "floor",
        "ceil",
        "sgn",
        "sign",
        "asin",
        "acos",
        "atan",
        "Re",
        "Im",
        "arg",
        "cis",
    ]
)
_SPELLED: Final = FUNCTIONS | {
    "mod",
    "pi",
    "infty",
    "infinity",
    "inf",
    "oo",
    "theta",
    "alpha",
    "beta",
}
_RENAMED: Final = {"infinity": "infty", "inf": "infty", "oo": "infty"}
_LETTER_TIMES: Final = frozenset("xX")
_POWER_OF_TEN: Final = re.compile(r" ?10 ?\^")
_TWO_ARGUMENTS: Final = frozenset({"frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom"})
_JOINERS: Final = {"and": "and", "or": "or", "和": "and", "或": "or", "或者": "or", "与": "and"}
_SHORT_WORDS: Final = frozenset({"yes", "no", "odd", "all", "none"}) | NUMBER_WORDS.keys()
_MERIDIEMS: Final = frozenset({"am", "pm"})
_BOLD: Final = ("\\mathbf", "\\bm", "\\boldsymbol", "\\bf")
"""Type for vectors and matrices, not for units."""
_MAX_LETTERS: Final = 3
"""A longer run of letters is a word, a shorter one a product of variables (or a known name)."""


def tokens(text: str, commas: Commas = Commas.THOUSANDS) -> list[Token]:
    """Which tokens does this normalised answer have, ``END`` last?

    Raises BeyondLimitError (TOO_LARGE) over ``MAX_TOKENS``.
    """
    found = _Lexer(text, commas).run()
    found.append(END)
    if len(found) > limits.MAX_TOKENS:
        raise limits.too_large(f"more than {limits.MAX_TOKENS} tokens")
    return found


class _Lexer:
    def __init__(self, text: str, commas: Commas, depth: int = 0) -> None:
        if depth > limits.MAX_DEPTH:
            raise limits.too_deep(f"text in text, more than {limits.MAX_DEPTH} levels deep")
        self.text, self.commas, self.depth = text, commas, depth
        self.found: list[Token] = []
        self.brackets = 0
        self.spaced = False
        self.before = END
        self.upright = self.prose = self.sentence = self.in_unit = False

    def run(self) -> list[Token]:
        at, text, match_at = 0, self.text, _TOKEN.match
        while at < len(text):
            match = match_at(text, at)
            if match is None or match.lastgroup is None:
                raise limits.unreadable(f"{text[at : at + 20]!r}")
            at = self._take(match.lastgroup, match[0], at)
        return self.found

    def _add(self, kind: str, text: str) -> None:
        self.found.append(Token(kind, text, self.spaced))
        self.spaced = False

    def _take(self, group: str, piece: str, at: int) -> int:
        """Adds the token(s) of this piece; returns where the next one begins."""
        end = at + len(piece)
        match group:
            case "space":
                self.spaced = True
            case "mark":
                self._mark(piece)
            case "grouped" | "decimal":
                return self._commas(group, piece, at)
            case "spaced":
                return self._grouped_by_spaces(piece, at)
            case "number" | "repeating" | "programmed":
                if self._continues_name(at):
                    self._add("mark", "_")  # "x2" is no product
                self._add("number", piece)
            case "dotted":
                self._text(piece.replace(".", ""))
            case "word" if piece in _LETTER_TIMES and self._is_times(end):
                self._add("command", "times")
            case "word" | "foreign":
                self._word(piece)
            case "wordy":
                return self._wordy(piece, end)
            case "escaped":
                self._add("command", piece[1:] if piece[1] in "{}|_#&%" else "\\")
            case _:
                self._add("command", piece[1:])
        return end

    def _continues_name(self, at: int) -> bool:
        r"""Does a letter stand directly before, as its name's index does not in ``\frac x2``?"""
        last = self._last()
        follows = last.kind == "letter" and last.text != "i" and not self.spaced
        return follows and not self._is_argument() and self.text[at - 1 : at].isalpha()

    def _is_argument(self) -> bool:
        before = self.found[-2] if len(self.found) > 1 else self.before
        return before.text in _TWO_ARGUMENTS

    def _is_times(self, end: int) -> bool:
        """Is the letter a sign, as in ``5 x 10^3``?"""
        return self._last().kind == "number" and _POWER_OF_TEN.match(self.text, end) is not None

    def _mark(self, mark: str) -> None:
        if mark == "." and self.upright and self._last().kind == "text":
            return  # "in.", "sq. ft."
        self.brackets += (mark in "([") - (mark in ")]")
        self._add("mark", {"**": "^", "!=": "ne", "<>": "ne"}.get(mark, mark))

    def _commas(self, group: str, piece: str, at: int) -> int:
        """Digits with commas: one number, or the first number of a list."""
        bare = self.brackets <= 0 and "\\{" not in self.text[:at]
        if group == "grouped" and self.commas is Commas.THOUSANDS and bare:
            self._add("number", piece.replace(",", ""))
            return at + len(piece)
        if self.commas is Commas.DECIMAL and piece.count(",") == 1 and "." not in piece:
            self._add("number", piece.replace(",", "."))
            return at + len(piece)
        first = piece[: piece.index(",")]
        self._add("number", first)
        return at + len(first)

    def _grouped_by_spaces(self, piece: str, at: int) -> int:
        r"""``1 000``, but not the 2 and 100 of ``\log_2 100``."""
        if self._last().text in {"_", "^"}:
            piece = piece[: piece.index(" ")]
        self._add("number", piece.replace(" ", ""))
        return at + len(piece)

    def _wordy(self, piece: str, at: int) -> int:
        r"""``\text{…}``: its words, or its content where that is mathematics."""
        if self.text[at : at + 1] != "{":
            return at
        end = _closing(self.text, at)
        inner = _Lexer(self.text[at + 1 : end].strip(), self.commas, self.depth + 1)
        inner.spaced, inner.before = self.spaced, self._last()
        inner.in_unit = self._continues_unit()
        inner.upright = not piece.startswith(_BOLD)
        inner.prose = piece.startswith(("\\text", "\\mbox"))
        inner.sentence = inner.prose and " " in inner.text
        self.found.extend(inner.run())
        return end + 1

    def _last(self) -> Token:
        return self.found[-1] if self.found else self.before

    def _word(self, word: str) -> None:
        if word == "to" and self._last().kind == "number":
            self._add("mark", ":")  # "3 to 5"
        elif word in _JOINERS:
            self._add("command", _JOINERS[word])
        elif self._is_text(word):
            self._text(word)
        elif word in _SPELLED:
            self._add("command", _RENAMED.get(word, word))
        elif len(word) == 1 and word.isascii():
            self._add("letter", word)
        else:
            self._letters(word)

    def _is_text(self, word: str) -> bool:
        """Is this run of letters a word or a unit, not a product of variables?"""
        last = self._last()
        if self.upright and (last.text == "/" or self._continues_unit()):
            return is_symbol(word)
        if word.lower() in _MERIDIEMS and not self.upright:
            return any(token.text == ":" for token in self.found)
        if _ends_a_value(last) and self._is_unit(word):
            return True
        if word.lower() in _SHORT_WORDS or (word == "a" and self.sentence):
            return True
        if word in _SPELLED or (len(word) == 1 and word.isascii()):
            return False
        if self.prose or not word.isascii():
            return True
        return len(word) > _MAX_LETTERS and not _splits(word)

    def _is_unit(self, word: str) -> bool:
        return is_symbol(word) if self.upright else len(word) > 1 and is_unit(word)

    def _continues_unit(self) -> bool:
        r"""Does a unit's next factor follow, as in ``\mathrm{N \cdot m}``?"""
        if not self.found:
            return self.in_unit
        return [token.kind for token in self.found[-2:]] == ["text", "command"] and (
            self.found[-1].text == "cdot"
        )

    def _text(self, word: str) -> None:
        last = self.found[-1] if self.found else END
        if last.kind == "text":
            self.found[-1] = Token("text", f"{last.text} {word}", last.spaced)
            self.spaced = False
        else:
            self._add("text", word)

    def _letters(self, word: str) -> None:
        """A product of variables, with a function's name where one begins: ``xsin``, ``2pir``."""
        at = 0
        while at < len(word):
            name = next((word[at:end] for end in range(len(word), at + 1, -1)
                         if word[at:end] in _SPELLED), None)  # fmt: skip
            self._add("command" if name else "letter", name or word[at])
            at += len(name or "x")


def _splits(word: str) -> bool:
    """Is a longer run a function's name and at most two variables (``xsin``, ``cosab``)?"""
    rests = (word.removeprefix(name) for name in _SPELLED if word.startswith(name))
    others = (word.removesuffix(name) for name in _SPELLED if word.endswith(name))
    return any(len(rest) <= _MAX_LETTERS - 1 for rest in (*rests, *others))


def _ends_a_value(token: Token) -> bool:
    return token.kind in {"number", "text"} or token.text in {"}", ")", "pi", "]", "circ"}


def _closing(text: str, at: int) -> int:
    """Where does the brace that opens at ``at`` close?  UNREADABLE where it does not."""
    depth = 0
    for index in range(at, len(text)):
        depth += (text[index] == "{") - (text[index] == "}")
        if depth == 0:
            return index
    raise limits.unreadable("a group that does not end")
