"""Is this the output that was expected?  Compared on the host: it never enters the sandbox."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from rewardsmith_sandbox.runner.values import agree

_TOLERANCE = 1e-6
"""Relative or absolute, as most judges of programming contests have it."""

_FLOAT = re.compile(
    r"[-+]?(\d{1,400}\.\d{0,400}|\.\d{1,400}|\d{1,400}(?=[eE]))([eE][-+]?\d{1,4})?", re.ASCII
)
_NUMBER = re.compile(r"[-+]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][-+]?\d{1,4})?", re.ASCII)


def same_output(output: str, expected: str) -> bool:
    r"""Do these agree, token by token?

    White space only separates.  Where the expected token is written as a float, any finite number
    within 1e-6 will do; everything else must be the same text, so ``3.0`` is not ``3``.  Expected
    JSON objects and arrays are compared as values where both can be read.

    >>> same_output("0.3333333\n", "0.33333333"), same_output("3.0", "3")
    (True, False)
    """
    given, wanted = output.split(), expected.split()
    if given == wanted:
        return True
    if len(given) == len(wanted) and all(map(_same_token, given, wanted)):
        return True
    return expected.lstrip()[:1] in ("{", "[") and _same_json(output, expected)


def _same_token(given: str, wanted: str) -> bool:
    if given == wanted:
        return True
    if not _FLOAT.fullmatch(wanted) or not _NUMBER.fullmatch(given):
        return False
    left, right = float(given), float(wanted)
    return math.isfinite(left) and math.isclose(left, right, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)


def _same_json(output: str, expected: str) -> bool:
    try:
        left: Any = json.loads(output)
        right: Any = json.loads(expected)
        return agree(left, right)
    except (ValueError, RecursionError):
        return False
