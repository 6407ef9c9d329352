"""Layouts of fenced programs: right ones, and ones with one thing wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.layouts.parts import Layout, nothing

_NAMES = {
    "python": ("python", "Python", "py", "python3", "PYTHON", "{.python}", "python title=a.py"),
    "cpp": ("cpp", "c++", "C++"),
    "javascript": ("javascript", "js", "JS"),
}
_OTHERS = ("", "text", "java", "pythonic", "json")
_LINES = ("print(4)", "x = 1", "    y = 2", "", "s = '`'", "# a", "if x: pass", "``", "~~", "a `b`")


class Fence(NamedTuple):
    """A fence in the making: its sign, how often, its indentation, info string, lines, and end."""

    sign: str
    length: int
    indent: str
    info: str
    lines: list[str]
    line_end: str

    def text(self, closing: str | None = None) -> str:
        fence = self.indent + self.sign * self.length
        last = fence if closing is None else closing
        lines = [fence + self.info, *(self.indent + line for line in self.lines), last]
        return self.line_end.join(lines)


def fence(rng: random.Random, language: str) -> Fence:
    """A right one; what it holds may look like a shorter fence, or one of the other sign."""
    sign, length = rng.choice("``~"), rng.choice((3, 3, 3, 4, 5))
    other = "~" if sign == "`" else "`"
    lines = rng.choices((*_LINES, other * 3, sign * (length - 1)), k=rng.randrange(4))
    lines.insert(rng.randrange(len(lines) + 1), "print(5)")
    info = rng.choice(("", " ")) + rng.choice(_NAMES[language])
    indent = " " * rng.choice((0, 0, 0, 1, 3))
    return Fence(sign, length, indent, info, lines, rng.choice(("\n", "\n", "\r\n")))


def not_closed(_rng: random.Random, made: Fence) -> str:
    return made.text("")


def closed_too_short(_rng: random.Random, made: Fence) -> str:
    return made.text(made.sign * (made.length - 1))


def closed_by_the_other(_rng: random.Random, made: Fence) -> str:
    return made.text(("~" if made.sign == "`" else "`") * made.length)


def closed_with_words(_rng: random.Random, made: Fence) -> str:
    return made.text(f"{made.sign * made.length} done")


def closed_as_code(_rng: random.Random, made: Fence) -> str:
    return made.text(f"    {made.sign * made.length}")


def another_language(rng: random.Random, made: Fence) -> str:
    return made._replace(info=rng.choice(_OTHERS)).text()


def nothing_in_it(rng: random.Random, made: Fence) -> str:
    shown = [line for line in (nothing(rng), "") if "\n" not in line and "\r" not in line]
    return made._replace(lines=shown).text()


def in_the_thought(_rng: random.Random, made: Fence) -> str:
    return f"<think>\n{made.text()}\n</think>\nDone."


def in_a_line(_rng: random.Random, made: Fence) -> str:
    return f"so `{made.lines[-1].strip('`')} ` is it"


FLAWS: tuple[Callable[[random.Random, Fence], str], ...] = (
    not_closed, closed_too_short, closed_by_the_other, closed_with_words, closed_as_code,
    another_language, nothing_in_it, in_the_thought, in_a_line,
)  # fmt: skip


def code_layout(rng: random.Random) -> Layout:
    """A fenced program, half of the time with one thing wrong."""
    language = rng.choice(list(_NAMES))
    made = fence(rng, language)
    spec = {"kind": "code_fence", "language": language}
    before = rng.choice(("", "So:\n", "<think>\n```python\nx\n</think>\n", "1. step\n\nThen\n"))
    if rng.random() < 0.5:
        flaw = rng.choice(FLAWS)
        before = "" if flaw is in_the_thought else before
        return Layout(spec, before + flaw(rng, made), False, flaw.__name__)
    after = rng.choice(("", "\n", "\nThat is it.", "\n```text\n4\n```"))
    return Layout(spec, before + made.text() + after, True, "right", "\n".join(made.lines))
