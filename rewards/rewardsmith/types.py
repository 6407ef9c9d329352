"""The three words everything else is made of: ``Rollout``, ``Verdict``, ``Reason``."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from rewardsmith.errors import DataError, ScoreError

Message = Mapping[str, Any]
"""One chat message: ``role``, ``content`` and whatever else the template has."""

Conversation = str | Sequence[Message]
"""A prompt or a completion: plain text, or a message list as in TRL's conversational format."""


TRUTH_COLUMNS = ("answer", "solution", "ground_truth", "truth")
"""The names a truth may have at the door; inside it is ``Rollout.truth``."""


class Reason(StrEnum):
    """Why does a verdict say what it says?  Grouped by whose fault it is (the rule of fault)."""

    # Decided: the model's answer was read and judged.
    MATCH = "match"
    MISMATCH = "mismatch"
    GRADED = "graded"
    NO_ANSWER = "no_answer"
    SEVERAL_ANSWERS = "several_answers"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    BAD_FORMAT = "bad_format"
    CONTENT_FREE = "content_free"
    COMPILE_ERROR = "compile_error"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_MUCH_OUTPUT = "too_much_output"
    OVER_BUDGET = "over_budget"

    # Not applicable: the question does not arise.
    NOT_APPLICABLE = "not_applicable"

    # Undecided: the data's or the machine's fault.
    BAD_TRUTH = "bad_truth"
    MISSING_COLUMN = "missing_column"
    UNSUPPORTED = "unsupported"
    OWN_LIMIT = "own_limit"
    BATCH_LATE = "batch_late"
    WORKER_LOST = "worker_lost"
    ERROR = "error"
    SANDBOX_FAILED = "sandbox_failed"
    ENDPOINT_TIMEOUT = "endpoint_timeout"
    RATE_LIMITED = "rate_limited"
    ENDPOINT_ERROR = "endpoint_error"
    REFUSED = "refused"
    TRUNCATED = "truncated"
    BAD_REPLY = "bad_reply"
    SEVERAL_VERDICTS = "several_verdicts"
    OFF_SCALE = "off_scale"

    @cached_property
    def is_undecided(self) -> bool:
        """Is it the data's or the machine's fault, so that the score is None?"""
        return self in _UNDECIDED

    @cached_property
    def is_abstention(self) -> bool:
        """Does a verdict with this reason have no score?"""
        return self is Reason.NOT_APPLICABLE or self in _UNDECIDED


_UNDECIDED = frozenset(list(Reason)[list(Reason).index(Reason.BAD_TRUTH) :])
_OF_SCORE = {1.0: Reason.MATCH, 0.0: Reason.MISMATCH}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What does a verifier say of a rollout?

    ``score`` is None exactly when ``reason`` is an abstention.  A leaf's score lies in [0, 1], a
    composite's is any finite number.  ``extracted`` is the answer that was found, ``tier`` what
    decided (``string``, ``number``, ``structure``, ``algebra``, ``judge``, …), ``parts`` the
    verdicts of a composite's children by name.
    """

    score: float | None
    reason: Reason
    detail: str = ""
    extracted: str | None = None
    tier: str | None = None
    parts: Mapping[str, Verdict] = field(default_factory=dict[str, "Verdict"], hash=False)

    def __post_init__(self) -> None:
        if (self.score is None) != self.reason.is_abstention:
            raise ScoreError(
                f"score {self.score!r} does not go with reason {self.reason.value!r}: "
                "an abstention has score None, everything else a number"
            )
        if self.score is not None and not math.isfinite(self.score):
            raise ScoreError(f"a score is a finite number or None, not {self.score!r}")

    @classmethod
    def of(
        cls,
        score: float,
        detail: str = "",
        *,
        reason: Reason | None = None,
        extracted: str | None = None,
        tier: str | None = None,
        parts: Mapping[str, Verdict] | None = None,
    ) -> Self:
        """Is the question answered?  True is 1, False is 0, a share is graded."""
        value = float(score)
        if reason is None:
            reason = _OF_SCORE.get(value, Reason.GRADED)
        return cls(value, reason, detail, extracted, tier, parts or {})

    @classmethod
    def fail(
        cls,
        reason: Reason,
        detail: str = "",
        *,
        extracted: str | None = None,
        tier: str | None = None,
        parts: Mapping[str, Verdict] | None = None,
    ) -> Self:
        """Is it the model's fault?  Score 0 with the reason."""
        return cls(0.0, reason, detail, extracted, tier, parts or {})

    @classmethod
    def undecided(
        cls,
        reason: Reason,
        detail: str = "",
        *,
        extracted: str | None = None,
        tier: str | None = None,
        parts: Mapping[str, Verdict] | None = None,
    ) -> Self:
        """Is it the data's or the machine's fault?  No score, with the reason."""
        return cls(None, reason, detail, extracted, tier, parts or {})

    @classmethod
    def not_applicable(cls, detail: str = "") -> Self:
        """Does the question not arise?  No score; a sum shares this term's weight out."""
        return cls(None, Reason.NOT_APPLICABLE, detail)

    @property
    def abstains(self) -> bool:
        """Is there no score?"""
        return self.score is None

    def as_dict(self) -> dict[str, Any]:
        """What is this verdict as JSON?  The inverse of ``from_dict``."""
        row: dict[str, Any] = {"score": self.score, "reason": self.reason.value}
        for key in ("detail", "extracted", "tier"):
            if value := getattr(self, key):
                row[key] = value
        if self.parts:
            row["parts"] = {name: part.as_dict() for name, part in self.parts.items()}
        return row

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Which verdict did ``as_dict`` write?"""
        return cls(
            row["score"],
            Reason(row["reason"]),
            row.get("detail", ""),
            row.get("extracted"),
            row.get("tier"),
            {name: cls.from_dict(part) for name, part in row.get("parts", {}).items()},
        )


@dataclass(frozen=True, slots=True)
class Rollout:
    """One answer of a model to one prompt.

    ``prompt`` and ``completion`` are a string or a message list, ``truth`` is the gold answer,
    ``extra`` holds every other column, ``group`` says which prompt's group it belongs to (None:
    it stands alone).
    """

    prompt: Conversation = ""
    completion: Conversation = ""
    truth: Any = None
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any], hash=False)
    group: Hashable | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any], *, group: Hashable | None = None) -> Self:
        """Which rollout does this row hold?

        Columns as in TRL: ``prompt``, ``completion``, the truth as the first there is of
        ``answer``, ``solution``, ``ground_truth``, ``truth``; all else is ``extra``.  DataError
        without a completion.
        """
        if not isinstance(row.get("completion"), str | Sequence):
            raise DataError(
                "the column 'completion' is missing: a string, or a list of chat messages"
            )
        extra = dict(row)
        prompt, completion = extra.pop("prompt", None), extra.pop("completion")
        truth = next(
            (extra.pop(name) for name in TRUTH_COLUMNS if extra.get(name) is not None), None
        )
        return cls(prompt or "", completion, truth, extra, group)

    @property
    def raw(self) -> str:
        """What did the model write in its last turn, thought and all?"""
        from rewardsmith.response import read_turn  # noqa: PLC0415  (response reads rollouts)

        return read_turn(self.completion).raw

    @property
    def thought(self) -> str:
        """What did it think before it answered?  Empty where nothing marks a thought."""
        from rewardsmith.response import read_turn  # noqa: PLC0415

        return read_turn(self.completion).thought

    @property
    def text(self) -> str:
        """What did it say after the thought, in the last assistant message?"""
        from rewardsmith.response import read_turn  # noqa: PLC0415

        return read_turn(self.completion).text
