"""Layouts of responses from a grammar that knows, as it writes one, whether it is right."""

from benchmarks.layouts.grammar import KINDS, layouts
from benchmarks.layouts.parts import Layout

__all__ = ["KINDS", "Layout", "layouts"]
