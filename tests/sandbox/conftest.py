"""The engine that these tests need, shared by them; they fail without one, and say what to type."""

from __future__ import annotations

import pytest

from rewardsmith_sandbox.docker import DockerSandbox, DockerSettings


@pytest.fixture(scope="session")
def sandbox():
    """Warm containers.  Without an engine: fails with the command that gets one."""
    with DockerSandbox(DockerSettings()) as warm:
        warm.warm_up()
        yield warm
