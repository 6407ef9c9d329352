"""What TRL's async trainer does with a reward function in its child process; light to import."""

from __future__ import annotations

import asyncio
from typing import Any

COMPLETIONS = [r"\boxed{3}", r"\boxed{4}", "3", r"\boxed{3"]


def async_worker(reward: Any, pipe: Any) -> None:
    """Score one group as ``_score_group`` does, and send the rewards."""
    group = {
        "completions": COMPLETIONS,
        "prompts": ["1+2="] * 4,
        "completion_ids": [[1]] * 4,
        "answer": ["3"] * 4,
    }

    async def score_group() -> list[Any]:
        return await asyncio.gather(asyncio.to_thread(reward, **group))

    (rewards,) = asyncio.run(score_group())
    pipe.send(rewards)
