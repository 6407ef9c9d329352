"""Word problems of one addition or subtraction, with a one-shot prompt that shows the form.

Small on purpose: what a model of 135 million parameters can nearly do.  Held-out problems differ
from the training problems in their numbers, not only in their words: a triple (operation, a, b)
belongs to one of the two sides, whatever the seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Literal

NAMES = ("Tom", "Ana", "Ben", "Mia", "Sam", "Eva", "Leo", "Zoe")
THINGS = ("apples", "coins", "books", "pens", "cards", "shells")
VERBS = {"+": ("gets", "buys", "finds"), "-": ("loses", "sells", "gives away")}
_LOWEST, _HIGHEST = 2, 9
_HELD_OUT_EVERY = 4
_EXAMPLE = ("Kim has 4 cups and buys 3 more. How many cups?", "4 + 3 = 7")

Side = Literal["train", "heldout"]


def word_problems(count: int, side: Side, seed: int) -> list[dict[str, Any]]:
    """Which ``count`` problems are there for this seed?  Rows of a chat prompt and its answer.

    All distinct.  ValueError where there are fewer problems than that.
    """
    most = len(_triples(side)) * len(NAMES) * len(THINGS) * 3
    if count > most:
        raise ValueError(f"there are {most} {side} problems, not {count}")
    rng = random.Random(f"{side}-{seed}")  # noqa: S311  (problems, not secrets)
    found: dict[str, str] = {}
    while len(found) < count:
        question, answer = _problem(rng, side)
        found[question] = answer
    return [{"prompt": _prompt(question), "answer": answer} for question, answer in found.items()]


def side_of(operation: str, a: int, b: int) -> Side:
    """Is this triple for training or held out?  Every fourth, along the diagonals, is held out."""
    shift = 1 if operation == "+" else 3
    return "heldout" if (a + 2 * b + shift) % _HELD_OUT_EVERY == 0 else "train"


def _triples(side: Side) -> list[tuple[str, int, int]]:
    numbers = range(_LOWEST, _HIGHEST + 1)
    every: Iterator[tuple[str, int, int]] = (
        (operation, a, b)
        for operation in VERBS
        for a in numbers
        for b in numbers
        if operation == "+" or a > b
    )
    return [triple for triple in every if side_of(*triple) == side]


def _problem(rng: random.Random, side: Side) -> tuple[str, str]:
    operation, a, b = rng.choice(_triples(side))
    name, thing, verb = rng.choice(NAMES), rng.choice(THINGS), rng.choice(VERBS[operation])
    more = " more" if operation == "+" else ""
    answer = a + b if operation == "+" else a - b
    return f"{name} has {a} {thing} and {verb} {b}{more}. How many {thing}?", str(answer)


def _prompt(question: str) -> list[dict[str, str]]:
    """A chat with one solved problem; the short system turn replaces the template's long one."""
    asked, solved = _EXAMPLE
    return [
        {"role": "system", "content": "Solve."},
        {"role": "user", "content": asked},
        {"role": "assistant", "content": solved},
        {"role": "user", "content": question},
    ]
