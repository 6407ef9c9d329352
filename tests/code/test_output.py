"""Which outputs agree: tokens, floats, JSON; and the ones that only look right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith.verifiers.code.output import same_output


@pytest.mark.parametrize(
    ("output", "expected", "same"),
    [
        ("3\n", "3", True),
        ("1 2\n3\n", "1\n2 3", True),  # white space only separates
        ("0.33333333", "0.333333333333", True),
        ("1", "1.0", True),
        ("1e-9", "0.0", True),
        ("1000000.4", "1000000.0", True),
        ('{"a": 1, "b": 0.1}', '{"b":0.10000000001,"a":1}', True),
        ("[1, 2]", "[1,2]", True),
        ("", "", True),
        ("3.0", "3", False),  # an integer was asked for
        ("03", "3", False),
        ("3", "4", False),
        ("3 3", "3", False),  # every answer at once
        ("inf", "3.0", False),
        ("nan", "3.0", False),
        ("nan", "nan", True),
        ("1_0.0", "10.0", False),
        ("1e999", "3.0", False),
        ("0.334", "0.333", False),
        ("Yes", "YES", False),
        ("{}", '{"a": 1}', False),
        ('{"a": true}', '{"a": 1}', False),
        ("[" * 100_000, "[1]", False),
        ("", "3", False),
    ],
)
def test_agreement(output, expected, same):
    assert same_output(output, expected) is same


@given(st.lists(st.integers() | st.floats(allow_nan=False) | st.text(), max_size=10))
def test_an_output_agrees_with_itself(tokens):
    text = " ".join(map(str, tokens))
    assert same_output(text, text)
