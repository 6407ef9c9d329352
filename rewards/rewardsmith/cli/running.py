"""Scoring a whole file: in batches of whole groups, with a progress bar and brief complaints."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager

from rewardsmith.budget import Budget
from rewardsmith.cli.terminal import progress
from rewardsmith.runner import score
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import Verifier, groups_of

BATCH = 256


def score_all(verifier: Verifier, rollouts: Sequence[Rollout]) -> list[Verdict]:
    """What does ``verifier`` say of each?  One budget for all."""
    budget = Budget()
    verdicts: dict[int, Verdict] = {}
    with progress("scoring", len(rollouts)) as advance:
        for batch in batches(rollouts):
            ruled = score(verifier, [rollouts[index] for index in batch], budget=budget)
            verdicts |= zip(batch, ruled, strict=True)
            advance(len(batch))
    return [verdicts[index] for index in range(len(rollouts))]


def batches(rollouts: Sequence[Rollout], size: int = BATCH) -> Iterator[list[int]]:
    """Which rows are scored together?  Whole groups, until there are ``size`` rows."""
    batch: list[int] = []
    for group in groups_of(rollouts):
        batch += group
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


class _FirstOfEach(logging.Filter):
    """Lets a complaint through once: a broken verifier complains of every row."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[tuple[str, type | None]] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        key = (record.getMessage(), record.exc_info[0] if record.exc_info else None)
        first = key not in self._seen
        self._seen.add(key)
        return first


@contextmanager
def complaints_once() -> Generator[None]:
    """Show what a broken verifier raises, with its traceback, once instead of for every row."""
    logger, handler = logging.getLogger("rewardsmith"), logging.StreamHandler()
    handler.addFilter(_FirstOfEach())
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
