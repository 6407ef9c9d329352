"""Getting an engine: which commands, on which machine; and what ``doctor`` sees of it."""

from __future__ import annotations

import json
import sys

import pytest

from rewardsmith.cli import main
from rewardsmith.cli.checks import Status
from rewardsmith.cli.checks.sandbox import sandbox as doctors_view
from rewardsmith_sandbox import Ending, Program, setup
from rewardsmith_sandbox.docker import DockerSandbox, DockerSettings
from rewardsmith_sandbox.errors import (
    ClientMissingError,
    EngineUnavailableError,
    UnknownRuntimeError,
)
from rewardsmith_sandbox.images import host_tree
from rewardsmith_sandbox.install import DAEMON, Machine, plan

GET = [
    ("apt-get", "update", "-qq"),
    ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "docker.io"),
]
SERVICE = ("systemctl", "start", "docker")


def machine(*facts: str, docker_host: str = "") -> Machine:
    names = ("root", "apt", "dockerd", "systemd")
    return Machine(**{name: name in facts for name in names}, docker_host=docker_host)


@pytest.mark.parametrize(
    ("facts", "commands"),
    [
        (("root", "apt"), [*GET, DAEMON]),
        (("root", "apt", "systemd"), [*GET, SERVICE]),
        (("root", "apt", "dockerd"), [DAEMON]),
        (("root", "dockerd", "systemd"), [SERVICE]),  # any Linux where it is only not started
    ],
)
def test_which_commands(facts, commands):
    assert plan(machine(*facts)) == commands


@pytest.mark.parametrize(
    ("where", "says"),
    [
        (machine("apt", "dockerd", "systemd"), "as root"),
        (machine("root", "systemd"), "docs.docker.com/engine/install"),
        (machine("root", "apt", docker_host="tcp://10.0.0.9:2375"), "unset DOCKER_HOST"),
    ],
    ids=["not root", "not Debian", "an engine elsewhere"],
)
def test_where_it_may_not_act_it_says_what_to_type(where, says):
    with pytest.raises(EngineUnavailableError, match=says):
        plan(where)


def test_nothing_is_done_where_an_engine_answers():
    said = []
    setup.up(install=True, dockerfile=False, say=said.append)
    assert not [line for line in said if line.startswith("$")]
    said.clear()
    setup.up(install=True, dockerfile=False, say=said.append)
    assert "up to date" in said[0]


def test_nothing_is_installed_for_want_of_the_python_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "docker", None)
    with pytest.raises(ClientMissingError, match=r"pip install 'rewardsmith\[code\]'"):
        setup.up(install=True, dockerfile=False, say=pytest.fail)


def test_compiled_modules_do_not_make_another_image(tmp_path):
    source, compiled = tmp_path / "a.py", tmp_path / "__pycache__" / "a.cpython-311.pyc"
    source.touch()
    files = {"/lib/a.py": source}
    before = host_tree.content_hash(files)
    compiled.parent.mkdir()
    compiled.touch()
    assert host_tree.content_hash(files | {"/lib/__pycache__/a.pyc": compiled}) == before
    source.write_text("1")
    assert host_tree.content_hash(files) != before


def test_a_runtime_that_the_engine_has_not():
    with DockerSandbox(DockerSettings(size=1, runtime="runsc-nowhere")) as sandbox:
        outcome = sandbox.run(Program(source="print(1)"))
        assert outcome.ended is Ending.SANDBOX_FAILED
        for part in ("'runsc-nowhere'", "runc", "daemon.json", "unset REWARDSMITH_SANDBOX_RUNTIME"):
            assert part in outcome.detail
        with pytest.raises(UnknownRuntimeError):
            sandbox.warm_up()


def test_the_doctor_sees_engine_image_and_runtime(monkeypatch, sandbox, capfd):
    monkeypatch.setenv("REWARDSMITH_SANDBOX_IMAGE", "rewardsmith/nowhere:1")
    monkeypatch.setenv("REWARDSMITH_SANDBOX_RUNTIME", "runsc-nowhere")
    found = {finding.name: finding for finding in doctors_view()}
    assert found["docker engine"].status is Status.OK
    assert found["sandbox image"].status is Status.MISSING
    assert found["sandbox image"].mend == "rewardsmith sandbox up --install"
    assert found["runtime"].status is Status.BROKEN
    assert found["runtime"].mend == "unset REWARDSMITH_SANDBOX_RUNTIME"
    with pytest.raises(SystemExit) as leaving:
        main(["doctor", "--json"])
    assert leaving.value.code == 1
    assert set(found) <= {row["name"] for row in json.loads(capfd.readouterr().out)}


def test_the_doctor_without_an_engine(monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    (finding,) = doctors_view()
    assert finding.status is Status.MISSING
    assert finding.mend == "rewardsmith sandbox up --install"
    (row,) = setup.doctor()
    assert not row.ok
    assert "type:" not in row.found


def test_the_doctor_without_the_python_package(monkeypatch):
    monkeypatch.setattr("rewardsmith.cli.checks.sandbox.installed", lambda _name: None)
    (finding,) = doctors_view()
    assert finding.mend == "pip install 'rewardsmith[code]'"
