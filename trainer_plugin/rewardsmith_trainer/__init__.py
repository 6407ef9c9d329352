"""GRPO training on verified rewards, with TRL as the engine.

``as_trl`` serves an unmodified trainer; ``VerifiedGRPOTrainer`` adds what a callable cannot.  Names
are imported on first use: only then is torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rewardsmith_trainer.config import paper_config as paper_config
    from rewardsmith_trainer.trainer import VerifiedGRPOTrainer as VerifiedGRPOTrainer
    from rewardsmith_trainer.trl import as_trl as as_trl

_HOME = {"as_trl": "trl", "paper_config": "config", "VerifiedGRPOTrainer": "trainer"}
__all__ = ["VerifiedGRPOTrainer", "as_trl", "paper_config"]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    """Which object has this public name?"""
    if name not in _HOME:
        raise AttributeError(f"module 'rewardsmith_trainer' has no attribute {name!r}")
    return getattr(import_module(f"rewardsmith_trainer.{_HOME[name]}"), name)
