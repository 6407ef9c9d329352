"""``rewardsmith doctor``: what it finds on this machine, and on worse ones."""

import json
import socket
import threading
from pathlib import Path

import pytest

from rewardsmith.cli.checks import Status
from rewardsmith.cli.checks.machine import docker, gpu
from rewardsmith.cli.checks.names import names
from rewardsmith.cli.checks.packages import extras, packages


def test_a_sound_machine_passes(run):
    ran = run("doctor")
    assert max(map(len, ran.out.splitlines())) <= 80
    findings = json.loads(run("doctor", "--json").out)
    assert {finding["subject"] for finding in findings} == {
        "python",
        "packages",
        "names",
        "machine",
        "sandbox",
        "plug-ins",
    }
    broken = [finding["name"] for finding in findings if finding["status"] == Status.BROKEN]
    assert not {*broken} - {"GPU"}  # the one thing that the machine of a test may have wrong
    assert ran.code == (1 if broken else 0)


def test_extras_are_those_of_the_metadata():
    assert {"math", "code", "language", "judge", "train", "bench"} <= set(extras())
    assert "scipy" in extras()["bench"]
    assert "pydantic" in extras()[""]


def test_a_missing_package_names_the_command(monkeypatch):
    def version(name: str) -> str | None:
        return None if name == "scipy" else "1.0"

    monkeypatch.setattr("rewardsmith.cli.checks.packages.installed", version)
    found = {finding.name: finding for finding in packages()}
    assert found["bench"].status is Status.MISSING
    assert found["bench"].mend == "pip install 'rewardsmith[bench]'"
    assert found["judge"].status is Status.OK


@pytest.mark.parametrize(
    ("file", "hidden"),
    [
        ("rewardsmith.py", "rewardsmith"),
        ("rewardsmith/__init__.py", "rewardsmith"),
        ("math.py", "math"),
        ("typing.py", "typing"),
        ("docker.py", "docker"),
        ("typer/__init__.py", "typer"),
        ("yaml.py", "yaml"),
    ],
)
def test_a_file_that_hides_a_module_is_named(folder, file, hidden):
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.touch()
    (finding,) = names()
    assert (finding.status, finding.name) == (Status.BROKEN, hidden)
    assert str(folder) in finding.detail
    assert finding.mend.startswith("mv ")


@pytest.mark.parametrize(
    "file",
    ["rewards.py", "sandbox/__init__.py", "train.py", "docker/Dockerfile", "test/__init__.py"],
)
def test_a_file_of_ones_own_is_no_fault(folder, file):
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.touch()
    (finding,) = names()
    assert finding.status is Status.OK


def serve_once(folder: Path, reply: bytes) -> str:
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(folder / "d.sock"))
    server.listen(1)

    def answer() -> None:
        connection, _ = server.accept()
        connection.recv(4096)
        connection.sendall(reply)
        connection.close()
        server.close()

    threading.Thread(target=answer, daemon=True).start()
    return f"unix://{folder / 'd.sock'}"


def test_docker_that_answers(folder):
    assert docker(serve_once(folder, b"HTTP/1.0 200 OK\r\n\r\nOK")).status is Status.OK


@pytest.mark.parametrize(
    "host", ["unix:///nowhere/docker.sock", "tcp://127.0.0.1:9", "ssh://host", "nonsense"]
)
def test_docker_that_does_not_says_what_to_type(host):
    finding = docker(host)
    assert finding.status is Status.MISSING
    assert host in finding.detail
    assert finding.mend


def test_docker_that_is_unwell(folder):
    finding = docker(serve_once(folder, b"HTTP/1.0 500 Internal Server Error\r\n\r\n"))
    assert (finding.status, finding.mend != "") == (Status.MISSING, True)


def test_a_gpu_with_a_torch_that_cannot_use_it(folder, monkeypatch):
    program = folder / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'NVIDIA H100, 81559 MiB, 570.1'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setattr("rewardsmith.cli.checks.machine.installed", lambda _: "2.13.0+cpu")
    finding = gpu()
    assert finding.status is Status.BROKEN
    assert "H100" in finding.detail
    assert "pip install torch" in finding.mend
    monkeypatch.setattr("rewardsmith.cli.checks.machine.installed", lambda _: "2.13.0+cu128")
    assert gpu().status is Status.OK
