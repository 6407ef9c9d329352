"""Who gets which worker: in turn, and nobody is left waiting for one that does not come."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from rewardsmith_sandbox import Ending, Outcome, Program
from rewardsmith_sandbox.errors import ImageError, WorkerLostError
from rewardsmith_sandbox.pool import Pool

PATIENCE_S = 30.0


class Scripted:
    """A worker without a process: what it does with a program is the test's to say."""

    def __init__(self, task):
        self.uses, self.is_idle, self._task = 0, True, task

    def run(self, program):
        self.uses += 1
        return self._task(program)

    def hang_up(self):
        self.is_idle = False

    def close(self):
        self.hang_up()


def echo(program):
    return Outcome(ended=Ending.EXITED, exit=0, stdout=program.source.encode()), True


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


@pytest.fixture
def gate():
    """Programs stand at the gate; ``passed`` are those that ran, in their order."""
    made = SimpleNamespace(opened=threading.Semaphore(0), passed=[])

    def task(program):
        assert made.opened.acquire(timeout=PATIENCE_S)
        made.passed.append(program.source)
        return echo(program)

    made.worker = lambda: Scripted(task)
    return made


def test_first_come_first_served(gate):
    pool = Pool(gate.worker, size=1, spare=1, uses=3)
    names = [f"program {number}" for number in range(12)]
    with ThreadPoolExecutor(len(names)) as threads:
        for number, name in enumerate(names):
            threads.submit(pool.run, Program(source=name))
            wait_until(lambda waiting=number: len(pool._queue) == waiting and pool._busy)
        for _ in names:
            gate.opened.release()
    assert gate.passed == names
    pool.close()


def test_no_more_run_at_a_time_than_there_is_room_for():
    running, most = threading.Semaphore(3), []

    def task(program):
        most.append(running.acquire(blocking=False))
        time.sleep(0.005)
        running.release()
        return echo(program)

    pool = Pool(lambda: Scripted(task), size=3, spare=2, uses=1000)
    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(pool.run, [Program(source=str(n)) for n in range(64)]))
    assert [outcome.stdout for outcome in outcomes] == [b"%d" % number for number in range(64)]
    assert all(most)
    pool.close()


def test_all_who_wait_hear_that_no_worker_can_be_started():
    def start():
        raise ImageError("there is no image")

    pool = Pool(start, size=2, spare=1, uses=1000)
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(pool.run, [Program(source="")] * 8))
    assert {(o.ended, o.detail) for o in outcomes} == {
        (Ending.SANDBOX_FAILED, "there is no image"),
    }
    pool.close()


def test_they_hear_it_also_when_the_last_worker_is_lost_later(monkeypatch, gate):
    monkeypatch.setattr("rewardsmith_sandbox.pool.START_PATIENCE_S", 0.0)
    workers = [gate.worker()]

    def start():
        if workers:
            return workers.pop()
        raise WorkerLostError("the engine is gone")

    pool = Pool(start, size=1, spare=0, uses=2)
    with ThreadPoolExecutor(4) as threads:
        found = [threads.submit(pool.run, Program(source=str(n))) for n in range(4)]
        for _ in range(2):
            gate.opened.release()
        outcomes = [future.result(PATIENCE_S) for future in found]
    assert sorted(outcome.ended for outcome in outcomes) == [
        *[Ending.EXITED] * 2,
        *[Ending.SANDBOX_FAILED] * 2,
    ]
    pool.close()


def test_it_heals_when_workers_can_be_started_again(monkeypatch):
    monkeypatch.setattr("rewardsmith_sandbox.pool.START_PATIENCE_S", 0.0)
    monkeypatch.setattr("rewardsmith_sandbox.pool._COOL_DOWN_S", 0.0)
    failures = iter([WorkerLostError("not yet")] * 6)

    def start():
        if failure := next(failures, None):
            raise failure
        return Scripted(echo)

    pool = Pool(start, size=1, spare=0, uses=1000)
    wait_until(lambda: pool.run(Program(source="1")).stdout == b"1")
    pool.close()


def test_a_lost_worker_is_replaced_and_its_program_run_again():
    def lost(_program):
        raise WorkerLostError("the container is gone")

    workers = [Scripted(echo), Scripted(lost)]
    pool = Pool(workers.pop, size=1, spare=0, uses=1000)
    assert pool.run(Program(source="1")).stdout == b"1"
    assert not workers
    pool.close()


def test_closing_turns_away_who_waits(gate):
    pool = Pool(gate.worker, size=1, spare=0, uses=1000)
    with ThreadPoolExecutor(2) as threads:
        running = threads.submit(pool.run, Program(source="running"))
        wait_until(lambda: pool._busy)
        waiting = threads.submit(pool.run, Program(source="waiting"))
        wait_until(lambda: pool._queue)
        pool.close()
        outcome = waiting.result(PATIENCE_S)
        gate.opened.release()
        assert running.result(PATIENCE_S).stdout == b"running"
    assert (outcome.ended, outcome.detail) == (Ending.SANDBOX_FAILED, "the sandbox is closed")
