"""Must agree: the paper's formula, our pure functions, and the trainer's real loss."""

from __future__ import annotations

import copy

import pytest
import torch

from rewardsmith_trainer.kl import k3
from rewardsmith_trainer.models.hub import causal_lm
from rewardsmith_trainer.objective import clipped_surrogate, grpo_loss
from tests.trainer import oracle
from tests.trainer.steps import ByPlace, completions, trainer

MIXED = (
    (0.0, 1.0, 0.3, 1.0, 0.0, 0.9, 0.1, 0.5),
    (0.0, None, 0.1, 1.0, 0.0, None, 1.0, 0.2),
)
CASES = pytest.mark.parametrize(
    ("level", "spread", "epsilon", "beta"),
    [
        ("token", "bessel", 0.2, 0.04),
        ("token", "population", 0.2, 0.04),
        ("sequence", "bessel", 0.2, 0.04),
        ("sequence", "population", 0.05, 0.0),
        ("token", "bessel", 0.4, 1.0),
    ],
)


@CASES
def test_the_trainers_loss_is_the_papers(start, tmp_path, level, spread, epsilon, beta):
    made = trainer(
        start,
        tmp_path,
        ByPlace(scores=MIXED),
        spread=spread,
        epsilon=epsilon,
        beta=beta,
        importance_sampling_level=level,
    )
    batch, advantage = _batch(made, spread)
    model = copy.deepcopy(causal_lm(start)).double().eval()
    now = [
        oracle.token_logps(model, *row) if row[1] else torch.zeros(1) for row in completions(batch)
    ]
    old, ref = _move(made, batch, now)

    wanted = oracle.loss(now, old, ref, advantage, level=level, epsilon=epsilon, beta=beta)
    wanted.backward()
    found = made._compute_loss(made.model, batch)
    found.backward()

    signs = {gain > 0 for gain in advantage if gain}
    assert signs == {True, False}
    assert len({len(row[1]) for row in completions(batch)}) > 3  # ragged, one of them left out
    assert found.item() == pytest.approx(wanted.item(), abs=1e-6)
    assert _relative(_gradient(made.model), _gradient(model)) < 1e-5

    per_row = torch.tensor([gain or 0.0 for gain in advantage], dtype=torch.float64)
    for gains in (per_row, per_row[:, None].expand(_padded(now).shape)):
        ours = grpo_loss(
            _padded(now),
            _padded(old),
            _padded(ref),
            gains,
            batch["completion_mask"].double(),
            epsilon=epsilon,
            beta=beta,
            level=level,
        )
        assert ours.item() == pytest.approx(wanted.item(), abs=1e-9)


def test_clipping_is_pessimistic():
    ratio = torch.tensor([[0.5, 1.0, 1.5]])
    gain, harm = torch.tensor([[2.0]]), torch.tensor([[-2.0]])
    assert clipped_surrogate(ratio, gain).tolist() == [pytest.approx([1.0, 2.0, 2.4])]
    assert clipped_surrogate(ratio, harm).tolist() == [pytest.approx([-1.6, -2.0, -3.0])]


def test_k3_is_never_negative_and_zero_where_equal():
    logps = torch.linspace(-3, 0, 31, dtype=torch.float64)[None]
    assert k3(logps, logps).abs().max() == 0
    assert (k3(logps, logps.flip(1)) >= 0).all()
    assert k3(logps, logps + 1e-9).max() < 1e-15  # no cancellation close to the reference


def _batch(made, spread):
    """A really sampled batch, and the advantages that the oracle gives its rows."""
    made.current_gradient_accumulation_steps = 1
    made.model.train()
    rows = [row for row in made.train_dataset for _ in range(8)]
    batch = made._generate_and_score_completions(rows)
    advantage = [value for scores in MIXED for value in oracle.advantages(scores, spread)]
    expected = [0.0 if value is None else value for value in advantage]
    assert batch["advantages"].tolist() == pytest.approx(expected, abs=1e-6)
    return batch, advantage


def _move(made, batch, now):
    """Old and reference policies away from the current one: ratios from 0.5 to 1.5."""
    chance = torch.Generator().manual_seed(0)
    old, ref = [], []
    for logps in now:
        ratio = 0.5 + torch.rand(len(logps), generator=chance, dtype=torch.float64)
        old.append(logps.detach() - ratio.log())
        ref.append(logps.detach() + torch.randn(len(logps), generator=chance).double() / 3)
    batch["old_per_token_logps"], batch["ref_per_token_logps"] = _padded(old), _padded(ref)
    return old, ref


def _padded(rows):
    return torch.nn.utils.rnn.pad_sequence(list(rows), batch_first=True)


def _gradient(model):
    return torch.cat([p.grad.flatten().double() for p in model.parameters()])


def _relative(found, wanted):
    return ((found - wanted).norm() / wanted.norm()).item()
