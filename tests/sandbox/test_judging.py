"""The split judge: what it lets tests do with a program, and whose fault a failure is."""

from __future__ import annotations

import pytest

from rewardsmith_sandbox import Call, Ending, Fault, Program, Tests

POINT = """
class Point:
    count = 0
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, other): return Point(self.x + other.x, self.y + other.y)
    def __lt__(self, other): return self.x < other.x
    def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)
    def __len__(self): return 2
    def __iter__(self): return iter((self.x, self.y))
    def __str__(self): return f"({self.x}, {self.y})"
    def norm(self): return (self.x**2 + self.y**2) ** 0.5
    @staticmethod
    def origin(): return Point(0, 0)
"""

STACK = """
class Stack:
    def __init__(self): self.items = []
    def push(self, item): self.items.append(item)
    def pop(self): return self.items.pop()
"""

RATIO = """
from math import gcd
class Ratio:
    def __init__(self, top, bottom):
        self.top, self.bottom = top // gcd(top, bottom), bottom // gcd(top, bottom)
"""

PASSING = [
    (
        "values",
        "def f(x): return x",
        "for v in (1, 'a', None, [1, (2,)], {3: {4}}, 2.5, b'x'): assert f(v) == v",
    ),
    ("keywords", "def f(a, *, b=2): return a * b", "assert f(3, b=4) == 12 and f(a=1) == 2"),
    (
        "exception",
        "def f(): raise KeyError('k')",
        "try:\n    f()\nexcept KeyError as e:\n    assert str(e)\nelse:\n    assert False",
    ),
    (
        "own-exception",
        "class E(ValueError): pass\ndef f(): raise E('no')",
        "try:\n    f()\nexcept ValueError:\n    pass\nelse:\n    assert False",
    ),
    (
        "generator",
        "def f(n):\n    yield from range(n)",
        "assert list(f(3)) == [0, 1, 2] and sum(f(4)) == 6",
    ),
    (
        "callback",
        "def f(g, x): return g(g(x))",
        "assert f(lambda x: x + 1, 1) == 3 and f(lambda x: x * 2, 2) == 8",
    ),
    ("closure", "def f(a): return lambda b: a + b", "assert f(1)(2) == 3"),
    ("in-place", "def f(x): x.sort()", "x = [2, 1]\nf(x)\nassert x == [1, 2]"),
    (
        "in-place-and-count",
        "def f(x):\n    x[:] = sorted(set(x))\n    return len(x)",
        "x = [2, 1, 1]\nk = f(x)\nassert x[:k] == [1, 2]",
    ),
    (
        "attributes",
        POINT,
        "p = Point(1, 2)\nassert p.x == 1\np.x = 3\nassert p.x == 3 and Point.count == 0",
    ),
    (
        "operators",
        POINT,
        "p, q = Point(1, 2), Point(3, 4)\nassert p + q == Point(4, 6) and p < q and p != q",
    ),
    (
        "protocols",
        POINT,
        "p = Point(3, 4)\nassert len(p) == 2 and list(p) == [3, 4] and str(p) == '(3, 4)'\n"
        "assert 4 in p and p.norm() == 5.0",
    ),
    ("static", POINT, "assert Point.origin().x == 0 and isinstance(Point.origin(), Point)"),
    (
        "methods-like-a-list's",
        STACK,
        "s = Stack()\ns.push(1)\ns.push(2)\nassert s.pop() == 2 and s.items == [1]",
    ),
    (
        "objects-as-arguments",
        POINT + "def f(points): return sorted(points)[0]",
        "assert f([Point(2, 0), Point(1, 5)]).y == 5",
    ),
    (
        "numpy",
        "import numpy as np\ndef f(): return np.eye(2)",
        "assert (f() == np.array([[1, 0], [0, 1]])).all()",
    ),
    ("big", "def f(n): return 3 ** n", "assert f(20000) == 3 ** 20000"),
    ("solution-class", "class Solution:\n    def f(self, x): return x + 1", "assert f(1) == 2"),
    (
        "counter",
        "from collections import Counter\ndef f(s): return Counter(s)",
        "assert f('aab') == {'a': 2, 'b': 1}",
    ),
    ("prints", "print('loading')\ndef f(x):\n    print(x)\n    return x", "assert f(1) == 1"),
    (
        "iterators-views-and-types",
        "def f(items, kind): return sum(map(kind, items))",
        "assert f((c for c in '123'), int) == 6 and f(map(str, [1]), int) == 1\n"
        "assert f({1: 2}.keys(), int) == 1 and f(memoryview(b'\\x02'), float) == 2",
    ),
    (
        "texts-in-an-array",
        "def f(names): return [name.upper() for name in names]",
        "assert f(np.array(['a', 'b'])) == ['A', 'B'] and f(np.array(['a', None])[:1]) == ['A']",
    ),
    (
        "what-they-forgot-to-import",
        "def f(s): return list(s)",
        "assert Counter(f('aab')) == {'a': 2, 'b': 1} and isclose(len(f('a')), 1)",
    ),
    (
        "a-name-of-the-library-under-test",
        "def chain(a, b): return a + b",
        "assert chain(1, 2) == 3",
    ),
    (
        "subclasses",
        "class A: pass\nclass B(A): pass",
        "assert issubclass(B, A) and isinstance(B(), A) and not issubclass(A, B)",
    ),
    ("equal-and-normalised", RATIO, "assert Ratio(1, 2) == Ratio(2, 4) != Ratio(1, 3)"),
    (
        "equal-without-numbers",
        "class Empty:\n    x = 1\n    def __init__(self): self.y = 2",
        "assert Empty() == Empty()",
    ),
    (
        "evaluates-data",
        "def f(x): return f'[{x} * (2 + 3), {{1: -2}}]'",
        "assert eval(f(2)) == [10, {1: -2}]\ndef g(x): return eval('x + f(x)[:0].__len__()')\n"
        "assert g(3) == 3",
    ),
    (
        "evaluates-its-own",
        "def f(x): return x",
        "data = [eval(f'[{i}]') for i in ['abs(-1)', '2']]\nassert f(data) == [[1], [2]]\n"
        "exec('y = f(4)')\nassert y == 4",
    ),
    ("builtin-name", "def sum(a, b): return a + b", "assert sum(1, 2) == 3"),
]


