"""Files of the user's that hide a module which we import.

Python puts the folder of the script, or the working directory, before everything installed: a
``math.py`` beside ``train.py`` takes the place of the standard library's.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from rewardsmith.cli.checks.finding import Finding, Status
from rewardsmith.cli.checks.packages import extras

OURS = ("rewardsmith", "rewardsmith_sandbox", "rewardsmith_trainer")
HARMLESS = ("rewards", "sandbox", "trainer_plugin")
"""Names that people give their own files, and that we do not use for that reason."""

_MODULE = re.compile(r"^([A-Za-z]\w*)(?:/__init__)?\.py,", re.MULTILINE)
_NEVER_MISSED = frozenset({"test", "this", "antigravity", "idlelib", "turtledemo"})


def names() -> Iterator[Finding]:
    """Does a file in the working directory or on the path hide what we import?"""
    folders = dict.fromkeys([Path.cwd(), *map(Path, _user_paths())])
    owners = imported_names()
    hidden = [found for folder in folders for found in _hiding(folder, owners)]
    yield from hidden
    if not hidden:
        here = [name for name in HARMLESS if module_file(Path.cwd(), name)]
        also = f"; your {', '.join(here)} is no name of ours" if here else ""
        yield Finding("names", "shadowing", Status.OK, f"nothing in {Path.cwd()} hides one{also}")


def module_file(folder: Path, name: str) -> Path | None:
    """Which file in this folder is the module of that name?  A folder needs its ``__init__``."""
    candidates = (folder / name / "__init__.py", folder / f"{name}.py")
    return next((path for path in candidates if path.is_file()), None)


def imported_names() -> dict[str, str]:
    """Which modules do we import, and who brings each?"""
    wanted = {name for members in extras().values() for name in members}
    brought = {
        module: f"the distribution {name}" for name in wanted for module in _modules_of(name)
    }
    library = dict.fromkeys(sys.stdlib_module_names - _NEVER_MISSED, "the standard library")
    return library | brought | dict.fromkeys(OURS, "rewardsmith")


def _modules_of(name: str) -> list[str]:
    """The modules that a distribution brings, from its list of files."""
    try:
        return _MODULE.findall(distribution(name).read_text("RECORD") or "")
    except PackageNotFoundError:
        return []


def _user_paths() -> Iterable[str]:
    """What stands before the standard library: the script's folder and PYTHONPATH."""
    library = next((i for i, path in enumerate(sys.path) if path.endswith(".zip")), 0)
    return [path for path in sys.path[:library] if path]


def _hiding(folder: Path, owners: Mapping[str, str]) -> Iterator[Finding]:
    for path in _modules(folder):
        name = path.parent.name if path.name == "__init__.py" else path.stem
        if name in owners and not _is_ours(name, path):
            place = path.parent if path.name == "__init__.py" else path
            detail = f"{place} hides the module {name} of {owners[name]}"
            mend = f"mv {place.name} my_{place.name}"
            yield Finding("names", name, Status.BROKEN, detail, mend)


def _modules(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.py"), *folder.glob("*/__init__.py")])


def _is_ours(name: str, path: Path) -> bool:
    """Is this file the package itself, as in a checkout?"""
    spec = find_spec(name) if name in OURS else None
    return spec is not None and spec.origin is not None and path.samefile(spec.origin)
