"""GRPO training on verified rewards, with TRL as the engine.

``as_trl`` serves an unmodified trainer; ``VerifiedGRPOTrainer`` adds what a callable cannot.  Names
are imported on first use: only then is torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rewardsmith_trainer.adaptive_kl import AdaptiveKL as AdaptiveKL
    from rewardsmith_trainer.config import paper_config as paper_config
    from rewardsmith_trainer.diagnostics.audit import Audit as Audit
    from rewardsmith_trainer.diagnostics.callback import Diagnostics as Diagnostics
    from rewardsmith_trainer.pool import PassRatePool as PassRatePool
    from rewardsmith_trainer.scored import ScoredBatch as ScoredBatch
    from rewardsmith_trainer.scored import Watcher as Watcher
    from rewardsmith_trainer.stopping import UndecidedStop as UndecidedStop
    from rewardsmith_trainer.trainer import VerifiedGRPOTrainer as VerifiedGRPOTrainer
    from rewardsmith_trainer.trl import as_trl as as_trl

_HOME = {
    "AdaptiveKL": "adaptive_kl",
    "Audit": "diagnostics.audit",
    "Diagnostics": "diagnostics.callback",
    "PassRatePool": "pool",
    "ScoredBatch": "scored",
    "UndecidedStop": "stopping",
    "VerifiedGRPOTrainer": "trainer",
    "Watcher": "scored",
    "as_trl": "trl",
    "paper_config": "config",
}
__all__ = [  # pyright: ignore[reportUnsupportedDunderAll]
    "AdaptiveKL",
    "Audit",
    "Diagnostics",
    "PassRatePool",
    "ScoredBatch",
    "UndecidedStop",
    "VerifiedGRPOTrainer",
    "Watcher",
    "as_trl",
    "paper_config",
]


def __getattr__(name: str) -> Any:
    """Which object has this public name?"""
    if name not in _HOME:
        raise AttributeError(f"module 'rewardsmith_trainer' has no attribute {name!r}")
    return getattr(import_module(f"rewardsmith_trainer.{_HOME[name]}"), name)
