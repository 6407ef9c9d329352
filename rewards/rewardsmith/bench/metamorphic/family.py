"""A family of truths: how to make one, how to recognise one, and how to rewrite it.

Rewrites are textual and use whole numbers only; nothing here is shared with any verifier, so that
a mistake of the verifier cannot hide in the test of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

Parts = tuple[str, ...]
"""The groups of a truth's pattern: the numbers and names it is made of."""

Rewrite = Callable[[Parts, Random], str | None]
"""Another notation, or a near miss; None where it does not apply to these parts."""


@dataclass(frozen=True, slots=True)
class Family:
    """Truths of one type.

    ``sample`` makes one as text, ``pattern`` reads its parts back (of users' truths, too).
    ``same`` keeps the value; ``contested`` keeps it by a convention on which people differ;
    ``other`` changes it.
    """

    name: str
    sample: Callable[[Random], str]
    pattern: re.Pattern[str]
    same: Mapping[str, Rewrite]
    other: Mapping[str, Rewrite]
    contested: Mapping[str, Rewrite] = field(default_factory=dict[str, Rewrite])

    def parts(self, truth: str) -> Parts | None:
        """Which parts has this truth?  None where it belongs to another family."""
        match = self.pattern.fullmatch(truth.strip())
        return tuple(group or "" for group in match.groups()) if match else None
