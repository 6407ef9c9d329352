"""Answers that must equal the truth letter by letter."""

from __future__ import annotations

import unicodedata
from typing import ClassVar, Literal, Self

from rewardsmith.registry import register
from rewardsmith.response import final_answer
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier


@register
class Exact(Verifier, frozen=True):
    r"""Is the answer the truth, letter by letter?

    The answer is the last box, the answer section, what a phrase declares, or else the whole text;
    a truth that is a number or a bool is compared as Python writes it.  Composed and decomposed
    letters (é) are equal.  Undecided (``BAD_TRUTH``) where the truth is empty or no scalar.

    >>> Exact(casefold=True).verify(Rollout(completion="The answer is paris.", truth="Paris")).score
    1.0
    """

    reads: ClassVar[frozenset[str]] = frozenset({"truth"})

    kind: Literal["exact"] = "exact"
    strip: bool = True
    casefold: bool = False

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A capital."""
        return cls(), Rollout(prompt="France?", completion="<answer>Paris</answer>", truth="Paris")

    def verify(self, rollout: Rollout) -> Verdict:
        """Is it equal?"""
        if not isinstance(rollout.truth, str | int | float) or not str(rollout.truth).strip():
            return Verdict.undecided(Reason.BAD_TRUTH, f"no text: {rollout.truth!r:.80}")
        answer = final_answer(rollout)
        if answer.text is None:
            return answer.fault
        said = rollout.text if answer.how == "whole" else answer.text
        equal = self._normal(said) == self._normal(str(rollout.truth))
        return Verdict.of(equal, extracted=answer.text, tier="string")

    def _normal(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text.strip() if self.strip else text)
        return text.casefold() if self.casefold else text
