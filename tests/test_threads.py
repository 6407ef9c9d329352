"""Daemon threads that wait for more work, and are left behind where they hang."""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
import time
from queue import SimpleQueue

import pytest

from rewardsmith import threads
from rewardsmith.patience import patience_s
from rewardsmith.threads import in_thread, run_beside

ROOM_S = 60.0


async def _idents(count: int) -> list[int]:
    """The threads of so many pieces of work, each begun when the one before is through."""
    found = []
    for _ in range(count):
        found.append(await in_thread(threading.get_ident))
        _until(lambda: threads._idle)
    return found


def _until(holds):
    end = time.monotonic() + ROOM_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.fixture
def none_idle(monkeypatch):
    monkeypatch.setattr(threads, "_idle", [])


@pytest.mark.usefixtures("none_idle")
def test_a_thread_that_is_through_takes_the_next_work():
    assert len(set(asyncio.run(_idents(5)))) == 1


@pytest.mark.usefixtures("none_idle")
def test_a_thread_that_hangs_holds_nobody_up():
    over = threading.Event()

    async def beside() -> set[int]:
        hanging = in_thread(over.wait)
        found = set(await _idents(3))
        over.set()
        await hanging
        return found

    assert len(asyncio.run(beside())) == 1


@pytest.mark.usefixtures("none_idle")
def test_nobodys_patience_outlives_their_work():
    async def hurried() -> float | None:
        return await in_thread(patience_s, 0.0)

    found = SimpleQueue[float | None]()
    assert asyncio.run(hurried()) == 0.0
    _until(lambda: threads._idle)
    run_beside(lambda: found.put(patience_s()))
    assert found.get(timeout=60) is None


@pytest.mark.usefixtures("none_idle")
def test_idle_threads_end(monkeypatch):
    monkeypatch.setattr(threads, "_IDLE_S", 0.01)
    before = set(threading.enumerate())
    _run_one()
    _until(lambda: not threads._idle and set(threading.enumerate()) <= before)


def _run_one() -> None:
    async def awaited() -> None:
        await in_thread(threading.get_ident)

    asyncio.run(awaited())


def test_what_is_raised_is_raised_where_it_is_awaited():
    async def awaited() -> None:
        await in_thread(lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(awaited())


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_fork_has_threads_of_its_own():
    _run_one()
    child = multiprocessing.get_context("fork").Process(target=_run_one)
    child.start()
    child.join(ROOM_S)
    assert child.exitcode == 0
