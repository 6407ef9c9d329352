"""Is it the same, where only computer algebra can tell?  The last tier, in a killable worker.

Reached only where the *truth* holds an integral, a limit or a series (an answer that is less
evaluated than its truth is refused before), so no completion can bring algebra about, nor an
abstention.  What can still be undecided is a truth that sympy cannot evaluate in time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from rewardsmith.isolation import Failure, Result, run_isolated
from rewardsmith.verifiers.math import ball, limits
from rewardsmith.verifiers.math.evaluate import UnevaluatedError, is_constant
from rewardsmith.verifiers.math.rules import Finding, Tier
from rewardsmith.verifiers.math.tree import Big, Node, walk

CPU_S: Final = 0.4
"""For the truth, once a group, and for the answer where it needs algebra too: 0.8 s in all."""

WALL_S: Final = 5.0
_CACHED: Final = 1024
_PRELOAD: Final = (__name__, "rewardsmith.verifiers.math.warm")
"""What the workers are born with: the function that they call, and a warm sympy."""


class _LostError(Exception):
    """Did a failure of the machine, not of the work, keep the value from us?  Never cached."""


def same_by_algebra(truth: Node, answer: Node) -> Finding:
    """Is the answer the truth's value?  ``equal`` is None where our limit was met.

    Raises BeyondLimitError (UNREADABLE) for an answer that cannot be evaluated where the truth can.
    """
    try:
        known = evaluated(truth)
    except _LostError as error:
        return Finding(None, Tier.ALGEBRA, f"the worker was lost: {error}")
    if known.failure is not None:
        return Finding(None, Tier.ALGEBRA, f"the truth: {_why(known)}")
    if known.value is None:
        return _same_functions(truth, answer)
    return _same_constant(known.value, answer)


def _same_constant(digits: tuple[str, str], answer: Node) -> Finding:
    if is_constant(answer) and not any(isinstance(part, Big) for part in walk(answer)):
        return Finding(_is_close(digits, answer), Tier.ALGEBRA, "compared to 25 digits")
    try:
        found = evaluated(answer)
    except _LostError as error:
        return Finding(None, Tier.ALGEBRA, f"the worker was lost: {error}")
    if found.failure is not None:  # the truth could be evaluated, so this is the answer's fault
        raise limits.unreadable("the answer is not evaluated, and cannot be")
    close = found.value is not None and ball.is_close(digits, found.value)
    return Finding(close, Tier.ALGEBRA, "compared to 25 digits")


def _is_close(digits: tuple[str, str], answer: Node) -> bool:
    try:
        return ball.is_close(digits, answer)
    except UnevaluatedError as error:
        raise limits.unreadable(f"the answer cannot be evaluated: {error}") from None


def _same_functions(truth: Node, answer: Node) -> Finding:
    result = _run("same", truth, answer)
    if result.failure is Failure.RAISED:  # the truth alone could be evaluated
        raise limits.unreadable("the answer cannot be evaluated")
    if result.failure is not None:
        return Finding(None, Tier.ALGEBRA, _why(result))
    return Finding(result.value, Tier.ALGEBRA, "compared as functions")


@lru_cache(maxsize=_CACHED)
def evaluated(node: Node) -> Result[Any]:
    """What is the value of this node, by algebra?  Once for each node; not where a worker died."""
    result = _run("value", node)
    if result.failure in {Failure.WALL_TIME, Failure.CRASHED}:
        raise _LostError(result.detail)
    return result


def _run(name: str, *nodes: Node) -> Result[Any]:
    return run_isolated(_call, [(name, *nodes)], cpu_s=CPU_S, wall_s=WALL_S, preload=_PRELOAD)[0]


def _call(name: str, *nodes: Node) -> Any:
    """Runs in the worker, which alone imports sympy."""
    from rewardsmith.verifiers.math import symbolic  # noqa: PLC0415

    return getattr(symbolic, name)(*nodes)


def _why(result: Result[Any]) -> str:
    limit = result.failure in {Failure.CPU_TIME, Failure.WALL_TIME, Failure.MEMORY}
    return f"algebra {'met its limit' if limit else 'could not evaluate it'}: {result.detail}"