@pytest.mark.parametrize(
    ("source", "unit"), [case[1:] for case in PASSING], ids=[c[0] for c in PASSING]
)
def test_what_tests_may_do(sandbox, source, unit):
    outcome = sandbox.run(Program(source=source, tests=Tests(units=(unit,))))
    assert outcome.units, outcome
    assert outcome.units[0].passed, outcome.units[0]


FAILING = [
    ("wrong", "def f(): return 1", "assert f() == 2", Fault.PROGRAM),
    ("true-is-not-one", "def f(): return 1", "assert f() is True", Fault.PROGRAM),
    ("undefined", "def g(): return 1", "assert f() == 1", Fault.PROGRAM),
    ("wrong-arguments", "def f(): return 1", "assert f(2) == 1", Fault.PROGRAM),
    ("opaque-for-a-value", "def f(): return object()", "assert f() == 1", Fault.PROGRAM),
    ("opaque-for-each-other", "def f(): return object()", "assert f() == f()", Fault.PROGRAM),
    (
        "mutates-what-must-stay",
        "def f(x):\n    x.sort()\n    return x",
        "import copy\nx = [2, 1]\ny = copy.copy(x)\nf(x)\nassert x == y",
        Fault.PROGRAM,
    ),
    ("syntax-of-tests", "def f(): return 1", "assert f( ==", Fault.TESTS),
    ("name-of-tests", "def f(): return 1", "import nowhere\nassert f() == 1", Fault.TESTS),
    ("file-as-argument", "def f(x): return 1", "import sys\nassert f(sys.stdin) == 1", Fault.TESTS),
    (
        "own-exception-caught",
        "class E(Exception): pass\ndef f(): raise E",
        "try:\n    f()\nexcept E:\n    pass",
        Fault.TESTS,
    ),
    (
        "all-alike",
        "class A:\n    def __init__(self, x): self.x = 0",
        "assert A(1) == A(2)",
        Fault.PROGRAM,
    ),
    ("code-for-eval", "def f(): return 'f()'", "assert eval(f() + ' or 2') == 2", Fault.PROGRAM),
    ("code-for-exec", "def f(): return 'x = 2'", "exec(f())\nassert x == 2", Fault.PROGRAM),
    (
        "their-own-name",
        "def f(): return 'WANTED'",
        "WANTED = 2\nassert eval(f()) == WANTED",
        Fault.PROGRAM,
    ),
    (
        "hangs-up-before-it-is-asked",
        "import sys, time\nwire = sys.modules['rewardsmith_sandbox.runner.wire']\n"
        "send = wire.Channel.send\ndef once(self, message):\n    send(self, message)\n"
        "    self._socket.close()\n    time.sleep(99)\nwire.Channel.send = once\n",
        "import time\ntime.sleep(0.5)\nassert f() == 1",
        Fault.PROGRAM,
    ),
    ("no-expression", "def f(): return '2 +'", "assert eval(f()) == 2", Fault.PROGRAM),
    ("unpickles-it", "def f(): return b''", "import pickle\npickle.loads(f())", Fault.TESTS),
    ("never-calls", "def f(): return 1", "assert 1 + 1 == 2", Fault.TESTS),
]


