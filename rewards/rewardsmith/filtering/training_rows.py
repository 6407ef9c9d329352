"""Rows as TRL's SFT and DPO trainers read them: a prompt with its completion, or with a pair.

All rows have one shape, since a data set does: as soon as one prompt or completion is a message
list, every one is.  A message keeps its role and its text; a thought that a server had taken out is
put back in ``<think>`` tags, because it is what the model is to learn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rewardsmith.filtering.selection import Candidate, Chosen
from rewardsmith.response import read_turn
from rewardsmith.types import Conversation

Shape = list[dict[str, str]] | str


def sft_rows(chosen: Chosen) -> list[dict[str, Any]]:
    """Which prompt-completion rows are these?  In the order of the groups, best first."""
    candidates = [candidate for group in chosen.kept for candidate in group]
    chat = any(_is_chat(candidate) for candidate in candidates)
    return [
        {"prompt": _prompt(one, chat), "completion": _completion(one, chat)} for one in candidates
    ]


def preference_rows(chosen: Chosen) -> list[dict[str, Any]]:
    """Which preference pairs are these?

    The best of a group against its worst, the second against the second worst, as long as the one
    is kept, is not the other, and scores strictly more.
    """
    pairs = [
        (good, bad)
        for kept, usable in zip(chosen.kept, chosen.usable, strict=True)
        for good, bad in zip(kept, _worst_first(usable, len(kept)), strict=False)
        if good.score > bad.score
    ]
    chat = any(_is_chat(candidate) for pair in pairs for candidate in pair)
    return [
        {
            "prompt": _prompt(good, chat),
            "chosen": _completion(good, chat),
            "rejected": _completion(bad, chat),
        }
        for good, bad in pairs
    ]


def _worst_first(usable: Sequence[Candidate], kept: int) -> Sequence[Candidate]:
    """The worst candidates, each once, at most so many as leave the pairs disjoint."""
    return list(usable)[::-1][: min(kept, len(usable) // 2)]


def _is_chat(candidate: Candidate) -> bool:
    rollout = candidate.rollout
    return not (isinstance(rollout.prompt, str) and isinstance(rollout.completion, str))


def _prompt(candidate: Candidate, chat: bool) -> Shape:
    return _shape(candidate.rollout.prompt, "user", chat)


def _completion(candidate: Candidate, chat: bool) -> Shape:
    return _shape(candidate.rollout.completion, "assistant", chat)


def _shape(conversation: Conversation, role: str, chat: bool) -> Shape:
    if not chat:
        return conversation if isinstance(conversation, str) else ""
    if isinstance(conversation, str):
        return [{"role": role, "content": conversation}]
    return [_message(message) for message in conversation]


def _message(message: Any) -> dict[str, str]:
    role = str(message.get("role", "assistant"))
    if role in {"assistant", "model"}:
        return {"role": "assistant", "content": read_turn([message]).raw}
    content = message.get("content")
    return {"role": role, "content": content if isinstance(content, str) else _joined(content)}


def _joined(parts: Any) -> str:
    texts: list[Any] = [part.get("text") for part in parts or () if isinstance(part, Mapping)]  # pyright: ignore[reportUnknownMemberType]
    return "".join(text for text in texts if isinstance(text, str))
