"""The weighted sum, and what it does where a term abstains.

- A term that is *not applicable* leaves the sum, and its weight is shared out among the applicable
  terms of the same sign, in proportion to theirs.
- An *undecided required* term makes the total undecided.  Required are the heaviest terms unless
  ``required`` names others.
- Any other *undecided* term is replaced by its mean over the decided members of its group; where
  there is none, its weight is shared out as above.

A ``Constant`` is an offset: it takes no share and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import mul
from statistics import fmean
from typing import Annotated, Literal, Self

from annotated_types import MinLen
from pydantic import FiniteFloat, model_validator

from rewardsmith.compose import Constant
from rewardsmith.errors import SpecError
from rewardsmith.parts import abstention_of, part_names, with_parts
from rewardsmith.registry import register
from rewardsmith.spec import AnyVerifier
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Combinator, Stages, Verifier, groups_of

Term = tuple[FiniteFloat, AnyVerifier]


@register
class Sum(Combinator, frozen=True):
    """What is the weighted sum of these?  ``0.9 * a + 0.1 * b``.

    ``required`` names the parts whose being undecided makes the total undecided; None: those of
    the greatest weight, ``()``: none.
    """

    kind: Literal["sum"] = "sum"
    of: Annotated[tuple[Term, ...], MinLen(1)]
    required: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _required_are_parts(self) -> Self:
        names = self.part_names
        if unknown := [name for name in self.required or () if name not in names]:
            raise SpecError(f"required={unknown[0]!r} is no part; there are: {', '.join(names)}")
        return self

    @property
    def children(self) -> tuple[Verifier, ...]:
        """Its terms, without their weights."""
        return tuple(verifier for _, verifier in self.of)

    @property
    def part_names(self) -> tuple[str, ...]:
        """What are its terms called?"""
        return part_names(self.children)

    @property
    def required_parts(self) -> frozenset[str]:
        """Which parts have to be decided for the total to be?"""
        if self.required is not None:
            return frozenset(self.required)
        weights = [0.0 if isinstance(v, Constant) else abs(weight) for weight, v in self.of]
        heaviest = max(weights)
        return frozenset(n for n, w in zip(self.part_names, weights, strict=True) if w == heaviest)

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """Two constants that add up to 1."""
        one = Constant(value=1.0)
        return cls(of=((0.9, one), (0.1, one))), Rollout()

    def stages(self, rollouts: Sequence[Rollout]) -> Stages:
        """All terms at once; a term's mean over the group needs the whole column."""
        columns = yield [(verifier, rollouts) for _, verifier in self.of]
        means = [_group_means(column, rollouts) for column in columns]
        names, required = self.part_names, self.required_parts
        weights = [weight for weight, _ in self.of]
        heaviest = max(names, key=lambda name: abs(weights[names.index(name)]))
        verdicts: list[Verdict] = []
        for row, told in enumerate(zip(*columns, strict=True)):
            parts = dict(zip(names, told, strict=True))
            scores = [part.score for part in told if part.score is not None]
            if len(scores) == len(told):  # the usual case, kept quick
                verdicts.append(with_parts(parts[heaviest], parts, sum(map(mul, weights, scores))))
            else:
                verdicts.append(self._total(parts, [mean[row] for mean in means], required))
        return verdicts

    def _total(
        self, parts: Mapping[str, Verdict], means: Sequence[float | None], required: frozenset[str]
    ) -> Verdict:
        """The total where a term abstains; ``means`` holds what stands in for an undecided one."""
        blocking = {n: v for n, v in parts.items() if n in required and v.reason.is_undecided}
        if (undecided := abstention_of(blocking)) is not None:
            return with_parts(undecided, parts)
        scores = [
            mean if part.reason.is_undecided else part.score
            for part, mean in zip(parts.values(), means, strict=True)
        ]
        total = self._share_out(scores)
        silent = abstention_of(parts)
        if total is None and silent is not None:
            return with_parts(silent, parts)
        return self._spoken_for(parts, total)

    def _share_out(self, scores: Sequence[float | None]) -> float | None:
        """Σ w·s, in which a missing term's weight goes to the present ones of its sign."""
        total, present = 0.0, False
        for sign in (1.0, -1.0):
            terms = [
                (weight, score)
                for (weight, verifier), score in zip(self.of, scores, strict=True)
                if weight * sign > 0 and not isinstance(verifier, Constant)
            ]
            here = sum(weight for weight, score in terms if score is not None)
            if here:
                share = sum(weight for weight, _ in terms) / here
                total += share * sum(weight * score for weight, score in terms if score is not None)
                present = True
        offset = sum(weight * v.value for weight, v in self.of if isinstance(v, Constant))
        only_constants = all(isinstance(verifier, Constant) for verifier in self.children)
        return total + offset if present or only_constants else None

    def _spoken_for(self, parts: Mapping[str, Verdict], total: float | None) -> Verdict:
        """The total, with the reason of its heaviest decided term."""
        weights = zip(self.of, parts.values(), strict=True)
        decided = [(abs(weight), part) for (weight, _), part in weights if not part.abstains]
        if decided:
            return with_parts(max(decided, key=lambda pair: pair[0])[1], parts, total)
        return Verdict(total, Reason.GRADED, "every term stands for its group's mean", parts=parts)


def add(left: Verifier | float, right: Verifier | float) -> Sum:
    """What is ``left + right``?  A number is a constant; unnamed plain sums are merged."""
    return Sum(of=(*_terms(left), *_terms(right)))


def scale(weight: float, verifier: Verifier) -> Sum:
    """What is ``weight * verifier``?  The weight goes into the terms of an unnamed plain sum."""
    return Sum(of=tuple((weight * inner, term) for inner, term in _terms(verifier)))


def is_plain(verifier: Verifier) -> bool:
    """Is it a sum that the operators may merge: without a name and a ``required`` of its own?"""
    return isinstance(verifier, Sum) and verifier.name is None and verifier.required is None


def _terms(operand: Verifier | float) -> tuple[Term, ...]:
    if isinstance(operand, int | float):
        return ((1.0, Constant(value=operand)),)
    if isinstance(operand, Sum) and is_plain(operand):
        return operand.of
    return ((1.0, operand),)


def _group_means(column: Sequence[Verdict], rollouts: Sequence[Rollout]) -> list[float | None]:
    """For each row, the mean of the decided scores in its group: None where there is none."""
    means: list[float | None] = [None] * len(column)
    if not any(verdict.reason.is_undecided for verdict in column):
        return means
    for members in groups_of(rollouts):
        scores = [score for i in members if (score := column[i].score) is not None]
        for index in members:
            means[index] = fmean(scores) if scores else None
    return means
