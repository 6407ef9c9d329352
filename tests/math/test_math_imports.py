"""What is imported when, and what a user is told when a package is missing."""

from __future__ import annotations

import subprocess
import sys

LAZY = """
import sys
import rewardsmith
from rewardsmith.registry import lookup
from rewardsmith.types import Rollout
assert not {"flint", "sympy"} & set(sys.modules)
MathEqual = lookup("math")
assert not {"flint", "sympy"} & set(sys.modules)
verdict = MathEqual().verify(Rollout(completion=r"\\boxed{\\sqrt{8}}", truth=r"2\\sqrt{2}"))
assert verdict.score == 1.0
assert "sympy" not in sys.modules
"""

MISSING = """
import sys
sys.modules["flint"] = None
from rewardsmith.errors import MissingExtraError
from rewardsmith.verifiers.math import MathEqual
try:
    MathEqual()
except MissingExtraError as error:
    assert "pip install 'rewardsmith[math]'" in str(error)
else:
    raise AssertionError("built without python-flint")
"""


def run(code: str) -> None:
    path = f"import sys; sys.path[:0] = {sys.path!r}\n"
    command = [sys.executable, "-c", path + code]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_flint_is_imported_by_the_first_verifier_and_sympy_only_in_workers():
    run(LAZY)


def test_a_missing_package_is_the_programmers_fault_when_the_verifier_is_built():
    run(MISSING)
