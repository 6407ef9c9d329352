"""β steers the divergence: the controller on a simulated policy, then in real steps."""

from __future__ import annotations

import json
import random

import pytest

from rewardsmith_trainer.adaptive_kl import AdaptiveKL, next_beta
from rewardsmith_trainer.engine import GRPOTrainer, dataset
from rewardsmith_trainer.models.hub import tokenizer
from tests.trainer.steps import ROWS, ByPlace, Recording, config

SCORES = ByPlace(scores=((1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0),))


@pytest.mark.parametrize(
    ("kl", "after"),
    [
        (0.10, 0.5),  # on target
        (0.11, 0.505),  # 10 % above: β up by 0.1 · 10 %
        (0.09, 0.495),
        (9.00, 0.51),  # however far, 2 % a step with the paper's gain
        (0.00, 0.49),
    ],
)
def test_one_step_of_the_controller(kl, after):
    assert next_beta(0.5, kl, target=0.1, gain=0.1) == pytest.approx(after)


@pytest.mark.parametrize("pull", [0.005, 0.05, 0.3], ids=["weak", "middling", "strong"])
@pytest.mark.parametrize("gain", [0.1, 0.3])
def test_it_finds_the_target_on_a_simulated_policy(pull, gain):
    """A policy that goes, in about 15 steps and with noise, to where reward and β balance."""
    rng, beta, kl, seen = random.Random(0), 0.04, 0.0, []
    for _ in range(3000):
        kl += (pull * beta**-0.7 - kl) / 15
        seen.append(kl * rng.uniform(0.5, 1.5))
        beta = next_beta(beta, seen[-1], target=0.1, gain=gain)
    assert sum(seen[-1000:]) / 1000 == pytest.approx(0.1, rel=0.2)


def steered(start, folder, callback, *, checkpoint=None, cls=Recording, **changes):
    settings = {
        "beta": 0.04,
        "learning_rate": 0.3,
        "logging_steps": 1,
        "save_strategy": "steps",
        "save_steps": 3,
    }
    made = cls(
        str(start),
        SCORES,
        config(folder, **settings | {"per_device_train_batch_size": 8} | changes),
        train_dataset=dataset(ROWS),
        processing_class=tokenizer(start),
        callbacks=[callback],
    )
    made.silence()
    made.train(resume_from_checkpoint=checkpoint and str(checkpoint))
    return made


def test_beta_follows_the_divergence_of_every_step(start, tmp_path):
    callback = AdaptiveKL(0.01, gain=1.0, lowest=0.035, highest=0.2)
    made = steered(start, tmp_path, callback, max_steps=6, gradient_accumulation_steps=2)
    logged = [row for row in made.state.log_history if "kl" in row]
    assert len(logged) == 6
    beta, running = 0.04, logged[0]["kl"]
    for row in logged:
        assert row["beta"] == pytest.approx(beta, rel=1e-6)
        running = (running + row["kl"]) / 2
        beta = min(max(next_beta(beta, running, 0.01, 1.0), 0.035), 0.2)
    assert made.beta == pytest.approx(beta, rel=1e-6)
    assert logged[1]["beta"] == 0.035  # no divergence at first: down, and not below the bound
    assert made.beta > 0.035


def test_the_loss_takes_the_beta_that_is_set(start, tmp_path):
    made = steered(start, tmp_path, AdaptiveKL(0.01), max_steps=2)
    batch = made.seen[-1]
    losses = []
    for beta in (0.1, 0.6, 1.1):
        made.beta = beta
        losses.append(made._compute_loss(made.model, batch).item())
    assert losses[1] - losses[0] == pytest.approx(losses[2] - losses[1], rel=1e-4)
    assert losses[1] - losses[0] > 1e-4


def test_a_resumed_run_ends_at_the_same_beta(start, tmp_path):
    whole = AdaptiveKL(0.01, gain=0.5)
    steered(start, tmp_path / "whole", whole, max_steps=6)
    steered(start, tmp_path / "part", AdaptiveKL(0.01, gain=0.5), max_steps=3)
    part = tmp_path / "part" / "checkpoint-3"
    saved = json.loads((part / "trainer_state.json").read_text())["stateful_callbacks"]
    assert set(saved["AdaptiveKL"]["attributes"]) == {"beta", "running_kl"}
    resumed = AdaptiveKL(0.01, gain=0.5)
    steered(start, tmp_path / "part", resumed, max_steps=6, checkpoint=part)
    assert resumed.kept() == whole.kept()


def test_a_checkpoint_from_before_the_callback_serves(start, tmp_path):
    steered(start, tmp_path, AdaptiveKL(0.01), max_steps=3)
    path = tmp_path / "checkpoint-3" / "trainer_state.json"
    state = json.loads(path.read_text())
    del state["stateful_callbacks"]["AdaptiveKL"]
    path.write_text(json.dumps(state))
    made = steered(start, tmp_path, AdaptiveKL(0.01), max_steps=6, checkpoint=path.parent)
    assert (tmp_path / "checkpoint-6").is_dir()
    assert made.beta != 0.04


def test_it_steers_an_unmodified_trainer(start, tmp_path):
    made = GRPOTrainer(
        str(start),
        lambda completions, **_: [float(len(text) % 2) for text in completions],
        config(tmp_path, max_steps=2),
        train_dataset=dataset(ROWS),
        processing_class=tokenizer(start),
    )
    AdaptiveKL(1.0).attach(made)
    made.train()
    assert made.beta == pytest.approx(0.04 * 0.98**2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"beta": 0.0}, "beta=0: no reference model is loaded"),
        ({"use_liger_kernel": True, "compute_liger_loss": print}, "write use_liger_kernel=False"),
        ({"restore_callback_states_from_checkpoint": True}, "write False, it restores itself"),
    ],
)
def test_a_beta_that_cannot_be_steered_is_refused(start, tmp_path, changes, said):
    made = GRPOTrainer(
        str(start),
        lambda completions, **_: [0.0] * len(completions),
        config(tmp_path, beta=changes.get("beta", 0.04)),
        train_dataset=dataset(ROWS),
        processing_class=tokenizer(start),
    )
    for name, value in changes.items():
        setattr(made.args if hasattr(made.args, name) else made, name, value)
    with pytest.raises(ValueError, match=said):
        AdaptiveKL(0.1).attach(made)


@pytest.mark.parametrize(
    "wrong", [{"target": 0}, {"gain": 0}, {"lowest": 0}, {"lowest": 2, "highest": 1}]
)
def test_its_fields_are_bounded(wrong):
    with pytest.raises(ValueError, match="write target > 0"):
        AdaptiveKL(**{"target": 0.1} | wrong)
