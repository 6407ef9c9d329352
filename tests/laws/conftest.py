"""An endpoint for the examples of the kinds that ask one: a real server, which likes everything."""

from __future__ import annotations

import pytest

from tests.judge.server import ScriptedServer


@pytest.fixture(scope="session", autouse=True)
def endpoint(tmp_path_factory):
    """Loopback in place of the judge that a user would run, and a cache of its own."""
    with ScriptedServer() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", server.url)
        patch.setenv("REWARDSMITH_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield server
