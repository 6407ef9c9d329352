"""What does the judge expect, over all scores that it held possible?

The verdict's token has neighbours that were nearly chosen.  Their log-probabilities turn a whole
number into an expectation, which spreads scores that would otherwise tie (G-Eval, Liu et al. 2023,
arXiv:2303.16634, §2.3).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

MIN_MASS = 0.5
"""With less probability than this on the scale, the log-probabilities say nothing about it."""

_SCORE = re.compile(r'"score"\s{0,8}:\s{0,8}(?=[0-9])')


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a reply with the alternatives the server names: ``(text, log-probability)``."""

    text: str
    top: tuple[tuple[str, float], ...]


def expected_score(
    reply: str, tokens: Sequence[Token], scale: tuple[int, int], verdict: float
) -> float | None:
    """What is the mean score under the alternatives at the verdict's token?

    None where it cannot be told: no log-probabilities, a scale beyond one digit, a token that
    does not belong to the verdict, or less than half of the probability on the scale.
    """
    token = _verdict_token(reply, tokens)
    if token is None or scale[1] > 9 or _digit(token.text) != verdict:
        return None
    chances: dict[int, float] = {}
    for text, logprob in token.top:
        value = _digit(text)
        if value is not None and scale[0] <= value <= scale[1]:
            chances[value] = chances.get(value, 0.0) + math.exp(min(logprob, 0.0))
    mass = sum(chances.values())
    if mass < MIN_MASS:
        return None
    return sum(value * chance for value, chance in chances.items()) / mass


def _verdict_token(reply: str, tokens: Sequence[Token]) -> Token | None:
    """The token in which the score's digit stands; a quote inside the reasoning is escaped."""
    places = [found.end() for found in _SCORE.finditer(reply)]
    if not places or "".join(token.text for token in tokens) != reply:
        return None
    position = 0
    for token in tokens:
        position += len(token.text)
        if position > places[-1]:
            return token
    return None


def _digit(token: str) -> int | None:
    """Which digit is this token, but for space before and punctuation after it?"""
    bare = token.strip().rstrip("},")
    return int(bare) if len(bare) == 1 and bare in "0123456789" else None
