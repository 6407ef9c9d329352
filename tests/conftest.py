"""What every test starts from."""

from __future__ import annotations

import signal

# A shell that runs us in the background lets us ignore Ctrl-C, and the programs that tests start
# would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
