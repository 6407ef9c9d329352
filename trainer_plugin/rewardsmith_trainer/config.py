"""``paper_config``: the seed formula of GRPO as practised, in TRL's words."""

from __future__ import annotations

import difflib
from dataclasses import fields
from typing import Any

from rewardsmith.errors import SpecError
from rewardsmith_trainer.engine import GRPOConfig

PAPER: dict[str, Any] = {
    "num_generations": 8,
    "importance_sampling_level": "token",
    "epsilon": 0.2,
    "beta": 0.04,
    "use_bias_correction_kl": False,
    "loss_type": "grpo",
    "scale_rewards": "group",
    "num_iterations": 1,
    "temperature": 1.0,
}
"""G = 8; ratio per token, clipped at ±ε; k3 KL without ratio correction; loss averaged within each
sequence, then over sequences; advantage by the group's mean and deviation.  Shao et al. 2024,
arXiv:2402.03300.  (TRL's own defaults are the loss ``dapo`` and β = 0.)"""


def paper_config(output_dir: str, **changes: Any) -> GRPOConfig:
    """Which ``GRPOConfig`` is the paper's GRPO?  ``changes`` are its fields by name.

    SpecError for a name that this TRL does not know, with the nearest that it does.

    >>> paper_config("out", beta=0.1, use_cpu=True, bf16=False).loss_type
    'grpo'
    """
    known = [field.name for field in fields(GRPOConfig)]
    for name in changes:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            raise SpecError(f"GRPOConfig has no field {name!r}; nearest: {', '.join(near) or '-'}")
    return GRPOConfig(output_dir=output_dir, **(PAPER | changes))
