"""Third parties' verifiers, sandboxes and commands: does each load?"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

from rewardsmith.cli.checks.finding import Finding, Status
from rewardsmith.cli.checks.packages import DISTRIBUTION
from rewardsmith.errors import PluginError
from rewardsmith.registry import load

GROUPS = ("rewardsmith.verifiers", "rewardsmith.sandboxes", "rewardsmith.commands")


def plugins() -> Iterator[Finding]:
    """Which plug-ins are there, and does each load?  Our own commands are not asked."""
    found = [point for group in GROUPS for point in entry_points(group=group) if not _ours(point)]
    if not found:
        yield Finding("plug-ins", "none", Status.OK, f"no distribution adds to {', '.join(GROUPS)}")
    for point in found:
        yield _plugin(point)


def _plugin(point: EntryPoint) -> Finding:
    home = point.dist.name if point.dist else "an unknown distribution"
    try:
        load(point)
    except PluginError as error:
        return Finding("plug-ins", point.name, Status.BROKEN, str(error), f"pip uninstall {home}")
    return Finding("plug-ins", point.name, Status.OK, f"{point.group}, from {home}")


def _ours(point: EntryPoint) -> bool:
    return point.dist is not None and point.dist.name == DISTRIBUTION
