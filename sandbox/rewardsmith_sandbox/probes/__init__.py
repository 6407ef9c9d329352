"""Attempts to break out or to be paid for nothing, for tests, ``doctor`` and the curious.

Written from the public interface alone: each is a program such as a model might write, hiding
behind a wrong answer.  A family a module: early exits, lying objects, reading and forging results,
tampering, persistence, escape, resources.
"""

from rewardsmith_sandbox.probes.attack import Finding, attack
from rewardsmith_sandbox.probes.probe import Probe
from rewardsmith_sandbox.probes.registry import PROBES

__all__ = ["PROBES", "Finding", "Probe", "attack"]
