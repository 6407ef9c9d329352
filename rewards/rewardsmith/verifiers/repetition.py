"""Responses that repeat themselves."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from annotated_types import Ge, Le

from rewardsmith.registry import register
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import Verifier
from rewardsmith.verifiers.units import TokenizerPath, units


@register
class Repetition(Verifier, frozen=True):
    """How much of the response is new?  The share of its n-grams that did not occur before.

    One minus the repetition penalty of Yeo et al. 2025, arXiv:2502.03373, appendix C (there over
    ``n`` tokens).  Thought included; 1 where the response is shorter than ``n``.  Units as in
    ``soft_overlong``; work is n times the length.

    >>> Repetition(n=1).verify(Rollout(completion="again again again again")).score
    0.25
    """

    kind: Literal["repetition"] = "repetition"
    n: Annotated[int, Ge(1), Le(64)] = 20
    tokenizer: TokenizerPath | None = None

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """Nothing twice."""
        return cls(), Rollout(completion="Six times seven is forty-two.")

    def verify(self, rollout: Rollout) -> Verdict:
        """How much of it is new?"""
        sequence = units(rollout.raw, self.tokenizer)
        grams = list(zip(*(sequence[start:] for start in range(self.n)), strict=False))
        if not grams:
            return Verdict.of(1.0, f"fewer than {self.n} units", tier="length")
        distinct = len(set(grams))
        return Verdict.of(
            distinct / len(grams), f"{distinct} of {len(grams)} {self.n}-grams new", tier="length"
        )
