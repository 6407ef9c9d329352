"""Rows and answers as the usual data sets and models have them."""

from __future__ import annotations

import pytest

from rewardsmith import Reason, Rollout
from rewardsmith.verifiers.code import Code
from rewardsmith_sandbox import Limits

LIMITS = Limits(wall_s=60.0, cpu_s=20.0)
TWO_SUM = {"calls": [{"args": [[2, 7, 11], 9], "expected": [0, 1]}], "entry_point": "twoSum"}
SUM = {"cases": [{"input": "3\n1 2 3\n", "output": "6\n"}]}
READ = "n = int(input())\nprint(sum(map(int, input().split())))"
CHECK = {
    "tests": "METADATA = {}\n\ndef check(candidate):\n    assert candidate(1) == 2\n",
    "entry_point": "f",
}

RIGHT = {
    "HumanEval": ("def f(x):\n    return x + 1", CHECK),
    "MBPP": (
        "def add(a, b):\n    return a + b",
        {"tests": ["assert math.isclose(add(1, 2), 3)"], "setup": "import math"},
    ),
    "LeetCode": (
        "from typing import List\nclass Solution:\n"
        "    def twoSum(self, nums: List[int], target: int) -> List[int]:\n        return [0, 1]",
        TWO_SUM,
    ),
    "LeetCode-by-expression": (
        "class Solution:\n    def twoSum(self, nums, target):\n        return (0, 1)",
        TWO_SUM | {"entry_point": "Solution().twoSum"},
    ),
    "LeetCode-with-nodes": (
        "class Node:\n    def __init__(self, value, left=None):\n"
        "        self.value, self.left = value, left\n"
        "class Solution:\n    def depth(self, root):\n"
        "        return 1 + self.depth(root.left) if root else 0",
        {"tests": ["assert Solution().depth(Node(1, Node(2))) == 2"]},
    ),
    "values-of-numpy": ("import numpy as np\ndef twoSum(a, b): return np.array([0, 1])", TWO_SUM),
    "numbers-of-numpy": ("import numpy as np\ndef twoSum(*_): return list(np.arange(2))", TWO_SUM),
    "APPS": (READ, {"cases": '{"inputs": ["3\\n1 2 3\\n", "1\\n1\\n"], "outputs": ["6", "1"]}'}),
    "CodeContests": (READ, {"cases": {"input": ["2\n1 2\n"], "output": ["3\n"]}}),
    "one-case": (READ, {"cases": {"input": "2\n1 2\n", "output": "3\n"}}),
    "main-guard": (
        "def main():\n    n = input()\n    print(sum(map(int, input().split())))\n"
        "if __name__ == '__main__':\n    main()",
        SUM,
    ),
    "white-space-after": (READ + "\nprint('  \\n\\n')", SUM),
    "reads-all": ("import sys\nprint(sum(map(int, sys.stdin.read().split()[1:])))", SUM),
    "reads-bytes": (
        "import sys, io, os\ninput = io.BytesIO(os.read(0, os.fstat(0).st_size)).readline\n"
        "input()\nsys.stdout.buffer.write(b'%d' % sum(map(int, input().split())))",
        SUM,
    ),
    "exits": (READ + "\nimport sys\nsys.exit()", SUM),
    "deep-recursion": (
        "import sys\nsys.setrecursionlimit(10**6)\nfrom functools import cache\n"
        "@cache\ndef f(n): return n and 1 + f(n - 1)\nf(20_000)\n" + READ,
        SUM,
    ),
    "a-thread-for-its-stack": (
        "import sys, threading\nsys.setrecursionlimit(10**7)\nthreading.stack_size(2**28)\n"
        "def f(n): return n and 1 + f(n - 1)\ndef main():\n    f(100_000)\n    print(6)\n"
        "thread = threading.Thread(target=main)\nthread.start()\nthread.join()",
        SUM,
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers(name):
    source, extra = RIGHT[name]
    completion = f"First try:\n```python\npass\n```\nBetter:\n```python\n{source}\n```\nDone."
    verdict = Code(limits=LIMITS).verify(Rollout(completion=completion, extra=extra))
    assert verdict.score == 1.0, verdict


def test_a_prelude_is_the_benchmarks_to_grant():
    source = (
        "class Solution:\n    def twoSum(self, nums: List[int], target: int) -> List[int]:\n"
        "        heapify(nums)\n        return [0, 1]"
    )
    rollout = Rollout(completion=source, extra=TWO_SUM)
    plain = Code(limits=LIMITS).verify(rollout)
    assert (plain.score, plain.reason) == (0.0, Reason.CRASHED)
    assert "NameError: name 'List' is not defined" in plain.detail
    granted = Code(limits=LIMITS, prelude="from typing import *\nfrom heapq import *").verify(
        rollout
    )
    assert (granted.score, granted.extracted) == (1.0, source)


def test_as_many_inputs_as_outputs():
    extra = {"cases": {"input": ["1", "2"], "output": ["1"]}}
    verdict = Code().verify(Rollout(completion="print(1)", extra=extra))
    assert (verdict.score, verdict.reason) == (None, Reason.BAD_TRUTH)
