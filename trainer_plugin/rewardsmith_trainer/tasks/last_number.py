"""A measuring instrument for held-out answers: right, whatever the form?"""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from rewardsmith import Reason, Rollout, Verdict, Verifier, register


@register
class LastNumber(Verifier, frozen=True):
    """Is the last run of digits in the response the truth?

    It guesses an answer out of prose, so it is no reward: it tells apart, on held-out problems,
    whether a model learned arithmetic or only the form that the reward asks for.
    """

    kind: Literal["last_number"] = "last_number"
    reads: ClassVar[frozenset[str]] = frozenset({"truth"})

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A sum in a sentence."""
        return cls(), Rollout(completion="Tom has 4 + 3 = 7 pens", truth="7")

    def verify(self, rollout: Rollout) -> Verdict:
        """Is it?"""
        truth = str(rollout.truth or "").strip()
        if not (truth.isascii() and truth.isdecimal()):
            return Verdict.undecided(Reason.BAD_TRUTH, f"not a number: {rollout.truth!r}")
        runs = "".join(c if c.isascii() and c.isdecimal() else " " for c in rollout.text).split()
        if not runs:
            return Verdict.fail(Reason.NO_ANSWER, "no digit in it")
        return Verdict.of(runs[-1].lstrip("0") == truth.lstrip("0"), extracted=runs[-1])
