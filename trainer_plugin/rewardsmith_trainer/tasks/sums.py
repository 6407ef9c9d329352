r"""Sums of two digits from 0 to 3, for a model of characters: the smallest task there is."""

from __future__ import annotations

import random

HIGHEST = 3
FORM_SHARE = 0.25


def sums() -> list[dict[str, str]]:
    """Which sums are there?  All sixteen, as rows of prompt and answer."""
    numbers = range(HIGHEST + 1)
    return [{"prompt": f"{a}+{b}=", "answer": str(a + b)} for a in numbers for b in numbers]


def solved_sum(rng: random.Random) -> tuple[str, str]:
    r"""What does a pupil see before the training?  A sum, in a quarter of cases in the form."""
    row = rng.choice(sums())
    form = r"\boxed{%s}" if rng.random() < FORM_SHARE else "%s"
    return row["prompt"], form % row["answer"]
