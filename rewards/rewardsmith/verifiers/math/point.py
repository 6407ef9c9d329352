"""Where is an expression evaluated?  Points that depend on nothing but the variables' names.

The same name has the same value in truth and answer, in every process and on every machine, so
verdicts can be replayed.  A model cannot aim at the points without knowing the truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.flint import Rational

_SCALES: Final = (1, 3, 1, 60, 1, 3, 300, 3, 1, 90, 400, 3, 20_000, 2_000, 20_000)
"""How far from 0 the points lie: domains such as ``x > 20`` must hold some of them."""

POINTS: Final = 12
"""Points for expressions with variables; every third has negative coordinates too."""

FAR_POINTS: Final = range(POINTS, len(_SCALES))
"""Further points for what may change far from 0: ``|x - 500|`` is ``500 - x`` up to there."""

_FAR: Final = 60
"""Points of this scale keep away from 0: at least at half of it."""

_DENOMINATOR: Final = (1 << 61) - 1
_INTEGERS: Final = 97


class Point:
    """One assignment of values to names, and the count of what was evaluated there.

    ``integral`` names take whole values of at least 2 (they stand in a factorial, a binomial or
    an exponent of -1).  ``bound`` names (a sum's index) have the value that is given.
    """

    def __init__(self, index: int, integral: frozenset[str] = frozenset()) -> None:
        self.index, self.integral = index, integral
        self.evaluations = 0
        self._bound: dict[str, Rational] = {}

    def spend(self) -> None:
        """Counts one evaluated node; TOO_LARGE beyond ``MAX_EVALUATIONS``."""
        self.evaluations += 1
        if self.evaluations > limits.MAX_EVALUATIONS:
            raise limits.too_large("more evaluations than one verdict may cost")

    def value(self, name: str) -> Rational:
        """Which value has this name here?"""
        if name in self._bound:
            return self._bound[name]
        return _value(self.index, name, name in self.integral)

    def bind(self, values: Mapping[str, Rational]) -> None:
        """Gives these names their values from here on."""
        self._bound.update(values)

    def release(self, name: str) -> None:
        """Ends a name's binding."""
        self._bound.pop(name, None)


@lru_cache(maxsize=2048)
def _value(index: int, name: str, integral: bool) -> Rational:
    digest = int.from_bytes(blake2b(f"{index}:{name}".encode(), digest_size=16).digest())
    if integral:
        return Rational(2 + (digest % _INTEGERS) // (8 if index % 2 else 1))
    scale = _SCALES[index]
    size = Rational(1 + digest % _DENOMINATOR, _DENOMINATOR)
    size = (size + 1) * scale / 2 if scale >= _FAR else size * scale
    negative = index % 3 == 2 and (digest >> 64) % 4 > 0
    return -size if negative else size + (index % 2)
