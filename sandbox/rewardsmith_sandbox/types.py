"""The words of the sandbox: ``Program``, ``Tests``, ``Limits``, ``Outcome``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may one program use?

    ``wall_s`` and ``cpu_s`` are seconds; ``memory_bytes`` bounds the address space of each
    process; ``output_bytes`` standard output and error each; ``files`` are open descriptors;
    ``disk_bytes`` bounds one file, the disk as a whole is bounded by the container.
    """

    wall_s: float = 10.0
    cpu_s: float = 10.0
    memory_bytes: int = 512 * MIB
    processes: int = 64
    output_bytes: int = 1 * MIB
    files: int = 256
    disk_bytes: int = 32 * MIB

    def __post_init__(self) -> None:
        for limit in fields(self):
            if not getattr(self, limit.name) > 0:
                raise ValueError(f"limit {limit.name} must be positive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What should the program's function return for these arguments?  JSON-like values."""

    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    expected: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests:
    """What does a judge run against a program?  Never enters the program's process.

    ``units`` are pieces of test code, each passed or failed on its own, in one namespace after
    ``setup``.  Where ``entry_point`` is set, it is also called ``candidate``, and a ``check``
    that the unit defines is called with it.  ``calls`` are judged by value.  ``given`` is code of
    the problem statement: helpers defined there are used instead of the program's.
    """

    __test__: ClassVar[bool] = False  # pytest collects what is called Tests

    units: tuple[str, ...] = ()
    setup: str = ""
    entry_point: str | None = None
    calls: tuple[Call, ...] = ()
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What is to be run?

    Without ``tests`` the program runs as ``__main__`` with ``stdin``; with ``tests`` it is
    loaded as a module and a judge in another process calls it.  ``files`` lie in its working
    directory.
    """

    source: str
    language: str = "python"
    stdin: bytes = b""
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    tests: Tests | None = None
    limits: Limits = Limits()


class Ending(StrEnum):
    """Why did a program end?"""

    EXITED = "exited"
    SIGNALLED = "signalled"
    COMPILE_ERROR = "compile_error"
    WALL_TIME = "wall_time"
    CPU_TIME = "cpu_time"
    MEMORY = "memory"
    OUTPUT = "output"
    SANDBOX_FAILED = "sandbox_failed"


class Fault(StrEnum):
    """Whose fault is it that a unit of tests did not pass?"""

    PROGRAM = "program"
    TESTS = "tests"


@dataclass(frozen=True, slots=True)
class UnitResult:
    """Did one unit of tests pass, and if not, why and by whose fault?"""

    passed: bool
    detail: str = ""
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What happened to a program?

    ``exit`` is the exit status (negative: the signal), None where it had none; ``truncated``
    says that output was cut; ``peak_bytes`` is the largest resident size of one of its
    processes; ``units`` are the judge's results, empty without tests; ``detail`` explains an
    ending that was not the program's doing.
    """

    ended: Ending
    exit: int | None = None
    stdout: bytes = b""
    stderr: bytes = b""
    truncated: bool = False
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_bytes: int = 0
    units: tuple[UnitResult, ...] = ()
    detail: str = ""

    @property
    def succeeded(self) -> bool:
        """Did it end by itself, with status 0?"""
        return self.ended is Ending.EXITED and self.exit == 0
