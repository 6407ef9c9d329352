r"""Integer answers in a ``\boxed{}``: the smallest complete verifier, read this one first."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from annotated_types import Ge, Le

from rewardsmith.registry import register
from rewardsmith.response import final_answer, last_boxed
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier

MAX_DIGITS = 1000
"""Longer answers are ``TOO_LARGE``: the model's fault, said before anything is converted."""

_INTEGER = re.compile(r"([+-]?)([0-9a-z]+|[0-9]{1,3}(?:,[0-9]{3})+)", re.IGNORECASE)


@register
class Integer(Verifier, frozen=True):
    r"""Is the last ``\boxed{}`` the integer ground truth?

    Undecided (``BAD_TRUTH``) when the truth is not an integer; scores 0 with ``NO_ANSWER`` when
    nothing is boxed, ``UNREADABLE`` when it is no integer.  Thousands may be separated by commas.
    Convention: GSM8K, Cobbe et al. 2021, arXiv:2110.14168.

    >>> Integer().verify(Rollout(prompt="6·7?", completion=r"\boxed{42}", truth="42")).score
    1.0
    """

    reads: ClassVar[frozenset[str]] = frozenset({"truth"})

    kind: Literal["integer"] = "integer"
    base: Annotated[int, Ge(2), Le(36)] = 10

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """Six times seven."""
        return cls(), Rollout(prompt="6·7?", completion=r"It is \boxed{42}.", truth="42")

    def verify(self, rollout: Rollout) -> Verdict:
        """Is it that integer?"""
        truth = read_truth(rollout.truth, self.base)
        if truth is None:
            return Verdict.undecided(Reason.BAD_TRUTH, f"not an integer: {rollout.truth!r:.80}")
        boxed = last_boxed(rollout.text)
        if boxed is None:
            return Verdict.fail(Reason.NO_ANSWER, "nothing in \\boxed{}")
        if len(boxed) > MAX_DIGITS:
            return Verdict.fail(Reason.TOO_LARGE, f"{len(boxed)} characters, at most {MAX_DIGITS}")
        answer = parse_integer(boxed, self.base)
        if answer is None:
            return Verdict.fail(Reason.UNREADABLE, "not an integer", extracted=boxed)
        return Verdict.of(answer == truth, extracted=boxed, tier="number")


def read_truth(truth: Any, base: int) -> int | None:
    """Which integer is this truth?  An int, or text that is read as an answer is; else None."""
    if isinstance(truth, str):
        return parse_integer(final_answer(truth).text or "", base)
    return truth if isinstance(truth, int) and not isinstance(truth, bool) else None


def parse_integer(text: str, base: int = 10) -> int | None:
    """Which integer does this text write?  None where it writes none, or a longer one than we read.

    >>> parse_integer("-1,024"), parse_integer("ff", 16), parse_integer("4.0")
    (-1024, 255, None)
    """
    text = text.strip().replace("\u2212", "-")
    match = _INTEGER.fullmatch(text) if len(text) <= MAX_DIGITS else None
    if match is None or (base != 10 and "," in text):
        return None
    try:
        return int(match[1] + match[2].replace(",", ""), base)
    except ValueError:  # a digit that the base does not have
        return None
