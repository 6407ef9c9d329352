"""Isolation from every kind of parent, and nothing left behind whatever its end.  No mocks."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.isolation.process_table import marked, run, started, wait_until_gone

WORK = """
from rewardsmith.isolation import run_isolated, Failure

class Pair:
    def __init__(self, x): self.x = x

def tower_at_three(pair):
    return 9**9**9**9 if pair.x == 3 else Pair(2 * pair.x)

def work():
    results = run_isolated(tower_at_three, [(Pair(x),) for x in (2, 3, 4)], cpu_s=0.2, wall_s=60)
    assert isinstance(results[0].value, Pair)
    print([getattr(r.value, "x", None) for r in results], results[1].failure)
"""
DONE = "[4, None, 8] cpu_time\n"

IN_A_FINISHED_THREAD = """
import threading
def later():
    threading.main_thread().join()
    work()
threading.Thread(target=later).start()
"""
IN_A_THREAD_THAT_ENDS_BEFORE_THE_NEXT_CALL = """
import threading
thread = threading.Thread(target=work)
thread.start()
thread.join()
import time
time.sleep(0.3)
work()
"""
IN_ASYNCIO = """
import asyncio
async def main():
    await asyncio.gather(asyncio.to_thread(work), asyncio.to_thread(work))
asyncio.run(main())
"""
IN_A_DAEMONIC_FORK = """
import multiprocessing
child = multiprocessing.get_context("fork").Process(target=work, daemon=True)
child.start()
child.join()
assert child.exitcode == 0
"""
IN_A_DAEMONIC_SPAWN = """
import multiprocessing
if __name__ == "__main__":
    child = multiprocessing.get_context("spawn").Process(target=work, daemon=True)
    child.start()
    child.join()
    assert child.exitcode == 0
"""
AFTER_A_FORK = """
import os
def server(): return run_isolated(os.getppid, [()], cpu_s=5)[0].value
before = server()
child = os.fork()
work()
if child:
    assert server() == before
    assert os.waitpid(child, 0)[1] == 0
else:
    assert server() != before
"""
IN_A_FORK_WHILE_A_THREAD_IS_WAITING = """
import os, threading, time
thread = threading.Thread(target=run_isolated, args=(time.sleep, [(1,)]), kwargs={"cpu_s": 5})
thread.start()
time.sleep(0.5)
child = os.fork()
if child == 0:
    work()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
thread.join()
"""
IN_A_FORK_WHILE_A_THREAD_HOLDS_THE_LOCK = """
import os
from rewardsmith.isolation import client
with client._pool._lock:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
"""
AT_EXIT = """
import atexit
atexit.register(work)
"""
WITHOUT_A_WORKING_DIRECTORY = """
import os, tempfile
directory = tempfile.mkdtemp()
os.chdir(directory)
os.rmdir(directory)
work()
"""
WITHOUT_STANDARD_INPUT = """
import os
os.close(0)
work()
"""
WITH_HOSTILE_SIGNALS = """
import signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, signal.SIGTERM, signal.SIGPROF})
work()
"""
IN_A_NOTEBOOK = f"""
import code, sys
main = sys.modules["__main__"].__dict__
main.pop("__file__", None)
shell = code.InteractiveInterpreter(main)
shell.runcode(compile({WORK!r}, "<cell 1>", "exec"))
shell.runcode(compile("work()", "<cell 2>", "exec"))
"""

PARENTS = {
    "unguarded": ("work()", 1),
    "twice": ("work()\nwork()", 2),
    "finished_thread": (IN_A_FINISHED_THREAD, 1),
    "ended_thread": (IN_A_THREAD_THAT_ENDS_BEFORE_THE_NEXT_CALL, 2),
    "asyncio": (IN_ASYNCIO, 2),
    "daemonic_fork": (IN_A_DAEMONIC_FORK, 1),
    "daemonic_spawn": (IN_A_DAEMONIC_SPAWN, 1),
    "after_a_fork": (AFTER_A_FORK, 2),
    "fork_beside_a_waiting_thread": (IN_A_FORK_WHILE_A_THREAD_IS_WAITING, 1),
    "fork_under_the_lock": (IN_A_FORK_WHILE_A_THREAD_HOLDS_THE_LOCK, 1),
    "at_exit": (AT_EXIT, 1),
    "no_directory": (WITHOUT_A_WORKING_DIRECTORY, 1),
    "no_stdin": (WITHOUT_STANDARD_INPUT, 1),
    "hostile_signals": (WITH_HOSTILE_SIGNALS, 1),
    "notebook": (IN_A_NOTEBOOK, 1),
}


@pytest.mark.parametrize(("how", "times"), PARENTS.values(), ids=PARENTS)
def test_a_script(how, times, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(WORK + "\n" + how)
    assert run([sys.executable, "-u", "-W", "error", str(script)]) == DONE * times


def test_a_script_on_standard_input():
    assert run([sys.executable, "-"], WORK + "\nwork()") == DONE


def test_a_script_on_the_command_line():
    assert run([sys.executable, "-c", WORK + "\nwork()"]) == DONE


def test_an_uninstalled_source_tree():
    path = f"import sys\nsys.path[:] = {sys.path!r}\n"
    assert run([sys.executable, "-I", "-S", "-c", path + WORK + "\nwork()"]) == DONE


def test_torchrun_with_two_processes(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(WORK + "\nwork()")
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2"]
    assert run([*torchrun, str(script)]) == DONE * 2


# Its ends.

HOLD = """
import os, subprocess, sys, tempfile, threading, time
from rewardsmith.isolation import run_isolated

