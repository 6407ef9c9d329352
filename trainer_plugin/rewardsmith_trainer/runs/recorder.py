"""What a run writes down as it goes: every scored rollout, and one line of metrics a step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from rewardsmith import Rollout, Verdict, Verifier, spec_hash
from rewardsmith_trainer.runs.folder import RunFolder, scored_row
from rewardsmith_trainer.trl import component_scores


@dataclass
class Recorder:
    """What did the verifier say in this run?  An observer of ``as_trl``."""

    folder: RunFolder
    reward: Verifier
    _fresh: list[Verdict] = field(default_factory=list[Verdict])

    def __call__(self, rollouts: Sequence[Rollout], verdicts: Sequence[Verdict], step: int) -> None:
        """Keep a scored batch; ``step`` counts finished steps, so this batch is the next one's."""
        formula = spec_hash(self.reward)
        rows = [
            scored_row(rollout, verdict, step=step + 1, spec_hash=formula)
            for rollout, verdict in zip(rollouts, verdicts, strict=True)
        ]
        self.folder.append("rollouts.jsonl", rows)
        self._fresh += verdicts

    def log(self, step: int, logged: Mapping[str, Any]) -> dict[str, Any]:
        """Write the line of a step: the verdicts since the last line, and what TRL logged."""
        verdicts, self._fresh = self._fresh, []
        row: dict[str, Any] = {
            "step": step,
            "reward": _mean([v.score for v in verdicts if v.score is not None]),
            "abstained": _mean([float(v.abstains) for v in verdicts]),
            "components": {
                name: _mean([value for value in scores if not math.isnan(value)])
                for name, scores in component_scores(self.reward, verdicts).items()
            },
            "trl": {name: value for name, value in logged.items() if name != "epoch"},
        }
        self.folder.append("metrics.jsonl", [row])
        return row


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
