"""Who is asked, with which key, and how it samples.  Values that need no client.

A key is in the environment and nowhere else.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

_NO_KEY = "no-key"
_PIECE = 4
_WORD = re.compile(r"[^\s\"',;:(){}\[\]]+")


class Secret:
    """Which key does this environment variable hold?  Read when it is needed, shown to nobody.

    Servers repeat pieces of a key in their complaints ("Incorrect API key provided: sk-ab…yz"), so
    a word that shares four characters in a row with the key is taken out of what they say.
    """

    def __init__(self, variable: str) -> None:
        self.variable = variable

    def __repr__(self) -> str:
        return f"Secret({self.variable!r})"

    def reveal(self) -> str:
        """What goes into the header?  A placeholder if there is no key, as local servers want."""
        return os.environ.get(self.variable) or _NO_KEY

    def scrub(self, text: str) -> str:
        """What is this text without the key or pieces of it?"""
        key = os.environ.get(self.variable, "")
        if not key:
            return text
        pieces = {key[i : i + _PIECE] for i in range(max(1, len(key) - _PIECE + 1))}
        whole = text.replace(key, "[key]")
        return _WORD.sub(
            lambda word: "[key]" if any(piece in word[0] for piece in pieces) else word[0], whole
        )

    def cut(self, text: str) -> str:
        """What is this text without the key itself?"""
        key = os.environ.get(self.variable, "")
        return text.replace(key, "[key]") if key else text


@dataclass(frozen=True, slots=True)
class Sampling:
    """The sampling fields of a request; another ``seed`` is another vote."""

    temperature: float
    max_tokens: int
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Who is asked, with which key, for how long, at which price per million tokens in and out?"""

    base_url: str
    model: str
    secret: Secret
    deadline_s: float
    prices: tuple[float, float] = (0.0, 0.0)

    def dollars(self, prompt_tokens: float, completion_tokens: float) -> float:
        """What do these tokens cost?"""
        price_in, price_out = self.prices
        return (prompt_tokens * price_in + completion_tokens * price_out) / 1e6
