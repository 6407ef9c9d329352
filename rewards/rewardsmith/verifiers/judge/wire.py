"""One request to an OpenAI-compatible endpoint, and what came back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import openai

from rewardsmith.types import Reason
from rewardsmith.verifiers.judge.endpoint import Sampling, Secret
from rewardsmith.verifiers.judge.faults import Failure, failure_of
from rewardsmith.verifiers.judge.reading import Fault
from rewardsmith.verifiers.judge.weighting import Token

_TOP = 10
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What the judge wrote: its text, why it ended, its tokens, and the tokens it is billed for."""

    text: str
    finish: str = "stop"
    refusal: str = ""
    tokens: tuple[Token, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0


def open_client(base_url: str, secret: Secret) -> openai.AsyncOpenAI:
    """Which client talks to this endpoint?  It belongs to one event loop and is to be closed.

    A proxy from the environment is not asked for what is on this machine.
    """
    is_local = urlsplit(base_url).hostname in _LOOPBACK
    return openai.AsyncOpenAI(
        api_key=secret.reveal(),
        base_url=base_url,
        max_retries=0,
        timeout=None,
        http_client=openai.DefaultAsyncHttpxClient(trust_env=not is_local, timeout=None),
    )


async def send(
    client: openai.AsyncOpenAI, secret: Secret, fields: Mapping[str, Any]
) -> Reply | Failure:
    """What does the endpoint reply to this request?"""
    create: Any = client.chat.completions.with_raw_response.create
    try:
        raw = await create(**fields)
    except openai.OpenAIError as error:
        return failure_of(error, secret)
    return read_completion(secret.cut(raw.text))


def request_fields(
    model: str,
    messages: Sequence[Mapping[str, str]],
    sampling: Sampling,
    schema: Mapping[str, Any],
    *,
    plain: bool,
) -> dict[str, Any]:
    """What is sent?  ``plain``: without what some servers and reasoning models refuse with 400.

    ``extra_body`` goes out as it is; the client's own parameters are walked and converted, which
    costs a fifth of a request's time.
    """
    fields: dict[str, Any] = {"model": model, "messages": list(messages)}
    if plain:
        return fields | {"extra_body": {"max_completion_tokens": sampling.max_tokens}}
    strict = {"name": "verdict", "strict": True, "schema": dict(schema)}
    extra = {
        "max_tokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "seed": sampling.seed,
        "response_format": {"type": "json_schema", "json_schema": strict},
        "logprobs": True,
        "top_logprobs": _TOP,
    }
    return fields | {"extra_body": extra}


def read_completion(body: str) -> Reply | Failure:
    """Which reply does this body hold?  ``BAD_REPLY`` where it is no chat completion."""
    try:
        completion: Any = json.loads(body)
        choices = completion["choices"]
        message = choices[0]["message"]
        text, refusal = message.get("content") or "", message.get("refusal") or ""
        if not isinstance(text, str) or not isinstance(refusal, str):
            raise TypeError("the content is no text")  # noqa: TRY301  (one way out of a bad body)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        kind = type(error).__name__
        detail = f"no chat completion ({kind}): {body[:60]!r}"
        return Failure(Fault(Reason.BAD_REPLY, detail), systemic=False)
    if len(choices) > 1:
        several = Fault(Reason.SEVERAL_VERDICTS, f"{len(choices)} choices", repairable=True)
        return Failure(several, systemic=False)
    usage = _mapping(completion.get("usage"))
    return Reply(
        text,
        str(choices[0].get("finish_reason") or "stop"),
        refusal,
        _tokens(choices[0].get("logprobs")),
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _count(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value < 2**53 else 0


def _tokens(logprobs: Any) -> tuple[Token, ...]:
    """The tokens with their alternatives; none where the server's list is not as it should be."""
    content: Any = _mapping(logprobs).get("content")
    try:
        return tuple(
            Token(
                str(token["token"]),
                tuple((str(top["token"]), float(top["logprob"])) for top in token["top_logprobs"]),
            )
            for token in content or ()
        )
    except (TypeError, ValueError, LookupError):
        return ()
