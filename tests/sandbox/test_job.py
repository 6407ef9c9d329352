"""One program on its way, with a scripted worker at the other end of the socket."""

from __future__ import annotations

import json
import socket

import pytest

from rewardsmith_sandbox import Ending, Limits, Program
from rewardsmith_sandbox.errors import WorkerLostError
from rewardsmith_sandbox.job import Job

REPORT = {"ended": True, "status": 0, "refused": False, "clean": True, "wall_s": 0.1}


@pytest.fixture
def line():
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with near, far:
        yield near, far


def test_a_report_that_waited_for_us_counts(line):
    """As after SIGSTOP, or on a machine that slept: long past the deadline by our clock."""
    near, far = line
    far.send(json.dumps(REPORT).encode())
    job = Job(Program(source=""), 1, None)
    job._started -= 1000.0
    outcome, fit = job.run(near)
    assert (outcome.ended, outcome.exit, fit) == (Ending.EXITED, 0, True)


def test_a_silent_worker_is_given_up(line):
    near, _far = line
    outcome, fit = Job(Program(source="", limits=Limits(wall_s=0.01)), 1, None).run(near)
    assert (outcome.ended, fit) == (Ending.WALL_TIME, False)


def test_a_worker_that_hangs_up_is_lost(line):
    near, far = line
    far.close()
    with pytest.raises(WorkerLostError):
        Job(Program(source=""), 1, None).run(near)
