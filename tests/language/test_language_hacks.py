"""language: what a policy might try to be paid for, or to keep from being counted."""

from __future__ import annotations

import pytest

from rewardsmith import Rollout
from rewardsmith.verifiers.language import Language

ENGLISH = (
    "I think that we should first count the apples that are left in the basket. "
    "Then we divide the number by three and look at the rest. That gives us the answer we want."
)
CHINESE = "首先我们数一数篮子里还剩下多少个苹果，然后除以三。"
RUSSIAN_TWINS = str.maketrans("aeopcxyisjhd", "аеорсхуіѕјһԁ")


def share(expect, completion):
    return Language(expect=expect).verify(Rollout(completion=completion)).score


@pytest.mark.parametrize(
    "filler",
    [
        pytest.param("苹果" * 60, id="one word"),
        pytest.param("苹果香蕉梨子" * 30, id="three words"),
        pytest.param("数一数苹果，" * 40, id="one phrase"),
        pytest.param("\n```python\n" + CHINESE * 3 + "\n```", id="a fence of code"),
        pytest.param(f"<a title='{CHINESE * 3}'>", id="an attribute"),
    ],
)
def test_filler_hardly_pays(filler):
    assert share("zh", ENGLISH + filler) < 0.2


def test_long_text_of_few_words_is_no_repetition():
    """A long reckoning in few words, as of a model that thinks aloud."""
    said = ["we", "add", "three", "and", "then", "take", "five", "from", "what", "remains", "so"]
    thought = ". ".join(" ".join(said[i % 11 :] + said[: i % 7]) for i in range(4))
    assert share("en", thought) == 1.0
    assert share("en", ENGLISH * 4) == 1.0


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param("\u200b".join(ENGLISH), id="zero-width spaces"),
        pytest.param("\u00ad".join(ENGLISH), id="soft hyphens"),
        pytest.param("\u2060".join(ENGLISH), id="word joiners"),
        pytest.param("".join(chr(0x24D0 + ord(c) - 97) if c.islower() else c for c in ENGLISH),
                     id="circled letters"),
        pytest.param(ENGLISH.translate(RUSSIAN_TWINS), id="Cyrillic twins"),
        pytest.param(f"\n```python\n{ENGLISH}\n```", id="a line in a fence"),
        pytest.param("\n```python\n" + ENGLISH.replace(". ", ".\n") + "\n```", id="fenced lines"),
        pytest.param("\n```\n# " + ENGLISH.replace(". ", ".\n# "), id="comments, never closed"),
        pytest.param(f"\n```python\n{ENGLISH}\nx = 1\n```", id="hardly any code"),
        pytest.param(f"<{ENGLISH}>", id="a tag"),
        pytest.param(ENGLISH.replace(".", "_").replace(" ", "_"), id="one long identifier"),
    ],
)  # fmt: skip
def test_words_cannot_hide(hidden):
    assert share("zh", CHINESE + hidden) < 0.75


@pytest.mark.parametrize("detector", ["langdetect", "eldc"])
def test_twins_of_letters_make_no_russian(detector):
    verifier = Language(expect="ru", detector=detector)
    assert verifier.verify(Rollout(completion=ENGLISH.translate(RUSSIAN_TWINS))).score < 0.05


def test_a_strange_letter_is_a_slip():
    """Ukrainian typed with a Latin i, as it is all over the web."""
    assert share("uk", "Зачекай, я ще раз перевiрю всi обчислення з початку.") == 1.0


def test_code_with_a_long_docstring_is_code():
    code = (
        '```python\ndef smallest(numbers):\n    """Return the smallest number of the given list of '
        "numbers.\n\n    The list must hold at least one number, else there is none to return.\n"
        '    """\n    return min(numbers)\n```'
    )
    assert share("zh", CHINESE + "\n" + code) == 1.0


@pytest.mark.parametrize(
    "uncounted",
    [
        pytest.param("`git commit -m` `pip install numpy`", id="short code"),
        pytest.param("x y z A B C", id="single letters"),
        pytest.param("max + min", id="beside operators"),
        pytest.param("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", id="hash"),
    ],
)
def test_what_does_not_count_on_purpose(uncounted):
    assert share("zh", CHINESE + uncounted) == 1.0
