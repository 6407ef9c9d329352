"""Micro-batches that hold only the rows worth a pass through the model.  Pure functions.

A micro-batch is TRL's dictionary, with what the host knows of its rows beside it: ``kept`` (which
rows are worth a pass), ``lengths`` (tokens of the completion) and ``tokens`` (those in the loss);
all three on the CPU, so that choosing rows waits for no device.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import torch
from torch import Tensor

Denominator = Literal["rows", "tokens", "batch"]

DENOMINATORS: dict[str, Denominator] = {
    "grpo": "rows",
    "sapo": "rows",
    "dr_grpo": "rows",
    "luspo": "rows",
    "bnpo": "tokens",
    "dapo": "batch",
    "cispo": "batch",
    "vespo": "batch",
}
"""What TRL divides each loss by: the micro-batch's rows, its tokens, or the batch's tokens."""

_PER_ROW = frozenset({"prompt_ids", "prompt_mask"})
_PER_TOKEN = frozenset(
    {
        "completion_ids",
        "completion_mask",
        "tool_mask",
        "old_per_token_logps",
        "ref_per_token_logps",
        "sampling_per_token_logps",
        "importance_sampling_ratio",
        "advantages",
    }
)
_HOST = frozenset({"kept", "lengths", "tokens"})
_WHOLE = frozenset({"num_items_in_batch", "loss_scale"})


def cannot_thin(batch: Mapping[str, Any]) -> list[str]:
    """Which entries belong to rows in a way that is not known here (pixels)?  None: it can be."""
    known = _PER_ROW | _PER_TOKEN | _HOST | _WHOLE
    return sorted(name for name, value in batch.items() if value is not None and name not in known)


def thinned(
    batch: Mapping[str, Any], rows: int, *, denominator: Denominator, multiple_of: int = 1
) -> dict[str, Any]:
    """What of this micro-batch has to pass through the model, its loss unchanged?

    Holds the kept rows; where they are fewer than ``rows``, the shortest of the others too, masked.
    Completions are cut to the longest of these, up to ``multiple_of``; prompts are not, since
    padding on the left shifts absolute positions, and the log-probabilities at hand were computed
    with it.  ``loss_scale`` makes up for what TRL divides by.
    """
    kept: Tensor = batch["kept"]
    taken = kept.nonzero().flatten()
    spare = (~kept).nonzero().flatten()
    filler = spare[batch["lengths"][spare].argsort()[: max(0, rows - taken.numel())]]
    chosen = torch.cat([taken, filler])
    width = _width(batch["lengths"][chosen], multiple_of)
    thin = {name: _cut(name, value, chosen, width) for name, value in batch.items()}
    in_loss = (torch.arange(chosen.numel()) < taken.numel())[:, None].to(thin["completion_mask"])
    thin["completion_mask"] = thin["completion_mask"] * in_loss
    shares = {
        "rows": chosen.numel() / kept.numel(),
        "tokens": float(
            batch["tokens"][taken].sum().clamp(min=1) / batch["tokens"].sum().clamp(min=1)
        ),
        "batch": 1.0,
    }
    thin["loss_scale"] = batch["loss_scale"] * shares[denominator]
    return thin


def _width(lengths: Tensor, multiple_of: int) -> int:
    longest = max(1, int(lengths.max())) if lengths.numel() else 1
    return -(-longest // multiple_of) * multiple_of


def _cut(name: str, value: Any, chosen: Tensor, width: int) -> Any:
    if value is None or name in _WHOLE:
        return value
    rows = value[chosen]
    return rows[:, :width] if name in _PER_TOKEN and rows.dim() > 1 else rows
