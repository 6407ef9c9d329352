# pyright: basic
"""Does the policy start where its reference is?

TRL loads the reference from ``config._name_or_path``.  A model edited in memory (merged, resized,
trained further) would thus be held to another model, and nobody would be told.  Checked once, when
the trainer is built; all ranks come to the same verdict.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

import torch
from torch import Tensor
from torch.distributed.tensor import DTensor

_PROBE_TOKENS = 16
_SAVE = (
    "type: model.save_pretrained('start'); processing_class.save_pretrained('start'), and pass "
    "model='start'; or write beta=0, which needs no reference"
)


class Likeness(IntEnum):
    """How like its reference is the policy?  The worst of all ranks counts."""

    EQUAL = 0
    UNKNOWN = 1
    """None of what is held here can be compared: it is sharded, differently."""
    OTHER_WEIGHTS = 2
    OTHER_SHAPES = 3


def check_loadable(model: Any, args: Any, peft_config: Any = None) -> None:
    """Is there a place that TRL can load the reference from?  ValueError if not.

    Asked before it tries.  With a name, β = 0 or an adapter it needs none.
    """
    adapted = peft_config is not None or hasattr(model, "peft_config")
    if isinstance(model, str) or args.beta == 0 or adapted:
        return
    if not getattr(model.config, "_name_or_path", ""):
        raise ValueError(
            "the model was never loaded from anywhere, so TRL has nowhere to load its reference "
            f"from; {_SAVE}"
        )


def check_reference(trainer: Any) -> None:
    """Is the reference the starting policy?  Asked after TRL has built both.

    Other weights in the same shapes are copied into the reference, with a warning; ValueError
    where that is not safe (other shapes, shards), and where an adapter that has no
    other reference than the model below it changes that model from the start.  What is sharded so
    that nothing can be compared is passed, with a warning.
    """
    if trainer.beta == 0:
        return
    policy = trainer.accelerator.unwrap_model(trainer.model)
    if trainer.ref_model is None:
        _check_adapter(trainer, policy)
        return
    source = policy.config._name_or_path
    reference = trainer.accelerator.unwrap_model(trainer.ref_model)
    found = _of_all_ranks(likeness(policy, reference), trainer)
    if found is Likeness.UNKNOWN:
        _warn_unknown(f"{source!r}")
    elif found is Likeness.OTHER_SHAPES:
        raise ValueError(
            f"the reference that TRL loaded from {source!r} has other parameters than the model; "
            f"{_SAVE}"
        )
    elif found is Likeness.OTHER_WEIGHTS:
        if is_sharded(policy) or is_sharded(reference):
            raise ValueError(
                f"the reference that TRL loaded from {source!r} has other weights than the model, "
                f"and being sharded they cannot be copied; {_SAVE}"
            )
        _copy(policy, reference)
        warnings.warn(
            f"the model was changed after it was loaded from {source!r}: the reference has been "
            "given the weights that it has now",
            stacklevel=2,
        )


def likeness(policy: torch.nn.Module, reference: torch.nn.Module) -> Likeness:
    """How like are two models, in what this rank holds of them?

    Parameters and persistent buffers by name; local shards where both are cut alike.
    """
    mine, theirs = _weights(policy), _weights(reference)
    whole = not (is_sharded(policy) or is_sharded(reference))
    comparable = {n for n in mine.keys() & theirs.keys() if mine[n].shape == theirs[n].shape}
    if whole and not (len(mine) == len(theirs) == len(comparable)):
        return Likeness.OTHER_SHAPES
    if not any(mine[name].numel() for name in comparable):
        return Likeness.UNKNOWN
    equal = all(_equal(mine[name], theirs[name]) for name in sorted(comparable))
    return Likeness.EQUAL if equal else Likeness.OTHER_WEIGHTS


def is_sharded(model: torch.nn.Module) -> bool:
    """Does this rank hold parts of the weights only?  DeepSpeed ZeRO-3, FSDP 1 or 2."""
    return any(
        isinstance(p, DTensor) or hasattr(p, "ds_tensor") or type(p).__name__ == "FlatParameter"
        for p in model.parameters()
    )


def _weights(model: torch.nn.Module) -> dict[str, Tensor]:
    """What this rank holds of the parameters and the buffers that are saved."""
    found = {name: _local(p) for name, p in model.named_parameters(remove_duplicate=False)}
    for prefix, module in model.named_modules():
        for name, buffer in module.named_buffers(prefix, recurse=False):
            if name.rpartition(".")[2] not in module._non_persistent_buffers_set:
                found[name] = _local(buffer)
    return found


def _local(tensor: Tensor) -> Tensor:
    tensor = getattr(tensor, "ds_tensor", tensor)
    return (tensor.to_local() if isinstance(tensor, DTensor) else tensor).detach()


def _equal(one: Tensor, other: Tensor) -> bool:
    """In the narrower of the two types: a model in float32 may be saved in bfloat16."""
    narrow = min(one.dtype, other.dtype, key=lambda dtype: dtype.itemsize)
    return torch.equal(one.to(other.device, narrow), other.to(narrow))


def _copy(policy: torch.nn.Module, reference: torch.nn.Module) -> None:
    mine = _weights(policy)
    for name, tensor in _weights(reference).items():
        tensor.copy_(mine[name])


def _of_all_ranks(found: Likeness, trainer: Any) -> Likeness:
    """The worst: one rank that raised alone would leave the others waiting for it."""
    everywhere = trainer.accelerator.gather(
        torch.tensor([int(found)], device=trainer.accelerator.device)
    )
    return Likeness(int(everywhere.max()))


def _check_adapter(trainer: Any, policy: Any) -> None:
    """Does the adapter start by changing nothing?  Asked of the log-probabilities of some tokens.

    The reference is the model without it; of a trained one TRL makes a copy, called ``ref``, which
    is equal.  An adapter that is a prompt cannot start as nothing: the model below it is meant.
    """
    configs = policy.peft_config
    if "ref" in configs or any(config.is_prompt_learning for config in configs.values()):
        return
    if is_sharded(policy):
        _warn_unknown("the model below the adapter")
        return
    with _still(policy):
        started = _logps(trainer)
        with policy.disable_adapter():
            without = _logps(trainer)
    apart = float((started - without).abs().max())
    if not apart <= torch.finfo(policy.dtype).eps ** 0.5:  # DoRA starts from nothing but rounding
        raise ValueError(
            f"the adapter changes the model from the start (by {apart:.2g} nats on a token), and "
            "its reference is the model without it; write init_lora_weights=True or 'gaussian' in "
            "LoraConfig, which start from nothing, or merge the adapter first: type "
            "model.merge_and_unload().save_pretrained('start'), and pass model='start'"
        )


def _logps(trainer: Any) -> Tensor:
    """Log-probabilities of tokens from all over the vocabulary, as TRL's KL takes them."""
    vocabulary = trainer.model.get_input_embeddings().num_embeddings
    ids = torch.linspace(0, vocabulary - 1, _PROBE_TOKENS).long()[None]
    ids = ids.to(trainer.accelerator.device)
    with torch.no_grad():
        return trainer._get_per_token_logps_and_entropies(
            trainer.model, ids, torch.ones_like(ids), _PROBE_TOKENS - 1
        )[0]


@contextmanager
def _still(model: torch.nn.Module) -> Iterator[None]:
    """Without dropout."""
    training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(training)


def _warn_unknown(what: str) -> None:
    warnings.warn(
        f"the weights are sharded, so whether the model is equal to its reference ({what}) was "
        "not checked; it is if the model was not changed since it was loaded",
        stacklevel=3,
    )
