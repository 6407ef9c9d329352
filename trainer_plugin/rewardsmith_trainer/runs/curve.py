# pyright: basic
"""The reward curve of a run as an image: the one module where matplotlib is touched."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def draw_curve(path: Path, metrics: Sequence[Mapping[str, Any]], title: str) -> None:
    """How did the reward and each of its components go, step by step?  Written in one move."""
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.add_subplot()
    steps = [row["step"] for row in metrics]
    for name in metrics[0]["components"] if metrics else ():
        axes.plot(steps, [_number(row["components"].get(name)) for row in metrics], label=name)
    axes.plot(steps, [_number(row["reward"]) for row in metrics], "k", lw=2, label="reward")
    axes.set(xlabel="step", ylabel="mean score", title=title)
    axes.grid(visible=True, alpha=0.3)
    axes.legend(loc="best")
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial.png")
    FigureCanvasAgg(figure).print_png(partial)
    partial.replace(path)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
