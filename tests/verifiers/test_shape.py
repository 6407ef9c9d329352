"""regex_full, soft_overlong, cosine_length and repetition."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith import Reason, Rollout
from rewardsmith.verifiers.length import CosineLength, SoftOverlong
from rewardsmith.verifiers.regex_full import RegexFull
from rewardsmith.verifiers.repetition import Repetition
from rewardsmith.verifiers.units import words


def saying(count):
    return Rollout(completion="word " * count)


@pytest.mark.parametrize(
    ("pattern", "text", "reason"),
    [
        (r"[0-9]+", "42", Reason.MATCH),
        (r"[0-9]+", "42 ", Reason.BAD_FORMAT),
        (r"(?s)<think>.*</think>\n[0-9]", "<think>\na\n</think>\n4", Reason.MATCH),
        (r"(a+)+", "a" * 40 + "b", Reason.OWN_LIMIT),
        (r"a*", "a" * 100_001, Reason.TOO_LARGE),
    ],
)
def test_regex_full(pattern, text, reason):
    assert RegexFull(pattern=pattern).verify(Rollout(completion=text)).reason is reason


def test_one_slow_text_does_not_cost_the_others():
    texts = ["aa", "a" * 40 + "b", "b", "a" * 100_001, "aaa"]
    verdicts = RegexFull(pattern="(a+)+").verify_batch([Rollout(completion=t) for t in texts])
    assert [verdict.score for verdict in verdicts] == [1.0, None, 0.0, 0.0, 1.0]


def test_parts_of_the_response():
    rollout = Rollout(completion="<think>a</think>4")
    assert RegexFull(pattern="4", where="answer").verify(rollout).score == 1.0
    assert RegexFull(pattern="a", where="thought").verify(rollout).score == 1.0
    assert RegexFull(pattern="4").verify(rollout).score == 0.0


def test_a_broken_pattern_is_an_error_when_built():
    with pytest.raises(ValueError, match="no regular expression"):
        RegexFull(pattern="(")


@pytest.mark.parametrize(
    ("length", "score"), [(0, 1.0), (6, 1.0), (7, 0.75), (8, 0.5), (10, 0.0), (11, 0.0), (99, 0.0)]
)
def test_soft_overlong_is_one_plus_dapos_punishment(length, score):
    assert SoftOverlong(limit=10, margin=4).verify(saying(length)).score == score


def test_a_margin_beyond_the_limit():
    with pytest.raises(ValueError, match="exceeds limit"):
        SoftOverlong(limit=4, margin=5)


@given(st.integers(0, 30), st.floats(0, 1), st.floats(0, 1))
def test_cosine_length_is_the_papers_formula(length, first, last):
    """CosFn of arXiv:2502.03373: last + (first - last)(1 + cos(πt/T))/2."""
    score = CosineLength(limit=20, first=first, last=last).verify(saying(length)).score
    formula = last + (first - last) * (1 + math.cos(math.pi * length / 20)) / 2
    assert score == pytest.approx(formula if length <= 20 else 0.0)


@pytest.mark.parametrize(
    ("text", "n", "score"),
    [
        pytest.param("a b c d", 2, 1.0, id="nothing twice"),
        pytest.param("a b a b a b", 2, 2 / 5, id="two bigrams five times"),
        pytest.param("a a a a", 1, 1 / 4, id="one word"),
        pytest.param("好好好好", 1, 1 / 4, id="characters are words"),
        pytest.param("a", 2, 1.0, id="too short to repeat"),
        pytest.param("", 1, 1.0, id="empty"),
        pytest.param("a" * 320, 1, 1 / 10, id="one endless word"),
    ],
)
def test_repetition(text, n, score):
    assert Repetition(n=n).verify(Rollout(completion=text)).score == pytest.approx(score)


@given(st.text(max_size=200))
def test_no_visible_letter_is_lost(text):
    assert "".join(words(text)) == "".join(char for char in text if not char.isspace())


@pytest.fixture
def tokenizer_file(tmp_path):
    """A tokenizer of two words, as the tokenizers library writes it."""
    path = tmp_path / "tokenizer.json"
    model = {"type": "WordLevel", "vocab": {"a": 0, "b": 1, "?": 2}, "unk_token": "?"}
    path.write_text(json.dumps({"model": model, "pre_tokenizer": {"type": "Whitespace"}}))
    return str(path)


def test_lengths_in_tokens(tokenizer_file):
    verdict = SoftOverlong(limit=4, margin=4, tokenizer=tokenizer_file).verify(
        Rollout(completion="a b a")
    )
    assert (verdict.score, verdict.detail) == (0.25, "3 tokens")
    verdict = Repetition(n=1, tokenizer=tokenizer_file).verify(Rollout(completion="x y a"))
    assert verdict.score == pytest.approx(2 / 3)


def test_a_tokenizer_that_is_none(tmp_path):
    with pytest.raises(ValueError, match="there is no file"):
        SoftOverlong(tokenizer=str(tmp_path / "none.json"))
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    with pytest.raises(ValueError, match=r"is no tokenizer\.json"):
        SoftOverlong(tokenizer=str(broken))
