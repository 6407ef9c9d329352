"""``Line``: a reply to one question, with retries.

A lost connection or a 5xx is tried again four times, each wait about twice the last.  After a 429
(or a 503 with ``Retry-After``) nobody sends until the server allows; if that is later than the
deadline, the question is given up at once.  A 400 is tried again once without the optional fields,
which some servers do not know; when that helps they are left out from then on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import openai

from rewardsmith.types import Reason
from rewardsmith.verifiers.judge.endpoint import Endpoint, Sampling
from rewardsmith.verifiers.judge.faults import Failure
from rewardsmith.verifiers.judge.limits import Gate
from rewardsmith.verifiers.judge.prompt import Question
from rewardsmith.verifiers.judge.reading import Fault
from rewardsmith.verifiers.judge.usage import LEDGER, Usage
from rewardsmith.verifiers.judge.wire import Reply, open_client, request_fields, send

RETRIES = 4
FIRST_WAIT_S = 0.5
_MAX_DOUBLINGS = 6

Messages = Sequence[Mapping[str, str]]


@dataclass
class Course:
    """How far has one question come?  ``spread`` in [0, 1] keeps the retries of many apart."""

    spread: float
    ends_s: float
    sent_s: float | None = None
    last: Fault | None = None

    @classmethod
    def starting(cls, spread: float, deadline_s: float) -> Course:
        """A question whose clock starts now."""
        return cls(spread, _now_s() + deadline_s)

    @property
    def left_s(self) -> float:
        """How much of its time is left?"""
        return self.ends_s - _now_s()

    def backoff_s(self, attempt: int) -> float:
        """How long to wait after this many attempts?"""
        return FIRST_WAIT_S * 2 ** min(attempt - 1, _MAX_DOUBLINGS) * (0.75 + self.spread / 2)

    def late(self, deadline_s: float) -> Fault:
        """Why is there no verdict when its time is up?

        What the endpoint said last; unless it never said anything, or kept silent for the better
        part of the time.
        """
        silent_s = 0.0 if self.sent_s is None else _now_s() - self.sent_s
        if self.last is None or silent_s > deadline_s / 2:
            return Fault(Reason.ENDPOINT_TIMEOUT, f"no reply within {deadline_s:g} s")
        return replace(self.last, detail=f"{self.last.detail}, for {deadline_s:g} s")


@dataclass
class Line:
    """The way to one endpoint on one event loop; close it before the loop ends.

    The client is made with the first request, so that a batch that asks nothing imports nothing.
    """

    endpoint: Endpoint
    gate: Gate
    _client: openai.AsyncOpenAI | None = None

    async def close(self) -> None:
        """Close every connection."""
        if self._client is not None:
            await self._client.close()

    async def reply(
        self, question: Question, messages: Messages, sampling: Sampling, course: Course
    ) -> Reply | Failure:
        """What does the judge reply, however often it has to be asked?"""
        attempt = lost = 0
        while True:
            outcome = await self._send(question, messages, sampling, course)
            if isinstance(outcome, Reply):
                return outcome
            course.last = outcome.fault
            attempt, lost = attempt + 1, lost + (outcome.then == "retry")
            wait_s = course.backoff_s(attempt) if outcome.wait_s is None else outcome.wait_s
            again = outcome.then in {"retry", "wait"} and lost <= RETRIES
            if not again or wait_s >= course.left_s:
                return outcome
            if outcome.then == "wait":
                self.gate.pause(wait_s)
            else:
                await asyncio.sleep(wait_s)
            await self.gate.pass_through(question.tokens + sampling.max_tokens)

    async def _send(
        self, question: Question, messages: Messages, sampling: Sampling, course: Course
    ) -> Reply | Failure:
        """One request; one more without the optional fields if the server may not know them."""
        plain = self.gate.plain
        outcome = await self._request(question, messages, sampling, course, plain=plain)
        if isinstance(outcome, Reply) or outcome.then != "plain" or plain:
            return outcome
        outcome = await self._request(question, messages, sampling, course, plain=True)
        self.gate.plain = isinstance(outcome, Reply)
        return outcome

    async def _request(
        self,
        question: Question,
        messages: Messages,
        sampling: Sampling,
        course: Course,
        *,
        plain: bool,
    ) -> Reply | Failure:
        if self._client is None:
            self._client = open_client(self.endpoint.base_url, self.endpoint.secret)
        model, secret = self.endpoint.model, self.endpoint.secret
        fields = request_fields(model, messages, sampling, question.schema, plain=plain)
        LEDGER.add(Usage(requests=1))
        course.sent_s = _now_s()
        outcome = await send(self._client, secret, fields)
        course.sent_s = None
        if isinstance(outcome, Reply):
            tokens = (outcome.prompt_tokens, outcome.completion_tokens)
            LEDGER.add(Usage(0, 0, *tokens, self.endpoint.dollars(*tokens)))
        return outcome


def _now_s() -> float:
    return asyncio.get_running_loop().time()
