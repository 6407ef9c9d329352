"""β steers the divergence: the law on a simulated policy, what it reads, then real steps."""

from __future__ import annotations

import json
import math
import random
from statistics import fmean
from typing import ClassVar, Literal

import pytest
import torch

from rewardsmith import Rollout, Verdict, Verifier, register
from rewardsmith_trainer.adaptive_kl import AdaptiveKL, KLLaw
from rewardsmith_trainer.engine import GRPOTrainer, dataset
from rewardsmith_trainer.models.hub import causal_lm, tokenizer
from rewardsmith_trainer.tasks.sums import sums
from tests.trainer.steps import ROWS, ByPlace, Recording, config

LAW = KLLaw(target=0.1, lag=20.0, lowest=1e-4, highest=10.0)
SCORES = ByPlace(scores=((1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0),))


@register
class Ones(Verifier, frozen=True):
    """Which share of the longest answer is ones?  There can always be more."""

    kind: Literal["ones"] = "ones"
    longest: ClassVar[int] = 12

    def verify(self, rollout: Rollout) -> Verdict:
        return Verdict.of(min(rollout.text.count("1") / self.longest, 1.0))


@pytest.mark.parametrize(
    ("before", "kl", "moved"),
    [
        (None, 0.10, 0.0),  # the first divergence, on target
        (None, 0.11, 2 * 0.1 / 20),  # 10 % above, and no move: what lasts alone
        (None, 0.09, -2 * 0.1 / 20),
        (None, 9.00, 2 * 0.2 / 20),  # however far, no more than the paper's 2 % a step
        (None, 0.00, -2 * 0.2 / 20),
        (0.10, 0.12, 2 * (0.1 + 0.1 / 20)),  # half of the step comes in: the error moves by 10 %
        (0.12, 0.08, 2 * -0.2),  # from above to the target: back at once
        (0.50, 0.60, 2 * 0.2 / 20),  # far above there is no move, whichever way it goes
        (0.00, -0.4, 2 * -0.2 / 20),  # an estimate below 0 is like none
    ],
)
def test_one_step_of_the_law(before, kl, moved):
    beta, running = LAW.after(0.5, before, kl)
    assert math.log(beta / 0.5) == pytest.approx(moved, abs=1e-9)
    assert running == pytest.approx(kl if before is None else (before + kl) / 2)


def steer(pulls, law, *, follows=15, beta=0.04, tokens=640, seed=0):
    """The divergence of a policy that goes to where its pull and β balance, in some 15 steps.

    It is read off as many tokens as a small batch has: the spread of log(π/π_ref) is √(2 KL).
    """
    rng, kl, running, seen = random.Random(seed), 0.0, None, []
    for pull in pulls:
        kl += (pull * beta**-0.7 - kl) / follows
        seen.append(kl)
        beta, running = law.after(beta, running, rng.gauss(kl, math.sqrt(2 * kl / tokens)))
    return seen


@pytest.mark.parametrize("follows", [3, 15, 60], ids="follows-in-{}".format)
@pytest.mark.parametrize("pull", [0.003, 0.03, 0.3], ids="pull-{}".format)
def test_it_finds_the_target_on_a_simulated_policy(pull, follows):
    seen = steer([pull] * 1200, LAW, follows=follows)
    assert fmean(seen[-400:]) == pytest.approx(0.1, rel=0.05)
    assert all(abs(kl / 0.1 - 1) < 0.4 for kl in seen[-400:])  # and does not swing


@pytest.mark.parametrize(
    ("first", "then"), [(0.0, 0.03), (3.0, 0.03)], ids=["at-the-lowest", "at-the-highest"]
)
def test_a_bound_does_not_wind_up(first, then):
    """Held at a bound for 1,000 steps, β is off it as fast as if it had just got there."""
    law = KLLaw(target=0.1, lag=20.0, lowest=0.01, highest=1.0)
    held, brief = (
        steer([first] * steps + [then] * 400, law, beta=law.highest if first else law.lowest)
        for steps in (1000, 100)
    )
    assert fmean(held[-400:]) == pytest.approx(fmean(brief[-400:]), rel=0.1)
    assert fmean(held[-200:]) == pytest.approx(0.1, rel=0.1)


