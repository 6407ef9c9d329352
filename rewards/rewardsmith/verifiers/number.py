"""Numeric answers, compared by their exact value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, Self

from annotated_types import Ge

from rewardsmith.registry import register
from rewardsmith.response import final_answer
from rewardsmith.response.number import MAX_CHARS, parse_number
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier


@register
class Number(Verifier, frozen=True):
    r"""Is the answer the number ground truth?

    Exact values: ``0.5``, ``1/2``, ``\frac12``, ``50\%``, ``5·10^{-1}`` are equal.  ``tolerance``
    is the largest absolute difference, in the unit of the truth, that still passes.  Undecided
    (``BAD_TRUTH``) when the truth is no finite number; a text without a box, an answer section or a
    declaring phrase counts only where it is a number as a whole.

    >>> Number().verify(Rollout(completion=r"The answer is 1,250.0.", truth=1250)).score
    1.0
    """

    reads: ClassVar[frozenset[str]] = frozenset({"truth"})

    kind: Literal["number"] = "number"
    tolerance: Annotated[float, Ge(0)] = 0.0

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A half."""
        return cls(), Rollout(prompt="1:2?", completion=r"It is \boxed{\frac{1}{2}}.", truth="0.5")

    def verify(self, rollout: Rollout) -> Verdict:
        """Is it that number?"""
        truth = read_truth(rollout.truth)
        if truth is None:
            return Verdict.undecided(Reason.BAD_TRUTH, f"not a number: {rollout.truth!r:.80}")
        answer = final_answer(rollout)
        if answer.text is None:
            return answer.fault
        if len(answer.text) > MAX_CHARS and answer.how != "whole":
            return Verdict.fail(Reason.TOO_LARGE, f"more than {MAX_CHARS} characters")
        value = parse_number(answer.text)
        if value is None:
            reason = Reason.NO_ANSWER if answer.how == "whole" else Reason.UNREADABLE
            return Verdict.fail(reason, "not a number", extracted=answer.text[:MAX_CHARS])
        near = abs(value - truth) <= Fraction(str(self.tolerance))
        return Verdict.of(near, extracted=answer.text, tier="number")


def read_truth(truth: Any) -> Fraction | None:
    """Which exact value is this truth?  A float is the decimal that Python writes for it."""
    if isinstance(truth, Fraction):
        return truth
    if isinstance(truth, bool) or not isinstance(truth, str | int | float | Decimal):
        return None
    return parse_number(final_answer(str(truth)).text or "")
