"""How a model says its answer: boxed, declared, in an answer section, alone, in Chinese."""

from __future__ import annotations

from random import Random


def phrased(answer: str, rng: Random) -> str:
    """A completion with this final answer, in one of the usual ways."""
    boxed = rf"\boxed{{{answer}}}"
    ways = (
        boxed,
        f"Thus, the answer is ${boxed}$.",
        f"We add these up.\n\n\\[\n{boxed}\n\\]",
        f"<think>First I tried \\boxed{{0}}, which is wrong.</think>\nThe result is ${boxed}$.",
        f"因此，最终答案是 ${boxed}$。",
        f"At first it looks like $\\boxed{{17}}$, but no. After checking:\n$$ {boxed} $$",
        f"So we are done.\n\n**Final Answer**\n\n${boxed}$",
    )
    return rng.choice(ways)
