"""Layouts of tagged sections: right ones, and ones with one thing wrong."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.layouts.parts import SPECIAL, Layout, gap, nothing, saying

NAMES = (
    ("think", "answer"),
    ("think", "answer"),
    ("think",),
    ("reasoning", "answer"),
    ("plan", "work", "answer"),
)


class Draft:
    """A response in the making: contents of the sections, then tags, then what stands between."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.names = rng.choice(NAMES)
        self.prefilled = rng.random() < 0.25
        self.contents = [saying(rng) for _ in self.names]
        self.opening = [f"<{name}>" for name in self.names]
        self.closing = [f"</{name}>" for name in self.names]
        self.gaps = [gap(rng) for _ in range(len(self.names) + 1)]
        self.thought_only = self.names == ("think",)
        if self.thought_only:
            self.gaps[-1] = f"\n{saying(rng)}"
        if self.prefilled:
            self.opening[0] = self.gaps[0] = ""

    def any_section(self) -> int:
        return self.rng.randrange(len(self.names))

    def text(self) -> str:
        sections = zip(self.opening, self.contents, self.closing, self.gaps[1:], strict=True)
        return self.gaps[0] + "".join("".join(part) for part in sections)


def no_opening(draft: Draft) -> None:
    draft.opening[0] = "<think>" if draft.prefilled and draft.names[0] == "think" else ""
    if draft.prefilled and draft.names[0] != "think":
        draft.opening[0] = f"<{draft.names[0]}>"


def no_closing(draft: Draft) -> None:
    draft.closing[draft.any_section()] = ""


def wrong_case(draft: Draft) -> None:
    at = draft.any_section()
    draft.closing[at] = draft.closing[at].title()


def spaced_tag(draft: Draft) -> None:
    at = draft.any_section()
    draft.closing[at] = draft.rng.choice(("</{} >", "< /{}>", "</ {}>")).format(draft.names[at])


def twice_closed(draft: Draft) -> None:
    at = draft.any_section()
    draft.contents[at] += f" {draft.closing[at]} and on"


def twice_opened(draft: Draft) -> None:
    at = draft.any_section()
    draft.contents[at] += f" <{draft.names[at]}> and on"


def quoted_tag(draft: Draft) -> None:
    draft.contents[0] += f" the tag `</{draft.rng.choice(draft.names)}>` comes"


def repeated(draft: Draft) -> None:
    name = draft.rng.choice(draft.names)
    draft.gaps[-1] += f"\n<{name}>{saying(draft.rng)}</{name}>"


def whole_twice(draft: Draft) -> None:
    draft.gaps[-1] += draft.text()


def empty_section(draft: Draft) -> None:
    draft.contents[draft.any_section()] = nothing(draft.rng)


def text_before(draft: Draft) -> None:
    if draft.prefilled:
        no_closing(draft)
    else:
        draft.gaps[0] = f"{draft.rng.choice(('Sure!', '```', '4', '.'))}\n"


def text_after(draft: Draft) -> None:
    if draft.thought_only:
        draft.gaps[-1] = nothing(draft.rng)
    else:
        draft.gaps[-1] = f"\n{draft.rng.choice(('Done.', '```', '4', '.'))}"


def special_token(draft: Draft) -> None:
    draft.gaps[-1] += draft.rng.choice(SPECIAL)


def wrong_order(draft: Draft) -> None:
    draft.opening[0], draft.closing[0] = draft.closing[0], f"<{draft.names[0]}>"


FLAWS: tuple[Callable[[Draft], None], ...] = (
    no_opening, no_closing, wrong_case, spaced_tag, twice_closed, twice_opened, quoted_tag,
    repeated,    whole_twice, empty_section, text_before, text_after, special_token, wrong_order,
)  # fmt: skip


def template_layout(rng: random.Random) -> Layout:
    """A response in sections, half of the time with one thing wrong."""
    draft = Draft(rng)
    label, trick = rng.random() < 0.5, "right"
    inside = (draft.gaps[-1] if draft.thought_only else draft.contents[-1]).strip()
    if not label:
        flaw = rng.choice(FLAWS)
        flaw(draft)
        trick = flaw.__name__
    spec = {"kind": "tags", "sections": list(draft.names), "prefilled": draft.prefilled}
    return Layout(spec, draft.text(), label, trick, inside if label else None)
