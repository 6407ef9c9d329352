"""How sure is a measured rate?"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from rewardsmith.errors import MissingExtraError

CONFIDENCE = 0.95
Interval = tuple[float, float]


def binomial_interval(successes: int, trials: int) -> Interval | None:
    """Within which 95 % interval does the rate lie?  None without a trial.

    Clopper and Pearson 1934, Biometrika 26(4): its coverage is at least what it says.  Wilson's
    falls below it near 1, which is where the precision of a good verifier lives.

    >>> low, high = binomial_interval(298, 300)
    >>> f"{low:.3f} {high:.3f}"
    '0.976 0.999'
    """
    if not trials:
        return None
    interval: Any = _stats().binomtest(successes, trials).proportion_ci(CONFIDENCE, method="exact")
    return float(interval.low), float(interval.high)


def _stats() -> Any:
    """The module, which has no types, is an extra, and takes a second to import."""
    try:
        return import_module("scipy.stats")
    except ImportError as error:
        raise MissingExtraError("scipy", "bench") from error
