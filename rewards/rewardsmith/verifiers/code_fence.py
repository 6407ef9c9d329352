"""Responses that put their program in a fenced code block."""

from __future__ import annotations

from typing import Literal, Self

from rewardsmith.registry import register
from rewardsmith.response import fences, is_blank, is_language
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier


@register
class CodeFence(Verifier, frozen=True):
    r"""Is there a program in a code fence of this language after the thought?

    The last fence of the language counts; it must be closed and hold something.  Usual other names
    of a language (``py``, ``c++``) and capitals are the same language; an empty ``language`` takes
    any fence, also one without a name.  Fences as in CommonMark 0.31, §4.5.

    >>> CodeFence().verify(Rollout(completion="~~~python\nprint(4)\n~~~")).extracted
    'print(4)'
    """

    kind: Literal["code_fence"] = "code_fence"
    language: str = "python"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """One line of the language."""
        return cls(), Rollout(completion="So:\n```python\nprint(42)\n```")

    def verify(self, rollout: Rollout) -> Verdict:
        """Is it fenced?"""
        found = fences(rollout.text)
        mine = [f for f in found if not self.language or is_language(f.language, self.language)]
        wanted = self.language or "code"
        if not found:
            return Verdict.fail(Reason.NO_ANSWER, "no code fence after the thought")
        if not mine:
            others = ", ".join(sorted({fence.language or "no language" for fence in found}))
            return Verdict.fail(Reason.BAD_FORMAT, f"no {wanted} fence, but {others[:80]}")
        if not mine[-1].closed:
            return Verdict.fail(Reason.BAD_FORMAT, f"the last {wanted} fence is not closed")
        if is_blank(mine[-1].code):
            return Verdict.fail(Reason.NO_ANSWER, f"the last {wanted} fence is empty")
        return Verdict.of(1.0, extracted=mine[-1].code)
