"""Readings kept on disk, so that the same question is paid for once.

One SQLite file for all judges, processes and threads of a user.  Only verdicts are kept: what a
judge could not say is asked again.  The file holds hashes and verdicts, no prompts and no keys.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from rewardsmith.verifiers.judge.reading import Reading

FOLDER_VARIABLE = "REWARDSMITH_CACHE"
_BUSY_S = 10.0
_log = logging.getLogger("rewardsmith")


def cache_path() -> Path:
    """Where is the cache?  In ``$REWARDSMITH_CACHE``, else in the user's cache folder."""
    if folder := os.environ.get(FOLDER_VARIABLE):
        return Path(folder) / "judge.sqlite"
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "rewardsmith" / "judge.sqlite"


class ReplyCache:
    """Was this asked before?  Open it with ``with``; a connection belongs to one thread.

    The first verdict that is kept for a question stands, whoever else asks at the same time.  A
    cache that cannot be used (a full disk, a broken file) is reported once and done without: it
    must not cost a verdict.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            try:
                self._open(self._path)
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def get(self, key: str) -> Reading | None:
        """Which verdict is kept under this key?"""
        if self._database is None:
            return None
        try:
            row = self._database.execute(
                "SELECT reading FROM readings WHERE key = ?", (key,)
            ).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        return Reading.from_json(row[0]) if row else None

    def keep(self, key: str, reading: Reading) -> Reading:
        """Keep this verdict; returns the one that stands, which somebody else may have kept."""
        if self._database is None:
            return reading
        try:
            self._database.execute(
                "INSERT OR IGNORE INTO readings VALUES (?, ?)", (key, reading.as_json())
            )
        except sqlite3.Error as error:
            self._give_up(error)
        return self.get(key) or reading

    def _open(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._database = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, reading TEXT NOT NULL)"
        )

    def _give_up(self, error: Exception) -> None:
        _log.warning("judge cache %s: %s; going on without it", self._path, error)
        if self._database is not None:
            self._database.close()
            self._database = None
