"""Is the response in the language that was asked for?"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, model_validator

from rewardsmith.registry import register
from rewardsmith.response import Where, read_part
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier
from rewardsmith.verifiers.language.asked import last_user_text
from rewardsmith.verifiers.language.detectors import (
    DetectorName,
    make_detector,
    require_detector,
)
from rewardsmith.verifiers.language.prose import without_copies
from rewardsmith.verifiers.language.scripts import SCRIPT_OF, language_code
from rewardsmith.verifiers.language.share import count_words


def _expectable(expect: str) -> str:
    if expect == "prompt" or (expect.startswith("column:") and expect != "column:"):
        return expect
    code = language_code(expect)
    if code is None:
        raise ValueError(
            f"{expect!r} is no language that we know; write 'prompt', 'column:NAME' or one of "
            f"{', '.join(sorted(SCRIPT_OF))}"
        )
    return code


@register
class Language(Verifier, frozen=True):
    """Which share of the response's words is in the expected language?

    ``expect`` is an ISO 639-1 code, ``"prompt"`` (the language of most words of the last user
    message, whatever it asks for) or ``"column:NAME"``; ``where`` is the part that is read.  Words
    count as in DeepSeek-R1's language consistency reward, arXiv:2501.12948, §2.3.2; mathematics,
    code, links, tags, single letters, units and sentences of the prompt do not count, nor does a
    word said over and over.  Whether a text makes sense is another verifier's question.  Not
    applicable where no words are left, or the prompt has none; undecided where the column is
    missing or names no language.  ``detector``: whose knowledge decides within a script.

    >>> Language(expect="en").verify(Rollout(completion="The answer is 42.")).score
    1.0
    """

    libraries: ClassVar[tuple[str, ...]] = ("langdetect", "lingua-language-detector", "eldc")

    kind: Literal["language"] = "language"
    expect: Annotated[str, AfterValidator(_expectable)] = "prompt"
    where: Where = "all"
    detector: DetectorName = "langdetect"

    @model_validator(mode="after")
    def _installed(self) -> Self:
        require_detector(self.detector)
        if self.expect in SCRIPT_OF and not make_detector(self.detector).knows(self.expect):
            raise ValueError(f"the detector {self.detector} does not know {self.expect!r}")
        return self

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A Chinese question and a Chinese answer."""
        return cls(), Rollout(prompt="六乘以七等于多少？", completion="六乘以七等于四十二。")

    def verify(self, rollout: Rollout) -> Verdict:
        """How much of it is in that language?"""
        prompt = last_user_text(rollout.prompt)
        expected = self._expected(rollout, prompt)
        if isinstance(expected, Verdict):
            return expected
        text = without_copies(read_part(rollout.completion, self.where), prompt)
        count = count_words(text, make_detector(self.detector), expected)
        if not count.words:
            return Verdict.not_applicable("no words to judge the language of")
        return Verdict.of(count.share(expected), f"{expected} expected; {count}", tier="language")

    def _expected(self, rollout: Rollout, prompt: str) -> str | Verdict:
        if self.expect == "prompt":
            language = _main_language(prompt, self.detector)
            return language or Verdict.not_applicable("the prompt has no words")
        if not self.expect.startswith("column:"):
            return self.expect
        column = self.expect.removeprefix("column:")
        value = rollout.extra.get(column)
        if value is None:
            return Verdict.undecided(Reason.MISSING_COLUMN, f"no column {column!r}")
        code = language_code(str(value))
        if code is None or not make_detector(self.detector).knows(code):
            return Verdict.undecided(
                Reason.BAD_TRUTH, f"column {column!r}: {value!r:.40} is no language that we know"
            )
        return code


@lru_cache(maxsize=1024)
def _main_language(text: str, detector: DetectorName) -> str | None:
    """The language of most of the words; a group shares its prompt."""
    words = count_words(text, make_detector(detector)).words
    return max(words, key=lambda language: words[language]) if words else None
