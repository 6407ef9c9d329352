"""What a trainer wants scored, and what of it is under way before it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rewardsmith import Rollout, Verdict
from rewardsmith_trainer.background import Background

Scored = tuple[list[Rollout], list[Verdict]]


@dataclass(frozen=True)
class Request:
    """Which rows shall be scored?  A column is a value a row; ``step`` counts finished ones."""

    prompts: Sequence[Any]
    completions: Sequence[Any]
    columns: Mapping[str, Sequence[Any]]
    step: int

    def is_for(self, other: Request) -> bool:
        """Are these the other one's very values?  Equal ones might be of another batch."""
        return (
            self.prompts is other.prompts
            and self.completions is other.completions
            and self.columns.keys() == other.columns.keys()
            and all(
                ours is theirs
                for name, values in self.columns.items()
                for ours, theirs in zip(values, other.columns[name], strict=True)
            )
        )


class Ahead:
    """What is under way already?  One batch at most; a copy or a pickle of it is empty."""

    def __init__(self) -> None:
        self._under_way: tuple[Request, Background[Scored]] | None = None

    def __reduce__(self) -> tuple[type[Ahead], tuple[()]]:
        return Ahead, ()

    def put(self, request: Request, work: Background[Scored]) -> None:
        """Keep this until it is asked for; what was there before is given up."""
        self.drop()
        self._under_way = request, work

    def take(self, request: Request) -> Background[Scored] | None:
        """What was begun for these lists?  Anything else is given up."""
        if self._under_way is None or not self._under_way[0].is_for(request):
            self.drop()
            return None
        (_, work), self._under_way = self._under_way, None
        return work

    def drop(self) -> None:
        """Give up what nobody asks for any more."""
        if self._under_way is not None:
            self._under_way[1].cancel()
            self._under_way = None
