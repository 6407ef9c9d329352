"""Does a sandbox hold against the probes?  Each is followed by programs that must not notice it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rewardsmith_sandbox.base import Sandbox
from rewardsmith_sandbox.local import LocalSandbox
from rewardsmith_sandbox.probes.probe import ADD_TESTS, LOOT, Probe
from rewardsmith_sandbox.probes.registry import PROBES
from rewardsmith_sandbox.types import Ending, Outcome, Program, Tests

_CANARY = """
import os
seen = [name for place in ("/tmp", "/dev/shm", ".") if os.path.isdir(place)
        for name in os.listdir(place) if os.path.join(place, name) != os.getcwd()]
others = set(map(int, filter(str.isdigit, os.listdir("/proc")))) - {1, os.getpid()}
queues = [line for name in ("shm", "sem", "msg")
          for line in open("/proc/sysvipc/" + name).readlines()[1:]]
sockets = [line for line in open("/proc/net/unix") if "@" in line]
space = os.statvfs("/tmp")
full = space.f_bavail < space.f_blocks * 0.9
found = [thing for thing in (seen, others, queues, sockets, full) if thing]
print(found or "clean")
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Did the sandbox hold against this probe, and what happened?"""

    probe: Probe
    held: bool
    detail: str


def attack(sandbox: Sandbox, *, family: str | None = None) -> Iterator[Finding]:
    """What comes of each probe (of this family)?  One after the other, with canaries between.

    Raises ``TypeError`` for the local sandbox: there the attempts would succeed, on this machine.
    """
    if isinstance(sandbox, LocalSandbox):
        raise TypeError("the sandbox 'local' contains nothing; probes would harm this machine")
    for probe in PROBES:
        if family in (None, probe.family):
            outcome = sandbox.run(probe.program)
            trouble = _paid(probe, outcome) or _disturbed(sandbox)
            shown = trouble or f"{outcome.ended.value} after {outcome.wall_s:.2f} s"
            yield Finding(probe, not trouble, shown)


def _paid(probe: Probe, outcome: Outcome) -> str:
    """What did it get that it must not?  Empty: nothing.

    An abstention would be something, too: it must not be for sale.
    """
    if outcome.ended is Ending.SANDBOX_FAILED:
        return f"the sandbox failed: {outcome.detail}"
    if LOOT in outcome.stdout + outcome.stderr:
        return outcome.stdout.decode("utf-8", "replace").strip()[:100]
    if any(unit.fault == "tests" for unit in outcome.units):
        return f"blamed on the tests: {outcome.units[0].detail[:80]}"
    expected = len(probe.units)
    paid = expected and sum(unit.passed for unit in outcome.units) == expected
    return "passed the tests" if paid else ""


def _disturbed(sandbox: Sandbox) -> str:
    """How did the next programs notice?  Empty: they did not."""
    seen = sandbox.run(Program(source=_CANARY))
    if seen.stdout != b"clean\n":
        return f"the next program saw {(seen.stdout or seen.stderr)[:100]!r}"
    tests = Tests(units=ADD_TESTS)
    judged = sandbox.run(Program(source="def add(a, b):\n    return a + b\n", tests=tests))
    passed = sum(unit.passed for unit in judged.units)
    return "" if passed == len(ADD_TESTS) else "the next program was judged wrongly"
