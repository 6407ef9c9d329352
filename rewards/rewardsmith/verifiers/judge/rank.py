"""``JudgeRank``: a language model ranks the completions of a group side by side."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Annotated, Literal, Self

from annotated_types import Ge
from pydantic import BeforeValidator, model_validator

from rewardsmith.errors import SpecError
from rewardsmith.registry import register
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import GroupVerifier, groups_of
from rewardsmith.verifiers.judge.asking import Asking, said, unasked
from rewardsmith.verifiers.judge.prompt import Question, Shown, rank_question
from rewardsmith.verifiers.judge.reading import Fault, Reading
from rewardsmith.verifiers.judge.rubric import Item, Rubric, read_rubric

if TYPE_CHECKING:
    from rewardsmith.verifiers.judge.session import Session


@register
class JudgeRank(Asking, GroupVerifier, frozen=True):
    """How good is each completion of a group, seen side by side by a language model?

    Relative scores without a reference, as ART's RULER.  Equal completions are shown once and
    score the same; the order on the page comes from their hashes, not from the group, and is
    another one for each of the ``votes``, of which the mean counts.  A completion without content
    scores 0 and is not shown.  A rollout that stands alone is scored by itself, and so is each of a
    group about which the judge fails to reply as asked: a member that makes it fail does not take
    the others with it, and its abstention counts against the runner's budget (``Budget``).
    """

    kind: Literal["judge_rank"] = "judge_rank"
    rubric: Annotated[str | Rubric, BeforeValidator(read_rubric)] = "ranking"
    votes: Annotated[int, Ge(1)] = 1

    @model_validator(mode="after")
    def _ranks(self) -> Self:
        if self.asked.form != "rank":
            raise SpecError(f"the rubric {self.asked.name!r} ranks nothing; use kind 'judge'")
        return self

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """One of a group; whether it is the best is for the endpoint to say."""
        rollout = Rollout("Name a prime above 10.", "11, which only 1 and 11 divide.", group=0)
        return cls(), rollout

    def verify_group(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """What of each member of this group?"""
        return self.in_session(lambda session: self._group(session, rollouts))

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        """All groups in one session, side by side."""
        return self.in_session(lambda session: self._groups(session, rollouts))

    def questions(self, rollouts: Sequence[Rollout]) -> list[Question]:
        """What would be asked, if nothing is in the cache?"""
        asked: list[Question] = []
        for members in groups_of(rollouts):
            shown = [self.shown(rollouts[index]) for index in members]
            texts = self._texts(shown)
            if texts:
                asked += [self._question(shown, _order(texts, v)) for v in range(self.votes)]
        return asked

    async def _groups(self, session: Session, rollouts: Sequence[Rollout]) -> list[Verdict]:
        groups = groups_of(rollouts)
        ruled = await asyncio.gather(
            *(self._group(session, [rollouts[i] for i in members]) for members in groups)
        )
        verdicts = {
            index: verdict
            for members, group in zip(groups, ruled, strict=True)
            for index, verdict in zip(members, group, strict=True)
        }
        return [verdicts[index] for index in range(len(rollouts))]

    async def _group(self, session: Session, rollouts: Sequence[Rollout]) -> list[Verdict]:
        shown = [self.shown(rollout) for rollout in rollouts]
        texts = self._texts(shown)
        if not texts:
            return [member for member in shown if isinstance(member, Verdict)]
        votes = await asyncio.gather(
            *(self._vote(session, shown, _order(texts, vote), vote) for vote in range(self.votes))
        )
        decided = [vote for vote in votes if isinstance(vote, Mapping)]
        fault = next((vote for vote in votes if isinstance(vote, Fault)), None)
        lost = fault if 2 * len(decided) <= self.votes else None
        return [self._verdict(member, decided, lost) for member in shown]

    def _texts(self, shown: Sequence[dict[Item, str] | Verdict]) -> list[str]:
        """The distinct responses that are shown."""
        item = self.asked.response
        return list(dict.fromkeys(m[item] for m in shown if not isinstance(m, Verdict)))

    def _question(
        self, shown: Sequence[dict[Item, str] | Verdict], texts: Sequence[str]
    ) -> Question:
        first = next(member for member in shown if not isinstance(member, Verdict))
        rest: Shown = {i: text for i, text in first.items() if i != self.asked.response}
        return rank_question(self.asked, rest, texts)

    async def _vote(
        self,
        session: Session,
        shown: Sequence[dict[Item, str] | Verdict],
        texts: Sequence[str],
        seed: int,
    ) -> Mapping[str, float | Fault] | Fault:
        """One vote: the score of each text in [0, 1]; each by itself where together will not do."""
        reply = await session.ask(self._question(shown, texts), self.sampling(seed))
        if isinstance(reply, Reading):
            return _by_text(self.asked, texts, reply)
        if len(texts) == 1 or not reply.may_be_provoked:
            return reply
        alone = await asyncio.gather(*(self._vote(session, shown, [t], seed) for t in texts))
        found = [
            vote if isinstance(vote, Fault) else vote[text]
            for text, vote in zip(texts, alone, strict=True)
        ]
        return (
            reply
            if all(isinstance(one, Fault) for one in found)
            else dict(zip(texts, found, strict=True))
        )

    def _verdict(
        self,
        member: dict[Item, str] | Verdict,
        votes: Sequence[Mapping[str, float | Fault]],
        lost: Fault | None,
    ) -> Verdict:
        if isinstance(member, Verdict):
            return member
        text = member[self.asked.response]
        if lost is not None:
            return unasked(lost, text)
        scores = [score for vote in votes if not isinstance(score := vote[text], Fault)]
        if not scores:
            fault = next(fault for vote in votes if isinstance(fault := vote[text], Fault))
            return unasked(fault, text, provoked=fault.may_be_provoked)
        return said(fmean(scores), f"{len(scores)} of {self.votes} votes", text)


def _by_text(rubric: Rubric, texts: Sequence[str], reading: Reading) -> Mapping[str, float | Fault]:
    return {t: rubric.unit(value) for t, value in zip(texts, reading.values, strict=True)}


def _order(texts: Sequence[str], vote: int) -> list[str]:
    """An order that nobody can choose: by hash, another one for each vote."""

    def digest(text: str) -> bytes:
        return hashlib.sha256(f"{vote}\0{text}".encode("utf-8", "surrogatepass")).digest()

    return sorted(texts, key=digest)
