"""Which layouts?  Any number of them, of every kind, by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from benchmarks.layouts.boxes import box_layout
from benchmarks.layouts.code import code_layout
from benchmarks.layouts.parts import Layout
from benchmarks.layouts.template import template_layout
from benchmarks.layouts.values import json_layout

KINDS: dict[str, Callable[[random.Random], Layout]] = {
    "tags": template_layout,
    "boxed": box_layout,
    "code_fence": code_layout,
    "json_schema": json_layout,
}
_WEIGHTS = (4, 2, 2, 2)


def layouts(count: int, seed: int) -> Iterator[Layout]:
    """So many layouts, about half of them right."""
    rng = random.Random(seed)
    for make in rng.choices(list(KINDS.values()), _WEIGHTS, k=count):
        yield make(rng)
