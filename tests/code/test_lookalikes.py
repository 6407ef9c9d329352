"""Wrong answers that look right, and tests that a wrong answer could turn round: none is paid."""

from __future__ import annotations

import pytest

from rewardsmith import Rollout
from rewardsmith.verifiers.code import Code
from rewardsmith_sandbox import Limits

VERIFIER = Code(limits=Limits(wall_s=60.0, cpu_s=20.0))


def printing(output, *, expected="3.0"):
    return f"print({output!r})", {"cases": [{"input": "", "output": expected}]}


def returning(source, *, expected, args=(0,)):
    calls = [{"args": list(args), "expected": expected}]
    return source, {"calls": calls, "entry_point": "f"}


def with_tests(source, *units, **extra):
    return source, {"tests": list(units), **extra}


WRONG = {
    "full-width-digits": printing("３.０"),
    "every-number": printing(" ".join(map(str, range(10))), expected="3"),
    "one-more-after-it": printing("3.0\n4.0"),
    "a-longer-array": printing("[1, 2, 3]", expected="[1, 2]"),
    "true-for-one": printing("[true]", expected="[1]"),
    "float-for-a-large-int-in-json": printing("[1000000.9]", expected="[1000000]"),
    "half-for-floor": returning("def f(n): return n / 2", expected=500000, args=(1000001,)),
    "true-for-one-returned": returning("def f(n): return True", expected=1),
    "text-for-a-number": returning("def f(n): return '3'", expected=3),
    "nan-for-a-number": returning("def f(n): return float('nan')", expected=0.5),
    "keys-of-text-for-a-list": returning("def f(n): return {'0': 1}", expected=[1]),
    "right-by-the-tests-and-gone-before-the-cases": with_tests(
        "import os, threading\ndef f(x):\n"
        "    threading.Timer(0.05, os.abort).start()\n    return x",
        "assert f(1) == 1\nimport time\ntime.sleep(1.0)",
        cases=[{"input": "", "output": "1"}],
    ),
    "empties-what-setup-made": with_tests(
        "def f(x):\n    x.clear()\n    return []",
        "for data in DATA: assert f(data) == sorted(data)",
        setup="DATA = [[3, 1], [2]]",
    ),
    "empties-it-for-the-next-test": with_tests(
        "def f(x):\n    x.clear()\n    return []",
        "f(DATA) == 0 or None",
        "assert f(DATA) == sorted(DATA)",
        setup="DATA = [3, 1]",
    ),
    "an-object-of-numpy-for-one-of-its-own": with_tests(
        "import numpy as np\ndef g(x): return np.zeros(3)\ndef f(x): return 0",
        "assert f(g(1).data) == 4",
    ),
    "a-view-for-a-list": with_tests(
        "def g(x): return {1: 2}\ndef f(x): return 0", "assert f(g(1).keys()) == 4"
    ),
    "text-for-numbers-in-an-array": with_tests(
        "def g(x): return ['a']\ndef f(x): return 0",
        "import numpy as np\nassert f(np.array(g(1))) == 4",
    ),
    "what-their-function-cannot-return": with_tests(
        "import numpy as np\ndef f(call, x): return call(np.zeros(3))",
        "assert f(lambda node: node.data, 1) == 4",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_nothing_is_paid_and_nothing_bought(name):
    source, extra = WRONG[name]
    verdict = VERIFIER.verify(Rollout(completion=source, extra=extra))
    assert verdict.score == 0.0, verdict


def test_an_earlier_turn_of_the_model_is_no_statement():
    helper = "```python\ndef same(a, b):\n    return True\n```"
    rollout = Rollout(
        prompt=[
            {"role": "user", "content": "Write f."},
            {"role": "assistant", "content": helper},
            {"role": "tool", "content": helper},
            {"role": "user", "content": "Again."},
        ],
        completion="def f(x): return 0",
        extra={"tests": ["assert same(f(3), 9)"], "entry_point": "f"},
    )
    assert VERIFIER.verify(rollout).score == 0.0
