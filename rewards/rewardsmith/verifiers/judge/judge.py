"""``Judge``: a language model scores what no rule can."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Annotated, Literal, Self

from annotated_types import Ge
from pydantic import model_validator

from rewardsmith.errors import SpecError
from rewardsmith.registry import register
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifiers.judge.asking import Asking, said, unasked
from rewardsmith.verifiers.judge.prompt import Question, grade_question, pair_question
from rewardsmith.verifiers.judge.reading import Fault, Reading
from rewardsmith.verifiers.judge.rubric import Item

if TYPE_CHECKING:
    from rewardsmith.verifiers.judge.session import Session

_NEUTRAL = "I do not know."


@register
class Judge(Asking, frozen=True):
    """What does a language model say of this answer, by a rubric?

    ``rubric`` is a shipped name (``equivalence``, ``helpfulness``, ``instruction_following``,
    ``harmlessness``, ``preference``), a YAML file, or a rubric itself.  A rubric of form ``pair``
    compares with the column ``baseline``: 1 if better, 0 if worse, 0.5 for a tie; it is asked in
    both orders, and two orders that disagree are a tie (position bias: Zheng et al. 2023,
    arXiv:2306.05685).  ``votes`` are independent samples, of which the mean counts.

    The model's faults, 0 with no request: no answer, an answer without content (one token fools
    many judges: Zhao et al. 2025, arXiv:2507.08794), one beyond 100,000 characters.  The machine's,
    undecided: ``ENDPOINT_TIMEOUT``, ``RATE_LIMITED``, ``ENDPOINT_ERROR``, ``REFUSED``,
    ``TRUNCATED``, ``BAD_REPLY``, ``SEVERAL_VERDICTS``, ``OFF_SCALE``.

    A response could bring about the last five.  So the judge is then asked once about a neutral
    response in its place: if that fails too, the judge is at fault; if not, the response is, and
    its abstention counts against the runner's budget for such (``Budget``).
    """

    kind: Literal["judge"] = "judge"
    votes: Annotated[int, Ge(1)] = 1

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.asked.form == "rank":
            raise SpecError(f"the rubric {self.asked.name!r} ranks a group; use kind 'judge_rank'")
        if self.votes > 1 and self.temperature == 0:
            raise SpecError("several votes at temperature 0 are one; set temperature: 1")
        return self

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """An answer in other words; whether it is accepted is for the endpoint to say."""
        return cls(), Rollout("Which gas do plants take up?", "carbon dioxide", truth="CO2")

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """One session for all of them."""
        return self.in_session(lambda session: self._all(session, rollouts))

    def questions(self, rollouts: Sequence[Rollout]) -> list[Question]:
        """What would be asked, in which order, if nothing is in the cache?"""
        asked: list[Question] = []
        for rollout in rollouts:
            if not isinstance(shown := self.shown(rollout), Verdict):
                asked += self._questions(shown) * self.votes
        return asked

    async def _all(self, session: Session, rollouts: Sequence[Rollout]) -> list[Verdict]:
        return await asyncio.gather(*(self._one(session, rollout) for rollout in rollouts))

    async def _one(self, session: Session, rollout: Rollout) -> Verdict:
        shown = self.shown(rollout)
        if isinstance(shown, Verdict):
            return shown
        text = shown[self.asked.response]
        votes = await asyncio.gather(*(self._vote(session, shown, v) for v in range(self.votes)))
        decided = [vote for vote in votes if isinstance(vote, Reading)]
        if 2 * len(decided) <= self.votes:
            fault = next(vote for vote in votes if isinstance(vote, Fault))
            return unasked(fault, text, provoked=await self._is_provoked(session, shown, fault))
        score = fmean(vote.values[0] for vote in decided)
        return said(score, _account(decided, self.votes), text)

    async def _is_provoked(self, session: Session, shown: Mapping[Item, str], fault: Fault) -> bool:
        """Does the judge say of a neutral response what it did not say of this one?"""
        if not fault.may_be_provoked:
            return False
        control = await self._vote(session, {**shown, self.asked.response: _NEUTRAL}, seed=0)
        return isinstance(control, Reading)

    async def _vote(
        self, session: Session, shown: Mapping[Item, str], seed: int
    ) -> Reading | Fault:
        """One vote, its value in [0, 1]."""
        sampling = self.sampling(seed)
        questions = self._questions(shown)
        replies = await asyncio.gather(*(session.ask(q, sampling) for q in questions))
        for reply in replies:
            if isinstance(reply, Fault):
                return reply
        readings = [reply for reply in replies if isinstance(reply, Reading)]
        if self.asked.form == "pair":
            return _both_orders(*readings)
        (reading,) = readings
        return Reading((self.asked.unit(reading.values[0]),), reading.reasoning, reading.weighted)

    def _questions(self, shown: Mapping[Item, str]) -> list[Question]:
        """The question; of a pair, in both orders."""
        rubric = self.asked
        if rubric.form == "grade":
            return [grade_question(rubric, shown)]
        mine, other = shown[rubric.response], shown["baseline"]
        return [
            pair_question(rubric, shown, mine, other),
            pair_question(rubric, shown, other, mine),
        ]


def _both_orders(forward: Reading, backward: Reading) -> Reading:
    """What do the two orders say together?  The second one's A is the first one's B."""
    first, second = forward.values[0], 1.0 - backward.values[0]
    if first == second:
        return Reading((first,), forward.reasoning)
    return Reading((0.5,), f"the orders disagree, so it is a tie; {forward.reasoning}")


def _account(decided: Sequence[Reading], votes: int) -> str:
    """What is told of these votes?"""
    parts = list[str]()
    if votes > 1:
        values = ", ".join(f"{vote.values[0]:.2f}" for vote in decided)
        parts.append(f"{len(decided)} of {votes} votes: {values}")
    if any(vote.weighted for vote in decided):
        parts.append("weighted by log-probabilities")
    return "; ".join([*parts, decided[0].reasoning])
