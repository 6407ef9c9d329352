"""Every loss under every normalisation is the oracle's, with and without rows that are left out."""

from __future__ import annotations

import copy
from statistics import fmean
from typing import Any

import pytest
import torch

from rewardsmith_trainer import VerifiedGRPOTrainer
from rewardsmith_trainer.models.hub import causal_lm
from tests.trainer import oracle
from tests.trainer.steps import FOUR_ROWS, ByPlace, completions, trainer

WEIGHTS = (0.8, 0.2)
GROUP = 4
ANSWER = (
    (0.0, 1.0, 0.0, 1.0),
    (None, 1.0, 0.0, 0.0),
    (1.0,) * GROUP,  # only the form differs
    (0.0,) * GROUP,  # nothing differs
)
FORM = (
    (1.0, 0.0, 0.5, 0.2),
    (0.0, 0.3, None, 1.0),
    (1.0, 0.0, 0.98, 1.0),
    (1.0,) * GROUP,
)
SILENT = (2, 3)  # the groups whose answers do not differ
KINDS = ("grpo", "bnpo", "dr_grpo", "dapo", "luspo", "sapo", "cispo", "vespo", "gspo")
NORMALISATIONS = [
    ("group", "bessel", 0.0),
    ("group", "population", 0.0),
    ("group", "bessel", 0.3),
    ("batch", "bessel", 0.0),
    ("none", "population", 0.0),
    ("gdpo", "bessel", 0.1),
    ("gdpo", "population", 0.0),
]
PASSES = [(False, None, 0.0), (False, True, 0.0), (False, False, 0.04), (True, None, 0.0)]


class Planted(VerifiedGRPOTrainer):
    """The same completions every time, and other policies away from the current one: 0.5 to 1.5."""

    def _generate_and_score_completions(self, inputs: Any) -> Any:
        torch.manual_seed(0)
        batch = super()._generate_and_score_completions(inputs)
        width = batch["completion_ids"].shape[1]
        ids, mask = (
            torch.cat([batch[f"prompt_{name}"], batch[f"completion_{name}"]], dim=1)
            for name in ("ids", "mask")
        )
        with torch.no_grad():
            now, *_ = self._get_per_token_logps_and_entropies(self.model, ids, mask, width)
        chance = torch.Generator().manual_seed(1)
        batch["old_per_token_logps"] = now - (0.5 + torch.rand(now.shape, generator=chance)).log()
        batch["ref_per_token_logps"] = now + torch.randn(now.shape, generator=chance) / 3
        self.generated = batch
        return batch

    def _thinned(self, batches: Any) -> Any:
        self.whole = batches
        return super()._thinned(batches)


@pytest.fixture(scope="module")
def made(start, tmp_path_factory):
    return trainer(
        start,
        tmp_path_factory.mktemp("run"),
        _reward(ANSWER, FORM),
        cls=Planted,
        rows=FOUR_ROWS,
        per_device_train_batch_size=8,
        gradient_accumulation_steps=2,
        num_generations=GROUP,
    )


@pytest.fixture(scope="module")
def logps(start):
    """The oracle's log-probabilities of a completion, with their graph, each computed once."""
    model = copy.deepcopy(causal_lm(start)).double().eval()
    known: dict[Any, torch.Tensor] = {}

    def find(prompt, completion):
        key = (tuple(prompt), tuple(completion))
        if key not in known:
            known[key] = oracle.token_logps(model, prompt, completion)
        return known[key]

    return model, find


