# pyright: basic
"""transformers as the rest of the plugin sees it: loading, building and saving models."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM
from transformers.utils import logging


@contextmanager
def quietly() -> Iterator[None]:
    """Without transformers' own progress bars, and what it warns of in TRL."""
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", ".*gradient_checkpointing.*", FutureWarning)
            yield
    finally:
        if shown:
            logging.enable_progress_bar()


def causal_lm(folder: Path, **options: Any) -> Any:
    """Which model is in this folder?  In float32."""
    with quietly():
        return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **options)


def tokenizer(folder: Path, **options: Any) -> Any:
    """Which tokenizer is in this folder?"""
    with quietly():
        return AutoTokenizer.from_pretrained(folder, **options)


def save(model: Any, words: Any, folder: Path) -> None:
    """Put model and tokenizer into a folder that ``causal_lm`` and ``tokenizer`` read."""
    with quietly():
        model.save_pretrained(folder)
        words.save_pretrained(folder)


def llama(**config: Any) -> Any:
    """Which Llama has this configuration?  With fresh weights."""
    return LlamaForCausalLM(LlamaConfig(**config))


def plain_llama(source: Any) -> Any:
    """Which unquantised Llama has the same weights?  One that ``save_pretrained`` accepts."""
    config = source.config.to_dict()
    config.pop("quantization_config", None)
    plain = llama(**config)
    plain.load_state_dict(source.state_dict())
    return plain
