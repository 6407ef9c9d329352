"""Is this reply a verdict?  Read here, strictly, because servers ignore the schema they are sent.

A reply is one JSON object, alone or in one code fence, after a thought if the judge thinks.  All
that can be wrong with it is the judge's doing, so it is a reason to abstain and never a score.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from rewardsmith.response import fences, split_thought
from rewardsmith.types import Reason
from rewardsmith.verifiers.judge.prompt import Question

_REFUSALS = (
    "i'm sorry",
    "i’m sorry",
    "i am sorry",
    "sorry, ",
    "i cannot",
    "i can't",
    "i can’t",
    "i won't",
    "i won’t",
    "i am unable",
    "i'm unable",
    "i’m unable",
    "i must decline",
    "as an ai",
)


_ABOUT_THE_REPLY = frozenset(
    {
        Reason.REFUSED,
        Reason.TRUNCATED,
        Reason.BAD_REPLY,
        Reason.SEVERAL_VERDICTS,
        Reason.OFF_SCALE,
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why is there no verdict?  ``repairable``: asking once more may mend it."""

    reason: Reason
    detail: str
    repairable: bool = False

    @property
    def may_be_provoked(self) -> bool:
        """Could what the judge was shown have brought this about?  The judge did reply."""
        return self.reason in _ABOUT_THE_REPLY


@dataclass(frozen=True, slots=True)
class Reading:
    """What does the judge say?

    ``values`` are the scores on the rubric's scale, one a response; of a pair, one of 1 (A), 0.5
    and 0 (B).  ``weighted``: the score is an expectation under the judge's log-probabilities.
    """

    values: tuple[float, ...]
    reasoning: str = ""
    weighted: bool = False

    def as_json(self) -> str:
        """Which text stands for it in the cache?"""
        return json.dumps([self.values, self.reasoning, self.weighted], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Reading:
        """Which reading does this text stand for?"""
        values, reasoning, weighted = json.loads(text)
        return cls(tuple(values), reasoning, weighted)


def read_reply(text: str, question: Question) -> Reading | Fault:
    """Which verdict does this reply hold, or what is wrong with it?"""
    body = _unwrapped(text)
    found = _objects(body)
    if isinstance(found, Fault):
        return _refusal(body) or found
    verdict = found.get(question.verdict_key)
    if unknown := set(found) - {"reasoning", question.verdict_key}:
        return _bad(f"the key {min(unknown)!r} is not in the schema")
    if question.verdict_key not in found:
        return _bad(f"no {question.verdict_key!r} in it")
    reasoning = found.get("reasoning", "")
    if not isinstance(reasoning, str):
        return _bad("its reasoning is no text")
    values = _values(verdict, question)
    return values if isinstance(values, Fault) else Reading(values, reasoning)


def _unwrapped(text: str) -> str:
    """The reply without the judge's own thought and without a fence around all of it."""
    body = split_thought(text).text.strip()
    blocks = fences(body)
    if len(blocks) == 1 and (blocks[0].start, blocks[0].end) == (0, len(body)):
        return blocks[0].code.strip()
    return body


@dataclass(slots=True)
class _Once:
    """Builds the objects of one parse and notes the keys that stand twice in one of them."""

    twice: list[str] = field(default_factory=list[str])

    def build(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        self.twice += [name for name in names if names.count(name) > 1]
        return dict(pairs)


def _objects(body: str) -> dict[str, Any] | Fault:
    """The one JSON object that the body is."""
    once = _Once()
    decoder = json.JSONDecoder(object_pairs_hook=once.build, parse_constant=_no_number)
    try:
        value, end = decoder.raw_decode(body)
    except (ValueError, RecursionError) as error:
        return _bad(f"not JSON: {str(error)[:80]}")
    if not isinstance(value, dict):
        return _bad(f"a {type(value).__name__}, not an object")
    if once.twice:
        return _several(f"the key {once.twice[0]!r} stands twice")
    if rest := body[end:].strip():
        another = _starts_with_object(rest)
        return _several("two objects") if another else _bad("text after the object")
    return cast("dict[str, Any]", value)


def _starts_with_object(text: str) -> bool:
    try:
        return isinstance(json.JSONDecoder().raw_decode(text)[0], dict)
    except (ValueError, RecursionError):
        return False


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _values(verdict: Any, question: Question) -> tuple[float, ...] | Fault:
    if question.scale is None:
        return _winner(verdict)
    if not question.members:
        score = _score(verdict, question.scale)
        return score if isinstance(score, Fault) else (score,)
    names = [str(n) for n in range(1, question.members + 1)]
    if not isinstance(verdict, Mapping) or sorted(cast("dict[str, Any]", verdict)) != sorted(names):
        return _bad(f"scores must name the responses 1 to {question.members}, once each")
    scores: list[float] = []
    for name in names:
        score = _score(verdict[name], question.scale)
        if isinstance(score, Fault):
            return score
        scores.append(score)
    return tuple(scores)


def _winner(verdict: Any) -> tuple[float, ...] | Fault:
    if not isinstance(verdict, str):
        return _bad(f"the winner is no text but {verdict!r:.40}")
    outcomes = {"a": 1.0, "b": 0.0, "tie": 0.5}
    if verdict.strip().lower() not in outcomes:
        return Fault(Reason.OFF_SCALE, f"the winner {verdict!r:.40} is none of A, B, tie", True)
    return (outcomes[verdict.strip().lower()],)


def _score(value: Any, scale: tuple[int, int]) -> float | Fault:
    low, high = scale
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _bad(f"the score is no number but {value!r:.40}")
    if not low <= value <= high or not math.isfinite(value) or value != int(value):
        return Fault(
            Reason.OFF_SCALE, f"{value!r:.40} is no whole number from {low} to {high}", True
        )
    return float(value)


def _refusal(body: str) -> Fault | None:
    start = body[:40].lower()
    refuses = start.startswith(_REFUSALS)
    return Fault(Reason.REFUSED, f"the judge declined: {body[:80]!r}") if refuses else None


def _bad(detail: str) -> Fault:
    return Fault(Reason.BAD_REPLY, detail, repairable=True)


def _several(detail: str) -> Fault:
    return Fault(Reason.SEVERAL_VERDICTS, detail, repairable=True)
