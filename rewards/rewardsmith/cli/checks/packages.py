"""Python, this package, and the packages that each extra needs.

What an extra needs is read from the metadata of the installed distribution, not from a second list.
"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import rewardsmith
from rewardsmith.cli.checks.finding import Finding, Status

DISTRIBUTION = "rewardsmith"
OLDEST = (3, 11)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([A-Za-z0-9._-]+)['"]""")


def packages() -> Iterator[Finding]:
    """Is Python new enough, is this package installed, and which extras are complete?"""
    subject = "python"
    here = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        mend = f"install Python {oldest} or newer"
        yield Finding(subject, "version", Status.BROKEN, here, mend)
    else:
        yield Finding(subject, "version", Status.OK, here)
    yield _ourselves()
    for extra, names in sorted(extras().items()):
        if extra != "all":
            yield _extra(extra, names)


def extras() -> dict[str, list[str]]:
    """Which distributions does each extra need?  ``""`` is the bare install."""
    found: dict[str, list[str]] = {}
    for requirement in _requirements():
        name = _REQUIREMENT.match(requirement)
        extra = _EXTRA.search(requirement)
        if name and name[1] != DISTRIBUTION:
            found.setdefault(extra[1] if extra else "", []).append(name[1])
    return found


def installed(name: str) -> str | None:
    """Which version of this distribution is there?  None: none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _requirements() -> list[str]:
    try:
        return requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return []


def _ourselves() -> Finding:
    home, found = str(Path(rewardsmith.__path__[0])), installed(DISTRIBUTION)
    if found is None:
        detail = f"imported from {home}, but not installed: no plug-in can be found"
        mend = "pip install -e . in the checkout"
        return Finding("python", DISTRIBUTION, Status.BROKEN, detail, mend)
    return Finding("python", DISTRIBUTION, Status.OK, f"{found} at {home}")


def _extra(extra: str, names: list[str]) -> Finding:
    versions = {name: installed(name) for name in names}
    missing = [name for name, found in versions.items() if found is None]
    label = extra or "bare install"
    if missing:
        status = Status.MISSING if extra else Status.BROKEN
        what = f"{DISTRIBUTION}[{extra}]" if extra else DISTRIBUTION
        lacking = f"lacks {', '.join(missing)}"
        return Finding("packages", label, status, lacking, f"pip install '{what}'")
    listed = ", ".join(f"{name} {found}" for name, found in versions.items())
    return Finding("packages", label, Status.OK, listed)
