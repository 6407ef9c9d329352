"""Responses as models write them: a worked solution of several lengths, then the final answer.

Textual and seeded, four responses to a problem.  Seven of ten truths are numbers, as in GSM8K and
MATH; the others come from all families of the metamorphic corpus.  Most answers are the truth as it
is written or another truth of its family, the others are its rewrites and near misses.  Some
responses think first, with boxes in the thought that do not count; some lead with a box that they
correct.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from rewardsmith.bench.metamorphic import generate

NUMBERS = frozenset({"integer", "fraction", "decimal", "percent", "money"})
GROUP = 4
SHARE_OF_NUMBERS = 0.7
VERBATIM, ANOTHER_TRUTH = 0.55, 0.3
"""Shares of the answers that are the truth to the letter, and that are another of its family."""

STEPS = (6, 8, 16, 32, 64)
"""How many sentences a solution has; from about 400 to 6,000 characters."""

OPENINGS = (
    "Let's work through this step by step.",
    "We start by writing down what is given.",
    "To solve the problem, we first need to understand the relationship between the quantities.",
    "## Solution\n\nLet $x$ be the quantity that we are looking for.",
    "首先，我们根据题意列出方程。",
)
SENTENCES = (
    "First, we compute ${a} \\times {b} = {product}$.",
    "Adding the two amounts gives ${a} + {b} = {sum}$ in total.",
    "**Step {n}:** Substituting $x = {a}$ into the equation, we get\n\\[ {b}x + {a} = {line}. \\]",
    "Since ${a} < {sum}$, the second case can be excluded, and we are left with $x \\ge {b}$.",
    "{n}. The remaining {b} items cost ${a} each, which is ${a} * {b} = ${product}.",
    "Dividing both sides by ${b}$ yields\n$$\\frac{{{product}}}{{{b}}} = {a}.$$",
    "By the Pythagorean theorem, $c^2 = {a}^2 + {b}^2$, so $c = \\sqrt{{{squares}}}$.",
    "Wait, let me check that again: ${sum} - {b} = {a}$, which is right.",
    "Note that $\\log_{{{b}}} {product}$ is not an integer, so we keep the expression as it is.",
    "This means that the probability is $\\frac{{{a}}}{{{sum}}}$ for each of them.",
    "\\begin{{align*}}\nf({a}) &= {a}^2 - {b} \\\\\n&= {square} - {b}\n\\end{{align*}}",
    "所以每天可以完成 {a} 个，{b} 天一共完成 {product} 个。",
)
CLOSINGS = (
    "Therefore, the answer is $\\boxed{{{answer}}}$.",
    "Putting everything together, we find\n\\[\n\\boxed{{{answer}}}\n\\]",
    "**Final Answer**\n\nThe final answer is: $\\boxed{{{answer}}}$",
    "So at first one might say $\\boxed{{{wrong}}}$, but it has to be $\\boxed{{{answer}}}$.",
    "因此，最终答案是 $\\boxed{{{answer}}}$。",
    "Hence the result is $\\boxed{{{answer}}}$. I hope it is correct.",
)


def rollouts(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Which ``count`` labelled rollouts does this seed make?"""
    rng = Random(seed)
    cases = [dict(case) for case in generate(seed, rounds=4) if not case["contested"]]
    numbers = [case for case in cases if _family(case) in NUMBERS]
    case = cases[0]
    for number in range(count):
        if number % GROUP == 0:
            case = rng.choice(numbers if rng.random() < SHARE_OF_NUMBERS else cases)
        answer, label = _answer(case, cases, rng)
        yield case | {
            "id": f"rollout-{seed}-{number}",
            "completion": _solution(answer, rng),
            "label": label,
        }


def _family(case: dict[str, Any]) -> str:
    return str(case["kind"]).partition("/")[0]


def _answer(case: dict[str, Any], cases: list[dict[str, Any]], rng: Random) -> tuple[str, bool]:
    """What does the model answer, and is it right?"""
    draw = rng.random()
    if draw < VERBATIM:
        return case["answer"], True
    if draw < VERBATIM + ANOTHER_TRUTH:
        other = rng.choice([one for one in cases if _family(one) == _family(case)])
        return other["answer"], other["answer"] == case["answer"]
    rewritten = rng.choice([one for one in cases if one["answer"] == case["answer"]])
    return _boxed(rewritten["completion"]), rewritten["label"]


def _boxed(completion: str) -> str:
    """The content of the last box, which the generator's phrases always close at the end."""
    start = completion.rindex("\\boxed{") + len("\\boxed{")
    return completion[start : completion.rindex("}")]


def _solution(answer: str, rng: Random) -> str:
    work = [rng.choice(OPENINGS), *(_sentence(n, rng) for n in range(rng.choice(STEPS)))]
    text = rng.choice((" ", "\n\n")).join(work)
    closing = rng.choice(CLOSINGS).format(answer=answer, wrong=rng.randrange(100))
    if rng.random() < 1 / 4:
        thought = " ".join(_sentence(n, rng) for n in range(rng.choice(STEPS)))
        text = f"<think>\n{thought} Maybe \\boxed{{{rng.randrange(100)}}}.\n</think>\n\n{text}"
    return f"{text}\n\n{closing}"


def _sentence(number: int, rng: Random) -> str:
    a, b = rng.randrange(2, 90), rng.randrange(2, 30)
    return rng.choice(SENTENCES).format(
        n=number + 1,
        a=a,
        b=b,
        sum=a + b,
        product=a * b,
        square=a * a,
        squares=a * a + b * b,
        line=a * b + a,
    )
