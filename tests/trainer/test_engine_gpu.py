"""The engine on a CUDA device; runs where there is one."""

from __future__ import annotations

import pytest
import torch

from tests.trainer.steps import ByPlace, moved, trainer

MIXED = (0.0, 1.0, None, 1.0, 0.0, 0.9, 0.1, 0.5)
HALF = ByPlace(scores=(MIXED, (1.0,) * 8))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("loss_type", ["grpo", "bnpo", "dapo"])
def test_sparing_passes_changes_no_gradient_on_a_gpu(start, tmp_path, loss_type):
    found = []
    for skip in (None, False):
        made = trainer(start, tmp_path, HALF, beta=0.0, loss_type=loss_type, use_cpu=False,
                       skip_no_signal=skip, per_device_train_batch_size=4,
                       gradient_accumulation_steps=4)  # fmt: skip
        made.train()
        assert made.model.device.type == "cuda"
        found.append(moved(start, made.model.cpu()))
    spared, wanted = found
    assert wanted.norm() > 1e-3
    assert ((spared - wanted).norm() / wanted.norm()).item() < 1e-4
