"""The server's process: ``python -m rewardsmith.isolation DESCRIPTOR PARENT WORKERS``.

Started by ``rewardsmith.isolation.launch``, never by hand.
"""

from __future__ import annotations

import os
import sys

from rewardsmith.isolation.server import main


def _hush() -> None:
    """From here on nobody reads our errors, and workers must not write into the parent's."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)


if __name__ == "__main__":
    main(sys.argv[1:], started=_hush)
    os._exit(0)
