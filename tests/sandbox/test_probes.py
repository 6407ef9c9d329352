"""Every escape attempt fails, is followed by a clean program, and leaves this machine alone."""

from __future__ import annotations

from collections import Counter

import pytest

from rewardsmith_sandbox.local import LocalSandbox
from rewardsmith_sandbox.probes import PROBES, attack

FAMILIES = sorted({probe.family for probe in PROBES})


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_paid_and_nobody_notices(sandbox, family):
    broken = [f"{f.probe.name}: {f.detail}" for f in attack(sandbox, family=family) if not f.held]
    assert not broken


def test_there_are_enough_and_they_have_names():
    assert len(PROBES) >= 60
    assert min(Counter(probe.family for probe in PROBES).values()) >= 5
    assert max(Counter((probe.family, probe.name) for probe in PROBES).values()) == 1


def test_probes_are_never_run_outside_containers():
    with LocalSandbox() as local, pytest.raises(TypeError, match="contains nothing"):
        list(attack(local))