@pytest.mark.parametrize(
    ("source", "unit", "fault"), [case[1:] for case in FAILING], ids=[case[0] for case in FAILING]
)
def test_whose_fault(sandbox, source, unit, fault):
    outcome = sandbox.run(Program(source=source, tests=Tests(units=(unit,))))
    faults = {result.fault for result in outcome.units if not result.passed}
    assert faults == {fault}, outcome


def test_check_setup_and_statement(sandbox):
    tests = Tests(
        units=(
            "def check(candidate):\n    for x in DATA:\n        assert candidate(encode(x)) == x",
        ),
        setup="DATA = [1, 2]",
        entry_point="decode",
        given="def encode(x):\n    return x * 2\n",
    )
    right = sandbox.run(Program(source="def decode(x): return x // 2", tests=tests))
    assert right.units[0].passed, right
    own = "def encode(x): return {}\ndef decode(x): return x // 2"
    same = sandbox.run(Program(source=own.format("2 * x"), tests=tests))
    other = sandbox.run(Program(source=own.format("x"), tests=tests))
    assert (same.units[0].passed, other.units[0].passed) == (True, False)


def test_calls_are_compared_as_json_would(sandbox):
    calls = (
        Call(args=([1, 2],), expected=[2, 1]),
        Call(args=((0.1, 0.2),), expected=[0.2, 0.1 + 1e-12]),
        Call(args=([True],), expected=[1]),
        Call(args=(["1"],), expected=[1]),
    )
    tests = Tests(calls=calls, entry_point="f")
    outcome = sandbox.run(Program(source="def f(x): return tuple(reversed(x))", tests=tests))
    assert [unit.passed for unit in outcome.units] == [True, True, False, False]


def test_an_entry_point_may_be_an_expression(sandbox):
    source = "class Solution:\n    def solve(self, a, b=1): return a + b"
    tests = Tests(
        calls=(Call(args=(1,), kwargs={"b": 4}, expected=5),), entry_point="Solution().solve"
    )
    assert sandbox.run(Program(source=source, tests=tests)).units[0].passed


def test_units_before_a_time_out_count(sandbox):
    from rewardsmith_sandbox import Limits

    source = "def f(x):\n    while x: pass\n    return x"
    tests = Tests(units=("assert f(0) == 0", "assert f(1) == 1"))
    limits = Limits(wall_s=60.0, cpu_s=2.0)
    outcome = sandbox.run(Program(source=source, tests=tests, limits=limits))
    assert outcome.ended is Ending.CPU_TIME
    assert [unit.passed for unit in outcome.units] == [True, False]  # the judge saw it go
