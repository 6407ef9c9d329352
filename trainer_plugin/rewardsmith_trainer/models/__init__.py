"""Where a recipe's starting model comes from: one that we know how to make, or a path."""

from __future__ import annotations

from pathlib import Path


def starting_model(name: str, made: Path, seed: int) -> Path:
    """Which folder or hub name holds the model to start from?

    ``smollm2`` from the user's cache, ``tiny`` and ``tiny_bilingual`` made in the folder ``made``
    for this seed, all else as transformers reads it.
    """
    if name == "smollm2":
        from rewardsmith_trainer.models.smollm2 import smollm2  # noqa: PLC0415

        return smollm2()
    from rewardsmith_trainer.models.tiny import LESSONS, tiny  # noqa: PLC0415

    if name not in LESSONS:
        return Path(name)
    return made if (made / "config.json").is_file() else tiny(made, LESSONS[name], seed)
