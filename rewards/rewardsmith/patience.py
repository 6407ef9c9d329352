"""Until when does somebody wait for what this thread is at?

Nothing can stop a thread, but one that waits for others on somebody's behalf can be told when that
has no point any more: it then gives up, and those others have to do no more for it.
"""

from __future__ import annotations

import threading
import time

_here = threading.local()


def wait_until(end_s: float | None) -> None:
    """Let nothing that this thread does from now on wait beyond this ``time.monotonic``."""
    _here.end_s = end_s


def patience_s() -> float | None:
    """How long is there somebody who waits?  None: for ever; 0: no more."""
    end_s: float | None = getattr(_here, "end_s", None)
    return None if end_s is None else max(0.0, end_s - time.monotonic())
