"""Metamorphic cases for a verifier of mathematics: one value in other notations, near misses.

>>> case = next(iter(generate(seed=1, rounds=1)))
>>> sorted(case)
['answer', 'completion', 'contested', 'id', 'kind', 'label', 'prompt']
"""

from rewardsmith.bench.metamorphic.family import Family
from rewardsmith.bench.metamorphic.generate import FAMILIES, Case, from_truths, generate

__all__ = ["FAMILIES", "Case", "Family", "from_truths", "generate"]
