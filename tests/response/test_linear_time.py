"""The readers' work, counted in steps, is linear in the text, whatever its shape."""

from __future__ import annotations

import faulthandler
from collections.abc import Callable, Iterator

import pytest

from rewardsmith.response import (
    boxes,
    counting,
    declared,
    fences,
    final_answer,
    read_turn,
    sections,
)
from tests.response.shapes import SHAPES, grown

MILLION = 1_000_000
MOST_STEPS_A_CHARACTER = 8
DEADLINE_S = 300.0

READERS: dict[str, Callable[[str], object]] = {
    "boxes": boxes,
    "fences": fences,
    "sections": lambda text: sections(text, ("think", "answer")),
    "declared": declared,
    "read_turn": read_turn,
}


@pytest.fixture(autouse=True)
def deadline() -> Iterator[None]:
    """What the steps do not count (the engine's own work) shows as minutes: then say where."""
    faulthandler.dump_traceback_later(DEADLINE_S, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def steps(read: Callable[[str], object], text: str) -> int:
    with counting() as tally:
        read(text)
    return tally.steps


@pytest.mark.parametrize("shape", SHAPES)
def test_work_is_linear_up_to_a_million_characters(shape):
    short, long = grown(shape, MILLION // 100), grown(shape, MILLION)
    for name, read in READERS.items():
        work = steps(read, long)
        assert work <= MOST_STEPS_A_CHARACTER * MILLION, name
        assert work <= 110 * steps(read, short) + 1000, name


@pytest.mark.parametrize("shape", ["open boxes", "dollars", "phrases with dollars", "open answers"])
def test_all_readers_in_turn_are_linear_too(shape):
    assert steps(final_answer, grown(shape, MILLION)) <= MOST_STEPS_A_CHARACTER * MILLION


def test_nested_boxes_are_not_copied_once_a_level():
    """A million characters of boxes in boxes must not become a trillion characters of contents."""
    depth = MILLION // 8
    found = boxes(r"\boxed{" * depth + "4" + "}" * depth)
    assert [box.text for box in found] == ["4"]


def test_nothing_is_counted_outside_of_counting():
    with counting() as tally:
        pass
    boxes(r"\boxed{4}")
    assert tally.steps == 0
