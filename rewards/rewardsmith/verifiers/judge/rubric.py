"""``Rubric``: what a judge is asked, as data."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from annotated_types import MinLen
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from rewardsmith.errors import SpecError, UnknownKindError
from rewardsmith.registry import unknown
from rewardsmith.spec import load_yaml

Form = Literal["grade", "pair", "rank"]
"""One response on a scale, one against the column ``baseline``, or a group among itself."""

Item = Literal["question", "answer", "text", "everything", "truth", "baseline"]
"""What a judge may be shown.

``answer`` is the extracted one, ``text`` what follows the thought, ``everything`` both.
"""

RESPONSE_ITEMS: tuple[Item, ...] = ("answer", "text", "everything")
PLACEHOLDER = re.compile(r"\{([a-z]{1,20})\}")
_SLOTS = {"pair": ("first", "second"), "rank": ("candidates",)}
_SUFFIXES = (".yaml", ".yml", ".json")


class Rubric(BaseModel, frozen=True):
    """What is a judge asked, what is it shown, and on which scale does it answer?

    ``template`` holds ``{criterion}``, ``{reply}`` (how to reply) and what is shown: each item of
    ``shows`` by its name, but for the responses of a pair, ``{first}`` and ``{second}``, and those
    of a ranking, ``{candidates}``.  ``scale`` is the least and the greatest whole number; it is
    mapped to [0, 1].
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    form: Form = "grade"
    shows: Annotated[tuple[Item, ...], MinLen(1)]
    scale: tuple[int, int] = (0, 1)
    criterion: str
    template: str

    @model_validator(mode="after")
    def _fits(self) -> Self:
        low, high = self.scale
        if not 0 <= low < high <= 100:
            raise SpecError(f"scale={self.scale}: two whole numbers, 0 <= low < high <= 100")
        if sum(item in RESPONSE_ITEMS for item in self.shows) != 1:
            raise SpecError(f"shows={self.shows}: exactly one of {', '.join(RESPONSE_ITEMS)}")
        if (self.form == "pair") != ("baseline" in self.shows):
            raise SpecError("the form 'pair' shows the baseline, and no other form does")
        found = sorted(PLACEHOLDER.findall(self.template))
        if found != sorted(self.slots):
            raise SpecError(
                f"the template holds {found}; it must hold, once each: {', '.join(self.slots)}"
            )
        return self

    @property
    def response(self) -> Item:
        """Which part of the response is shown?"""
        return next(item for item in self.shows if item in RESPONSE_ITEMS)

    @property
    def slots(self) -> tuple[str, ...]:
        """Which placeholders must the template hold?"""
        inside = _SLOTS.get(self.form, ())
        hidden = {self.response, "baseline"} if inside else set[str]()
        return ("criterion", "reply", *inside, *(s for s in self.shows if s not in hidden))

    def unit(self, value: float) -> float:
        """Where in [0, 1] does this value of the scale lie?"""
        low, high = self.scale
        return (value - low) / (high - low)


def shipped() -> tuple[str, ...]:
    """Which rubrics come with the package?"""
    folder = files("rewardsmith.verifiers.judge") / "rubrics"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def shipped_rubric(name: str) -> Rubric:
    """Which rubric has this name?  UnknownKindError lists the known ones, nearest first."""
    if name not in shipped():
        raise UnknownKindError(unknown("rubric", name, shipped()) + "; or a .yaml file")
    path = files("rewardsmith.verifiers.judge") / "rubrics" / f"{name}.yaml"
    return _build(load_yaml(path.read_text(encoding="utf-8")), name)


def read_rubric(value: Any) -> Any:
    """What does a ``rubric`` field hold: a shipped name as it is, a file's content, a mapping?

    A file is read when the verifier is built, so that its spec holds what the judge was asked.
    """
    if not isinstance(value, str):
        return value
    if not value.endswith(_SUFFIXES):
        return shipped_rubric(value).name
    try:
        text = Path(value).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{value}: cannot be read ({error})") from error
    return _build(load_yaml(text), value)


def _build(value: Any, place: str) -> Rubric:
    try:
        return Rubric.model_validate(value)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SpecError(f"rubric {place}: {faults}") from error
