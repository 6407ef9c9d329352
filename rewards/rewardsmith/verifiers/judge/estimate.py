"""What would the judges in a formula be asked about these rollouts, and at which price at most?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rewardsmith.types import Rollout
from rewardsmith.verifier import Verifier, walk
from rewardsmith.verifiers.judge.judge import Judge
from rewardsmith.verifiers.judge.prompt import Question
from rewardsmith.verifiers.judge.rank import JudgeRank


@dataclass(frozen=True, slots=True)
class Estimate:
    """Every question with the judge that asks it, and bounds on tokens and dollars.

    Bounds, since a product, a route or ``or_else`` may never come to its judge, and the cache may
    know the answer.  Tokens are estimated from characters, replies taken at their greatest length.
    """

    questions: tuple[tuple[str, Question], ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0
    dollars: float = 0.0


def estimate(verifier: Verifier, rollouts: Sequence[Rollout]) -> Estimate:
    """What would be asked at most?  Nothing is sent."""
    total = Estimate()
    for part in walk(verifier):
        if isinstance(part, Judge | JudgeRank):
            asked = part.questions(rollouts)
            tokens_in = sum(question.tokens for question in asked)
            tokens_out = part.max_tokens * len(asked)
            total = Estimate(
                (*total.questions, *((part.name or part.kind, question) for question in asked)),
                total.prompt_tokens + tokens_in,
                total.completion_tokens + tokens_out,
                total.dollars + part.endpoint.dollars(tokens_in, tokens_out),
            )
    return total
