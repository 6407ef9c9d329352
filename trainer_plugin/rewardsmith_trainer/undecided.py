"""How much of a reward is undecided, and why: the words for a warning and for a stop.

A completion that the budget of our own limit refused counts too: it was undecided before that.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rewardsmith import Reason, Verdict

_log = logging.getLogger("rewardsmith")

_ADVICE: tuple[tuple[str, frozenset[Reason]], ...] = (
    (
        "the rows: look at their truths and columns (rewardsmith explain, rewardsmith filter)",
        frozenset({Reason.BAD_TRUTH, Reason.MISSING_COLUMN, Reason.UNSUPPORTED}),
    ),
    (
        "our own limit: answers that take too long; raise cpu_s or deadline_s, or read them",
        frozenset({Reason.OWN_LIMIT, Reason.OVER_BUDGET}),
    ),
    (
        "the batch's deadline: raise batch_deadline_s or workers, or lower deadline_s",
        frozenset({Reason.BATCH_LATE}),
    ),
    (
        "a verifier that raised: what it raised is in the log, and in the details of its verdicts",
        frozenset({Reason.ERROR}),
    ),
    (
        "this machine: type rewardsmith doctor",
        frozenset({Reason.WORKER_LOST, Reason.SANDBOX_FAILED}),
    ),
)
_ENDPOINT = "the endpoint: does it answer, with this model and this key?  Type rewardsmith doctor"


def causes(reasons: Iterable[Reason]) -> Counter[Reason]:
    """How often does each reason leave a completion undecided?"""
    return Counter(r for r in reasons if r.is_undecided or r is Reason.OVER_BUDGET)


def described(found: Counter[Reason], completions: int) -> str:
    """What is undecided, why, and what can be done?  For people.

    >>> print(described(causes([Reason.MATCH, Reason.BAD_TRUTH]), 2))
    1 of 2 completions (50 %) undecided: bad_truth 1
      the rows: look at their truths and columns (rewardsmith explain, rewardsmith filter)
    """
    share = found.total() / completions
    counts = ", ".join(f"{reason.value} {count}" for reason, count in found.most_common())
    advice = dict.fromkeys(_advice(reason) for reason, _ in found.most_common())
    head = f"{found.total()} of {completions} completions ({share:.0%}) undecided: {counts}"
    return "\n  ".join([head.replace("%)", " %)"), *advice])


def _advice(reason: Reason) -> str:
    return next((words for words, reasons in _ADVICE if reason in reasons), _ENDPOINT)


@dataclass
class UndecidedAlarm:
    """Is more of a batch undecided than ``above``?  Then a warning, once in ``every`` batches."""

    above: float = 0.05
    every: int = 50
    _quiet: int = 0

    def __call__(self, verdicts: Sequence[Verdict], step: int) -> None:
        """Look at a batch."""
        self._quiet = max(0, self._quiet - 1)
        found = causes(verdict.reason for verdict in verdicts)
        if self._quiet or found.total() <= self.above * len(verdicts):
            return
        self._quiet = self.every
        detail = next(v.detail for v in verdicts if v.reason is found.most_common(1)[0][0])
        _log.warning(
            "step %d: %s\n  the first of them: %s", step, described(found, len(verdicts)), detail
        )
