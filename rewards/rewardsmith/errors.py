"""Every exception that rewardsmith raises on purpose.

::

    RewardsmithError
    ├── SpecError (ValueError)         a formula that cannot be built: bad field, bad value
    │   ├── UnknownKindError           no verifier, sandbox or rubric of that name
    │   └── DuplicateKindError         two classes claim one kind
    ├── PluginError                    a third party's entry point failed to load
    ├── DataError (ValueError)         a row or a file that cannot be used, with its place
    ├── ScoreError (ValueError)        a verifier returned what is no score: NaN, inf, out of range
    ├── IsolationError (RuntimeError)  the worker server cannot be started or reached
    └── MissingExtraError (ImportError)  a package is missing; says which command gets it

A wrong answer, an unreadable truth or a dead server is never an exception: it is a ``Verdict``.
"""

from __future__ import annotations


class RewardsmithError(Exception):
    """Was this raised by rewardsmith itself?  The root of the tree above."""


class SpecError(RewardsmithError, ValueError):
    """Can this formula not be built?  Says which field of which kind, and what is allowed."""


class UnknownKindError(SpecError):
    """Is there no plug-in of this name?  Lists the known ones, nearest first."""


class DuplicateKindError(SpecError):
    """Do two classes claim one kind?  Names both."""


class PluginError(RewardsmithError):
    """Did a third party's plug-in fail to load?  Names its distribution."""


class DataError(RewardsmithError, ValueError):
    """Can this row or file not be used?  Names file, line and mend.

    ``row`` is the index of the rollout at fault where one is, for whoever knows its line.
    """

    def __init__(self, message: str, row: int | None = None) -> None:
        self.row = row
        super().__init__(message)


class ScoreError(RewardsmithError, ValueError):
    """Did a verifier return what is no score?  Names the verifier and the rollout."""


class IsolationError(RewardsmithError, RuntimeError):
    """Can the worker server not be started or reached?"""


class MissingExtraError(RewardsmithError, ImportError):
    """Is an optional package missing?  Says which command installs it."""

    def __init__(self, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(package, extra)

    def __str__(self) -> str:
        return (
            f"the package {self.package!r} is not installed; "
            f"type: pip install 'rewardsmith[{self.extra}]'"
        )
