"""Through real steps: an undecided row counts as if it had not been sampled."""

from __future__ import annotations

import copy
from typing import ClassVar, Literal

import pytest
import torch

from rewardsmith import Rollout, Verdict, Verifier, register
from rewardsmith.errors import DataError
from rewardsmith_trainer.models.hub import causal_lm
from tests.trainer import oracle
from tests.trainer.steps import ROWS, ByPlace, completions, moved, trainer

SOME = (
    (0.0, 1.0, None, 1.0, 0.0, 1.0, 0.0, 0.0),
    (None, 1.0, 0.5, None, 0.0, 0.1, None, 0.0),
)
WHOLE_GROUP = ((0.0, 1.0, 0.2, 1.0, 0.0, 1.0, 0.0, 0.0), (1.0, 0.0, 1.0, *[None] * 5))


@pytest.mark.parametrize("scores", [SOME, WHOLE_GROUP], ids=["rows", "a-group-with-3-of-8"])
@pytest.mark.parametrize(("size", "accumulated"), [(16, 1), (4, 4)])
@pytest.mark.parametrize("loss_type", ["grpo", "dapo", "dr_grpo"])
def test_a_step_without_the_row(start, tmp_path, scores, size, accumulated, loss_type):
    made = trainer(
        start,
        tmp_path,
        ByPlace(scores=scores),
        per_device_train_batch_size=size,
        gradient_accumulation_steps=accumulated,
        loss_type=loss_type,
    )
    made.train()
    model = copy.deepcopy(causal_lm(start)).double()
    _loss_of_the_rest(model, made.seen, scores, loss_type).backward()
    wanted = torch.cat([p.grad.flatten() for p in model.parameters()])
    assert wanted.norm() > 1e-3
    assert ((moved(start, made.model) - wanted).norm() / wanted.norm()).item() < 1e-5
    share = sum(a is None for s in scores for a in oracle.advantages(s, "bessel")) / 16
    assert made.state.log_history[0]["left_out"] == pytest.approx(share)


def test_a_batch_of_abstentions_moves_nothing(start, tmp_path, caplog):
    made = trainer(start, tmp_path, ByPlace(scores=((None,) * 8,)))
    made.train()
    assert moved(start, made.model).abs().max() == 0
    said = [record.getMessage() for record in caplog.records]
    assert any("undecided" in words for words in said)  # ours, with the causes
    assert not any("All reward functions returned None" in words for words in said)


def test_equal_rewards_move_nothing(start, tmp_path):
    made = trainer(start, tmp_path, ByPlace(scores=((0.1,) * 8,)), beta=0.0)
    made.train()
    assert moved(start, made.model).abs().max() == 0


def test_rows_that_cannot_be_scored_are_refused_before_a_step(start, tmp_path):
    with pytest.raises(DataError, match="reads the column 'tests', which no row has"):
        trainer(start, tmp_path, NeedsTests())


@register
class NeedsTests(Verifier, frozen=True):
    """Reads a column that the rows do not have."""

    kind: Literal["needs_tests"] = "needs_tests"
    reads: ClassVar[frozenset[str]] = frozenset({"tests"})

    def verify(self, rollout: Rollout) -> Verdict:
        return Verdict.of(1.0)


def _loss_of_the_rest(model, micro_batches, scores, loss_type):
    """The oracle's loss over all micro-batches as one, the rows left out not in it."""
    rows = [row for batch in micro_batches for row in completions(batch)]
    gains = [float(gain) for batch in micro_batches for gain in batch["advantages"]]
    kept = [(row, gain) for row, gain in zip(rows, gains, strict=True) if row[1]]
    left_out = [a for s in scores for a in oracle.advantages(s, "bessel")].count(None)
    assert len(kept) == 16 - left_out
    now = [oracle.token_logps(model, *row) for row, _ in kept]
    old = [logps.detach() for logps in now]
    lengths = [len(logps) for logps in now]
    losses = torch.stack(
        [
            oracle.loss([n], [o], [o], [gain], level="token", epsilon=0.2, beta=0.04)
            for n, o, (_, gain) in zip(now, old, kept, strict=True)
        ]
    )
    weights = {
        "grpo": [1 / len(kept)] * len(kept),
        "dapo": [n / sum(lengths) for n in lengths],
        "dr_grpo": [n / (12 * len(kept)) for n in lengths],
    }[loss_type]
    assert len(ROWS) == 2
    return (losses * torch.tensor(weights, dtype=torch.float64)).sum()
