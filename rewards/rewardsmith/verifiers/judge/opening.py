"""The one door to the ``openai`` package: what lies behind it imports the client."""

from __future__ import annotations

from rewardsmith.errors import MissingExtraError
from rewardsmith.verifiers.judge.limits import Gate
from rewardsmith.verifiers.judge.replies import ReplyCache
from rewardsmith.verifiers.judge.sampling import Endpoint

try:
    from rewardsmith.verifiers.judge.attempts import Line
    from rewardsmith.verifiers.judge.session import Session
except ModuleNotFoundError as error:
    if error.name != "openai":
        raise
    raise MissingExtraError("openai", "judge") from error


def open_session(endpoint: Endpoint, gate: Gate, cache: ReplyCache) -> Session:
    """Which session asks this endpoint?"""
    return Session(Line(endpoint, gate), cache)
