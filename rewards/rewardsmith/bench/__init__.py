"""Measuring a verifier on labelled rows: which errors, how often, how fast.

``measure`` gives a ``Measurement``: the ``Card`` (what a report shows) and every single ruling.
"""

from rewardsmith.bench.card import Card, Speed
from rewardsmith.bench.cases import Case, read_cases
from rewardsmith.bench.counts import Counts, Ruling
from rewardsmith.bench.intervals import binomial_interval
from rewardsmith.bench.measure import Measurement, measure

__all__ = [
    "Card",
    "Case",
    "Counts",
    "Measurement",
    "Ruling",
    "Speed",
    "binomial_interval",
    "measure",
    "read_cases",
]
