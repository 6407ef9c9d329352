# pyright: basic
"""``Audit``: a second verifier over a few percent of the completions, which is never paid for.

A policy learns what the reward pays, and where that is not what was meant, the reward rises and
the truth does not.  The gap between what the reward claims and what a dearer or held-out verifier
grants, on the same completions, is the earliest honest sign of it.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from rewardsmith import Rollout, Verdict, Verifier
from rewardsmith_trainer.diagnostics.gap import Claim, Gap, audited, choose
from rewardsmith_trainer.diagnostics.noting import Noting
from rewardsmith_trainer.scored import ScoredBatch
from rewardsmith_trainer.trl import check_rows

_MOST_WAITING = 16
"""Batches that wait for a slow audit; beyond that a batch goes unaudited, and is counted."""
_DRAIN_S = 60.0


class Audit(Noting):
    """Does the reward claim more than this verifier grants?

    ``VerifiedGRPOTrainer(..., watchers=[Audit(MathEqual())])``.  Of every training batch a
    ``share`` of each rank's completions, chosen by ``seed`` and step and not by what is in them,
    goes to ``verifier`` in a thread beside the training.  The claim is the reward's required term,
    or the term named ``claim``; where the reward is no sum, the reward; it has to mean what the
    verifier's score means.  Logged are ``diagnostics/audit/gap`` (claim less grant), ``low`` and
    ``high`` of its 95 % interval, ``n``, and ``undecided`` (the share of the chosen without a
    pair), over the last ``window`` batches of all ranks; ``result`` is the gap as last logged.
    What is under way when the last step ends is waited for, at most a minute.

    DataError for rows that the verifier cannot score, SpecError for an unknown claim, before a
    step is spent.
    """

    prefix = "diagnostics/audit/"

    def __init__(
        self,
        verifier: Verifier,
        *,
        share: float = 0.05,
        claim: str | None = None,
        window: int = 50,
        seed: int = 0,
    ) -> None:
        if not 0 < share <= 1:
            raise ValueError(f"share={share}: write a share of the completions in (0, 1]")
        self.verifier, self.share, self.claim, self.seed = verifier, share, claim, seed
        self.result: Gap | None = None
        self._sums: deque[Tensor] = deque([Gap.NOTHING], maxlen=window)
        self._worker = _Worker(verifier)

    def attach(self, trainer: Any) -> None:
        """Find the claim, and look at the rows."""
        super().attach(trainer)
        self._claim = Claim.of(trainer.reward.reward, self.claim)
        if trainer.train_dataset is not None:
            check_rows(self.verifier, trainer.train_dataset)

    def observe(self, rollouts: Sequence[Rollout], verdicts: Sequence[Verdict], step: int) -> None:
        """Send some of this rank's completions to be audited."""
        if self.trainer.policy.training:
            chosen = choose(len(rollouts), self.share, f"{self.seed}-{step}")
            claims = [self._claim(verdicts[row]) for row in chosen]
            self._worker.put([rollouts[row] for row in chosen], claims)

    def __call__(self, batch: ScoredBatch) -> None:  # noqa: ARG002  (a watcher's signature)
        """Start the sums of another batch."""
        self._sums.append(self._worker.finished())

    def figures(self, *, last: bool) -> dict[str, float]:
        """Which gap is there so far?  After the last step, of all that was chosen."""
        if last:
            self._worker.drain(_DRAIN_S)
        self._sums[-1] = self._sums[-1] + self._worker.finished()
        self.result = Gap.of(self.trainer.sum_over_ranks(torch.stack([*self._sums]).sum(dim=0)))
        return self.result.figures()


class _Worker:
    """A thread that audits one batch after the other.  A daemon: no verifier holds up the exit."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._waiting: queue.Queue[tuple[list[Rollout], list[float | None]]] = queue.Queue(
            _MOST_WAITING
        )
        self._lock = threading.Condition()
        self._open, self._sums = 0, Gap.NOTHING
        self._thread: threading.Thread | None = None

    def put(self, rollouts: list[Rollout], claims: list[float | None]) -> None:
        """Audit these when there is time; not at all where too many wait."""
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._work, name="rewardsmith-audit", daemon=True
            )
            self._thread.start()
        with self._lock:
            try:
                self._waiting.put_nowait((rollouts, claims))
                self._open += 1
            except queue.Full:
                self._sums = self._sums + Gap.unaudited(len(rollouts))

    def finished(self) -> Tensor:
        """The sums of what was audited since the last call."""
        with self._lock:
            sums, self._sums = self._sums, Gap.NOTHING
        return sums

    def drain(self, timeout_s: float) -> None:
        """Wait until all of it is audited."""
        with self._lock:
            self._lock.wait_for(lambda: self._open == 0, timeout_s)

    def _work(self) -> None:
        while True:
            rollouts, claims = self._waiting.get()
            sums = audited(self._verifier, rollouts, claims)
            with self._lock:
                self._sums = self._sums + sums
                self._open -= 1
                self._lock.notify_all()
