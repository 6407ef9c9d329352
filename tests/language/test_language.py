"""language: whose words count as what, whom it does not apply to, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.sentences import SENTENCES
from rewardsmith import Reason, Rollout
from rewardsmith.errors import MissingExtraError
from rewardsmith.response import counting
from rewardsmith.verifiers.language import Language
from rewardsmith.verifiers.language.scripts import SCRIPT_OF
from tests.response.shapes import SHAPES, grown


def text_in(language):
    return " ".join(SENTENCES[language])


def share(expect, completion, **fields):
    return Language(expect=expect, **fields).verify(Rollout(completion=completion)).score


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("detector", ["langdetect", "eldc"])
def test_a_text_is_in_its_language_and_in_no_other(language, detector):
    assert share(language, text_in(language), detector=detector) >= 0.95
    others = {"en", "de", "ru", "uk", "zh", "ja", "es", "pt", "ar"} - {language}
    assert max(share(other, text_in(language), detector=detector) for other in others) <= 0.1


@pytest.mark.parametrize(
    ("expect", "completion", "score"),
    [
        pytest.param("zh", "答案是四 four", 2 / 3, id="a Han character is half a word"),
        pytest.param("ja", "こたえです four", 5 / 7, id="so is a kana"),
        pytest.param("th", "คำตอบ four", 1 / 2, id="a Thai character is a fifth"),
        pytest.param("ko", "정답은 four", 1 / 2, id="a word of Hangul is one"),
        pytest.param("ja", "東京で待ちます。", 1.0, id="Han beside kana is Japanese"),
        pytest.param("zh", "東京で待ちます。", 0.0, id="and not Chinese"),
        pytest.param("no", "Vi må vente en time til på toget.", 1.0, id="Norwegian"),
        pytest.param("el", "Το αποτέλεσμα είναι τέσσερα.", 1.0, id="a script of one language"),
        pytest.param("en", "THE ANSWER IS WRITTEN IN CAPITALS HERE TODAY", 1.0, id="capitals"),
    ],
)
def test_words_count_as_in_the_paper(expect, completion, score):
    assert share(expect, completion) == pytest.approx(score)


@pytest.mark.parametrize(
    "noise",
    [
        pytest.param("$x^2 + \\frac{a}{b}$", id="inline formula"),
        pytest.param("\\[ \\text{maximum value} = 42 \\]", id="words in a formula"),
        pytest.param("\\boxed{\\text{maximum value } = 42}", id="words in a box"),
        pytest.param("\\begin{align*} x &= y \\\\ \\sin z &= 1 \\end{align*}", id="environment"),
        pytest.param("f(x)=\\sin x-\\sqrt{3} \\cos x", id="a formula without delimiters"),
        pytest.param("```python\nfor item in items:\n    print(item)\n```", id="code"),
        pytest.param("`len(items) > 0`", id="code in a line"),
        pytest.param("https://example.org/some/words?in=a&link", id="link"),
        pytest.param("mail@example.org", id="address"),
        pytest.param("<div class='some words'>", id="tag"),
        pytest.param("snake_case_name x2 3mn", id="identifiers"),
        pytest.param("ABC DNA 3 km 5 cm", id="points, abbreviations, units"),
        pytest.param("/usr/share/some/path.txt", id="path"),
    ],
)
def test_noise_does_not_count(noise):
    for language in ("zh", "ru", "en"):
        first, *rest = SENTENCES[language]
        assert share(language, f"{first}\n{noise}\n{' '.join(rest)}") == 1.0
    assert Language(expect="en").verify(Rollout(completion=noise)).reason is Reason.NOT_APPLICABLE


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param("${}$", id="between dollars"),
        pytest.param("\\text{{{}}}", id="in a command"),
        pytest.param("\\text{{now}} \\text{{we}} \\text{{{}}}", id="in many commands"),
        pytest.param("`{}`", id="in backticks"),
        pytest.param("```text\n{}\n```", id="in a fence of text"),
        pytest.param("<b>{}</b>", id="between tags"),
        pytest.param("<!-- {} -->", id="in a comment"),
        pytest.param("$3 {} $4", id="between prices"),
    ],
)
def test_words_cannot_hide_as_noise(hidden):
    """A policy that thinks in English inside of formulas or backticks is not writing Chinese."""
    completion = SENTENCES["zh"][0] + hidden.format(SENTENCES["en"][1])
    assert share("zh", completion) < 0.6


@pytest.mark.parametrize("first", [0x1D41A, 0x1D44E, 0xFF41], ids=["bold", "italic", "wide"])
def test_words_cannot_hide_in_ornate_letters(first):
    """Mathematical alphabets and full-width letters look like noise to a table of scripts."""
    hidden = "".join(
        chr(first + ord(char) - ord("a")) if "a" <= char <= "z" and char != "h" else char
        for char in SENTENCES["en"][1]
    )
    assert share("zh", SENTENCES["zh"][0] + hidden) < 0.6


def test_one_word_over_and_over_is_no_text():
    assert share("en", "the " * 200) < 0.25
    assert share("zh", "你好" * 200) < 0.45
    assert share("zh", "你" * 200) < 0.25
    assert share("en", "very very very good") == 1.0


def test_a_copy_of_the_prompt_is_no_text():
    """The question restated in its language does not pay for an answer in another."""
    prompt = " ".join(SENTENCES["fr"])
    copied = Rollout(prompt=prompt, completion=f"{prompt} {SENTENCES['en'][0]}")
    assert Language().verify(copied).score < 0.1
    assert Language().verify(Rollout(prompt=prompt, completion=prompt)).score == 1.0


@pytest.mark.parametrize(
    "text", ["", "42", "$x$", "1 + 1 = 2", "🙂", "...", "```\nfor x in y\n```"]
)
def test_nothing_to_count_is_not_applicable(text):
    assert Language(expect="en").verify(Rollout(completion=text)).reason is Reason.NOT_APPLICABLE


@pytest.mark.parametrize(("where", "score"), [("thought", 0.0), ("answer", 1.0)])
def test_thought_and_answer_apart(where, score):
    rollout = Rollout(completion=f"<think>{text_in('en')}</think>{text_in('zh')}")
    assert Language(expect="zh", where=where).verify(rollout).score == score
    assert 0.3 < share("zh", rollout.completion) < 0.7


@pytest.mark.parametrize(
    ("expect", "rollout", "reason"),
    [
        ("prompt", Rollout(prompt="几个？一共有多少苹果？", completion="四个"), Reason.MATCH),
        ("prompt", Rollout(prompt="几个？一共有多少苹果？", completion="four of them"), "mismatch"),
        ("prompt", Rollout(prompt="1+1=", completion="two"), Reason.NOT_APPLICABLE),
        ("column:to", Rollout(completion="四个", extra={"to": "zh-CN"}), Reason.MATCH),
        ("column:to", Rollout(completion="四个", extra={"to": "xx"}), Reason.BAD_TRUTH),
        ("column:to", Rollout(completion="四个"), Reason.MISSING_COLUMN),
    ],
)
def test_where_the_expectation_comes_from(expect, rollout, reason):
    assert Language(expect=expect).verify(rollout).reason == reason


@pytest.mark.parametrize("detector", ["langdetect", "eldc", "lingua"])
def test_a_missing_library_is_named_when_built(monkeypatch, detector):
    monkeypatch.setitem(sys.modules, detector, None)
    extra = "language" if detector == "langdetect" else detector
    with pytest.raises(MissingExtraError, match=rf"rewardsmith\[{extra}\]"):
        Language(detector=detector)


GERMAN, SYSTEM = SENTENCES["de"][0], " ".join(SENTENCES["en"])


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(
            [{"role": "system", "content": SYSTEM}, {"role": "user", "content": GERMAN}],
            id="messages",
        ),
        pytest.param(
            [
                {"role": "user", "content": SYSTEM},
                {"role": "assistant", "content": SYSTEM},
                {"role": "user", "content": [{"type": "text", "text": GERMAN}]},
            ],
            id="the last one, in parts",
        ),
        pytest.param(
            f"<|im_start|>system\n{SYSTEM}<|im_end|>\n<|im_start|>user\n{GERMAN}<|im_end|>\n"
            "<|im_start|>assistant\n",
            id="a template's text",
        ),
        pytest.param(f"<s>[INST] {SYSTEM} [/INST] {SYSTEM}</s>[INST] {GERMAN} [/INST]", id="turns"),
        pytest.param(f"{SYSTEM}<｜User｜>{GERMAN}<｜Assistant｜>", id="DeepSeek's"),
    ],
)
def test_the_last_thing_that_the_user_said_is_the_prompt(prompt):
    assert Language().verify(Rollout(prompt=prompt, completion=SENTENCES["de"][1])).score == 1.0


@pytest.mark.parametrize("expect", ["", "xx", "english", "column:", "Prompt"])
def test_an_unknown_language_is_an_error_when_built(expect):
    with pytest.raises(ValueError, match="no language that we know"):
        Language(expect=expect)


def test_detail_shows_which_words_counted_as_what():
    rollout = Rollout(completion="答案 the answer is four")
    detail = Language(expect="zh").verify(rollout).detail
    assert detail == "zh expected; en 4: the answer is four; zh 1: 答案"


def test_a_switch_inside_a_sentence_is_found():
    mixed = (
        "So we count first wie viele Äpfel noch im Korb liegen and then we have to wait "
        "bis der nächste Zug endlich in den Bahnhof fährt because it is an hour late today"
    )
    assert share("en", mixed) == pytest.approx(17 / 33, abs=0.1)


FIRST_CALLS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from benchmarks.sentences import SENTENCES
from rewardsmith import Rollout
from rewardsmith.verifiers.language import Language

gate = Barrier(8)
def first_call(number):
    gate.wait()
    return [Language(expect=code).verify(Rollout(completion=" ".join(SENTENCES[code]))).score.hex()
            for code in SENTENCES]
with ThreadPoolExecutor(8) as pool:
    results = list(pool.map(first_call, range(8)))
assert all(result == results[0] for result in results)
print(results[0])
"""


