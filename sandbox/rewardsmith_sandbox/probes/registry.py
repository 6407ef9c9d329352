"""All probes, in the order of their families."""

from rewardsmith_sandbox.probes import (
    early_exit,
    escape,
    forging,
    lying,
    persistence,
    reading,
    resources,
    tampering,
)
from rewardsmith_sandbox.probes.probe import Probe

PROBES: tuple[Probe, ...] = (
    *early_exit.PROBES,
    *lying.PROBES,
    *reading.PROBES,
    *forging.PROBES,
    *tampering.PROBES,
    *persistence.PROBES,
    *escape.PROBES,
    *resources.PROBES,
)
