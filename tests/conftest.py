"""What every test starts from."""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

# A shell that runs us in the background lets us ignore Ctrl-C, and the programs that tests start
# would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No test asserts a speed: machines are shared.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")
