"""Verifiers of other people that fail on the first prompt; light to import, since workers do."""

from __future__ import annotations

import os
import signal

from rewardsmith import Rollout

FIRST = "1+2="


def hangs_in_c(rollout: Rollout) -> float:
    """No thread and no signal handler of Python's can end this."""
    return float(9**9**9**9) if rollout.prompt == FIRST else even(rollout)


def raises(rollout: Rollout) -> float:
    if rollout.prompt == FIRST:
        raise KeyError("planted")
    return even(rollout)


def eats_memory(rollout: Rollout) -> float:
    held: list[bytearray] = []
    while rollout.prompt == FIRST:
        held.append(bytearray(16 << 20))
    return even(rollout)


def is_killed(rollout: Rollout) -> float:
    """As the kernel does when memory is short."""
    if rollout.prompt == FIRST:
        os.kill(os.getpid(), signal.SIGKILL)
    return even(rollout)


def even(rollout: Rollout) -> float:
    """Has it an even number of characters?  Something that differs within a group."""
    return float(len(rollout.text) % 2 == 0)
