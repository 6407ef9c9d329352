"""A language model as a judge: rubrics, the way to it, its replies, and what it is kept from."""

from rewardsmith.verifiers.judge.judge import Judge
from rewardsmith.verifiers.judge.rank import JudgeRank
from rewardsmith.verifiers.judge.rubric import Rubric
from rewardsmith.verifiers.judge.usage import LEDGER, Usage

__all__ = ["LEDGER", "Judge", "JudgeRank", "Rubric", "Usage"]
