"""What becomes of programs: how they end, what they print, what they may use."""

from __future__ import annotations

import pytest

from rewardsmith_sandbox import Ending, Limits, Program, UnknownLanguageError
from rewardsmith_sandbox.types import MIB, Tests

ROOMY = Limits(wall_s=60.0, cpu_s=30.0)
"""For what ends by itself: a loaded machine takes its time."""

SHORT = Limits(wall_s=1.0, cpu_s=30.0)


@pytest.mark.parametrize(
    ("source", "ending", "status", "stdout"),
    [
        ("print(input()[::-1])", Ending.EXITED, 0, b"olleh\n"),
        ("import sys; print(sys.stdin.read(), end=''); sys.exit(3)", Ending.EXITED, 3, b"hello\n"),
        ("print(open(0).read().strip())", Ending.EXITED, 0, b"hello\n"),
        ("print(open('/dev/stdin').read().strip())", Ending.EXITED, 0, b"hello\n"),
        ("import os; os.write(1, b'raw'); os._exit(5)", Ending.EXITED, 5, b"raw"),
        ("exit()", Ending.EXITED, 0, b""),
        ("if __name__ == '__main__': print('main')", Ending.EXITED, 0, b"main\n"),
        ("import atexit; atexit.register(print, 'late')", Ending.EXITED, 0, b"late\n"),
        (
            "import threading as t\nt.Timer(.05, print, ['thread']).start()",
            Ending.EXITED,
            0,
            b"thread\n",
        ),
        (
            "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(7)'])",
            Ending.EXITED,
            0,
            b"7\n",
        ),
        ("import numpy; print(numpy.arange(3).sum())", Ending.EXITED, 0, b"3\n"),
        (
            "import multiprocessing.pool as p; print(p.ThreadPool(2).map(abs, [-1]))",
            Ending.EXITED,
            0,
            b"[1]\n",
        ),
        (
            "from multiprocessing import Pool\nwith Pool(2) as p: print(p.map(abs, [-2]))",
            Ending.EXITED,
            0,
            b"[2]\n",
        ),
        ("open('f', 'w').write('x'); print(open('f').read())", Ending.EXITED, 0, b"x\n"),
        (
            "import sys; sys.setrecursionlimit(10**5)\nf = lambda n: n and f(n-1)\nprint(f(5**6))",
            Ending.EXITED,
            0,
            b"0\n",
        ),
        ("1 / 0", Ending.EXITED, 1, b""),
        ("def f(:", Ending.COMPILE_ERROR, 1, b""),
        ("x = '\0'", Ending.COMPILE_ERROR, 1, b""),
        ("import os; os.abort()", Ending.SIGNALLED, -6, b""),
        ("import time; time.sleep(60)", Ending.WALL_TIME, None, b""),
        ("while True: pass", Ending.WALL_TIME, None, b""),
    ],
)
def test_endings(sandbox, source, ending, status, stdout):
    limits = SHORT if ending is Ending.WALL_TIME else ROOMY
    outcome = sandbox.run(Program(source=source, stdin=b"hello\n", limits=limits))
    assert (outcome.ended, outcome.exit, outcome.stdout) == (ending, status, stdout), outcome


def test_a_trace_names_the_line_and_nothing_of_ours(sandbox):
    outcome = sandbox.run(Program(source="def f():\n    return 1 / 0\nf()"))
    assert b'File "main.py", line 2, in f' in outcome.stderr
    assert b"rewardsmith" not in outcome.stderr


def test_processor_time_is_bounded_apart_from_the_wall(sandbox):
    limits = Limits(wall_s=60.0, cpu_s=1.0)
    outcome = sandbox.run(Program(source="while True: pass", limits=limits))
    assert outcome.ended is Ending.CPU_TIME
    assert 0.5 < outcome.cpu_s < 5.0


def test_a_flood_is_cut_and_ended(sandbox):
    limits = Limits(wall_s=60.0, output_bytes=10_000)
    outcome = sandbox.run(Program(source="while True: print('x' * 99)", limits=limits))
    assert (outcome.ended, outcome.truncated, len(outcome.stdout)) == (Ending.OUTPUT, True, 10_000)
    assert outcome.wall_s < 50.0


def test_memory_is_bounded(sandbox):
    limits = Limits(memory_bytes=128 * MIB)
    outcome = sandbox.run(Program(source="x = bytearray(1 << 28)", limits=limits))
    assert outcome.exit == 1
    assert b"MemoryError" in outcome.stderr
    used = sandbox.run(Program(source="x = bytearray(50 << 20)"))
    assert used.succeeded
    assert used.peak_bytes > 50 * MIB


def test_files_of_the_program_and_large_input(sandbox):
    program = Program(
        source="import helper, sys; print(helper.x, len(sys.stdin.read()), open('d/data').read())",
        files={"helper.py": b"x = 4", "d/data": b"hi"},
        stdin=b"y" * 3_000_000,
    )
    assert sandbox.run(program).stdout == b"4 3000000 hi\n"


def test_each_program_is_somebody_else(sandbox):
    outcomes = sandbox.run_many([Program(source="import os; print(os.getuid())")] * 8)
    assert len({outcome.stdout for outcome in outcomes}) == 8


def test_many_keep_their_order(sandbox):
    programs = [Program(source=f"print({number})") for number in range(40)]
    outcomes = sandbox.run_many(programs)
    assert [outcome.stdout for outcome in outcomes] == [b"%d\n" % number for number in range(40)]


@pytest.mark.parametrize(
    ("source", "ending", "status", "stdout"),
    [
        (
            '#include <stdio.h>\nint main(){int a;scanf("%d",&a);printf("%d\\n",2*a);}',
            Ending.EXITED,
            0,
            b"42\n",
        ),
        (
            '#include <math.h>\n#include <stdio.h>\nint main(){printf("%.1f",sqrt(16));return 3;}',
            Ending.EXITED,
            3,
            b"4.0",
        ),
        ("int main(){ return }", Ending.COMPILE_ERROR, 1, b""),
        ("int main(){ int *p = 0; return *p; }", Ending.SIGNALLED, -11, b""),
        ("int main(){ for(;;); }", Ending.CPU_TIME, -24, b""),
    ],
    ids=["stdio", "libm", "compile-error", "segfault", "loop"],
)
def test_c(sandbox, source, ending, status, stdout):
    program = Program(
        source=source, language="c", stdin=b"21\n", limits=Limits(wall_s=60.0, cpu_s=3.0)
    )
    outcome = sandbox.run(program)
    assert (outcome.ended, outcome.exit, outcome.stdout) == (ending, status, stdout), outcome


def test_faults_of_the_programmer(sandbox):
    with pytest.raises(UnknownLanguageError, match="cobol"):
        sandbox.run(Program(source="", language="cobol"))
    with pytest.raises(ValueError, match="judge"):
        sandbox.run(Program(source="", language="c", tests=Tests(units=("assert f()",))))
    with pytest.raises(ValueError, match="wall_s"):
        Limits(wall_s=0)
