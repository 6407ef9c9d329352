"""Rejection sampling: from scored rollouts to rows that a supervised or a DPO trainer reads."""

from rewardsmith.filtering.selection import Candidate, Drop, Selection, choose
from rewardsmith.filtering.training_rows import preference_rows, sft_rows

__all__ = ["Candidate", "Drop", "Selection", "choose", "preference_rows", "sft_rows"]
