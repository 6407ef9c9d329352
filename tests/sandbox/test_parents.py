"""However the parent ends, nothing of it stays: containers, processes, directories."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from rewardsmith_sandbox import owner
from rewardsmith_sandbox.engine import Engine

SCRIPT = """
import os, signal, sys, threading, time
from rewardsmith_sandbox import Program, open_sandbox
from rewardsmith_sandbox.docker import DockerSandbox, DockerSettings
sandbox = DockerSandbox(DockerSettings(size=1))
assert sandbox.run(Program(source="print(1)")).stdout == b"1\\n"
print(os.getpid(), flush=True)
{ending}
"""

ENDINGS = {
    "normal end": "",
    "with": "with sandbox: sandbox.run(Program(source='print(2)'))",
    "exception": "raise RuntimeError('on purpose')",
    "sys.exit in a thread's company": "threading.Timer(0.2, int).start(); sys.exit(3)",
    "ctrl-c under a program": """
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
sandbox.run(Program(source="import time; time.sleep(9)"))
""",
    "ctrl-c in the queue": """
program = Program(source="import time; time.sleep(9)")
threading.Thread(target=sandbox.run, args=(program,), daemon=True).start()
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
sandbox.run(program)
""",
    "sigterm": "os.kill(os.getpid(), signal.SIGTERM)",
    "sigkill": "os.kill(os.getpid(), signal.SIGKILL)",
    "sigkill under a program": """
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGKILL)).start()
sandbox.run(Program(source="import time; time.sleep(9)"))
""",
    "forked child exits": """
if os.fork() == 0: os._exit(0)
os.wait()
assert sandbox.run(Program(source="print(3)")).stdout == b"3\\n"
""",
    "forked child uses its own": """
if os.fork() == 0:
    assert open_sandbox().run(Program(source="print(4)")).stdout == b"4\\n"
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
assert sandbox.run(Program(source="print(5)")).stdout == b"5\\n"
""",
}


def left_of(pid):
    """Containers and directories that name this process."""
    engine = Engine()
    try:
        containers = engine.labelled(owner.LABEL).values()
        named = [labels for labels in containers if f" {pid} " in labels["rewardsmith.owner"]]
    finally:
        engine.close()
    return named, list(Path(tempfile.gettempdir()).glob(f"rewardsmith-sandbox-{pid}-*"))


def end(ending):
    """Which process id did a script have that ended so, and how did it end?"""
    script = SCRIPT.format(ending=textwrap.dedent(ending))
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | paths,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.stdout, done.stderr
    return int(done.stdout.split()[0]), done


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_left(ending):
    pid, done = end(ENDINGS[ending])
    killed = ending.startswith("sig")
    loud = ending == "exception" or ending.startswith("ctrl-c")
    assert ("Traceback" in done.stderr) == loud, done.stderr
    if killed:  # nobody was there to clean: process 1 hangs up by itself, directories go at a start
        deadline = time.monotonic() + 60.0
        while left_of(pid)[0] and time.monotonic() < deadline:
            time.sleep(0.1)
        owner.sweep_directories()
    assert left_of(pid) == ([], [])


def test_who_is_an_orphan():
    labels = owner.own_labels()
    mine = f" {os.getpid()} "
    dead = labels["rewardsmith.owner"].replace(mine, " 4194303 ")
    assert owner.is_orphan({"rewardsmith.owner": dead})
    assert not owner.is_orphan(labels)
    assert owner.is_orphan({owner.LABEL: "1"})


def test_a_process_number_used_again_is_not_the_owner():
    labels = owner.own_labels()["rewardsmith.owner"].split()
    labels[3] = "1"
    assert owner.is_orphan({"rewardsmith.owner": " ".join(labels)})
