"""Line charts as SVG text: no script, no font, no file beside the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 10, 28
_COLOURS = 8

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One line of a chart; ``band`` is (x, low, high), an interval around it."""

    name: str
    points: Sequence[Point]
    band: Sequence[tuple[float, float, float]] = ()


@dataclass(frozen=True)
class _Frame:
    """Where do values stand in the picture?"""

    low_x: float
    high_x: float
    low_y: float
    high_y: float

    def x(self, value: float) -> float:
        span = self.high_x - self.low_x or 1.0
        return _LEFT + (value - self.low_x) / span * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return (
            HEIGHT
            - _BOTTOM
            - (value - self.low_y) / (self.high_y - self.low_y) * (HEIGHT - _TOP - _BOTTOM)
        )

    def path(self, points: Sequence[Point]) -> str:
        return " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)


def chart(title: str, lines: Sequence[Line]) -> str:
    """Which figure shows these lines over the steps?  Empty where there is no point."""
    lines = [line for line in lines if line.points]
    if not lines:
        return ""
    frame = _frame(lines)
    body = [_axes(frame), *(_drawn(frame, line, i % _COLOURS) for i, line in enumerate(lines))]
    legend = "".join(
        f'<li class="c{i % _COLOURS}">{escape(line.name)}</li>' for i, line in enumerate(lines)
    )
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f'{"".join(body)}</svg><ul class="legend">{legend}</ul></figure>'
    )


def _frame(lines: Sequence[Line]) -> _Frame:
    xs = [x for line in lines for x, _ in line.points]
    ys = [y for line in lines for _, y in line.points]
    ys += [edge for line in lines for _, low, high in line.band for edge in (low, high)]
    low, high = min(ys), max(ys)
    if low >= 0 and high <= 1 and high > 0.2:  # a share: the whole scale
        low, high = 0.0, 1.0
    margin = (high - low) * 0.05 or max(abs(high), 1.0) * 0.05
    floor = low if low == 0 else low - margin
    return _Frame(min(xs), max(xs), floor, high + margin)


def _axes(frame: _Frame) -> str:
    parts = list[str]()
    for value in ticks(frame.low_y, frame.high_y):
        y = frame.y(value)
        parts.append(
            f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    for value in ticks(frame.low_x, frame.high_x):
        x = frame.x(value)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{value:g}</text>')
    return "".join(parts)


def _drawn(frame: _Frame, line: Line, colour: int) -> str:
    band = ""
    if line.band:
        around = [(x, high) for x, _, high in line.band]
        around += [(x, low) for x, low, _ in reversed(line.band)]
        band = f'<polygon points="{frame.path(around)}"/>'
    dots = "".join(
        f'<circle cx="{frame.x(x):.1f}" cy="{frame.y(y):.1f}" r="2.5">'
        f"<title>{escape(line.name)}, step {x:g}: {y:.4g}</title></circle>"
        for x, y in line.points
    )
    return f'<g class="c{colour}">{band}<polyline points="{frame.path(line.points)}"/>{dots}</g>'


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Which round values lie between these?  At most ``most``; steps of 1, 2 or 5 times 10ⁿ.

    >>> ticks(0, 1)
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    """
    if high <= low:
        return [low]
    raw = (high - low) / (most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]
