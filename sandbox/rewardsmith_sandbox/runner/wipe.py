"""How is a directory emptied of whatever a program left?  Without trusting its depth or modes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import count


def is_empty(root: str) -> bool:
    """Did the program leave nothing here?"""
    with os.scandir(root) as entries:
        return next(entries, None) is None


def wipe(root: str, *, owned: bool) -> None:
    """Empty this directory, which stays.

    Directories are flattened before they are removed: their contents move up to ``root``, so no
    path grows long and nothing recurses, however deep a program nested.  ``owned``: everything
    below may belong to others, so take it over first (process 1 may ``chown`` but has no
    capability to override permissions).  Links are removed, never followed.
    """
    names = (f"{root}/.wiped-{number}" for number in count())
    while entries := os.listdir(root):
        for name in entries:
            path = f"{root}/{name}"
            if stat.S_ISDIR(os.lstat(path).st_mode):
                _dissolve(path, names, owned=owned)
            else:
                os.unlink(path)


def _dissolve(path: str, names: Iterator[str], *, owned: bool) -> None:
    """Remove this directory, after moving up the directories in it."""
    _open_up(path, owned=owned)
    for entry in list(os.scandir(path)):
        if entry.is_dir(follow_symlinks=False):
            _open_up(entry.path, owned=owned)
            os.rename(entry.path, next(name for name in names if not os.path.lexists(name)))
        else:
            os.unlink(entry.path)
    os.rmdir(path)


def _open_up(path: str, *, owned: bool) -> None:
    if owned:
        os.chown(path, 0, 0, follow_symlinks=False)
    os.chmod(path, 0o700)
