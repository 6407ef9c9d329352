"""The kind ``code`` in real containers: verdicts, reasons, shares, faults of others."""

from __future__ import annotations

import pytest

from rewardsmith import Reason, Rollout, load_spec, score
from rewardsmith.verifiers.code import Code
from rewardsmith_sandbox import Limits

ADD = {"tests": ["assert add(1, 2) == 3", "assert add(0, 0) == 0"]}
SUM = {"cases": [{"input": f"{n} 1\n", "output": f"{n + 1}\n"} for n in range(5)]}
LIMITS = Limits(wall_s=60.0, cpu_s=3.0, output_bytes=10_000)


@pytest.mark.parametrize(
    ("completion", "extra", "expected", "reason"),
    [
        ("def add(a, b): return a + b", ADD, 1.0, Reason.MATCH),
        ("def add(a, b): return 0", ADD, 0.0, Reason.MISMATCH),
        ("def add(a, b): return a +", ADD, 0.0, Reason.COMPILE_ERROR),
        ("def sub(a, b): return a - b", ADD, 0.0, Reason.CRASHED),
        ("1 / 0", ADD, 0.0, Reason.CRASHED),
        ("import sys; sys.exit(0)", ADD, 0.0, Reason.CRASHED),
        ("def add(a, b):\n    while True: pass", ADD, 0.0, Reason.TIMED_OUT),
        ("x = bytearray(10**10)", ADD, 0.0, Reason.OUT_OF_MEMORY),
        (
            "def add(a, b):\n    print('x' * 99999)\n    return a + b",
            ADD,
            0.0,
            Reason.TOO_MUCH_OUTPUT,
        ),
        ("def add(a, b): return [0] * 10**7", ADD, 0.0, Reason.UNREADABLE),
        ("print(sum(map(int, input().split())))", SUM, 1.0, Reason.MATCH),
        ("print(1)", SUM, 0.0, Reason.MISMATCH),
        ("print(sum(map(int, input().split()))); 1 / 0", SUM, 0.0, Reason.CRASHED),
        ("while True: print('x' * 99)", SUM, 0.0, Reason.TOO_MUCH_OUTPUT),
        ("x = [0] * 10**10", SUM, 0.0, Reason.OUT_OF_MEMORY),
        ("def add(a, b): return a + b", {"tests": ["assert add(1, == 3"]}, None, Reason.BAD_TRUTH),
        (
            "def f(x): return x",
            {"tests": ["import sys\nassert f(sys.stdin)"]},
            None,
            Reason.UNSUPPORTED,
        ),
    ],
)
def test_verdicts(completion, extra, expected, reason):
    verdict = Code(limits=LIMITS).verify(Rollout(completion=completion, extra=extra))
    assert (verdict.score, verdict.reason) == (expected, reason), verdict


def test_a_sleeper_is_timed_out():
    verifier = Code(limits=Limits(wall_s=0.5))
    verdict = verifier.verify(Rollout(completion="import time; time.sleep(99)", extra=SUM))
    assert (verdict.score, verdict.reason) == (0.0, Reason.TIMED_OUT), verdict


def test_fraction_is_the_share_that_passed():
    verifier = Code(scoring="fraction", limits=LIMITS)
    rollouts = [
        Rollout(completion="def add(a, b): return 0", extra=ADD),
        Rollout(
            completion="n, _ = map(int, input().split())\nprint(n + 1 if n < 2 else 0)", extra=SUM
        ),
        Rollout(completion="print(9)", extra=SUM),
    ]
    verdicts = verifier.verify_batch(rollouts)
    assert [verdict.score for verdict in verdicts] == [0.5, 0.4, 0.0]
    assert verdicts[0].reason is Reason.GRADED


def test_tests_cases_and_calls_of_one_row():
    extra = ADD | {"calls": [{"args": [1, 1], "expected": 2}], "entry_point": "add"}
    right = "def add(a, b): return a + b"
    assert Code().verify(Rollout(completion=right, extra=extra)).detail == "3 of 3 passed"
    both = ADD | {"cases": [{"input": "", "output": "hi"}]}
    said = Rollout(completion=right + "\nif __name__ == '__main__': print('hi')", extra=both)
    assert Code().verify(said).score == 1.0


def test_c_and_a_batch_in_order_through_the_runner():
    source = (
        '```c\n#include <stdio.h>\nint main(){int a,b;scanf("%d %d",&a,&b);printf("%d",a+b);}\n```'
    )
    assert Code(language="c").verify(Rollout(completion=source, extra=SUM)).score == 1.0
    rollouts = [
        Rollout(completion=f"def add(a, b): return a + b + {n % 2}", extra=ADD, group=n)
        for n in range(12)
    ]
    verdicts = score(Code(), rollouts)
    assert [verdict.score for verdict in verdicts] == [1.0, 0.0] * 6


def test_it_survives_its_specification():
    spec = {"kind": "code", "scoring": "fraction", "limits": {"wall_s": 3.0}}
    verifier = load_spec(spec)
    assert verifier == Code(scoring="fraction", limits=Limits(wall_s=3.0))
    assert hash(verifier) == hash(Code(scoring="fraction", limits=Limits(wall_s=3.0)))
