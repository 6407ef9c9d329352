"""A verifier that says what the row tells it to: the algebra is tested on verdicts of any shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

from rewardsmith import Reason, Rollout, Verdict, Verifier, register


@register
class Scripted(Verifier, frozen=True):
    """What does the column of this verifier's name say?  A number, ``n/a`` or ``undecided``."""

    kind: Literal["scripted"] = "scripted"
    unit_interval: ClassVar[bool] = False

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        return cls(name="a"), Rollout(extra={"a": 1.0})

    def verify(self, rollout: Rollout) -> Verdict:
        said = rollout.extra.get(self.name or "")
        match said:
            case "n/a" | None:
                return Verdict.not_applicable()
            case "undecided":
                return Verdict.undecided(Reason.BAD_TRUTH, str(self.name))
            case _:
                return Verdict.of(float(said))


A, B, C = Scripted(name="a"), Scripted(name="b"), Scripted(name="c")


def rows(group: str | None = "g", **columns: Sequence[Any]) -> list[Rollout]:
    """Rollouts with these columns, all of one group."""
    names = list(columns)
    return [
        Rollout(extra=dict(zip(names, row, strict=True)), group=group)
        for row in zip(*columns.values(), strict=True)
    ]


def scores(verifier: Verifier, rollouts: Sequence[Rollout]) -> list[float | None]:
    """The plain scores."""
    return [verdict.score for verdict in verifier.verify_batch(rollouts)]
