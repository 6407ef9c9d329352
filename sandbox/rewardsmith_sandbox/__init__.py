"""Runs programs that nobody trusts: a ``Program`` goes in, an ``Outcome`` comes out.

``open_sandbox()`` is the process's warm Docker pool; ``Sandbox`` is the protocol of two methods
that any other backend implements.
"""

from rewardsmith_sandbox.base import Sandbox, open_sandbox, sandbox_names
from rewardsmith_sandbox.errors import (
    EngineUnavailableError,
    ImageError,
    SandboxError,
    UnknownLanguageError,
    UnknownSandboxError,
)
from rewardsmith_sandbox.languages import LANGUAGES, Language, language
from rewardsmith_sandbox.types import (
    Call,
    Ending,
    Fault,
    Limits,
    Outcome,
    Program,
    Tests,
    UnitResult,
)

__all__ = [
    "LANGUAGES",
    "Call",
    "Ending",
    "EngineUnavailableError",
    "Fault",
    "ImageError",
    "Language",
    "Limits",
    "Outcome",
    "Program",
    "Sandbox",
    "SandboxError",
    "Tests",
    "UnitResult",
    "UnknownLanguageError",
    "UnknownSandboxError",
    "language",
    "open_sandbox",
    "sandbox_names",
]
