"""Which completions of a prompt are worth training on?

Rejection sampling as in DeepSeek-R1 (arXiv:2501.12948, §2.3.3): keep what the reward accepts, drop
what mixes languages, runs too long or says the same again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rewardsmith.errors import SpecError
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import groups_of

MIN_LANGUAGE_SHARE = 0.9
"""A completion with a smaller share of its words in the prompt's language is a mixture."""

LanguageShare = Callable[[Sequence[Rollout]], Sequence[Verdict]]


class Drop(StrEnum):
    """Why was a completion not taken?  In the order in which it is asked."""

    UNDECIDED = "undecided"
    TOO_LONG = "too long"
    MIXED_LANGUAGE = "mixed language"
    DUPLICATE = "duplicate"
    TOO_LOW = "too low"
    NOT_AMONG_THE_BEST = "not among the best"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rollout with what the reward said of it."""

    rollout: Rollout
    verdict: Verdict

    @property
    def score(self) -> float:
        """Its score; only asked where there is one."""
        return self.verdict.score if self.verdict.score is not None else 0.0


@dataclass(frozen=True, slots=True)
class Selection:
    """What is kept of each group: the ``best`` n, or all that score at least ``above``, or both.

    ``max_chars`` bounds a completion; SpecError where neither ``best`` nor ``above`` is given.
    """

    best: int | None = None
    above: float | None = None
    max_chars: int | None = None

    def __post_init__(self) -> None:
        if self.best is None and self.above is None:
            raise SpecError("say what is kept: the best n of each prompt, or all above a score")


@dataclass(slots=True)
class Chosen:
    """What was kept: each group's usable candidates, best first, how many of them, and the drops.

    ``usable`` passed every test but the score's, so a pair's rejected side can come from it.
    """

    usable: list[list[Candidate]] = field(default_factory=list[list[Candidate]])
    kept: list[list[Candidate]] = field(default_factory=list[list[Candidate]])
    drops: Counter[Drop] = field(default_factory=Counter[Drop])


def choose(
    candidates: Sequence[Candidate], selection: Selection, language: LanguageShare | None = None
) -> Chosen:
    """Which candidates are kept, group by group in the order of the input?

    Equal scores keep the order of the input, so the same input gives the same choice.  Undecided
    candidates are never kept.  ``language`` says which share of a completion is in the right one.
    """
    chosen = Chosen()
    mixed = _mixed(candidates, language)
    for members in groups_of([candidate.rollout for candidate in candidates]):
        seen: set[str] = set()
        usable: list[Candidate] = []
        for index in sorted(members, key=lambda i: -candidates[i].score):
            drop = _fault(candidates[index], selection, index in mixed, seen)
            if drop is None:
                usable.append(candidates[index])
            else:
                chosen.drops[drop] += 1
        high = [c for c in usable if selection.above is None or c.score >= selection.above]
        kept = high[: selection.best]
        chosen.drops[Drop.TOO_LOW] += len(usable) - len(high)
        chosen.drops[Drop.NOT_AMONG_THE_BEST] += len(high) - len(kept)
        chosen.usable.append(usable)
        chosen.kept.append(kept)
    return chosen


def _fault(candidate: Candidate, selection: Selection, mixed: bool, seen: set[str]) -> Drop | None:
    if candidate.verdict.score is None:
        return Drop.UNDECIDED
    text = candidate.rollout.raw
    if selection.max_chars is not None and len(text) > selection.max_chars:
        return Drop.TOO_LONG
    if mixed:
        return Drop.MIXED_LANGUAGE
    words = " ".join(text.split())
    if words in seen:
        return Drop.DUPLICATE
    seen.add(words)
    return None


def _mixed(candidates: Sequence[Candidate], language: LanguageShare | None) -> set[int]:
    """Which are in another language or in several?  What has no words is in none."""
    if language is None:
        return set()
    shares = language([candidate.rollout for candidate in candidates])
    return {
        index
        for index, share in enumerate(shares)
        if share.score is not None and share.score < MIN_LANGUAGE_SHARE
    }
