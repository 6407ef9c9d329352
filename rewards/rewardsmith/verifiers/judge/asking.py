"""What every verifier that asks a language model has: an endpoint, a rubric, limits, a door."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeVar
from urllib.parse import urlsplit

from annotated_types import Ge, Gt
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    NonNegativeFloat,
    StringConstraints,
)

from rewardsmith.budget import PROVOKED
from rewardsmith.errors import DataError, MissingExtraError, SpecError
from rewardsmith.response import final_answer
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Resource, Verifier, is_missing, run_async
from rewardsmith.verifiers.judge.content_free import why_content_free
from rewardsmith.verifiers.judge.endpoint import Endpoint, Sampling, Secret
from rewardsmith.verifiers.judge.injection import injection_phrases
from rewardsmith.verifiers.judge.limits import Limits, gate_of
from rewardsmith.verifiers.judge.prompt import read_items
from rewardsmith.verifiers.judge.reading import Fault
from rewardsmith.verifiers.judge.replies import ReplyCache, cache_path
from rewardsmith.verifiers.judge.rubric import Item, Rubric, read_rubric, shipped_rubric

if TYPE_CHECKING:
    from rewardsmith.verifiers.judge.session import Session

LOCAL_URL = "http://127.0.0.1:8460/v1"
"""Where ``rewardsmith judge serve`` listens."""

URL_VARIABLE = "OPENAI_BASE_URL"
MAX_CHARS = 100_000
_DETAIL_CHARS = 400
T = TypeVar("T")


def _without_secret(url: str | None) -> str | None:
    parts = urlsplit(url or "http://localhost")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SpecError("base_url starts with http:// or https:// and names a host")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SpecError("base_url holds no key and no query; keys come from the environment")
    return url


Price = NonNegativeFloat


class Asking(Verifier, frozen=True):
    """What does a language model behind an OpenAI-compatible endpoint say?

    ``base_url`` None: ``$OPENAI_BASE_URL``, else the server of ``rewardsmith judge serve`` on this
    machine.  ``api_key_env`` names the environment variable that holds the key; the key itself is
    never in a spec, log, cache or error.  ``deadline_s`` bounds all that is done for one question.
    ``concurrency`` and the limits a minute hold for this process.  ``prices`` are dollars per
    million tokens in and out, for the account.  ``cache``: verdicts are kept in the folder
    ``$REWARDSMITH_CACHE``, else in the user's cache folder, so that a question is paid for once.
    """

    model_config = ConfigDict(hide_input_in_errors=True)  # somebody may put a key into a field

    resource: ClassVar[Resource] = "endpoint"
    libraries: ClassVar[tuple[str, ...]] = ("openai",)

    rubric: Annotated[str | Rubric, BeforeValidator(read_rubric)] = "equivalence"
    model: str = "SmolLM2-135M-Instruct"
    base_url: Annotated[str | None, AfterValidator(_without_secret)] = None
    api_key_env: Annotated[str, StringConstraints(pattern="^[A-Z_][A-Z0-9_]*$")] = "OPENAI_API_KEY"
    temperature: Annotated[float, Ge(0)] = 0.0
    max_tokens: Annotated[int, Ge(1)] = 512
    deadline_s: Annotated[float, Gt(0)] = 60.0
    concurrency: Annotated[int, Ge(1)] = 64
    requests_per_minute: Annotated[int, Ge(1)] | None = None
    tokens_per_minute: Annotated[int, Ge(1)] | None = None
    prices: tuple[Price, Price] = (0.0, 0.0)
    cache: Literal["disk", "none"] = "disk"

    @property
    def asked(self) -> Rubric:
        """Which rubric is it?"""
        return self.rubric if isinstance(self.rubric, Rubric) else shipped_rubric(self.rubric)

    @property
    def endpoint(self) -> Endpoint:
        """Who is asked?"""
        url = self.base_url or os.environ.get(URL_VARIABLE) or LOCAL_URL
        secret = Secret(self.api_key_env)
        return Endpoint(url.rstrip("/"), self.model, secret, self.deadline_s, self.prices)

    def sampling(self, seed: int = 0) -> Sampling:
        """How is it sampled for this vote?"""
        return Sampling(self.temperature, self.max_tokens, seed)

    def check(self, rollouts: Sequence[Rollout]) -> None:
        """Have some rows the columns that the rubric shows?  DataError if none has."""
        for column in self.columns:
            if rollouts and all(is_missing(rollout, column) for rollout in rollouts):
                shown = "answer" if column == "truth" else column
                raise DataError(
                    f"the rubric {self.asked.name!r} shows the column {shown!r}, which no row has"
                )

    @property
    def columns(self) -> tuple[str, ...]:
        """Which columns does the rubric show?"""
        return tuple(item for item in ("truth", "baseline") if item in self.asked.shows)

    def shown(self, rollout: Rollout) -> dict[Item, str] | Verdict:
        """What is the judge shown?  A verdict where the question is settled without it."""
        for column in self.columns:
            if is_missing(rollout, column):
                return Verdict.undecided(Reason.MISSING_COLUMN, f"no {column} to show the judge")
        if self.asked.response == "answer" and (answer := final_answer(rollout)).text is None:
            return answer.fault
        items = read_items(self.asked, rollout)
        text = items[self.asked.response]
        if len(text) > MAX_CHARS:
            return Verdict.fail(Reason.TOO_LARGE, f"{len(text)} characters, {MAX_CHARS} allowed")
        if why := why_content_free(text, rollout.prompt, items.get("truth", "")):
            return Verdict.fail(Reason.CONTENT_FREE, f"not asked: {why}", extracted=text[:80])
        return items

    def in_session(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """What does this work with a session of its own return?"""
        return run_async(self._in_session(work))

    async def _in_session(self, work: Callable[[Session], Awaitable[T]]) -> T:
        try:  # what lies behind this imports the client
            from rewardsmith.verifiers.judge.attempts import Line  # noqa: PLC0415
            from rewardsmith.verifiers.judge.session import Session  # noqa: PLC0415
        except ModuleNotFoundError as error:
            if error.name != "openai":
                raise
            raise MissingExtraError("openai", "judge") from error
        limits = Limits(self.concurrency, self.requests_per_minute, self.tokens_per_minute)
        gate = gate_of(self.endpoint.base_url, self.model, limits)
        with ReplyCache(cache_path() if self.cache == "disk" else None) as cache:
            async with Session(Line(self.endpoint, gate), cache) as session:
                return await work(session)


def said(score: float, detail: str, text: str) -> Verdict:
    """What is the verdict when the judge has spoken?  Injection phrases are flagged, no more."""
    return Verdict.of(score, _flagged(detail, text), extracted=text[:_DETAIL_CHARS], tier="judge")


def unasked(fault: Fault, text: str, *, provoked: bool = False) -> Verdict:
    """What is the verdict when it has not?  ``provoked``: it speaks about other responses."""
    detail = f"only about this response, {fault.detail}" if provoked else fault.detail
    return Verdict.undecided(
        fault.reason,
        _flagged(detail, text),
        extracted=text[:_DETAIL_CHARS],
        tier=PROVOKED if provoked else "judge",
    )


def _flagged(detail: str, text: str) -> str:
    found = injection_phrases(text)
    flag = f"injection phrases in the response: {', '.join(found)}; " if found else ""
    return f"{flag}{detail}"[:_DETAIL_CHARS]
