r"""Responses that put their answer in a ``\boxed{}``."""

from __future__ import annotations

from typing import Literal, Self

from rewardsmith.registry import register
from rewardsmith.response import boxes, is_blank
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier


@register
class Boxed(Verifier, frozen=True):
    r"""Is there an answer in a ``\boxed{}`` after the thought?

    ``which="last"``: the last box counts and must be complete, which a cut-off one is not;
    ``"only"``: there must be no second one, else ``SEVERAL_ANSWERS``.  Of nested boxes the
    innermost counts.  ``\fbox{4}`` and ``\boxed 4`` are not the form that was asked for.

    >>> Boxed().verify(Rollout(completion=r"first \boxed{3}, no: \boxed{4}")).extracted
    '4'
    """

    kind: Literal["boxed"] = "boxed"
    which: Literal["last", "only"] = "last"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """One box."""
        return cls(), Rollout(completion=r"Six times seven is \boxed{42}.")

    def verify(self, rollout: Rollout) -> Verdict:
        """Is it boxed?"""
        found = [box for box in boxes(rollout.text) if box.command == "boxed"]
        if not found:
            return Verdict.fail(Reason.NO_ANSWER, "nothing in \\boxed{}")
        if self.which == "only" and len(found) > 1:
            return Verdict.fail(Reason.SEVERAL_ANSWERS, f"{len(found)} boxes")
        last = found[-1]
        if last.form != "braced":
            fault = "is cut off" if last.form == "cut" else "has no braces"
            return Verdict.fail(Reason.BAD_FORMAT, f"the last box {fault}")
        if is_blank(last.text):
            return Verdict.fail(Reason.NO_ANSWER, "the last box is empty")
        return Verdict.of(1.0, extracted=last.text)
