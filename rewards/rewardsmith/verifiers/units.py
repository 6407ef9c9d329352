"""How long is a response?  In tokens where a tokenizer file is given, in words otherwise."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator

from rewardsmith.errors import MissingExtraError

_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{1,32}"
    r"|[^\w\s]"
)
"""A character of a script without spaces, up to 32 letters and digits, or a sign."""


def _loads(path: str) -> str:
    if not Path(path).is_file():
        raise ValueError(f"there is no file {path!r}; give the path of a tokenizer.json")
    load_tokenizer(path)
    return path


TokenizerPath = Annotated[str, AfterValidator(_loads)]
"""The path of a ``tokenizer.json``, checked when the verifier is built."""


def words(text: str) -> list[str]:
    """Which words does a text consist of, without a tokenizer?

    >>> words("答案 is 42.")
    ['答', '案', 'is', '42', '.']
    """
    return _WORD.findall(text)


def units(text: str, tokenizer: str | None) -> list[Any]:
    """Which tokens, or words, does the text consist of?"""
    return words(text) if tokenizer is None else load_tokenizer(tokenizer).encode(text).ids


@lru_cache(maxsize=8)
def load_tokenizer(path: str) -> Any:
    """Which tokenizer is in this file?  MissingExtraError without the tokenizers library."""
    try:
        tokenizers: Any = import_module("tokenizers")
    except ImportError as error:
        raise MissingExtraError("tokenizers", "format") from error
    try:
        return tokenizers.Tokenizer.from_file(path)
    except Exception as error:  # the library raises bare Exception
        raise ValueError(f"{path!r} is no tokenizer.json: {error}") from error