@pytest.mark.parametrize(("scale", "spread", "floor"), NORMALISATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_normalisation(made, logps, kind, scale, spread, floor):
    _set(made, kind, scale, spread, floor)
    made.skip_no_signal, made.beta = True, 0.04
    _must_agree(made, logps, kind, ANSWER, FORM, scale, spread, floor)


@pytest.mark.parametrize(("undecided", "skip", "beta"), PASSES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_choice_of_passes(made, logps, kind, undecided, skip, beta):
    _set(made, kind, "group", "bessel", 0.0)
    made.skip_no_signal, made.beta = skip, beta
    answer, form = (ANSWER, FORM) if undecided else (_decided(ANSWER), _decided(FORM))
    _must_agree(made, logps, kind, answer, form, "group", "bessel", 0.0)


def _must_agree(made, logps, kind, answer, form, scale, spread, floor):
    found = _loss(made, _reward(answer, form))
    gains = _advantages(answer, form, scale, spread, floor)
    _rows_are_as_wanted(made, gains)

    model, find = logps
    wanted = oracle.loss_of(
        "grpo" if kind == "gspo" else kind,
        [_rows(batch, find) for batch in made.whole],
        level=made.importance_sampling_level,
        epsilon=0.2,
        epsilon_high=made.epsilon_high,
        beta=made.beta,
        longest=12,
    )
    gradient = torch.autograd.grad(wanted, list(model.parameters()), retain_graph=True)
    assert found == pytest.approx(wanted.item(), rel=1e-5, abs=1e-6)
    wanted_gradient = torch.cat([part.flatten() for part in gradient])
    assert wanted_gradient.norm() > 1e-3
    apart = (_gradient(made.model) - wanted_gradient).norm() / wanted_gradient.norm()
    assert apart.item() < 1e-5


def _set(made, kind, scale, spread, floor):
    made.loss_type = "grpo" if kind == "gspo" else kind
    made.importance_sampling_level = "sequence" if kind in {"gspo", "luspo"} else "token"
    made.epsilon_high = 1.1 if kind == "cispo" else 0.3
    gdpo = scale == "gdpo"
    made.multi_objective_aggregation = "normalize_then_sum" if gdpo else "sum_then_normalize"
    made.scale_rewards = "group" if gdpo else scale
    made.spread, made.least_spread = spread, floor


def _reward(answer, form):
    return WEIGHTS[0] * ByPlace(name="answer", scores=answer) + WEIGHTS[1] * ByPlace(
        name="form", scores=form
    )


def _decided(scores):
    return tuple(tuple(0.5 if score is None else score for score in group) for group in scores)


def _loss(made, reward) -> float:
    """The loss of one step over two micro-batches; its gradient is left in the model."""
    made._scorer.reward = made.reward = _with(made.reward, reward)
    made.model.train()
    made.model.zero_grad()
    made._step, made._buffered_inputs, made.current_gradient_accumulation_steps = 0, None, 2
    rows = [row for row in made.train_dataset for _ in range(GROUP)]
    total = 0.0
    for made._step in range(2):
        loss = made._compute_loss(made.model, made._prepare_inputs(rows))
        loss.backward()
        total += loss.item()
    return total


def _with(trl_reward, reward):
    return type(trl_reward)(reward, trl_reward.observer)


def _advantages(answer, form, scale, spread, floor):
    """The oracle's, in the order of generation; None where a row is left out."""
    totals = [_totals(*group) for group in zip(answer, form, strict=True)]
    if scale == "gdpo":
        parts = [list(zip(*group, strict=True)) for group in zip(answer, form, strict=True)]
        return oracle.gdpo(totals, parts, WEIGHTS, spread, floor)
    everyone = [reward for group in totals for reward in oracle.in_use(group)]
    return [
        gain
        for group in totals
        for gain in oracle.advantages(group, spread, scale=scale, everyone=everyone, floor=floor)
    ]


def _totals(answers, forms):
    """0.8 answer + 0.2 form, an undecided form standing for its group's mean."""
    mean = fmean(form for form in forms if form is not None)
    return [
        None if a is None else WEIGHTS[0] * a + WEIGHTS[1] * (mean if f is None else f)
        for a, f in zip(answers, forms, strict=True)
    ]


def _rows_are_as_wanted(made, gains):
    """The batch has these advantages, and keeps these rows."""
    batch = made.generated
    wanted = [0.0 if gain is None else gain for gain in gains]
    assert batch["advantages"].tolist() == pytest.approx(wanted, abs=2e-5)
    kept = [gain is not None for gain in gains]
    if made.beta == 0 and made.skip_no_signal is not False:
        kept = [keep and gain != 0 for keep, gain in zip(kept, gains, strict=True)]
    if made.skip_no_signal:
        kept = [keep and i // GROUP not in SILENT for i, keep in enumerate(kept)]
    assert batch["kept"].tolist() == kept
    assert sum(len(thin["completion_ids"]) for thin in made._buffered_inputs) == sum(kept)


def _rows(batch, find):
    """The used rows of a micro-batch before it was thinned."""
    rows = []
    for i, (prompt, completion) in enumerate(completions(batch)):
        if completion:
            old, ref = (
                batch[f"{name}_per_token_logps"][i][: len(completion)].double()
                for name in ("old", "ref")
            )
            gain = float(batch["advantages"][i])
            rows.append(
                oracle.Row(find(prompt, completion), old, ref, gain, bool(batch["kept"][i]))
            )
    return rows


def _gradient(model):
    return torch.cat([p.grad.flatten().double() for p in model.parameters()])
