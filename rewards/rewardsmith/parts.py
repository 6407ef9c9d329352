"""The verdicts of a composite's children: their names, and the one that speaks for it all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rewardsmith.types import Verdict
from rewardsmith.verifier import Verifier


def part_names(verifiers: Sequence[Verifier]) -> tuple[str, ...]:
    """What are these called in logs and trees?  ``name``, else ``kind``; ``#2`` for a second."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for verifier in verifiers:
        name = verifier.name or verifier.kind
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(names)


def with_parts(
    deciding: Verdict, parts: Mapping[str, Verdict], score: float | None = None
) -> Verdict:
    """What does the composite say when this part decides?  Its words, with all parts below.

    The answer and the tier come from the deciding part, else from the first that has one.
    """
    extracted, tier = deciding.extracted, deciding.tier
    for part in parts.values():
        extracted = part.extracted if extracted is None else extracted
        tier = part.tier if tier is None else tier
    total = deciding.score if score is None else score
    return Verdict(total, deciding.reason, deciding.detail, extracted, tier, parts)


def abstention_of(parts: Mapping[str, Verdict]) -> Verdict | None:
    """Which abstention speaks for these parts?  An undecided one before a not applicable one."""
    silent = [part for part in parts.values() if part.abstains]
    return min(silent, key=lambda part: not part.reason.is_undecided, default=None)
