"""What is wrong with a run, by which figure, and which setting should change?

A pure function of the rows that the trainer logged (``TrainerState.log_history``, or what stands
under ``trl`` in the lines of ``metrics.jsonl``) and of the settings.  A rule speaks only of what
has lasted: it compares the last quarter of the rows with the first, or reads all of them.  A task
that is solved is no fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rewardsmith_trainer.diagnostics.evidence import Advice, Run, Setup
from rewardsmith_trainer.diagnostics.rules import RULES


def advise(rows: Sequence[Mapping[str, Any]], setup: Setup) -> list[Advice]:
    """What is wrong with this run, and what should change?  Nothing for a run in order.

    Says nothing of a figure that fewer than eight rows have.
    """
    run = Run(rows, setup)
    return [advice for rule in RULES for advice in rule(run)]
