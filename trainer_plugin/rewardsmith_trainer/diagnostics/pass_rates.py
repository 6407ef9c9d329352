"""How hard are the prompts?  The distribution of their pass rates, from few tries at each.

The share of groups that will carry no signal is E[p^G + (1 − p)^G] over the prompts' pass rates p,
which p̄^G + (1 − p̄)^G of their mean p̄ misses by tens of points where difficulty is mixed.  The fit
is beta-binomial (Skellam 1948, J. R. Stat. Soc. B 10:257), and from there some steps of expectation
maximisation over a grid of pass rates (Laird 1978, JASA 73:805), for prompts that come in lumps,
such as half of them hopeless, which no beta distribution has.

How far off is the share predicted from groups of 8, of 300 prompts (root mean square in points,
mean of ten kinds of difficulty, and the worst of them)?  For groups of 8: 1.6, 2.5; of 16: 2.6,
4.0; of 32: 4.2, 7.4, the worst being prompts that pass at .05 or .95, which 8 tries hardly tell
from 0 and 1.  From 3,000 prompts, for groups of 32: 1.8, 4.0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rewardsmith_trainer.posterior import Counts, fit_prior

_LOGITS = np.linspace(-12, 12, 97)
_LOG_PASS = -np.logaddexp(0, -_LOGITS)
_LOG_FAIL = -np.logaddexp(0, _LOGITS)
_EM_STEPS = 400
"""Enough to find lumps, which 100 blur; thousands would leave nothing but lumps."""


@dataclass(frozen=True)
class PassRates:
    """Which share of the prompts has which pass rate?  Weights (97,) over a fixed grid."""

    weights: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """How often does a completion pass, over all prompts?"""
        return self.all_pass(1)

    def all_pass(self, group_size: int) -> float:
        """In which share of groups of this size do all members pass?"""
        return float(self.weights @ np.exp(group_size * _LOG_PASS))

    def without_signal(self, group_size: int) -> float:
        """In which share of groups of this size do all members pass, or all fail?"""
        return self.all_pass(group_size) + float(self.weights @ np.exp(group_size * _LOG_FAIL))


def fit_pass_rates(passed: Counts, failed: Counts) -> PassRates:
    """Which distribution of pass rates fits these counts?  Of P prompts, (P,) each.

    Prompts without a try say nothing; ValueError where all are such.

    >>> half_hopeless = fit_pass_rates(np.array([0.0, 0, 3, 4] * 25), np.array([8.0, 8, 5, 4] * 25))
    >>> round(half_hopeless.without_signal(32), 1)
    0.5
    """
    tried = passed + failed > 0
    if not tried.any():
        raise ValueError("no prompt has a decided completion: there is nothing to fit")
    passed, failed = passed[tried], failed[tried]
    distinct, times = np.unique(np.stack([passed, failed]), axis=1, return_counts=True)
    likelihood = np.exp(distinct[0, :, None] * _LOG_PASS + distinct[1, :, None] * _LOG_FAIL)
    weights = _beta_weights(*fit_prior(passed, failed))
    for _ in range(_EM_STEPS):
        joint = likelihood * weights
        weights = times @ (joint / joint.sum(axis=1, keepdims=True)) / times.sum()
    return PassRates(weights)


def _beta_weights(alpha: float, beta: float) -> NDArray[np.float64]:
    """Beta(α, β) on the grid; the ends hold the mass beyond them.

    In the logit its density is p^α (1 − p)^β / B(α, β), smooth where α or β is below 1.
    """
    log_density = alpha * _LOG_PASS + beta * _LOG_FAIL
    log_weights = log_density + np.log(_LOGITS[1] - _LOGITS[0])
    ends = [0, -1]
    beyond = log_density[ends] - np.log([alpha, beta])
    log_weights[ends] = np.logaddexp(log_weights[ends], beyond)
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()
