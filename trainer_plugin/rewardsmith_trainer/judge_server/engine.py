# pyright: basic
"""``Engine``: a local model that completes chats, held to a JSON Schema where one is given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import torch

from rewardsmith_trainer.judge_server.constraint import Constraint, Grammar, vocabulary_of
from rewardsmith_trainer.models.hub import causal_lm, tokenizer


class TooLongError(ValueError):
    """Do prompt and reply not fit into the model's context?"""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How is the next token chosen?  ``temperature`` 0: the likeliest."""

    max_tokens: int = 256
    temperature: float = 0.0
    seed: int = 0
    top_logprobs: int = 0


@dataclass(slots=True)
class Completion:
    """A reply: its text, its tokens as OpenAI's ``logprobs.content`` has them, why it ended."""

    text: str = ""
    tokens: list[dict[str, Any]] = field(default_factory=list)
    finish: str = "length"
    prompt_tokens: int = 0


class Engine:
    """One model, one reply at a time.

    Log-probabilities are those of the tokens that the schema allows, renormalised: what would the
    model choose among the replies that are possible here?
    """

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._words = tokenizer(folder)
        self._model = causal_lm(folder).eval()
        self._vocabulary = vocabulary_of(self._words)
        self._grammar = lru_cache(maxsize=64)(self._compile)
        self._lock = Lock()

    def complete(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any] | None,
        sampling: Sampling,
    ) -> Completion:
        """What does the model reply?

        SchemaError for a schema that replies cannot be held to, TooLongError for a prompt beyond
        the context.
        """
        grammar = None if schema is None else self._grammar(json.dumps(schema, sort_keys=True))
        prompt = self._encode(messages)
        limit = self._model.config.max_position_embeddings
        if prompt.shape[1] + sampling.max_tokens > limit:
            raise TooLongError(f"{prompt.shape[1]} + {sampling.max_tokens} tokens, {limit} fit")
        with self._lock, torch.inference_mode():
            return self._generate(prompt, grammar and grammar.start(), sampling)

    def _compile(self, schema: str) -> Grammar:
        return Grammar(self._vocabulary, json.loads(schema))

    def _encode(self, messages: Sequence[Mapping[str, str]]) -> torch.Tensor:
        """The prompt's token ids (1, T)."""
        encoded = self._words.apply_chat_template(
            [dict(message) for message in messages],
            add_generation_prompt=True,
            return_tensors="pt",
            return_dict=True,
        )
        return encoded["input_ids"]

    def _generate(
        self, prompt: torch.Tensor, constraint: Constraint | None, sampling: Sampling
    ) -> Completion:
        """Token by token; what has no alternative is taken without asking the model."""
        random = torch.Generator().manual_seed(sampling.seed)
        done = Completion(prompt_tokens=prompt.shape[1])
        ids: list[int] = []
        fresh, past = prompt, None
        while len(ids) < sampling.max_tokens:
            output = self._model(
                input_ids=fresh, past_key_values=past, use_cache=True, logits_to_keep=1
            )
            past = output.past_key_values
            logprobs = self._logprobs(output.logits[0, -1], constraint)
            token = _choose(logprobs, sampling.temperature, random)
            if token == self._words.eos_token_id:
                done.finish = "stop"
                break
            new = [token]
            self._note(done, ids, token, logprobs, sampling.top_logprobs)
            if constraint is not None:
                constraint.take(token)
                for forced in constraint.forced():
                    self._note(done, ids, forced, None, sampling.top_logprobs)
                    new.append(forced)
                if constraint.complete:
                    done.finish = "stop"
                    break
            fresh = torch.tensor([new])
        done.text = self._words.decode(ids)
        return done

    def _logprobs(self, logits: torch.Tensor, constraint: Constraint | None) -> torch.Tensor:
        """(V,) -> (V,): log-probabilities among the allowed tokens."""
        if constraint is not None:
            allowed = torch.from_numpy(constraint.allowed(logits.shape[0]))
            logits = logits.masked_fill(~allowed, float("-inf"))
        return torch.log_softmax(logits.float(), dim=-1)

    def _note(
        self, done: Completion, ids: list[int], token: int, logprobs: torch.Tensor | None, top: int
    ) -> None:
        """Put a token down, with its alternatives; a forced one has none."""
        before = self._words.decode(ids)
        ids.append(token)
        text = self._words.decode(ids)[len(before) :]
        entry: dict[str, Any] = {"token": text, "logprob": 0.0, "top_logprobs": []}
        if logprobs is None:
            entry["top_logprobs"] = [{"token": text, "logprob": 0.0}][:top]
        else:
            entry["logprob"] = logprobs[token].item()
            values, places = logprobs.topk(min(top, logprobs.shape[0]))
            entry["top_logprobs"] = [
                {"token": self._words.decode([place]), "logprob": value}
                for value, place in zip(values.tolist(), places.tolist(), strict=True)
                if value > float("-inf")
            ]
        done.tokens.append(entry)


def _choose(logprobs: torch.Tensor, temperature: float, random: torch.Generator) -> int:
    if temperature == 0:
        return int(logprobs.argmax())
    chances = torch.softmax(logprobs / temperature, dim=-1)
    return int(torch.multinomial(chances, 1, generator=random))
