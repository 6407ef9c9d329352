"""A scripted endpoint and a cache folder of its own for every test."""

from __future__ import annotations

import pytest

from tests.judge.server import ScriptedServer


@pytest.fixture
def endpoint(tmp_path, monkeypatch):
    """A server on loopback, and an empty cache."""
    monkeypatch.setenv("REWARDSMITH_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with ScriptedServer() as server:
        yield server
