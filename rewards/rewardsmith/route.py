"""Rewards that depend on the task: each row goes to the verifier that one of its columns names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self, cast

from annotated_types import MinLen
from pydantic import BeforeValidator, PlainSerializer, SerializationInfo

from rewardsmith.compose import Constant
from rewardsmith.errors import DataError
from rewardsmith.parts import with_parts
from rewardsmith.registry import register
from rewardsmith.spec import AnyVerifier
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Combinator, Stages, Verifier


def _by_name(routes: Any) -> Any:
    """A mapping's routes in the order of their names, so that equal routes are equal values."""
    if isinstance(routes, Mapping):
        return tuple(sorted(cast("Mapping[str, Any]", routes).items()))
    return routes


def _as_mapping(routes: tuple[tuple[str, Verifier], ...], info: SerializationInfo) -> Any:
    return {
        name: verifier.model_dump(
            mode="json", by_alias=True, exclude_defaults=bool(info.exclude_defaults)
        )
        for name, verifier in routes
    }


@register
class Route(Combinator, frozen=True):
    """Which verifier judges this row?  The one that its column ``by`` names."""

    kind: Literal["route"] = "route"
    by: str
    routes: Annotated[
        tuple[tuple[str, AnyVerifier], ...],
        MinLen(1),
        BeforeValidator(_by_name),
        PlainSerializer(_as_mapping),
    ]

    @property
    def children(self) -> tuple[Verifier, ...]:
        """One a route."""
        return tuple(verifier for _, verifier in self.routes)

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """Two tasks, full marks for either."""
        one = Constant(value=1.0)
        routes = (("code", one), ("math", one))
        return cls(by="task", routes=routes), Rollout(extra={"task": "math"})

    def check(self, rollouts: Sequence[Rollout]) -> None:
        """Has every row a route, and can its verifier score it?  DataError says which has not."""
        names = {name for name, _ in self.routes}
        for index, rollout in enumerate(rollouts):
            if rollout.extra.get(self.by) not in names:
                raise DataError(
                    f"{self.by}={rollout.extra.get(self.by)!r} has no route; "
                    f"there are: {', '.join(sorted(names))}",
                    row=index,
                )
        for name, verifier in self.routes:
            mine = [i for i, row in enumerate(rollouts) if row.extra.get(self.by) == name]
            try:
                verifier.check([rollouts[index] for index in mine])
            except DataError as error:
                if error.row is None:
                    raise
                raise DataError(str(error), row=mine[error.row]) from error

    def stages(self, rollouts: Sequence[Rollout]) -> Stages:
        """All routes at once, each on its rows."""
        mine = {
            name: [i for i, row in enumerate(rollouts) if row.extra.get(self.by) == name]
            for name, _ in self.routes
        }
        verdicts = [self._lost(rollout) for rollout in rollouts]
        ruled = yield [
            (verifier, [rollouts[i] for i in mine[name]]) for name, verifier in self.routes
        ]
        for (name, _), part in zip(self.routes, ruled, strict=True):
            for index, verdict in zip(mine[name], part, strict=True):
                verdicts[index] = with_parts(verdict, {name: verdict})
        return verdicts

    def _lost(self, rollout: Rollout) -> Verdict:
        return Verdict.undecided(
            Reason.MISSING_COLUMN, f"{self.by}={rollout.extra.get(self.by)!r} has no route"
        )


def route(*, by: str, **routes: Verifier) -> Route:
    """Which verifier judges a row is told by its column ``by``.

    >>> route(by="task", sums=Constant(value=1.0)).by
    'task'
    """
    return Route(by=by, routes=tuple(sorted(routes.items())))
