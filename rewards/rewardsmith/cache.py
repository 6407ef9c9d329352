"""Verdicts kept on disk, keyed by formula, environment and rollout."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from rewardsmith.errors import DataError
from rewardsmith.spec import environment, spec_hash
from rewardsmith.types import Rollout, Verdict
from rewardsmith.verifier import Verifier

_BUSY_S = 30.0
_NO_JSON = "\0"


class VerdictCache:
    """Was this rollout scored before by this formula in this environment?

    One SQLite file, safe for threads and for processes side by side; pickled, it opens the file
    again.  Abstentions are not kept: a dead daemon must not be remembered.  DataError when the file
    is no such cache.
    """

    def __init__(self, path: Path | str) -> None:
        self.path, self._lock = Path(path), Lock()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = sqlite3.connect(
                self.path, timeout=_BUSY_S, check_same_thread=False, isolation_level=None
            )
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, verdict TEXT NOT NULL)"
            )
        except sqlite3.DatabaseError as error:
            raise DataError(f"{path}: not a verdict cache ({error}); name another file") from error

    def get(self, keys: Iterable[str]) -> dict[str, Verdict]:
        """Which of these keys have a verdict?"""
        query = "SELECT verdict FROM verdicts WHERE key = ?"
        with self._lock:
            rows = ((key, self._database.execute(query, (key,)).fetchone()) for key in keys)
            return {key: Verdict.from_dict(json.loads(row[0])) for key, row in rows if row}

    def put(self, verdicts: Mapping[str, Verdict]) -> None:
        """Keep these, but for abstentions."""
        rows = [(key, json.dumps(v.as_dict())) for key, v in verdicts.items() if not v.abstains]
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany("INSERT OR REPLACE INTO verdicts VALUES (?, ?)", rows)
            self._database.execute("COMMIT")

    def __reduce__(self) -> tuple[type[VerdictCache], tuple[Path]]:
        return VerdictCache, (self.path,)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()


def rollout_text(rollout: Rollout, number: int) -> str:
    """Which text stands for all that a verifier may read of this rollout?

    Where it holds what JSON cannot say, one that is its ``number``'s alone: such a rollout is never
    taken for another, and ``may_be_kept`` is False of its text.
    """
    seen = [rollout.prompt, rollout.completion, rollout.truth, rollout.extra]
    try:
        return _ENCODER.encode(seen)
    except (TypeError, ValueError, RecursionError):
        return f"{_NO_JSON}{number}"


def may_be_kept(text: str) -> bool:
    """Does this text stand for the same rollout in other runs, too?"""
    return not text.startswith(_NO_JSON)


def cache_keys(verifier: Verifier, texts: Iterable[str]) -> dict[str, str]:
    """Under which key is the verdict on each of these ``rollout_text`` kept?  By text."""
    formula = f"{spec_hash(verifier)} {sorted(environment(verifier).items())} "
    return {text: _digest(formula + text) for text in texts}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    raise TypeError(f"{type(value).__name__} has no JSON")


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=_plain)
