"""The machine's faults: programs are tried again or abstain, none is blamed, and the pool heals."""

from __future__ import annotations

import shutil
import threading
import time

import pytest

from rewardsmith import Reason, Rollout
from rewardsmith.verifiers.code import Code
from rewardsmith_sandbox import Ending, Limits, Program
from rewardsmith_sandbox.docker import DockerSandbox, DockerSettings
from rewardsmith_sandbox.engine import Engine
from rewardsmith_sandbox.errors import EngineUnavailableError, ImageError
from rewardsmith_sandbox.owner import POOL

SLOW = Program(source="import time; time.sleep(0.2); print('done')")


@pytest.fixture
def engine():
    found = Engine()
    yield found
    found.close()


def containers_of(engine, sandbox):
    return list(engine.labelled(f"{POOL}={sandbox.name}"))


def wait_until(condition, seconds=120.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def test_containers_killed_in_the_middle_of_a_batch(engine):
    with DockerSandbox(DockerSettings(size=2)) as sandbox:
        sandbox.warm_up()
        wait_until(lambda: sandbox.workers == 3)
        killer = threading.Timer(
            0.5, lambda: [engine.remove(c) for c in containers_of(engine, sandbox)]
        )
        killer.start()
        outcomes = sandbox.run_many([SLOW] * 16)
        killer.join()
        assert {outcome.ended for outcome in outcomes} <= {Ending.EXITED, Ending.SANDBOX_FAILED}
        assert sum(outcome.stdout == b"done\n" for outcome in outcomes) >= 14
        assert sandbox.run(SLOW).stdout == b"done\n"
        wait_until(lambda: sandbox.workers == 3)


def test_a_container_that_dies_twice_under_a_program_is_nobodys_score(engine, monkeypatch):
    monkeypatch.setattr("rewardsmith_sandbox.pool.START_PATIENCE_S", 0.5)
    with DockerSandbox(DockerSettings(size=1, spare=0)) as sandbox:
        stop = threading.Event()

        def kill_all():
            while not stop.wait(0.05):
                for container in containers_of(engine, sandbox):
                    engine.remove(container)

        killer = threading.Thread(target=kill_all)
        sandbox.warm_up()
        killer.start()
        for_ever = Program(source="import time; time.sleep(99)", limits=Limits(wall_s=100.0))
        outcome = sandbox.run(for_ever)
        stop.set()
        killer.join()
        assert outcome.ended is Ending.SANDBOX_FAILED
        assert outcome.detail
        wait_until(lambda: sandbox.run(SLOW).stdout == b"done\n")


def test_an_image_that_is_missing():
    with DockerSandbox(DockerSettings(size=1, image="rewardsmith/nowhere:1")) as sandbox:
        outcome = sandbox.run(SLOW)
        assert outcome.ended is Ending.SANDBOX_FAILED
        assert "rewardsmith sandbox up" in outcome.detail
        with pytest.raises(ImageError):
            sandbox.warm_up()


def test_an_engine_that_does_not_answer(monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    with pytest.raises(EngineUnavailableError, match="rewardsmith sandbox up --install"):
        Engine()
    monkeypatch.setattr("rewardsmith_sandbox.pool.START_PATIENCE_S", 0.2)
    with DockerSandbox(DockerSettings(size=1)) as sandbox:
        started = time.monotonic()
        outcomes = sandbox.run_many([SLOW] * 20)
        assert {outcome.ended for outcome in outcomes} == {Ending.SANDBOX_FAILED}
        assert time.monotonic() - started < 60.0  # not 20 times the patience of a start


def test_a_verdict_without_an_engine_is_undecided(monkeypatch):
    class Failing:
        def run_many(self, programs):
            from rewardsmith_sandbox import Outcome

            return [Outcome(ended=Ending.SANDBOX_FAILED, detail="no engine")] * len(programs)

    monkeypatch.setattr("rewardsmith.verifiers.code.verifier.open_sandbox", lambda _name: Failing())
    extras = ({"tests": ["assert f() == 1"]}, {"cases": [{"input": "", "output": "1"}]})
    verdicts = Code().verify_batch([Rollout(completion="x = 1", extra=extra) for extra in extras])
    assert [(v.score, v.reason) for v in verdicts] == [(None, Reason.SANDBOX_FAILED)] * 2


def test_a_disk_that_is_full(monkeypatch):
    def full(*_args, **_settings):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rewardsmith_sandbox.pool.START_PATIENCE_S", 0.2)
    with DockerSandbox(DockerSettings(size=1)) as sandbox:
        with monkeypatch.context() as patch:
            patch.setattr("tempfile.mkdtemp", full)
            assert sandbox.run(SLOW).ended is Ending.SANDBOX_FAILED
        wait_until(lambda: sandbox.run(SLOW).stdout == b"done\n")


def test_its_own_directory_removed(engine):
    with DockerSandbox(DockerSettings(size=1)) as sandbox:
        sandbox.warm_up()
        while sandbox.home.exists():  # the spare may be starting there at this moment
            shutil.rmtree(sandbox.home, ignore_errors=True)
        assert sandbox.run(SLOW).stdout == b"done\n"  # nothing there is needed by a warm container
