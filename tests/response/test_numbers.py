from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith.response.number import parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42),
        ("-42", -42),
        ("−42", -42),
        ("+42", 42),
        ("4.20", Fraction(21, 5)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("1,250", 1250),
        ("1{,}250", 1250),
        ("1\\,250\\,000", 1_250_000),
        ("1_250", 1250),
        ("1\u202f250", 1250),
        ("12,345,678.5", Fraction(24691357, 2)),
        ("1/2", Fraction(1, 2)),
        ("-1/2", Fraction(-1, 2)),
        ("1⁄2", Fraction(1, 2)),
        (r"\frac{1}{2}", Fraction(1, 2)),
        (r"-\dfrac{1}{2}", Fraction(-1, 2)),
        (r"\frac{-1}{2}", Fraction(-1, 2)),
        (r"\frac12", Fraction(1, 2)),
        (r"1\frac{1}{2}", Fraction(3, 2)),
        ("1 1/2", Fraction(3, 2)),
        ("-1 1/2", Fraction(-3, 2)),
        ("50%", Fraction(1, 2)),
        (r"50\%", Fraction(1, 2)),
        ("５０％", Fraction(1, 2)),
        ("2e3", 2000),
        ("2E-3", Fraction(1, 500)),
        (r"2.5 \times 10^{3}", 2500),
        ("2.5·10^-3", Fraction(1, 400)),
        ("10^3", 1000),
        (r"\(42\)", 42),
        ("$42$", 42),
        ("$42", 42),
        (r"\$1,250.50", Fraction(2501, 2)),
        ("-$5", -5),
        ("(42)", 42),
    ],
)
def test_reads(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "4x", "1,5", "1,25,000", "12,34", "1.2.3", "1/0", "1/2/3", "4 5", "4 or 5",
        "(4, 5)", "--4", "4-", "nan", "inf", "0x10", "1e999999999", "9^9", "10²", "½", "٣", "1/",
        "/2", ".", "-", "%", "$", r"\frac{1}{0}", r"\frac{1}{}", "9" * 401, "{1}{2}", "+-4",
    ],
)  # fmt: skip
def test_reads_nothing(text):
    assert parse_number(text) is None


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_spellings_of_a_fraction_agree(top, bottom):
    value = Fraction(top, bottom)
    sign = "-" if top < 0 else ""
    assert parse_number(f"{top}/{bottom}") == value
    assert parse_number(rf"{sign}\frac{{{abs(top)}}}{{{bottom}}}") == value
    assert parse_number(f"{top:,}") == top
    assert parse_number(f"{top}%") == Fraction(top, 100)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_decimals_are_exact(number):
    assert parse_number(str(number)) == Fraction(number)
