"""``run_isolated``: what comes back from well-behaved and from ill-behaved functions."""

from __future__ import annotations

import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardsmith.errors import IsolationError
from rewardsmith.isolation import Failure, Result, run_isolated, shutdown
from rewardsmith.patience import wait_until
from tests.isolation import behaving

ROOM_S = 20.0  # for a loaded machine


def _values(results: list[Result[Any]]) -> list[Any]:
    assert [result.failure for result in results] == [None] * len(results), results
    return [result.value for result in results]


def test_results_come_in_the_order_of_the_items():
    n = 5_000
    assert _values(run_isolated(behaving.double, [(i,) for i in range(n)], cpu_s=5)) == list(
        range(0, 2 * n, 2)
    )


def test_an_empty_batch_has_no_results():
    assert run_isolated(behaving.double, [], cpu_s=1) == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ),
        max_size=20,
    )
)
def test_values_survive_the_way_there_and_back(values):
    assert _values(run_isolated(behaving.echo, [(value,) for value in values], cpu_s=5)) == values


@pytest.mark.parametrize(
    ("how", "failure", "detail"),
    [
        ("power_tower", Failure.CPU_TIME, "CPU"),  # one operation inside C
        ("block_all_signals_and_spin", Failure.CPU_TIME, "CPU"),
        ("lift_limits_and_spin", Failure.CPU_TIME, "CPU"),
        ("spin_in_a_child", Failure.CPU_TIME, "CPU"),
        ("spin_in_threads", Failure.CPU_TIME, "CPU"),
        ("sleep_for_ever", Failure.WALL_TIME, "0.0"),
        ("allocate_100_gb", Failure.MEMORY, "MemoryError"),
        ("allocate_bit_by_bit", Failure.MEMORY, "MemoryError"),
        ("fill_shared_memory", Failure.MEMORY, "OSError: [Errno 12]"),
        ("fill_memory_in_children", Failure.MEMORY, "bytes"),
        ("segfault", Failure.CRASHED, "SIGSEGV"),
        ("exit_in_silence", Failure.CRASHED, "exit code 0"),
        ("kill_myself", Failure.CRASHED, "SIGKILL"),
        ("abort", Failure.CRASHED, "SIGABRT"),
        ("close_every_descriptor", Failure.CRASHED, "exit code 0"),
        ("write_garbage_everywhere", Failure.CRASHED, "garbage"),
        ("return_too_much", Failure.RAISED, "67,108,"),
        ("return_a_lambda_that_holds_a_lock", Failure.RAISED, "TypeError"),
        ("return_what_explodes", Failure.RAISED, "LookupError"),
        ("no_such_function", Failure.RAISED, "KeyError: 'no_such_function'"),
    ],
)
def test_a_failing_item_gets_its_failure_and_its_neighbours_get_their_values(how, failure, detail):
    items = [("fine",)] * 5 + [(how,)] + [("fine",)] * 35
    cpu_s = 0.5 if failure is Failure.CPU_TIME else 20.0  # no two limits race on a loaded machine
    wall_s = 2.0 if failure is Failure.WALL_TIME else 120.0
    results = run_isolated(
        behaving.misbehave, items, cpu_s=cpu_s, wall_s=wall_s, memory_bytes=256 << 20
    )
    bad = results.pop(5)
    assert (bad.value, bad.failure) == (None, failure), bad
    assert detail in bad.detail
    assert _values(results) == [42] * 40


@pytest.mark.parametrize(
    "how",
    [
        "print_a_lot",
        "read_standard_input",
        "leave_a_spinning_thread",
    ],
)
def test_bad_manners_are_no_failure_and_do_not_reach_the_neighbours(how):
    items = [("fine",), (how,), ("fine",), (how,), ("fine",)]
    assert _values(run_isolated(behaving.misbehave, items, cpu_s=20, wall_s=120)) == [42] * 5


def test_alarms_and_threads_are_not_handed_on():
    found = _values(run_isolated(behaving.leave_or_find, [(i,) for i in range(200)], cpu_s=5))
    assert found == [(0.0, 1)] * 200


def test_a_child_that_comes_back_from_an_item_does_not_go_on_with_the_next(tmp_path):
    notes = tmp_path / "notes"
    items = [(index, str(notes)) for index in range(200)]
    assert _values(run_isolated(behaving.fork_or_note, items, cpu_s=5)) == ["worker"] * 200
    assert sorted(map(int, notes.read_text().split())) == list(range(1, 200))


