"""``MathEqual``: does the final answer equal the truth?  Tiers, cheapest first."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Annotated, Any, ClassVar, Literal, Self

from annotated_types import Ge, Le

from rewardsmith.registry import register
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import Verifier
from rewardsmith.verifiers.math.rules import (
    Boxes,
    Case,
    Intervals,
    Order,
    Percent,
    Rules,
    Unevaluated,
    Units,
)


@register
class MathEqual(Verifier, frozen=True):
    r"""Is the final answer mathematically equal to the truth?

    Scores 0 with the reason for an answer that is missing, unreadable or beyond the stated limits;
    undecided ``BAD_TRUTH`` where the truth cannot be read, ``OWN_LIMIT`` where algebra, which only
    a truth with an unevaluated integral, limit or series needs, ran out of time.

    Conventions (where people differ, so fields):

    - ``units``: ``"lenient"`` ignores a unit, or what is counted, that only one side gives
      (``5 cm``, ``5 apples``, not ``5 in debt``); when both do, they must agree, after conversion
      (100 cm is 1 m).  ``"strict"``: both or none.
    - ``percent``: ``"either"`` reads 50% as 50 or as 0.5 (as 0.5 beside a number below 1),
      ``"number"`` as 50, ``"value"`` as 0.5.
    - ``tolerance``: None is exact, except that a decimal truth of at least four digits also
      accepts an exact form (a fraction, a root) that rounds to it.  A number is a relative
      tolerance for all constants.
    - ``intervals``: ``"either"`` takes ``x > 3`` for ``(3, \infty)``; ``"strict"`` does not.
    - ``decimal_comma``: ``0,5`` alone may be read as 0.5.
    - ``case``: words compare without case, single letters (variables, points) with it;
      ``"exact"`` compares all with case.
    - ``order``: bare lists and sets are unordered, tuples ordered ``"as_written"``; ``"ordered"``
      orders bare lists too.
    - ``several``: ``"joined"`` reads boxes with only commas or "and" between them as one answer;
      ``"last"`` takes the last box.  Either way a box that the words around it deny is none, and
      a box beside another declared answer is not accepted.
    - ``unevaluated``: ``"refused"`` gives 0 to an answer with a sum sign, an integral or a limit
      where the truth has none, since it may only restate the question; ``"evaluated"`` works
      it out.

    >>> MathEqual().verify(Rollout(completion=r"so \boxed{\tfrac{1}{2}}", truth="0.5")).score
    1.0
    """

    resource: ClassVar = "cpu"
    reads: ClassVar = frozenset({"truth"})
    libraries: ClassVar = ("python-flint", "sympy")

    kind: Literal["math"] = "math"
    units: Units = "lenient"
    percent: Percent = "either"
    tolerance: Annotated[float, Ge(0), Le(1)] | None = None
    intervals: Intervals = "either"
    decimal_comma: bool = True
    case: Case = "words"
    order: Order = "as_written"
    several: Boxes = "joined"
    unevaluated: Unevaluated = "refused"

    def verify(self, rollout: Rollout) -> Verdict:
        """Does the answer equal the truth?"""
        from rewardsmith.verifiers.math.decide import judge  # noqa: PLC0415  (needs flint)

        return judge(rollout, self._rules)

    def model_post_init(self, _context: Any, /) -> None:
        """Is python-flint there?  MissingExtraError where it is not."""
        import_module("rewardsmith.verifiers.math.flint")

    @cached_property
    def _rules(self) -> Rules:
        return Rules(
            units=self.units,
            percent=self.percent,
            tolerance=self.tolerance,
            intervals=self.intervals,
            decimal_comma=self.decimal_comma,
            case=self.case,
            order=self.order,
            several=self.several,
            unevaluated=self.unevaluated,
        )

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        """A verifier with the default conventions, and an answer in another notation."""
        return cls(), Rollout(prompt="1/4 + 1/4?", completion=r"\boxed{0.5}", truth=r"\frac{1}{2}")
