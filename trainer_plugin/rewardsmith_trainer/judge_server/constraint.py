# pyright: basic
"""Which token may come next?  llguidance as the server sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import llguidance
import llguidance.hf
import numpy as np

MAX_STRING_CHARS = 160
"""A string without a ``maxLength`` gets this one: a small model would never close it."""

_COMPACT = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}


class SchemaError(ValueError):
    """Can replies not be held to this schema?"""


class Grammar:
    """Which replies are allowed?  Compiled once for a schema; ``start`` for each reply."""

    def __init__(self, vocabulary: Any, schema: Mapping[str, Any]) -> None:
        self._vocabulary = vocabulary
        bounded = {**bound_strings(schema), "x-guidance": _COMPACT}
        try:
            self._grammar = llguidance.LLMatcher.grammar_from_json_schema(bounded)
            fault = llguidance.LLMatcher.validate_grammar(self._grammar, vocabulary)
        except ValueError as error:
            raise SchemaError(str(error)) from error
        if fault:
            raise SchemaError(fault)

    def start(self) -> Constraint:
        """A reply that is to be held to it."""
        return Constraint(llguidance.LLMatcher(self._vocabulary, self._grammar))


class Constraint:
    """One reply on its way."""

    def __init__(self, matcher: Any) -> None:
        self._matcher = matcher

    @property
    def complete(self) -> bool:
        """Is the reply whole, so that nothing may follow?"""
        return self._matcher.is_stopped()

    def allowed(self, size: int) -> np.ndarray:
        """Which of ``size`` tokens may come next?  Booleans (size,)."""
        packed = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
        bits = np.unpackbits(packed, bitorder="little")[:size]
        return np.pad(bits, (0, size - len(bits))).astype(bool)

    def take(self, token: int) -> None:
        """This token came."""
        if not self._matcher.consume_token(token):
            raise RuntimeError(f"llguidance: {self._matcher.get_error()}")

    def forced(self) -> list[int]:
        """Which tokens must come now, there being no choice?  They are taken."""
        tokens = self._matcher.compute_ff_tokens()
        self._matcher.consume_tokens(tokens)
        return tokens


def vocabulary_of(tokenizer: Any) -> Any:
    """The tokenizer as llguidance needs it; takes about a second."""
    return llguidance.hf.from_tokenizer(tokenizer)


def bound_strings(schema: Any) -> Any:
    """The schema in which every string has an end."""
    if isinstance(schema, list):
        return [bound_strings(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    bounded = {key: bound_strings(value) for key, value in schema.items()}
    if bounded.get("type") == "string" and not {"enum", "const", "pattern"} & bounded.keys():
        bounded.setdefault("maxLength", MAX_STRING_CHARS)
    return bounded