@pytest.mark.parametrize("how", ["leave_a_sleeping_child", "leave_a_daemon"])
def test_processes_that_an_item_leaves_are_ended(how):
    pids = _values(run_isolated(behaving.misbehave, [(how,)] * 3, cpu_s=5))
    end = time.monotonic() + ROOM_S
    while (alive := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and (
        time.monotonic() < end
    ):
        time.sleep(0.01)
    assert alive == []


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (ValueError("no"), "ValueError: no"),
        (ValueError(), "ValueError"),
        (SystemExit(3), "SystemExit: 3"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (behaving.Interrupted("late"), "Interrupted: late"),
        (behaving.UnprintableError(), "UnprintableError: (its message cannot be read)"),
        (ValueError("\ud800"), "ValueError: \\ud800"),
        (ValueError("x" * 10_000), "ValueError: " + "x" * 1_988),
    ],
    ids=repr,
)
def test_what_an_item_raises_comes_back_as_type_and_message(error, detail):
    result, fine = run_isolated(behaving.raises, [(error,), (ValueError("1"),)], cpu_s=5)
    assert (result.failure, result.detail) == (Failure.RAISED, detail)
    assert fine.detail == "ValueError: 1"


def test_arguments_that_cannot_be_pickled_fail_alone():
    bad, good = run_isolated(behaving.double, [(threading.Lock(),), (2,)], cpu_s=5)
    assert bad.failure is Failure.RAISED
    assert "TypeError: the arguments cannot be pickled" in bad.detail
    assert good.value == 4


def test_a_function_that_cannot_be_sent_is_the_programmers_fault():
    lock = threading.Lock()
    with pytest.raises(TypeError, match="cannot be sent to a worker"):
        run_isolated(lambda: lock, [()], cpu_s=1)


def test_closures_and_lambdas_travel_by_value():
    factor = 3
    assert _values(run_isolated(lambda x: factor * x, [(1,), (2,)], cpu_s=5)) == [3, 6]


def test_a_function_that_workers_cannot_import_is_raised_for_each_item():
    def lost() -> None: ...

    lost.__module__, lost.__qualname__ = "os", "getpid"
    namespace: dict[str, Any] = {"__name__": "no_such_module"}
    exec("def lost(x):\n    return x", namespace)  # a module that only this process has
    import sys
    import types

    module = types.ModuleType("no_such_module")
    module.lost = namespace["lost"]
    sys.modules["no_such_module"] = module
    try:
        results = run_isolated(namespace["lost"], [(1,), (2,)], cpu_s=5)
    finally:
        del sys.modules["no_such_module"]
    assert [result.failure for result in results] == [Failure.RAISED] * 2
    assert "cannot load the function: ModuleNotFoundError" in results[0].detail
    assert _values(run_isolated(behaving.double, [(1,)], cpu_s=5)) == [2]


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf")])
def test_limits_that_make_no_sense_are_errors(wrong):
    with pytest.raises(ValueError, match="cpu_s"):
        run_isolated(behaving.double, [(1,)], cpu_s=wrong)
    with pytest.raises(ValueError, match="wall_s"):
        run_isolated(behaving.double, [(1,)], cpu_s=1, wall_s=wrong)


def test_cpu_time_is_measured_per_item_with_waited_for_children():
    spun, idle, child = run_isolated(
        behaving.spin_here_or_in_a_child, [("here",), ("nowhere",), ("child",)], cpu_s=10
    )
    assert 0.2 <= spun.cpu_s < 1.0
    assert idle.cpu_s < 0.1
    assert 0.2 <= child.cpu_s < 1.0


def test_a_verdict_does_not_depend_on_the_watch_being_in_time():
    """An item over its limit by too little for the watch to see is over its limit."""
    (result,) = run_isolated(behaving.spin, [(0.002,)], cpu_s=0.001)
    assert result.failure is Failure.CPU_TIME


def test_dear_items_are_shared_out_though_they_came_as_one_chunk():
    pids = _values(run_isolated(behaving.slow_where, [()] * 8, cpu_s=5))
    assert len(set(pids)) >= min(2, len(os.sched_getaffinity(0)))


def test_large_arguments_and_values_pass():
    texts = [(chr(97 + i) * (3 << 20),) for i in range(6)]
    assert _values(run_isolated(behaving.echo, texts, cpu_s=10)) == [text for (text,) in texts]


def test_many_threads_call_at_once():
    def call(i: int) -> list[Any]:
        return _values(run_isolated(behaving.double, [(i,), (i + 1,)], cpu_s=10))

    with ThreadPoolExecutor(16) as threads:
        results = list(threads.map(call, range(200)))
    assert results == [[2 * i, 2 * i + 2] for i in range(200)]