def steered(start, folder, callback, *, checkpoint=None, reward=SCORES, rows=ROWS, **changes):
    settings = {
        "beta": 0.04,
        "use_bias_correction_kl": True,
        "learning_rate": 0.3,
        "logging_steps": 1,
        "per_device_train_batch_size": 8,
    }
    made = Recording(
        str(start),
        reward,
        config(folder, **settings | changes),
        train_dataset=dataset(rows),
        processing_class=tokenizer(start),
        callbacks=[callback] if callback else [],
    )
    made.silence()
    made.train(resume_from_checkpoint=checkpoint and str(checkpoint))
    return made


SAVING = {"save_strategy": "steps", "save_steps": 3}


def test_it_reads_the_tokens_in_the_loss(start, tmp_path):
    callback = AdaptiveKL(0.01)
    made = steered(start, tmp_path, callback, max_steps=2)
    whole = {name: value for name, value in made.seen[-1].items() if value is not None}
    whole["completion_mask"][1] = 0  # as where it is undecided
    whole["tool_mask"] = torch.ones_like(whole["completion_mask"])
    whole["tool_mask"][0, :2] = 0
    part = {name: value[:3] if value.dim() else value for name, value in whole.items()}
    for batch in (whole, part):
        made._compute_loss(made.model, batch)
    ids = torch.cat([whole["prompt_ids"], whole["completion_ids"]], dim=1)
    now, then = (_logps(model, ids, whole) for model in (made.policy, causal_lm(start)))
    mask = whole["completion_mask"] * whole["tool_mask"]
    ratios = (now - then) * mask
    wanted = (ratios.sum() + ratios[:3].sum()) / (mask.sum() + mask[:3].sum())
    assert callback._sensor.read() == pytest.approx(wanted.item(), rel=1e-4)
    assert abs(wanted) > 1e-3
    assert callback._sensor.read() is None  # nothing since


def _logps(model, ids, batch):
    mask = torch.cat([batch["prompt_mask"], batch["completion_mask"] * 0 + 1], dim=1)
    said = batch["completion_ids"]
    with torch.no_grad():
        logits = model(input_ids=ids, attention_mask=mask).logits[:, -said.shape[1] - 1 : -1]
    return logits.log_softmax(-1).gather(-1, said[..., None]).squeeze(-1)


def test_beta_follows_the_divergence_of_every_step(start, tmp_path):
    callback = AdaptiveKL(0.01, lag=2, lowest=0.035, highest=0.2)
    made = steered(start, tmp_path, callback, max_steps=6, gradient_accumulation_steps=2)
    logged = [row for row in made.state.log_history if "kl_k1" in row]
    assert len(logged) == 6
    beta, running = 0.04, None
    for row in logged:
        assert row["beta"] == pytest.approx(beta, rel=1e-6)
        beta, running = callback.law.after(beta, running, row["kl_k1"])
    assert made.beta == pytest.approx(beta, rel=1e-6)
    assert logged[1]["beta"] == 0.035  # no divergence at first: down, and not below the bound
    assert made.beta > 0.035


def test_a_step_without_a_token_leaves_beta_as_it_is(start, tmp_path):
    nothing = ByPlace(scores=((None,) * 8,))
    made = steered(start, tmp_path, AdaptiveKL(0.01), reward=nothing, max_steps=2)
    assert made.beta == 0.04
    assert not any("kl_k1" in row for row in made.state.log_history)


def test_the_loss_takes_the_beta_that_is_set(start, tmp_path):
    made = steered(start, tmp_path, AdaptiveKL(0.01), max_steps=2)
    batch = made.seen[-1]
    losses = []
    for beta in (0.1, 0.6, 1.1):
        made.beta = beta
        losses.append(made._compute_loss(made.model, batch).item())
    assert losses[1] - losses[0] == pytest.approx(losses[2] - losses[1], rel=1e-4)
    assert losses[1] - losses[0] > 1e-4


