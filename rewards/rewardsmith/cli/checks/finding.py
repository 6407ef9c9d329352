"""One thing that ``doctor`` looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How is it?  Only ``BROKEN`` makes ``doctor`` fail: what is missing may not be wanted."""

    OK = "ok"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and the command that mends it."""

    subject: str
    name: str
    status: Status
    detail: str
    mend: str = ""