def test_killed_items_of_one_thread_leave_the_others_alone():
    def call(i: int) -> Failure | None:
        how = "power_tower" if i % 4 == 0 else "fine"
        return run_isolated(behaving.misbehave, [(how,)], cpu_s=0.2, wall_s=120)[0].failure

    with ThreadPoolExecutor(8) as threads:
        failures = list(threads.map(call, range(16)))
    assert failures == [Failure.CPU_TIME, None, None, None] * 4


def test_preloaded_modules_are_in_workers_old_and_new():
    module = "xml.dom.minidom"
    assert _values(run_isolated(behaving.loaded, [(module,)], cpu_s=5)) == [False]
    assert (
        _values(run_isolated(behaving.loaded, [(module,)] * 4, cpu_s=5, preload=[module]))
        == [True] * 4
    )
    assert _values(run_isolated(behaving.loaded, [(module,)], cpu_s=5)) == [True]


def test_a_preload_that_cannot_be_imported_is_an_error_with_its_name():
    with pytest.raises(IsolationError, match="cannot preload 'no_such_module'"):
        run_isolated(behaving.double, [(1,)], cpu_s=5, preload=["no_such_module"])
    assert _values(run_isolated(behaving.double, [(1,)], cpu_s=5)) == [2]


def test_different_memory_limits_do_not_mix():
    small, large = (
        run_isolated(behaving.allocate, [(300 << 20,)], cpu_s=5, memory_bytes=limit)[0]
        for limit in (100 << 20, 1 << 30)
    )
    assert small.failure is Failure.MEMORY
    assert large.value == 300 << 20


def test_what_others_leaked_is_not_held_against_an_item():
    sizes = [(60 << 20,)] * 8  # any two fit, all of them do not
    results = run_isolated(behaving.leak, sizes, cpu_s=10, memory_bytes=150 << 20)
    assert _values(results) == [60 << 20] * 8


def test_shutdown_is_idempotent_and_the_next_call_starts_again():
    (first,) = _values(run_isolated(behaving.where, [()], cpu_s=5))
    shutdown()
    shutdown()
    assert not Path(f"/proc/{first[1]}").exists()
    (second,) = _values(run_isolated(behaving.where, [()], cpu_s=5))
    assert first[1] != second[1]


def test_an_item_that_kills_the_server_is_named_and_its_neighbours_come_back():
    items = [("fine",)] * 5 + [("kill_the_server",)] + [("fine",)] * 5
    results = run_isolated(behaving.misbehave, items, cpu_s=5)
    bad = results.pop(5)
    assert bad.failure is Failure.CRASHED
    assert "server died twice" in bad.detail
    assert _values(results) == [42] * 10


def test_a_server_that_dies_once_costs_nothing_but_time(tmp_path):
    flag = str(tmp_path / "killed")
    assert _values(run_isolated(behaving.kill_the_server_once, [(flag,)] * 3, cpu_s=5)) == [42] * 3


def test_a_call_from_within_a_worker_has_a_server_of_its_own():
    assert _values(run_isolated(behaving.nested, [(4,)], cpu_s=10)) == [8]


def test_outcomes_that_come_in_several_frames_cost_no_server():
    """Items of 60 ms make the server forward what is done before all is done."""
    (before,) = _values(run_isolated(behaving.where, [()], cpu_s=5))
    items = [(0.06 if i % 4 == 0 else 0.0,) for i in range(32)]
    assert _values(run_isolated(behaving.spin, items, cpu_s=5)) == [seconds for (seconds,) in items]
    (after,) = _values(run_isolated(behaving.where, [()], cpu_s=5))
    assert after[1] == before[1]


def test_a_text_that_says_main_travels_without_cloudpickle(monkeypatch):
    monkeypatch.setitem(sys.modules, "cloudpickle", None)  # as where it is not installed
    program = 'if __name__ == "__main__":\n    print(1)'
    assert [result.value for result in run_isolated(len, [(program,)], cpu_s=1)] == [len(program)]


def test_what_nobody_waits_for_any_more_is_killed():
    """The workers are free for the next call long before the items' own limits."""
    items = [("sleep_for_ever",)] * 8
    with ThreadPoolExecutor(1) as one:
        one.submit(wait_until, time.monotonic() + 0.5).result(ROOM_S)
        given_up = one.submit(run_isolated, behaving.misbehave, items, cpu_s=1e4).result(ROOM_S)
        assert [result.failure for result in given_up] == [Failure.WALL_TIME] * 8
        at_once = one.submit(run_isolated, behaving.double, [(1,)], cpu_s=5).result(ROOM_S)
        assert at_once[0].detail == "whoever asked waits no more"
        one.submit(wait_until, None).result(ROOM_S)
        assert _values(one.submit(run_isolated, behaving.double, [(1,)], cpu_s=5).result()) == [2]
