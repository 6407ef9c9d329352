r"""Layouts of ``\boxed{}`` answers: right ones, and ones with one thing wrong."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.layouts.parts import Layout, nothing

_ATOMS = (
    "4",
    "-1.5",
    "x",
    r"\{1, 2\}",
    r"\}",
    r"\text{yes}",
    "(0, 1]",
    "答案",
    r"\\",
    "a b",
    r"\%",
)
_PROSE = ("So ", "we get ", "hence $x$: ", "\n\n", "\\[", " = ", "\\(a\\) ", "{4} ", "\\{ ")


def content(rng: random.Random, depth: int = 0) -> str:
    """Something with balanced braces, up to four deep."""
    if depth == 4 or rng.random() < 0.5:
        return rng.choice(_ATOMS)
    inner = [content(rng, depth + 1) for _ in range(rng.choice((1, 2)))]
    return rng.choice((r"\frac", r"\sqrt", "x^", "a_", "")) + "".join(
        f"{{{part}}}" for part in inner
    )


def prose(rng: random.Random) -> str:
    """Text without a box."""
    return "".join(rng.choices(_PROSE, k=rng.choice((0, 1, 2, 3))))


def cut(rng: random.Random, box: str) -> str:
    return f"{box} no: \\boxed{{{content(rng)}" if rng.random() < 0.5 else box[:-1]


def empty(rng: random.Random, _box: str) -> str:
    return f"\\boxed{{{nothing(rng)}}}"


def no_braces(rng: random.Random, _box: str) -> str:
    return rng.choice(("\\boxed 4", "\\boxed4", "\\boxed -4", "boxed{4}"))


def other_box(rng: random.Random, _box: str) -> str:
    return rng.choice(("\\fbox{4}", "\\framebox{4}", "\\Boxed{4}", "\\boxedx{4}", "\\mbox{4}"))


def in_the_thought(_rng: random.Random, box: str) -> str:
    return f"<think>{box}</think> I am done."


def in_an_open_thought(_rng: random.Random, box: str) -> str:
    return f"<think>{box}"


FLAWS: tuple[Callable[[random.Random, str], str], ...] = (
    cut, empty, no_braces, other_box, in_the_thought, in_an_open_thought,
)  # fmt: skip


def box_layout(rng: random.Random) -> Layout:
    """A boxed answer, half of the time with one thing wrong."""
    inside = content(rng)
    box = f"\\boxed{{{rng.choice(('', ' ', chr(10)))}{inside}{rng.choice(('', ' ', chr(10)))}}}"
    which = rng.choice(("last", "last", "only"))
    if rng.random() < 0.5:
        flaws = [*FLAWS, two] if which == "only" else FLAWS
        flaw = rng.choice(flaws)
        text = prose(rng) + flaw(rng, box)
        return Layout({"kind": "boxed", "which": which}, text, False, flaw.__name__)
    before = rng.choice(("", f"<think>\\boxed{{{content(rng)}}}</think>", "\\boxed{0}, no: "))
    if which == "only" and before.startswith("\\boxed"):
        before = ""
    nested = rng.random() < 0.1
    text = (
        before + prose(rng) + (f"\\boxed{{{box}}}" if nested else box) + rng.choice(("", ".", "$"))
    )
    return Layout({"kind": "boxed", "which": which}, text, True, "right", inside.strip())


def two(rng: random.Random, box: str) -> str:
    return f"{box} or \\boxed{{{content(rng)}}}"
