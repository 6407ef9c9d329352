"""``Session``: one batch of questions to one endpoint, from the first request to the last verdict.

**The deadline** of a question is total: requests, retries, waits and the repair.  Its clock starts
when its turn has come, that is, when there is a place among the concurrent ones and the rate limits
let it go; a long queue loses nothing.

**A dead endpoint** must not cost a deadline for each of a thousand questions: when eight in a row
got no reply of any kind, those that have not been sent are given up for the same reason.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from rewardsmith.types import Reason
from rewardsmith.verifiers.judge.attempts import Course, Line
from rewardsmith.verifiers.judge.endpoint import Sampling
from rewardsmith.verifiers.judge.faults import Failure
from rewardsmith.verifiers.judge.prompt import Question
from rewardsmith.verifiers.judge.reading import Fault, Reading, read_reply
from rewardsmith.verifiers.judge.replies import ReplyCache
from rewardsmith.verifiers.judge.usage import LEDGER, Usage
from rewardsmith.verifiers.judge.weighting import expected_score
from rewardsmith.verifiers.judge.wire import Reply

GIVE_UP_AFTER = 8
_MAX_REPEATED_CHARS = 4000
_REPLY_FORMAT = 1
"""Part of every cache key: another number after a change of how replies are read."""

_log = logging.getLogger("rewardsmith")


@dataclass
class Session:
    """The questions of one call, on one event loop; open it with ``async with``."""

    line: Line
    cache: ReplyCache
    _flights: dict[str, asyncio.Task[Reading | Fault]] = field(
        default_factory=dict[str, "asyncio.Task[Reading | Fault]"]
    )
    _unanswered: int = 0
    _given_up: Fault | None = None
    _before: Usage = field(default_factory=LEDGER.total)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.line.close()
        _log.info("judge %s: %s", self.line.endpoint.model, LEDGER.total() - self._before)

    async def ask(self, question: Question, sampling: Sampling) -> Reading | Fault:
        """What is the verdict?  The same question at the same time is asked once."""
        key = self._key(question, sampling)
        if key not in self._flights:
            self._flights[key] = asyncio.ensure_future(self._answer(key, question, sampling))
        return await self._flights[key]

    def _key(self, question: Question, sampling: Sampling) -> str:
        """Under which hash is the verdict kept: model, rubric and prompt, sampling fields."""
        who = (self.line.endpoint.base_url, self.line.endpoint.model)
        how = (sampling.temperature, sampling.max_tokens, sampling.seed)
        what = (question.system, question.user, question.schema)
        text = json.dumps([_REPLY_FORMAT, who, how, what], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    async def _answer(self, key: str, question: Question, sampling: Sampling) -> Reading | Fault:
        known = self.cache.get(key)
        if known is not None:
            LEDGER.add(Usage(cached=1))
            return known
        async with self.line.gate.places.one():
            outcome = await self._in_turn(key, question, sampling)
        return self.cache.keep(key, outcome) if isinstance(outcome, Reading) else outcome

    async def _in_turn(self, key: str, question: Question, sampling: Sampling) -> Reading | Fault:
        """The verdict of a question that has a place: its clock starts when it may be sent."""
        if self._given_up is None:
            await self.line.gate.pass_through(question.tokens + sampling.max_tokens)
        if self._given_up is not None:
            return self._given_up
        course = Course.starting(int(key[:4], 16) / 0xFFFF, self.line.endpoint.deadline_s)
        try:
            async with asyncio.timeout_at(course.ends_s):
                return await self._converse(question, sampling, course)
        except TimeoutError:
            return self._note(Failure(course.late(self.line.endpoint.deadline_s)))

    async def _converse(
        self, question: Question, sampling: Sampling, course: Course
    ) -> Reading | Fault:
        """One question, and one more if the reply can be repaired."""
        reply = await self.line.reply(question, question.messages, sampling, course)
        reading = self._read(reply, question)
        if isinstance(reading, Reading) or not reading.repairable:
            return reading
        said = reply.text if isinstance(reply, Reply) else ""
        await self.line.gate.pass_through(question.tokens + sampling.max_tokens)
        messages = [*question.messages, *_repair(said, reading)]
        return self._read(await self.line.reply(question, messages, sampling, course), question)

    def _read(self, reply: Reply | Failure, question: Question) -> Reading | Fault:
        """The verdict in a reply, weighted where the log-probabilities allow."""
        if isinstance(reply, Failure):
            return self._note(reply)
        self._unanswered = 0
        if reply.refusal or reply.finish == "content_filter":
            return Fault(Reason.REFUSED, f"the judge declined: {reply.refusal[:80]!r}")
        reading = read_reply(reply.text, question)
        if isinstance(reading, Fault):
            cut = Fault(Reason.TRUNCATED, "the reply was cut at max_tokens")
            return cut if reply.finish == "length" else reading
        if question.scale is None or question.members:
            return reading
        score = expected_score(reply.text, reply.tokens, question.scale, reading.values[0])
        return reading if score is None else replace(reading, values=(score,), weighted=True)

    def _note(self, failure: Failure) -> Fault:
        """Count what tells that the endpoint is down."""
        fault = failure.fault
        self._unanswered = self._unanswered + 1 if failure.systemic else 0
        if self._unanswered >= GIVE_UP_AFTER and self._given_up is None:
            self._given_up = Fault(fault.reason, f"not asked, the endpoint is down: {fault.detail}")
            _log.warning("judge %s: %s", self.line.endpoint.model, fault.detail)
        return fault


def _repair(said: str, fault: Fault) -> list[Mapping[str, str]]:
    return [
        {"role": "assistant", "content": said[:_MAX_REPEATED_CHARS] or "(nothing)"},
        {
            "role": "user",
            "content": f"That is not what was asked for: {fault.detail}. Reply again, with the "
            "one JSON object that the schema describes and nothing else.",
        },
    ]
