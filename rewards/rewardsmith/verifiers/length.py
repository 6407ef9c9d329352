"""Scores by length: DAPO's soft overlong punishment, and cosine length scaling."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from annotated_types import Ge, Gt, Le
from pydantic import model_validator

from rewardsmith.registry import register
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import Verifier
from rewardsmith.verifiers.units import TokenizerPath, units

Score = Annotated[float, Ge(0), Le(1)]


class Length(Verifier, frozen=True):
    """What is a response worth by its length, thought included?

    Lengths are tokens of ``tokenizer`` (the path of a tokenizer.json), else words: a run of
    letters and digits, a Han, kana or Thai character, a sign.  Base of the two kinds below.
    """

    tokenizer: TokenizerPath | None = None

    def verify(self, rollout: Rollout) -> Verdict:
        """How long is it, and what is that worth?"""
        length = len(units(rollout.raw, self.tokenizer))
        unit = "words" if self.tokenizer is None else "tokens"
        return Verdict.of(self.worth(length), f"{length} {unit}", tier="length")

    def worth(self, length: int) -> float:
        """What is a response of this length worth, in [0, 1]?"""
        raise NotImplementedError(f"{type(self).__qualname__} implements no worth()")


@register
class SoftOverlong(Length, frozen=True):
    """Does the response keep away from the limit?

    1 up to ``limit - margin``, then linearly down to 0 at ``limit`` and beyond: one plus the
    punishment of DAPO, Yu et al. 2025, arXiv:2503.14476, eq. 13 (L_max, L_cache).

    >>> SoftOverlong(limit=10, margin=4).verify(Rollout(completion="a b c d e f g h")).score
    0.5
    """

    kind: Literal["soft_overlong"] = "soft_overlong"
    limit: Annotated[int, Gt(0)] = 20480
    margin: Annotated[int, Gt(0)] = 4096

    @model_validator(mode="after")
    def _margin_fits(self) -> Self:
        if self.margin > self.limit:
            raise ValueError(f"margin {self.margin} exceeds limit {self.limit}")
        return self

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """Far from the limit."""
        return cls(), Rollout(completion="It is 42.")

    def worth(self, length: int) -> float:
        """The line from 1 to 0 over the margin."""
        return min(1.0, max(0.0, (self.limit - length) / self.margin))


@register
class CosineLength(Length, frozen=True):
    """How much of the way from the first value to the last has this length gone?

    ``first`` at length 0, ``last`` at ``limit``, half a cosine between them; 0 beyond.  The scaling
    of Yeo et al. 2025, arXiv:2502.03373, §4.1: ``MathEqual() * CosineLength()`` pays a correct
    answer 1 when short and ``last`` when long.  With ``first < last`` length is paid.

    >>> CosineLength(limit=4).verify(Rollout(completion="a b")).score
    0.75
    """

    kind: Literal["cosine_length"] = "cosine_length"
    limit: Annotated[int, Gt(0)] = 16384
    first: Score = 1.0
    last: Score = 0.5

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A reward that does not fall with length."""
        return cls(last=1.0), Rollout(completion="It is 42.")

    def worth(self, length: int) -> float:
        """Half a cosine from ``first`` to ``last``."""
        if length > self.limit:
            return 0.0
        gone = (1.0 - math.cos(math.pi * length / self.limit)) / 2.0
        return self.first + (self.last - self.first) * gone
