"""Which answer counts?  The rules of the design, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rewardsmith.response.boxes import boxes
from rewardsmith.response.phrases import declared
from rewardsmith.response.scanner import is_quoted
from rewardsmith.response.sections import sections, tags
from rewardsmith.response.thoughts import split_thought
from rewardsmith.response.visible import is_blank
from rewardsmith.types import Reason, Rollout, Verdict

How = Literal["box", "section", "phrase", "whole", "none"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer that counts.

    ``how`` says which rule found it.  ``text`` is None exactly when there is a ``reason``:
    ``NO_ANSWER`` or ``SEVERAL_ANSWERS``, both the model's fault.
    """

    text: str | None
    how: How
    reason: Reason | None = None

    @property
    def fault(self) -> Verdict:
        """What is the verdict where there is no answer?  The model's fault: 0 with the reason."""
        if self.reason is Reason.SEVERAL_ANSWERS:
            return Verdict.fail(self.reason, "more than one <answer> section")
        where = {"box": "the last box is empty", "section": "the answer section is empty"}
        return Verdict.fail(Reason.NO_ANSWER, where.get(self.how, "no answer after the thought"))


def final_answer(response: Rollout | str) -> Answer:
    r"""Which answer of this response (or of this truth, which is read the same way) counts?

    After the thought: the last complete box; else the answer section; else what a phrase
    declares; else the whole text, ``how="whole"``, and then the caller decides whether it is a
    single expression.  Two answer sections are several answers, whatever stands in them.

    >>> final_answer(r"<think>\boxed{3}</think> so \boxed{4}")
    Answer(text='4', how='box', reason=None)
    """
    text = response.text if isinstance(response, Rollout) else split_thought(response).text
    openings = [tag for tag in tags(text, ("answer",)) if not tag.closes]
    if sum(not is_quoted(text, tag.start, tag.end) for tag in openings) > 1:
        return Answer(None, "section", Reason.SEVERAL_ANSWERS)
    how, found = _find(text)
    if is_blank(found):
        return Answer(None, how, Reason.NO_ANSWER)
    return Answer(found.strip(), how)


def _find(text: str) -> tuple[How, str]:
    complete = [box for box in boxes(text) if box.form != "cut"]
    if complete:
        return "box", complete[-1].text
    closed = [section for section in sections(text, ("answer",)) if section.closed]
    if closed:
        return "section", closed[-1].text
    phrase = declared(text)
    if phrase is not None:
        return "phrase", phrase
    return ("none" if is_blank(text) else "whole"), text
