# pyright: basic
"""A two-layer Llama that reads sums: under 100,000 parameters, for tests on any machine."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from rewardsmith_trainer.models.hub import llama, save
from rewardsmith_trainer.tasks import bilingual
from rewardsmith_trainer.tasks.sums import solved_sum

_PAD, _END = "<pad>", "<end>"
_CHARACTERS = "0123456789+=" + r"\boxed{}"
_ROWS, _LEARNING_RATE = 64, 3e-3


class Lesson(NamedTuple):
    """What is a model shown before it is trained?  Questions and answers, made of these tokens."""

    solved: Callable[[random.Random], tuple[str, str]]
    tokens: Sequence[str]
    steps: int


LESSONS = {
    "tiny": Lesson(solved_sum, _CHARACTERS, 200),
    "tiny_bilingual": Lesson(bilingual.solved_in_both, bilingual.tokens(), 500),
}
"""The models that are made here, by the name that a recipe gives them."""


def tiny(folder: Path, lesson: Lesson, seed: int) -> Path:
    """Where is the model, warmed up so that it does sometimes what it is to do always?"""
    words = tokenizer_of(lesson.tokens)
    model = untrained(len(words), seed)
    warm_up(model, words, lesson, seed)
    partial = folder.with_name(f".{folder.name}.partial")
    save(model, words, partial)
    return partial.rename(folder)


def character_tokenizer() -> PreTrainedTokenizerFast:
    """Which tokenizer has a token for each character of a sum?"""
    return tokenizer_of(_CHARACTERS)


def tokenizer_of(tokens: Sequence[str]) -> PreTrainedTokenizerFast:
    """Which tokenizer has these tokens, and takes the longest that fits?"""
    vocabulary = {token: index for index, token in enumerate([_PAD, _END, *tokens])}
    longest_first = sorted(map(re.escape, tokens), key=len, reverse=True)
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token=_PAD))
    backend.pre_tokenizer = pre_tokenizers.Split(Regex("|".join(longest_first)), "isolated")
    backend.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=backend, pad_token=_PAD, eos_token=_END)


def untrained(vocabulary_size: int, seed: int) -> Any:
    """Which Llama of this size has fresh weights?"""
    torch.manual_seed(seed)
    return llama(
        vocab_size=vocabulary_size,
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=64,
        tie_word_embeddings=True,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=None,
    )


def warm_up(model: Any, words: PreTrainedTokenizerFast, lesson: Lesson, seed: int) -> None:
    """Teach it the lesson, supervised."""
    rng = random.Random(seed)  # noqa: S311
    optimizer = torch.optim.Adam(model.parameters(), lr=_LEARNING_RATE)
    for _ in range(lesson.steps):
        batch = _solved(words, lesson, rng)
        optimizer.zero_grad()
        model(**batch).loss.backward()
        optimizer.step()


def _solved(words: PreTrainedTokenizerFast, lesson: Lesson, rng: random.Random) -> dict[str, Any]:
    """Token ids (B, T) of solved sums, padded to the right; only the answers are learned."""
    pairs = [lesson.solved(rng) for _ in range(_ROWS)]
    batch = words([q + a + _END for q, a in pairs], padding=True, return_tensors="pt")
    labels = batch["input_ids"].masked_fill(batch["attention_mask"] == 0, -100)
    for row, question in enumerate(words([question for question, _ in pairs])["input_ids"]):
        labels[row, : len(question)] = -100
    return {
        "input_ids": batch["input_ids"],
        "attention_mask": batch["attention_mask"],
        "labels": labels,
    }
