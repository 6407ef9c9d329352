"""How often may our own limit stand as *undecided*?  Abstention must not be for sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rewardsmith.types import Reason, Verdict

PROVOKED = "provoked"
"""The tier of an abstention that the completion brought about, whatever its reason."""


@dataclass
class Budget:
    """How many verdicts may say ``OWN_LIMIT`` or be provoked?  ``share`` of all seen, always one.

    A completion within every bound that still runs into our own limit is undecided, and so is one
    that the judge alone refuses, but a policy could learn to write such completions; so the excess
    is 0 with ``OVER_BUDGET``.  One object carried through a training run (as the trainers do)
    bounds the share of the whole run.
    """

    share: float = 0.02
    seen: int = 0
    spent: int = 0
    refused: int = 0

    def apply(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """Which of these stand?  The first ones, as far as the budget reaches."""
        self.seen += len(verdicts)
        return [self._ruled(v) if _is_for_sale(v) else v for v in verdicts]

    def _ruled(self, verdict: Verdict) -> Verdict:
        if self.spent < max(1, int(self.share * self.seen)):
            self.spent += 1
            return verdict
        self.refused += 1
        return replace(verdict, score=0.0, reason=Reason.OVER_BUDGET)


def _is_for_sale(verdict: Verdict) -> bool:
    return verdict.score is None and (
        verdict.reason is Reason.OWN_LIMIT or verdict.tier == PROVOKED
    )