def hold(kind, up):
    if kind == "tower":
        9**9**9**9
    subprocess.Popen(["sleep", "1000"])
    if os.fork() == 0:
        os.setsid()
        os.close(os.open(up, os.O_CREAT))
    time.sleep(1000)

def begin():
    up = tempfile.mktemp()
    items = [("family", up), ("tower", up)]
    call = lambda: run_isolated(hold, items, cpu_s=1000)
    threading.Thread(target=call, daemon=True).start()
    while not os.path.exists(up):
        time.sleep(0.01)
    os.unlink(up)
    print("up", flush=True)

"""

ENDS = {
    "normal": ("begin()", 0),
    "exception": ("begin()\nraise SystemExit(3)", 3),
    "hard_exit": ("begin()\nos._exit(4)", 4),
    "exec": ("begin()\nos.execv(sys.executable, [sys.executable, '-c', 'pass'])", 0),
    "abort": ("begin()\nos.abort()", -signal.SIGABRT),
}


@pytest.mark.parametrize(("how", "code"), ENDS.values(), ids=ENDS)
def test_no_process_is_left_after_an_end(how, code):
    with started([sys.executable, "-c", HOLD + how]) as (process, mark):
        process.communicate(timeout=60)
    assert process.returncode == code
    assert wait_until_gone(mark) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_is_left_after_a_signal(number):
    with started([sys.executable, "-c", HOLD + "begin()\ntime.sleep(1000)"]) as (process, mark):
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        assert len(marked(mark)) >= 4  # the parent, its server, workers
        process.send_signal(number)
        process.wait(60)
        assert wait_until_gone(mark) == []


def test_no_worker_outlives_a_server_that_is_killed_after_its_parent():
    script = "import time\nfrom rewardsmith.isolation import run_isolated\n"
    script += "run_isolated(time.sleep, [(1000,)], cpu_s=1000)"
    with started([sys.executable, "-c", script]) as (process, mark):
        while len(marked(mark)) < 3:  # the parent, its server, a worker
            time.sleep(0.01)
        tasks = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        (server,) = map(int, tasks.read_text().split())
        os.kill(server, signal.SIGSTOP)
        process.kill()
        process.wait(60)
        assert len(marked(mark)) >= 2
        os.kill(server, signal.SIGKILL)
        assert wait_until_gone(mark) == []


def test_ctrl_c_in_a_call_ends_what_it_waited_for():
    script = textwrap.dedent("""
        import time
        from rewardsmith.isolation import run_isolated
        print("up", flush=True)
        try:
            run_isolated(time.sleep, [(1000,)], cpu_s=1000)
        except KeyboardInterrupt:
            print(run_isolated(divmod, [(7, 2)], cpu_s=5)[0].value)
    """)
    command = [sys.executable, "-c", script]
    with started(command, start_new_session=True) as (process, mark):
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        while len(marked(mark)) < 3:  # the parent, its server, a worker
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        out, _ = process.communicate(timeout=60)
    assert out == "(3, 1)\n"
    assert wait_until_gone(mark) == []


def test_no_server_outlives_its_parent_though_a_fork_of_the_parent_does():
    """The fork never ran our hook (C code forked), so it holds the sockets open."""
    fork = "import ctypes\nbegin()\nctypes.CDLL(None).fork() and print('forked', flush=True)\n"
    with started([sys.executable, "-c", HOLD + fork + "time.sleep(1000)"]) as (process, mark):
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)] == ["up\n", "forked\n"]
        process.kill()
        (fork_of_parent,) = _wait_for_one(mark)
        assert "-m rewardsmith" not in fork_of_parent
        os.kill(int(fork_of_parent.split()[0]), signal.SIGKILL)


def _wait_for_one(mark: str) -> list[str]:
    for _ in range(3000):
        if len(left := marked(mark)) <= 1:
            return left
        time.sleep(0.02)
    return marked(mark)


def test_no_process_is_left_when_an_item_kills_the_server():
    """Not even the programs that it started in a session of their own."""
    script = textwrap.dedent("""
        import os, signal, subprocess, time
        from rewardsmith.isolation import run_isolated
        def murder():
            subprocess.Popen(["sleep", "1000"], start_new_session=True)
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(1000)
        print(run_isolated(murder, [()], cpu_s=5)[0].failure)
    """)
    assert run([sys.executable, "-c", script]) == "crashed\n"


# What is missing.


@pytest.mark.parametrize("executable", [None, "", "/no/such/python", "/bin/false"])
def test_without_an_interpreter_the_error_says_so(executable):
    script = textwrap.dedent(f"""
        import sys
        from rewardsmith.errors import IsolationError
        from rewardsmith.isolation import run_isolated
        sys.executable = {executable!r}
        for _ in range(2):
            try:
                run_isolated(divmod, [(7, 2)], cpu_s=5)
            except IsolationError as error:
                print("cannot be started" in str(error))
    """)
    assert run([sys.executable, "-W", "error", "-c", script]) == "True\n" * 2


def test_without_cloudpickle_the_error_says_how_to_get_it():
    script = textwrap.dedent("""
        import sys
        sys.modules["cloudpickle"] = None
        from rewardsmith.errors import IsolationError
        from rewardsmith.isolation import run_isolated
        print(run_isolated(divmod, [(7, 2)], cpu_s=5)[0].value)
        try:
            run_isolated(lambda: 1, [()], cpu_s=5)
        except IsolationError as error:
            print("pip install cloudpickle" in str(error))
    """)
    assert run([sys.executable, "-c", script]) == "(3, 1)\nTrue\n"


def test_the_import_is_light():
    script = textwrap.dedent("""
        import sys
        import rewardsmith.isolation
        print([m for m in ("multiprocessing", "cloudpickle", "torch", "sympy") if m in sys.modules])
    """)
    assert run([sys.executable, "-c", script]) == "[]\n"


def test_a_server_that_is_stopped_is_replaced(monkeypatch):
    from rewardsmith.isolation import Failure, client, run_isolated
    from tests.isolation import behaving

    monkeypatch.setattr(client, "_SILENCE_S", 2.0)  # a new server on a loaded machine says a word
    items = [("fine",), ("stop_the_server",), ("fine",)]
    results = run_isolated(behaving.misbehave, items, cpu_s=5)
    assert [result.failure for result in results] == [None, Failure.CRASHED, None]


def test_nothing_is_imported_from_the_working_directory(tmp_path):
    (tmp_path / "rewardsmith.py").write_text("raise RuntimeError('shadowed')")
    (tmp_path / "selectors.py").write_text("raise RuntimeError('shadowed')")
    assert Path(tmp_path).is_dir()
    assert run([sys.executable, "-P", "-c", WORK + "\nwork()"], cwd=tmp_path) == DONE
