# pyright: basic
"""Rewards are computed while the trainer does something else.

TRL asks for the rewards at the end of a generation batch, after the passes of the reference and of
the old policy.  They start here as soon as there are completions, so that those passes hide them;
where there is no such pass (β = 0), padding and bookkeeping still do.

Not covered: a ``rollout_func`` that adds columns, which are merged into the rows only later; its
rewards start when TRL asks for them.
"""

from __future__ import annotations

from typing import Any, cast

from rewardsmith_trainer.ahead import Request
from rewardsmith_trainer.trl import TRLReward

_COMPLETIONS = 3
"""Where they stand in what ``GRPOTrainer._generate`` returns (TRL 1.13 to 1.16)."""

_NOT_COLUMNS = ("prompt", "completion", "completion_ids")
"""What TRL does not hand to reward functions as columns."""


class EarlyRewards:
    """Which rewards can be under way before they are asked for?  Stands before ``GRPOTrainer``.

    The call that asks for them gives the same lists of prompts and completions; given others, the
    reward scores those, and what was begun is dropped.  So does an exception on the way.
    """

    reward: TRLReward
    state: Any
    _rows: list[dict[str, Any]] | None = None

    def _generate_and_score_completions(self, inputs: Any) -> dict[str, Any]:
        self._rows = inputs
        try:
            return cast("Any", super())._generate_and_score_completions(inputs)
        finally:
            self._rows = None
            self.reward.ahead.drop()

    def _generate(self, prompts: Any) -> Any:
        generated = cast("Any", super())._generate(prompts)
        if self._rows is not None and not _adds_columns(generated):
            columns = {
                name: [row[name] for row in self._rows]
                for name in self._rows[0]
                if name not in _NOT_COLUMNS
            }
            self.reward.start(
                Request(prompts, generated[_COMPLETIONS], columns, self.state.global_step)
            )
        return generated


def _adds_columns(generated: tuple[Any, ...]) -> bool:
    """Did a ``rollout_func`` return fields of its own?  The only dict of the tuple."""
    return any(isinstance(part, dict) and part for part in generated)
