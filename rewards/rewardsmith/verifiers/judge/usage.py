"""What has judging cost so far?  Counted for the process; a run is the difference of two counts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from threading import Lock


@dataclass(frozen=True, slots=True)
class Usage:
    """Requests sent, verdicts that came from the cache, tokens as the server counts them, dollars.

    >>> Usage(requests=3) - Usage(requests=1)
    Usage(requests=2, cached=0, prompt_tokens=0, completion_tokens=0, dollars=0)
    """

    requests: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    dollars: float = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __sub__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(self)))

    def __str__(self) -> str:
        """One line for people."""
        return (
            f"{self.requests} requests, {self.cached} verdicts from the cache, "
            f"{self.prompt_tokens} + {self.completion_tokens} tokens, ${self.dollars:.4f}"
        )


class Ledger:
    """Where usage is added up, from any thread."""

    def __init__(self) -> None:
        self._total, self._lock = Usage(), Lock()

    def add(self, usage: Usage) -> None:
        """Book this."""
        with self._lock:
            self._total = self._total + usage

    def total(self) -> Usage:
        """What is booked so far?"""
        with self._lock:
            return self._total


LEDGER = Ledger()
"""The ledger of this process: ``before = LEDGER.total(); ...; LEDGER.total() - before``."""