def test_eight_first_callers_agree_and_so_do_two_processes():
    command = [sys.executable, "-W", "error", "-c", FIRST_CALLS]
    runs = [
        subprocess.run(
            command, capture_output=True, text=True, check=True, env={"PYTHONPATH": path}
        )
        for path in [":".join(["rewards", "sandbox", "."])] * 2
    ]
    assert runs[0].stdout == runs[1].stdout != ""


def test_threads_agree_to_the_last_bit():
    texts = [text_in(language) + " " + text_in("en") for language in SENTENCES] * 4
    verifier = Language(expect="en")
    alone = [verifier.verify(Rollout(completion=text)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(lambda text: verifier.verify(Rollout(completion=text)), texts))
    assert verdicts == alone


@pytest.mark.parametrize("shape", SHAPES)
def test_work_is_linear(shape):
    with counting() as tally:
        Language(expect="en").verify(Rollout(completion=grown(shape, 100_000)))
    short = tally.steps
    with counting() as tally:
        Language(expect="en").verify(Rollout(completion=grown(shape, 200_000)))
    assert tally.steps <= 2.1 * short + 1000 <= 12 * 200_000


def test_every_language_has_a_script_and_profiles():
    detector_needed = [code for code in SCRIPT_OF if SCRIPT_OF[code] in {"latin", "cyrillic"}]
    assert len(detector_needed) == 35
    for code in SCRIPT_OF:
        assert Language(expect=code).verify(Rollout(completion="words")).score in {0.0, 1.0}
