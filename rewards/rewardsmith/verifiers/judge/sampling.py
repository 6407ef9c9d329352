"""How is the judge sampled, and who is it?  Values that need no client."""

from __future__ import annotations

from dataclasses import dataclass

from rewardsmith.verifiers.judge.secret import Secret


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
