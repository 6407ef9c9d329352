"""Saved rollouts under another reward: what would have been paid, and pushed the other way?"""

from __future__ import annotations

from rewardsmith.rescoring.changes import Change, Changes, changes, sides
from rewardsmith.rescoring.saved import Saved, read_saved

__all__ = ["Change", "Changes", "Saved", "changes", "read_saved", "sides"]
