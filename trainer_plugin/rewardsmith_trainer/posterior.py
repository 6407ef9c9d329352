"""How likely is it that a prompt teaches something?  From what its completions scored before.

A prompt's pass rate p has a beta posterior; its group of G carries no signal where all pass or all
fail.  Arrays of P prompts, float64; the counts may be fractional, since old evidence fades.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]

_LEAST_TRIES = 2.0
_CORRELATION = (0.05, 0.95)
"""Bounds of 1/(a + b + 1): a few prompts must not make the prior surer than 19 tries would."""


def expected_signal(passed: Counts, failed: Counts, group_size: int) -> Counts:
    """How probable is it that a group's members are not all alike?  (P,), (P,) -> (P,).

    1 − E[p^G] − E[(1 − p)^G] for p ~ Beta(passed, failed), parameters above 0: E[p^G] is
    B(a + G, b) / B(a, b) = Π_{i<G} (a + i) / (a + b + i).
    """
    tries = np.arange(group_size, dtype=np.float64)[:, None]
    both = passed + failed + tries
    alike = ((passed + tries) / both).prod(axis=0) + ((failed + tries) / both).prod(axis=0)
    return np.maximum(1 - alike, 0)


def fit_prior(passed: Counts, failed: Counts) -> tuple[float, float]:
    """Which beta distribution do the pass rates of all prompts come from?  Its a and b.

    By moments: a prompt's share of passes has the variance μ(1 − μ)(ρ + (1 − ρ)/n), where
    ρ = 1/(a + b + 1); Kleinman 1973, J. Am. Stat. Assoc. 68:46.  Beta(½, ½) where fewer than two
    prompts have been tried.
    """
    tries = passed + failed
    tried = tries >= _LEAST_TRIES
    count = int(tried.sum())
    mean, correlation = 0.5, 0.5
    if count >= 2:
        shares, rest = passed[tried] / tries[tried], float((1 / tries[tried]).mean())
        mean = (float(shares.sum()) + 0.5) / (count + 1)
        spread = float(np.square(shares - mean).mean()) / (mean * (1 - mean))
        correlation = min(max((spread - rest) / (1 - rest), _CORRELATION[0]), _CORRELATION[1])
    concentration = 1 / correlation - 1
    return mean * concentration, (1 - mean) * concentration
