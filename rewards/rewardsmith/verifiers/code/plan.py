"""What is to be run for one rollout, and in which order?  Stops as soon as the score is certain."""

from __future__ import annotations

from collections.abc import Sequence

from rewardsmith.verifiers.code.output import same_output
from rewardsmith.verifiers.code.reading import Row
from rewardsmith_sandbox import Ending, Limits, Outcome, Program, Tests


class Plan:
    """The runs of one program: its tests first, then its cases, in waves that double.

    ``eager``: the first failure decides, so nothing is run after it.  ``prelude`` comes before the
    program.
    """

    def __init__(
        self,
        source: str,
        language: str,
        limits: Limits,
        row: Row,
        *,
        eager: bool,
        prelude: str = "",
    ) -> None:
        self.source, self._language, self._limits = source, language, limits
        self._prelude = f"{prelude}\n" if prelude else ""
        self.row, self._eager = row, eager
        self.judged: Outcome | None = None
        self.cases: list[tuple[Outcome, bool]] = []
        self._wave = 1

    def next_wave(self) -> list[Program]:
        """What is to be run next?  Nothing: it is decided."""
        if self.row.tests and self.judged is None:
            return [self._program(tests=self.row.tests)]
        if self._eager and self._has_failed:
            return []
        start = len(self.cases)
        wave = self.row.cases[start : start + self._wave]
        self._wave *= 2
        return [self._program(stdin=case.stdin) for case in wave]

    def take(self, outcomes: Sequence[Outcome]) -> None:
        """This is what came of the last wave."""
        if self.row.tests and self.judged is None:
            self.judged = outcomes[0]
            return
        for outcome in outcomes:
            expected = self.row.cases[len(self.cases)].expected
            passed = outcome.succeeded and same_output(_text(outcome), expected)
            self.cases.append((outcome, passed))

    @property
    def _has_failed(self) -> bool:
        return self._tests_failed or not all(passed for _, passed in self.cases)

    @property
    def _tests_failed(self) -> bool:
        """However the program ended: what its tests said of it counts, and that they all spoke."""
        judged, tests = self.judged, self.row.tests
        if judged is None or tests is None:
            return False
        spoke = len(judged.units) == len(tests.units) + len(tests.calls)
        passed = all(unit.passed for unit in judged.units)
        return not (spoke and passed) or judged.ended is Ending.OUTPUT

    def _program(self, *, tests: Tests | None = None, stdin: str = "") -> Program:
        return Program(
            source=self._prelude + self.source,
            language=self._language,
            limits=self._limits,
            tests=tests,
            stdin=stdin.encode("utf-8", "replace"),
        )


def _text(outcome: Outcome) -> str:
    return outcome.stdout.decode("utf-8", "replace")
