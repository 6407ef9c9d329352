r"""Sums asked in English or Chinese, for a model that answers in both at once.

DeepSeek-R1's language mixing (arXiv:2501.12948, §2.3.2) at the smallest size: a question is in one
language, and the model has learned to write each phrase of its reasoning in either.  A sum is
trained on in one language and held out in the other, so that what is measured is not remembered.
"""

from __future__ import annotations

import random
import re
from itertools import product

HIGHEST = 5
OWN_SHARE = 0.6
"""How often a phrase is in the question's language before the training."""

WRONG_SHARE = 0.3
"""How often the sum is a random number before the training; some are right by luck."""

_QUESTIONS = {"en": "How much is {a} plus {b}?", "zh": "{a}加上{b}等于多少?"}
_PHRASES = {
    "en": ("We have {a}", ", then we add {b}", ", which makes "),
    "zh": ("我们有{a}", "，再加上{b}", "，一共就是"),
}
_TOKEN = re.compile(r" ?[A-Za-z]{2,}|.")


def bilingual_sums() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Which questions are trained on, and which are held out?  Rows of prompt and answer."""
    numbers = range(HIGHEST + 1)
    sides: tuple[list[dict[str, str]], list[dict[str, str]]] = ([], [])
    for place, question in enumerate(_QUESTIONS.values()):
        for a, b in product(numbers, numbers):
            row = {"prompt": question.format(a=a, b=b), "answer": str(a + b)}
            sides[(a + b + place) % 2].append(row)
    return sides


def solved_in_both(rng: random.Random) -> tuple[str, str]:
    r"""What does a pupil see before the training?  Phrases of both languages, and wrong sums."""
    a, b = rng.randint(0, HIGHEST), rng.randint(0, HIGHEST)
    asked, other = rng.sample(list(_QUESTIONS), 2)
    phrases = [
        own if rng.random() < OWN_SHARE else foreign
        for own, foreign in zip(_PHRASES[asked], _PHRASES[other], strict=True)
    ]
    shown = rng.randint(0, 2 * HIGHEST) if rng.random() < WRONG_SHARE else a + b
    answer = "".join(phrases).format(a=a, b=b) + rf"\boxed{{{shown}}}"
    return _QUESTIONS[asked].format(a=a, b=b), answer


def tokens() -> list[str]:
    """Which words and characters are these texts made of?"""
    texts = [*_QUESTIONS.values(), *(part for parts in _PHRASES.values() for part in parts)]
    words = {token for text in texts for token in _TOKEN.findall(text.format(a=0, b=0))}
    return sorted(words | set(r"0123456789\boxed{}"))
