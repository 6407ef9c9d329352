"""Every convention of ``MathEqual`` is a field: what each value accepts and refuses."""

from __future__ import annotations

from typing import Any

import pytest

from rewardsmith.types import Rollout
from rewardsmith.verifiers.math import MathEqual

CASES: tuple[tuple[str, Any, Any, str, str], ...] = (
    # field, value that accepts, value that refuses, truth, answer
    ("units", "lenient", "strict", "210", r"210 \text{ cm}"),
    ("units", "lenient", "strict", r"45^\circ", "45"),
    ("percent", "either", "value", r"50\%", "50"),
    ("percent", "either", "number", r"50\%", "0.5"),
    ("percent", "value", "number", "0.5", r"50\%"),
    ("tolerance", 0.01, None, r"\sqrt{2}", "1.41"),
    ("tolerance", 0.001, 0.0, "3.1415", r"\pi"),
    ("intervals", "either", "strict", r"(3, \infty)", "x > 3"),
    ("decimal_comma", True, False, "0.43", "0,43"),
    ("case", "words", "exact", r"\text{Undefined}", "undefined"),
    ("order", "as_written", "ordered", "5, -2", "-2, 5"),
    ("unevaluated", "evaluated", "refused", "55", r"\sum_{k=1}^{10} k"),
)


@pytest.mark.parametrize(("field", "accepts", "refuses", "truth", "answer"), CASES)
def test_a_convention_is_a_field(field: str, accepts: Any, refuses: Any, truth: str, answer: str):
    rollout = Rollout(completion=rf"\boxed{{{answer}}}", truth=truth)
    assert MathEqual(**{field: accepts}).verify(rollout).score == 1.0
    assert MathEqual(**{field: refuses}).verify(rollout).score == 0.0


@pytest.mark.parametrize(
    ("completion", "joined", "last"),
    [
        (r"\boxed{1}, \boxed{2} and \boxed{3}", "1, 2, 3", "3"),
        (r"$\boxed{(1,2)}$, $\boxed{(2,1)}$", "(1,2), (2,1)", "(2,1)"),
        (r"first $\boxed{7}$, then, checking, $\boxed{3}$", "3", "3"),
        (r"\boxed{41} \boxed{3}", "3", "3"),  # no comma: corrected, not listed
    ],
)
def test_several_boxes(completion: str, joined: str, last: str):
    for several, truth in (("joined", joined), ("last", last)):
        verifier = MathEqual.model_validate({"several": several})
        assert verifier.verify(Rollout(completion=completion, truth=truth)).score == 1.0


def test_alternatives_in_boxes_are_not_the_answer():
    verdict = MathEqual().verify(Rollout(completion=r"\boxed{41}, \boxed{42}", truth="42"))
    assert verdict.score == 0.0


def test_a_decimal_truth_accepts_the_exact_form_it_rounds_and_no_other_decimal():
    accepted = {r"\pi": 1.0, "3.14159": 0.0, "3.1415": 0.0, r"\frac{22}{7}": 0.0}
    for answer, score in accepted.items():
        rollout = Rollout(completion=rf"\boxed{{{answer}}}", truth="3.1416")
        assert MathEqual().verify(rollout).score == score, answer
