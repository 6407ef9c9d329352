"""Held-out accuracy: greedy answers, judged by verifiers that are no part of the reward."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from rewardsmith import Rollout, Verdict, Verifier, score

_BATCH = 60
_Z = 1.959964  # the normal quantile of a two-sided 95 % interval


@dataclass(frozen=True)
class Rise:
    """How much better are the answers after training, on the same problems?

    Shares of all problems in [0, 1], an abstention counting as not right; ``low`` and ``high`` are
    the ends of the 95 % interval of the rise.
    """

    n: int
    before: float
    after: float
    rise: float
    low: float
    high: float


def greedy_rollouts(
    model: Any, words: Any, rows: Sequence[Mapping[str, Any]], max_new_tokens: int
) -> list[Rollout]:
    """What does the model answer when it always takes the likeliest token?"""
    rollouts: list[Rollout] = []
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        texts = _greedy(model, words, [row["prompt"] for row in part], max_new_tokens)
        rollouts += [
            Rollout.from_row({**row, "completion": _as_turn(text, row["prompt"])})
            for row, text in zip(part, texts, strict=True)
        ]
    return rollouts


def judge(
    measures: Mapping[str, Verifier], rollouts: Sequence[Rollout]
) -> dict[str, list[Verdict]]:
    """What does each measure say of each answer?"""
    return {name: score(verifier, rollouts) for name, verifier in measures.items()}


def rise(before: Sequence[Verdict], after: Sequence[Verdict]) -> Rise:
    """By how much did the share of right answers rise, with its interval?"""
    pairs = [(_right(a), _right(b)) for a, b in zip(before, after, strict=True)]
    n = len(pairs)
    gained = sum(b > a for a, b in pairs)
    lost = sum(b < a for a, b in pairs)
    first, second = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    low, high = paired_interval(n, gained - lost, gained + lost)
    return Rise(n, first, second, second - first, low, high)


def paired_interval(n: int, total: float, squares: float) -> tuple[float, float]:
    """Within which 95 % interval does the mean of n paired differences lie?

    ``total`` and ``squares`` are the sums of the differences, each in [-1, 1], and of their
    squares.  Half an observation is added to each of the four cells of a table of pairs, so that
    no difference at all is not taken for certainty: Agresti & Min 2005, Statistics in Medicine
    24:729.
    """
    centre = total / (n + 2)
    spread = (squares + 1) / (n + 2) - centre**2
    half = _Z * math.sqrt(spread / (n + 2))
    return centre - half, centre + half


def _right(verdict: Verdict) -> bool:
    return verdict.score is not None and verdict.score >= 1


def _greedy(model: Any, words: Any, prompts: Sequence[Any], max_new_tokens: int) -> list[str]:
    texts = [p if isinstance(p, str) else _chat(words, p) for p in prompts]
    batch = words(
        texts, padding=True, padding_side="left", add_special_tokens=False, return_tensors="pt"
    )
    batch = {name: batch[name].to(model.device) for name in ("input_ids", "attention_mask")}
    training = model.training
    model.eval()
    with torch.no_grad():
        ids = model.generate(
            **batch, max_new_tokens=max_new_tokens, do_sample=False, pad_token_id=words.pad_token_id
        )
    model.train(training)
    return words.batch_decode(ids[:, batch["input_ids"].shape[1] :], skip_special_tokens=True)


def _chat(words: Any, messages: Any) -> str:
    return words.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)


def _as_turn(text: str, prompt: Any) -> str | list[dict[str, str]]:
    """In the shape of its prompt: text after text, a message after messages."""
    return text if isinstance(prompt, str) else [{"role": "assistant", "content": text}]