def test_a_real_policy_is_held_at_the_target(start, tmp_path):
    """One that would go many times as far in as many steps."""
    run = {
        "reward": Ones(),
        "rows": sums(),
        "max_steps": 70,
        "optim": "adamw_torch",
        "learning_rate": 1e-3,
        "per_device_train_batch_size": 64,
    }
    made = steered(start, tmp_path / "held", AdaptiveKL(0.1), **run)
    held = [row["kl_k1"] for row in made.state.log_history if "kl_k1" in row]
    free = steered(start, tmp_path / "free", None, **run | {"max_steps": 30})
    assert free.state.log_history[-2]["kl"] > 0.25
    assert fmean(held[-30:]) == pytest.approx(0.1, rel=0.3)


def test_a_resumed_run_ends_at_the_same_beta(start, tmp_path):
    whole = AdaptiveKL(0.01, lag=2)
    steered(start, tmp_path / "whole", whole, max_steps=6, **SAVING)
    steered(start, tmp_path / "part", AdaptiveKL(0.01, lag=2), max_steps=3, **SAVING)
    part = tmp_path / "part" / "checkpoint-3"
    saved = json.loads((part / "trainer_state.json").read_text())["stateful_callbacks"]
    assert set(saved["AdaptiveKL"]["attributes"]) == {"beta", "running_kl"}
    resumed = AdaptiveKL(0.01, lag=2)
    steered(start, tmp_path / "part", resumed, max_steps=6, checkpoint=part, **SAVING)
    assert resumed.kept() == whole.kept()


def test_a_checkpoint_from_before_the_callback_serves(start, tmp_path):
    steered(start, tmp_path, AdaptiveKL(0.01), max_steps=3, **SAVING)
    path = tmp_path / "checkpoint-3" / "trainer_state.json"
    state = json.loads(path.read_text())
    del state["stateful_callbacks"]["AdaptiveKL"]
    path.write_text(json.dumps(state))
    made = steered(start, tmp_path, AdaptiveKL(0.01), max_steps=6, checkpoint=path.parent, **SAVING)
    assert (tmp_path / "checkpoint-6").is_dir()
    assert made.beta != 0.04


def unmodified(start, folder, **changes):
    return GRPOTrainer(
        str(start),
        lambda completions, **_: [float(len(text) % 2) for text in completions],
        config(folder, **{"use_bias_correction_kl": True} | changes),
        train_dataset=dataset(ROWS),
        processing_class=tokenizer(start),
    )


def test_it_steers_an_unmodified_trainer(start, tmp_path):
    made = unmodified(start, tmp_path, max_steps=2, logging_steps=1)
    callback = AdaptiveKL(100.0)
    callback.attach(made)
    made.train()
    assert made.beta == pytest.approx(0.04 * math.exp(-0.04), rel=0.01)
    assert callback.running_kl > 1e-3
    assert next(row["beta"] for row in made.state.log_history if "kl_k1" in row) == 0.04


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"beta": 0.0}, "beta=0: no reference model is loaded"),
        ({"use_bias_correction_kl": False}, "write use_bias_correction_kl=True"),
        ({"use_liger_kernel": True, "compute_liger_loss": print}, "write use_liger_kernel=False"),
        ({"restore_callback_states_from_checkpoint": True}, "write False, it restores itself"),
    ],
)
def test_a_beta_that_cannot_be_steered_is_refused(start, tmp_path, changes, said):
    made = unmodified(start, tmp_path, beta=changes.get("beta", 0.04))
    for name, value in changes.items():
        setattr(made.args if hasattr(made.args, name) else made, name, value)
    with pytest.raises(ValueError, match=said):
        AdaptiveKL(0.1).attach(made)


@pytest.mark.parametrize(
    "wrong", [{"target": 0}, {"lag": 0.5}, {"lowest": 0}, {"lowest": 2, "highest": 1}]
)
def test_its_fields_are_bounded(wrong):
    with pytest.raises(ValueError, match="write target > 0"):
        AdaptiveKL(**{"target": 0.1} | wrong)
