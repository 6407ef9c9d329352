"""Responses in tagged sections: DeepSeek-R1's template, and any other sequence of sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from annotated_types import MinLen
from pydantic import StringConstraints

from rewardsmith.registry import register
from rewardsmith.response import THOUGHT_SECTIONS, Tag, is_blank, tags
from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifier import Verifier

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_:.-]*$")]

_SPECIAL = re.compile(r"<[|｜][^<>|｜\s]{1,40}[|｜]>|</s>|<(?:eos|pad|bos|end_of_turn)>")
"""What a tokenizer leaves when it is told to keep its special tokens."""


@register
class Tags(Verifier, frozen=True):
    """Does the response consist of these sections, once each, in order, each saying something?

    Nothing but white space may stand outside; after a thought that comes last
    (``sections=("think",)``) the answer must follow.  Zero-width characters say nothing, a tag
    inside a section counts like any other, letter case matters.  ``prefilled``: the prompt has
    opened the first section already.  ``scoring="fraction"`` gives the share of the checks passed:
    two for each section (its two tags once and in place; something inside) and one for the rest.
    Template: DeepSeek-R1, arXiv:2501.12948, table 1.

    >>> Tags().verify(Rollout(completion="<think>2·2</think><answer>4</answer>")).score
    1.0
    """

    kind: Literal["tags"] = "tags"
    sections: Annotated[tuple[Name, ...], MinLen(1)] = ("think", "answer")
    prefilled: bool = False
    scoring: Literal["all", "fraction"] = "all"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A thought and an answer."""
        return cls(), Rollout(completion="<think>6·7 is 42.</think>\n<answer>42</answer>")

    def verify(self, rollout: Rollout) -> Verdict:
        """Is it in the template?"""
        opened = f"<{self.sections[0]}>" if self.prefilled else ""
        text = opened + rollout.raw
        found = tags(text, self.sections)
        faults = list(self._faults(text, found))
        share = 1.0 - len(faults) / (2 * len(self.sections) + 1)
        if not faults:
            return Verdict.of(1.0, extracted=self._last(text, found))
        if self.scoring == "all" or share <= 0.0:
            return Verdict.fail(Reason.BAD_FORMAT, faults[0])
        return Verdict.of(share, "; ".join(faults))

    def _faults(self, text: str, found: tuple[Tag, ...]) -> Iterator[str]:
        """What is wrong, at most two things a section and one outside."""
        for place, name in enumerate(self.sections):
            mine = [tag for tag in found if tag.name == name]
            if [tag.closes for tag in mine] != [False, True]:
                yield f"<{name}> must stand once and be closed once: {_shown(mine)}"
                yield f"<{name}> has no content of its own"
            else:
                if tuple(mine) != found[2 * place : 2 * place + 2]:
                    yield f"<{name}> is not in its place: {_shown(found)}"
                if is_blank(text[mine[0].end : mine[1].start]):
                    yield f"<{name}> is empty"
        yield from self._outside(text, found)

    def _outside(self, text: str, found: tuple[Tag, ...]) -> Iterator[str]:
        """What is wrong outside of the sections, if anything."""
        edges = [0, *(edge for tag in found for edge in (tag.start, tag.end)), len(text)]
        gaps = [text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 4)]
        tail = gaps.pop() if self._wants_tail else ""
        if not found:
            yield "no sections"
        elif special := next(filter(None, map(_SPECIAL.search, [*gaps, tail])), None):
            yield f"special token {special[0]!r} left in the text: decode with skip_special_tokens"
        elif outside := next((gap for gap in gaps if not is_blank(gap)), ""):
            yield f"text outside of the sections: {outside.strip()[:40]!r}"
        elif self._wants_tail and is_blank(tail):
            yield f"no answer after </{self.sections[-1]}>"

    @property
    def _wants_tail(self) -> bool:
        return self.sections[-1] in THOUGHT_SECTIONS

    def _last(self, text: str, found: tuple[Tag, ...]) -> str:
        inside = text[found[-2].end : found[-1].start]
        return (text[found[-1].end :] if self._wants_tail else inside).strip()


def _shown(found: list[Tag] | tuple[Tag, ...]) -> str:
    """The tags as they stand, the first few of them."""
    return " ".join(map(str, found[:6])) + (" …" if len(found) > 6 else "") or "none"
