"""Multiple choice: which of the lettered options does the answer pick?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self

from annotated_types import MinLen

from rewardsmith.registry import register
from rewardsmith.response import final_answer
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier

MAX_CHARS = 2000
"""An answer that repeats the text of its option may be this long."""

_SPELLINGS = re.compile(r"\\(?:text|textbf|mathrm|mathbf)\{([^{}]{0,40})\}|[*_`$]|\\[()]")
_WORD = re.compile(r"\w+")
_CONNECTORS = frozenset(
    {"and", "or", "option", "options", "choice", "和", "或", "与", "及", "选项"}
)


@register
class Choice(Verifier, frozen=True):
    r"""Does the answer pick the option that the truth names?

    ``B``, ``(B)``, ``B.``, ``\text{(B)}``, ``option B``, ``选项B`` and ``B. its text`` pick B.
    Picking two (``A or B``, ``AB``) is 0 with ``SEVERAL_ANSWERS``.  ``options`` are the
    labels; letter case does not count.  The truth is a label, or an int that counts from 0 as in
    MMLU (Hendrycks et al. 2021, arXiv:2009.03300); anything else is undecided (``BAD_TRUTH``).

    >>> Choice().verify(Rollout(completion="The answer is (B).", truth="B")).score
    1.0
    """

    reads: ClassVar[frozenset[str]] = frozenset({"truth"})

    kind: Literal["choice"] = "choice"
    options: Annotated[tuple[str, ...], MinLen(2)] = ("A", "B", "C", "D", "E")

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """The second of five."""
        return cls(), Rollout(prompt="A, B, C, D or E?", completion=r"\boxed{\text{B}}", truth="B")

    def verify(self, rollout: Rollout) -> Verdict:
        """Is it that option?"""
        truth = self._truth(rollout.truth)
        if truth is None:
            return Verdict.undecided(
                Reason.BAD_TRUTH, f"{rollout.truth!r:.80} is none of {', '.join(self.options)}"
            )
        answer = final_answer(rollout)
        if answer.text is None:
            return answer.fault
        picked = self._picked(answer.text)
        if not picked:
            reason = Reason.NO_ANSWER if answer.how == "whole" else Reason.UNREADABLE
            return Verdict.fail(reason, "picks no option", extracted=answer.text[:80])
        if len(picked) > 1:
            return Verdict.fail(Reason.SEVERAL_ANSWERS, f"picks {', '.join(picked)}")
        return Verdict.of(picked == {truth}, extracted=picked.pop(), tier="string")

    def _truth(self, truth: Any) -> str | None:
        if isinstance(truth, int) and not isinstance(truth, bool):
            return self.options[truth] if 0 <= truth < len(self.options) else None
        picked = self._picked(final_answer(truth).text or "") if isinstance(truth, str) else ()
        return next(iter(picked)) if len(picked) == 1 else None

    def _picked(self, text: str) -> set[str]:
        """The options that this answer picks."""
        if len(text) > MAX_CHARS:
            return set()
        text = _SPELLINGS.sub(lambda spelling: spelling[1] or "", text).strip()
        labels = {option.casefold(): option for option in self.options}
        words = [word.casefold() for word in _WORD.findall(text)]
        if len(words) == 1 and words[0] not in labels:
            words = list(words[0])  # AB
        if all(word in labels or word in _CONNECTORS for word in words):
            return {labels[word] for word in words if word in labels}
        first = _leading_label(self.options).match(text)
        return {labels[(first[1] or first[2]).casefold()]} if first else set()


@lru_cache(maxsize=64)
def _leading_label(options: tuple[str, ...]) -> re.Pattern[str]:
    """A label in front of other text: ``(B) …``, ``B. …``, ``option B: …``."""
    label = "|".join(sorted(map(re.escape, options), key=len, reverse=True))
    lead = r"(?:(?:the )?(?:option|choice|answer|选项|選項)[\s:：]{0,3})?"
    return re.compile(
        rf"{lead}(?:[(（\[]({label})[)）\]]|({label})(?=[)）、:：．]|\.(?:\s|\Z)|\Z))",
        re.IGNORECASE,
    )
