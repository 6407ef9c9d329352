"""Rows that carry nothing have no pass through the model, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from rewardsmith import Boxed, Integer
from rewardsmith_trainer import VerifiedGRPOTrainer
from rewardsmith_trainer.passes import cannot_thin, thinned
from rewardsmith_trainer.signal import gainful, required_columns, share_without, signal_rows
from tests.trainer.steps import FOUR_ROWS, ByPlace, moved, trainer

N = float("nan")
MIXED = (0.0, 1.0, 0.3, 1.0, 0.0, 0.9, 0.1, 0.5)
EQUAL = (1.0,) * 8
SHAPED = (0.9, 0.8, *EQUAL[2:])
HALF = ByPlace(scores=(MIXED, EQUAL, MIXED[::-1], EQUAL))


@pytest.mark.parametrize(
    ("reward", "columns"),
    [
        (Integer(), []),
        (0.9 * Integer() + 0.1 * Boxed(), [0]),
        (0.1 * Boxed() + 0.9 * Integer(), [1]),
        (0.5 * Integer() + 0.5 * Boxed(), [0, 1]),
        ((0.9 * Integer() + 0.1 * Boxed()).model_copy(update={"required": ("boxed",)}), [1]),
        ((0.9 * Integer() + 0.1 * Boxed()).model_copy(update={"required": ()}), []),
        (Integer() * Boxed(), []),
    ],
)
def test_which_term_carries_the_signal(reward, columns):
    assert required_columns(reward) == columns


def test_signal_is_that_of_the_required_term():
    required, shaping = [1.0, 1.0, N, 0.0], [0.0, 1.0, 0.0, 0.0]
    components = torch.tensor([required, shaping]).T
    rewards = torch.tensor([0.8, 1.0, N, 0.0])
    used = torch.tensor([True, True, False, True])
    found = [signal_rows(rewards, components, used, columns, 2) for columns in ([0], [1], [])]
    assert [row.tolist() for row in found] == [
        [False] * 4,
        [True, True, False, False],
        [True, True, False, False],  # of the second group one member is left: nothing to compare
    ]
    assert share_without(found[1], used, 2) == 0.5
    assert gainful(torch.tensor([[0.0, 0.0], [0.0, 1.0]])).tolist() == [False, True]
    assert gainful(torch.tensor([0.0, -1.0])).tolist() == [False, True]


def _micro_batch(kept, lengths) -> dict[str, Any]:
    width = max(lengths)
    mask = (torch.arange(width) < torch.tensor(lengths)[:, None]).long()
    return {
        "prompt_ids": torch.arange(len(kept) * 3).view(-1, 3),
        "completion_ids": torch.arange(len(kept) * width).view(-1, width),
        "completion_mask": mask,
        "advantages": torch.arange(len(kept)).float(),
        "importance_sampling_ratio": torch.ones(len(kept), 1),
        "num_items_in_batch": torch.tensor(7),
        "ref_per_token_logps": None,
        "loss_scale": torch.tensor(2.0),
        "kept": torch.tensor(kept),
        "lengths": torch.tensor(lengths),
        "tokens": torch.tensor(lengths),
    }


@pytest.mark.parametrize(
    ("rows", "multiple_of", "width", "advantages", "scales"),
    [
        (1, 1, 2, [1.0, 2.0], (2 / 4, 3 / 11)),  # as many as are kept
        (3, 1, 2, [1.0, 2.0, 0.0], (3 / 4, 3 / 11)),  # and the shortest of the others
        (4, 1, 6, [1.0, 2.0, 0.0, 3.0], (4 / 4, 3 / 11)),
        (2, 4, 4, [1.0, 2.0], (2 / 4, 3 / 11)),
    ],
)
def test_a_thinned_micro_batch(rows, multiple_of, width, advantages, scales):
    batch = _micro_batch([False, True, True, False], [2, 1, 2, 6])
    for denominator, share in zip(("rows", "tokens", "batch"), (*scales, 1.0), strict=True):
        thin = thinned(batch, rows, denominator=denominator, multiple_of=multiple_of)
        assert thin["advantages"].tolist() == advantages
        assert thin["completion_ids"].shape == (len(advantages), width)
        assert thin["prompt_ids"].shape[1] == 3
        assert thin["completion_mask"].sum(dim=1).tolist() == [1, 2, *[0] * (len(advantages) - 2)]
        assert thin["importance_sampling_ratio"].shape == (len(advantages), 1)
        assert thin["loss_scale"].item() == pytest.approx(2 * share)
        assert thin["num_items_in_batch"] == 7


def test_nothing_kept_is_nothing_or_a_masked_row():
    batch = _micro_batch([False, False], [3, 2])
    assert thinned(batch, 0, denominator="rows")["completion_ids"].shape == (0, 1)
    stub = thinned(batch, 1, denominator="rows")
    assert stub["completion_ids"].shape == (1, 2)
    assert stub["completion_mask"].sum() == 0


def test_pixels_cannot_be_thinned():
    batch = _micro_batch([True], [1])
    assert cannot_thin(batch) == []
    assert cannot_thin(batch | {"pixel_values": torch.ones(3), "num_images": [1]}) == [
        "num_images",
        "pixel_values",
    ]


class Counting(VerifiedGRPOTrainer):
    """Counts the rows and tokens of every pass with a gradient."""

    passes: list[tuple[int, int]]

    def count(self) -> Counting:
        self.passes = []
        self.policy.register_forward_pre_hook(self._note, with_kwargs=True)
        return self

    def _note(self, module: Any, given: Any, named: Any) -> None:
        if torch.is_grad_enabled():
            self.passes.append(tuple(named["input_ids"].shape))


def _trained(start, folder, reward, **changes):
    made = trainer(start, folder, reward, cls=Counting, rows=FOUR_ROWS, **changes).count()
    made.train()
    return made


@pytest.mark.parametrize("loss_type", ["grpo", "bnpo", "dapo", "dr_grpo"])
def test_groups_of_equal_rewards_cost_nothing_and_change_nothing(start, tmp_path, loss_type):
    settings = {
        "beta": 0.0,
        "loss_type": loss_type,
        "per_device_train_batch_size": 4,
        "gradient_accumulation_steps": 4,
    }
    by_default = _trained(start, tmp_path, HALF, **settings)
    all_rows = _trained(start, tmp_path, HALF, skip_no_signal=False, **settings)
    wanted, found = (moved(start, made.model) for made in (all_rows, by_default))
    assert wanted.norm() > 1e-3
    assert ((found - wanted).norm() / wanted.norm()).item() < 1e-5
    assert sum(rows for rows, _ in all_rows.passes) == 16
    assert sum(rows for rows, _ in by_default.passes) == 8
    assert [made.state.log_history[0]["no_signal"] for made in (all_rows, by_default)] == [0.5] * 2


def test_a_step_without_signal_has_no_pass_and_the_optimiser_goes_on(start, tmp_path):
    reward = ByPlace(scores=(MIXED, MIXED[::-1], EQUAL, EQUAL))
    settings = {"beta": 0.0, "max_steps": 2, "optim": "adamw_torch", "weight_decay": 0.1,
                "learning_rate": 1e-3}  # fmt: skip
    by_default = _trained(start, tmp_path, reward, **settings)
    all_rows = _trained(start, tmp_path, reward, skip_no_signal=False, **settings)
    assert len(all_rows.passes) == 2
    assert len(by_default.passes) == 1
    one_step = _trained(start, tmp_path, reward, **(settings | {"max_steps": 1}))
    found, wanted, before = (moved(start, made.model) for made in (by_default, all_rows, one_step))
    assert ((found - wanted).norm() / wanted.norm()).item() < 1e-5
    assert (wanted - before).norm() > 1e-3 * wanted.norm()  # momentum and decay act in step 2


def test_by_choice_groups_that_differ_in_shaping_alone_are_left_out(start, tmp_path):
    answer, form = ByPlace(name="answer", scores=(MIXED, EQUAL)), ByPlace(scores=(EQUAL, SHAPED))
    for beta in (0.0, 0.04):
        made = _trained(start, tmp_path, 0.9 * answer + 0.1 * form, beta=beta, skip_no_signal=True)
        assert [rows for rows, _ in made.passes] == [8]
        both = _trained(start, tmp_path, 0.9 * answer + 0.1 * form, beta=beta)
        assert [rows for rows, _ in both.passes] == [16]
        assert both.state.log_history[0]["no_signal"] == 0.5


def test_columns_of_padding_are_cut(start, tmp_path):
    made = _trained(start, tmp_path, HALF, per_device_train_batch_size=1,
                    gradient_accumulation_steps=16, beta=0.0)  # fmt: skip
    assert len({width for _, width in made.passes}) > 3


@pytest.mark.parametrize("setting", [{"entropy_coef": 0.01}, {"top_entropy_quantile": 0.5}])
def test_terms_that_read_all_rows_keep_all_rows(start, tmp_path, setting):
    with pytest.raises(ValueError, match="skip_no_signal=True"):
        trainer(start, tmp_path, HALF, skip_no_signal=True, **setting)
    made = _trained(start, tmp_path, HALF, beta=0.0, **setting)
    assert [rows for rows, _ in made.passes] == [16]


def test_images_are_refused_by_name(start, tmp_path):
    made = trainer(start, tmp_path, HALF, skip_no_signal=True)
    with pytest.raises(ValueError, match="'pixel_values' belongs to"):
        made._know_rows({"pixel_values": torch.ones(1)}, None, None)


def test_several_updates_from_one_generation(start, tmp_path):
    settings = {"beta": 0.0, "max_steps": 4, "num_iterations": 2, "steps_per_generation": 2,
                "per_device_train_batch_size": 8, "learning_rate": 0.1}  # fmt: skip
    found, wanted = (
        moved(start, _trained(start, tmp_path, HALF, skip_no_signal=skip, **settings).model)
        for skip in (None, False)
    )
    assert wanted.norm() > 1e-3
    assert ((found - wanted).norm() / wanted.norm()).item() < 1e-5


def test_eight_small_micro_batches_are_one_large(start, tmp_path):
    reward = ByPlace(scores=(MIXED, (None, *MIXED[1:]), EQUAL))
    for loss_type in ("grpo", "dapo", "dr_grpo"):
        one, eight = (
            moved(
                start,
                _trained(
                    start,
                    tmp_path,
                    reward,
                    loss_type=loss_type,
                    per_device_train_batch_size=size,
                    gradient_accumulation_steps=16 // size,
                ).model,
            )
            for size in (16, 2)
        )
        assert one.norm() > 1e-3
        assert ((eight - one).norm() / one.norm()).item() < 1e-5
