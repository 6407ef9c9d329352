"""Cases with known labels: one value in other notations, and near misses.

Everything follows from the seed.  ``generate`` makes its own truths of every family;
``from_truths`` takes a user's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Final, TypedDict

from rewardsmith.bench.metamorphic import (
    collections,
    constants,
    curves,
    expressions,
    formulas,
    functions,
    measures,
    numbers,
    numerals,
    orders,
    readings,
    solutions,
    statements,
    systems,
)
from rewardsmith.bench.metamorphic.family import Family, Parts, Rewrite
from rewardsmith.bench.metamorphic.phrasing import phrased

FAMILIES: Final[tuple[Family, ...]] = (
    *numbers.FAMILIES,
    *expressions.FAMILIES,
    *collections.FAMILIES,
    *statements.FAMILIES,
    *constants.FAMILIES,
    *numerals.FAMILIES,
    *solutions.FAMILIES,
    *systems.FAMILIES,
    *curves.FAMILIES,
    *formulas.FAMILIES,
    *functions.FAMILIES,
    *orders.FAMILIES,
    *measures.FAMILIES,
    *readings.FAMILIES,
)

_VERBATIM: Final[Mapping[str, Rewrite]] = {"verbatim": lambda _parts, _rng: None}


class Case(TypedDict):
    """One labelled row, as ``read_cases`` reads it.

    ``kind`` is ``family/rewrite``; ``contested`` marks a convention on which people differ.
    """

    id: str
    kind: str
    prompt: str
    completion: str
    answer: str
    label: bool
    contested: bool


def generate(seed: int = 0, rounds: int = 40) -> Iterator[Case]:
    """Which cases does this seed make?

    Each round has one truth of each family, rewritten in every way that applies to it: about 1,500
    cases, of them about 900 near misses.
    """
    for number in range(rounds):
        for family in FAMILIES:
            rng = Random(f"{seed}/{number}/{family.name}")  # noqa: S311  (no secret)
            truth = family.sample(rng)
            yield from _cases(family, truth, rng, f"meta-{seed}-{number}")


def from_truths(truths: Iterable[str], seed: int = 0) -> Iterator[Case]:
    """Which cases can be made of these truths?  None of one that belongs to no family."""
    for number, truth in enumerate(truths):
        rng = Random(f"{seed}/{number}")  # noqa: S311
        family = next((family for family in FAMILIES if family.parts(truth)), None)
        if family is not None:
            yield from _cases(family, truth, rng, f"user-{seed}-{number}")


def _cases(family: Family, truth: str, rng: Random, name: str) -> Iterator[Case]:
    parts = family.parts(truth)
    if parts is None:
        raise ValueError(f"{family.name} makes a truth that it cannot read: {truth!r}")
    yield from _rows(_VERBATIM, parts, truth, rng, (name, family.name, True, False))
    yield from _rows(family.same, parts, truth, rng, (name, family.name, True, False))
    yield from _rows(family.contested, parts, truth, rng, (name, family.name, True, True))
    yield from _rows(family.other, parts, truth, rng, (name, family.name, False, False))


def _rows(
    rewrites: Mapping[str, Rewrite],
    parts: Parts,
    truth: str,
    rng: Random,
    about: tuple[str, str, bool, bool],
) -> Iterator[Case]:
    name, family, label, contested = about
    for rewrite, change in rewrites.items():
        answer = truth if rewrites is _VERBATIM else change(parts, rng)
        if answer is None or (not label and answer == truth):
            continue
        yield Case(
            id=f"{name}-{family}-{'same' if label else 'other'}-{rewrite}",
            kind=f"{family}/{rewrite}",
            prompt="",
            completion=phrased(answer, rng),
            answer=truth,
            label=label,
            contested=contested,
        )
