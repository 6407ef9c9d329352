"""Verifiers made of verifiers: product, minimum, maximum, fallback, clip, constant.

Abstention follows Kleene: what one factor decides alone is decided (``0 * None = 0``,
``max(1, None) = 1``, ``min(0, None) = 0``, for scores in [0, 1]); else the result abstains.  The
weighted sum has rules of its own, in ``sums``; ``route`` picks by a column.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Literal, Self, TypeVar

from annotated_types import MinLen
from pydantic import (
    FiniteFloat,
    model_validator,
)

from rewardsmith.errors import SpecError
from rewardsmith.parts import abstention_of, part_names, with_parts
from rewardsmith.registry import register
from rewardsmith.spec import AnyVerifier
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Combinator, Stages, Verifier

Several = Annotated[tuple[AnyVerifier, ...], MinLen(1)]
N = TypeVar("N", bound="Nary")


class Nary(Combinator, frozen=True):
    """A combinator of one list of verifiers, in order."""

    of: Several

    @property
    def children(self) -> tuple[Verifier, ...]:
        """Its operands."""
        return self.of

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """Of two constants of 1."""
        return cls(of=(Constant(value=1.0), Constant(value=1.0))), Rollout()


@register
class Product(Nary, frozen=True):
    """Do all of these hold, left to right, stopping at 0?  ``a * b``: a cheap check guards a dear.

    A factor sees only the rollouts whose factors so far are not 0.  An abstention goes on to the
    next factor, since a 0 there decides.
    """

    kind: Literal["product"] = "product"

    def stages(self, rollouts: Sequence[Rollout]) -> Stages:
        """One factor a stage, on the rollouts still alive."""
        return _in_turn(self.of, rollouts, lambda verdict: verdict.score != 0, _product)


@register
class OrElse(Nary, frozen=True):
    """What does the first of these that decides say?  ``rule.or_else(judge)``.

    A later one sees only the rollouts on which all before it abstain.
    """

    kind: Literal["or_else"] = "or_else"

    def stages(self, rollouts: Sequence[Rollout]) -> Stages:
        """One alternative a stage, on the rollouts still undecided."""
        return _in_turn(self.of, rollouts, lambda verdict: verdict.abstains, _first_decided)


@register
class Min(Nary, frozen=True):
    """Which of these scores is least?  ``a & b``."""

    kind: Literal["min"] = "min"

    def stages(self, rollouts: Sequence[Rollout]) -> Stages:
        """All at once."""
        return _at_once(self.of, rollouts, lambda parts: _extreme(parts, min, 0.0))


@register
class Max(Nary, frozen=True):
    """Which of these scores is greatest?  ``a | b``."""

    kind: Literal["max"] = "max"

    def stages(self, rollouts: Sequence[Rollout]) -> Stages:
        """All at once."""
        return _at_once(self.of, rollouts, lambda parts: _extreme(parts, max, 1.0))


@register
class Constant(Combinator, frozen=True):
    """What if every rollout gets the same score?  An offset in a sum, a baseline in a benchmark."""

    kind: Literal["constant"] = "constant"
    value: FiniteFloat

    @property
    def children(self) -> tuple[Verifier, ...]:
        """None."""
        return ()

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """Full marks for everything."""
        return cls(value=1.0), Rollout()

    def stages(self, rollouts: Sequence[Rollout]) -> Stages:
        """Nothing to evaluate."""
        yield ()
        return [Verdict.of(self.value, reason=Reason.GRADED) for _ in rollouts]


@register
class Clip(Combinator, frozen=True):
    """What is this score, kept within ``[low, high]``?  An abstention stays one."""

    kind: Literal["clip"] = "clip"
    of: AnyVerifier
    low: FiniteFloat = 0.0
    high: FiniteFloat = 1.0

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise SpecError(f"low={self.low} lies above high={self.high}")
        return self

    @property
    def children(self) -> tuple[Verifier, ...]:
        """The one that is clipped."""
        return (self.of,)

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A score of 2, clipped to 1."""
        return cls(of=Constant(value=2.0)), Rollout()

    def stages(self, rollouts: Sequence[Rollout]) -> Stages:
        """One stage."""
        return _at_once((self.of,), rollouts, self._clip)

    def _clip(self, parts: Mapping[str, Verdict]) -> Verdict:
        (part,) = parts.values()
        if part.score is None:
            return with_parts(part, parts)
        return with_parts(part, parts, min(max(part.score, self.low), self.high))


def chain(cls: type[N], left: Verifier, right: Verifier) -> N:
    """What is ``left op right``?  Unnamed operands of the same operation are merged."""
    operands = (x.of if type(x) is cls and x.name is None else (x,) for x in (left, right))
    return cls(of=tuple(part for operand in operands for part in operand))


def _product(parts: Mapping[str, Verdict]) -> Verdict:
    zero = next((part for part in parts.values() if part.score == 0), None)
    deciding = zero or abstention_of(parts)
    if deciding is not None:
        return with_parts(deciding, parts)
    scores = [part.score for part in parts.values() if part.score is not None]
    return with_parts(list(parts.values())[-1], parts, math.prod(scores))


def _first_decided(parts: Mapping[str, Verdict]) -> Verdict:
    decided = next((part for part in parts.values() if not part.abstains), None)
    return with_parts(decided or abstention_of(parts) or next(iter(parts.values())), parts)


def _extreme(
    parts: Mapping[str, Verdict], pick: Callable[[Iterable[float]], float], absorbing: float
) -> Verdict:
    """Minimum or maximum; one that reaches ``absorbing`` is decided although others abstain."""
    scores = [part.score for part in parts.values() if part.score is not None]
    silent = abstention_of(parts)
    if silent is not None and not (scores and pick([*scores, absorbing]) in scores):
        return with_parts(silent, parts)
    best = pick(scores)
    return with_parts(next(part for part in parts.values() if part.score == best), parts)


def _at_once(
    children: Sequence[Verifier],
    rollouts: Sequence[Rollout],
    combine: Callable[[Mapping[str, Verdict]], Verdict],
) -> Stages:
    names = part_names(children)
    columns = yield [(child, rollouts) for child in children]
    return [combine(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]


def _in_turn(
    children: Sequence[Verifier],
    rollouts: Sequence[Rollout],
    goes_on: Callable[[Verdict], bool],
    combine: Callable[[Mapping[str, Verdict]], Verdict],
) -> Stages:
    parts: list[dict[str, Verdict]] = [{} for _ in rollouts]
    alive = list(range(len(rollouts)))
    for name, child in zip(part_names(children), children, strict=True):
        (ruled,) = yield [(child, [rollouts[index] for index in alive])]
        for index, verdict in zip(alive, ruled, strict=True):
            parts[index][name] = verdict
        alive = [index for index in alive if goes_on(parts[index][name])]
    return [combine(part) for part in parts]
