"""Imported once by the server that forks the workers, so that each is born with a warm sympy.

sympy imports and caches much of itself only when it first integrates or sums.  Without this, the
first case after a kill paid for it again (60 to 170 ms), since the worker was a new fork.
"""

from __future__ import annotations

from typing import Final

from rewardsmith.verifiers.math import symbolic
from rewardsmith.verifiers.math.parser import parse

EXAMPLES: Final = (
    r"\int_0^1 x dx",
    r"\int_1^2 \frac{1}{x} dx",
    r"\int_0^1 x \sin(x) dx",
    r"\sum_{k=1}^{\infty} \frac{1}{2^k}",
    r"\lim_{x \to 0} \frac{\sin(x)}{x}",
)

VALUES: Final = tuple(symbolic.value(parse(example)) for example in EXAMPLES)
"""What the examples are worth; they are evaluated for what that leaves in memory."""
