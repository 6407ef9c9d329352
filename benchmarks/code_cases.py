"""Small problems of our own with right programs, and wrong ones made from them mechanically."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rewardsmith_sandbox import Limits, Program, open_sandbox

_LIMITS = Limits(wall_s=2.0)

PROBLEMS = r"""
# gcd
def f(a, b):
    while b:
        a, b = b, a % b
    return a
assert f(12, 18) == 6
assert f(7, 5) == 1
assert f(0, 4) == 4

# fib
def f(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
assert f(0) == 0
assert f(1) == 1
assert f(10) == 55

# flat
def f(x):
    return [y for z in x for y in (f(z) if isinstance(z, list) else [z])]
assert f([1, [2, [3]]]) == [1, 2, 3]
assert f([]) == []

# max gap
def f(x):
    x = sorted(x)
    gaps = [b - a for a, b in zip(x, x[1:])]
    return max(gaps, default=0)
assert f([1, 9, 3]) == 6
assert f([5]) == 0

# words
def f(s):
    d = {}
    for w in s.split():
        d[w] = d.get(w, 0) + 1
    return d
assert f('a b a') == {'a': 2, 'b': 1}
assert f('') == {}

# primes
def f(n):
    return [p for p in range(2, n) if all(p % q > 0 for q in range(2, p))]
assert f(10) == [2, 3, 5, 7]
assert f(2) == []

# mean
def f(x):
    return sum(x) / len(x)
assert abs(f([1, 2, 4]) - 2.3333333) < 1e-6
assert f([2]) == 2

# caesar
def f(s, k):
    return ''.join(chr((ord(c) - 97 + k) % 26 + 97) for c in s)
assert f('xyz', 3) == 'abc'
assert f('a', 0) == 'a'

# sort
def f(x):
    for i in range(len(x)):
        for j in range(i, 0, -1):
            if x[j - 1] > x[j]:
                x[j - 1], x[j] = x[j], x[j - 1]
    return x
assert f([3, 1, 2]) == [1, 2, 3]
assert f([]) == []

# balanced
def f(s):
    d = 0
    for c in s:
        d += 1 if c == '(' else -1
        if d < 0:
            return False
    return d == 0
assert f('(())') is True
assert f(')(') is False
assert f('(') is False

# stack
class Stack:
    def __init__(self):
        self.x = []
    def push(self, v):
        self.x.append(v)
    def size(self):
        return len(self.x) + 0
assert Stack().size() == 0
assert [s := Stack(), s.push(4), s.size()][2] == 1

# powers
def f(n):
    return {2 ** k for k in range(n)} | {0}
assert f(3) == {0, 1, 2, 4}
assert f(0) == {0}
"""
"""A comment with the name, the program, then its asserts."""

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mod: ast.Mult,
    ast.Lt: ast.GtE,
    ast.Gt: ast.LtE,
    ast.Eq: ast.NotEq,
    ast.Div: ast.FloorDiv,
    ast.Pow: ast.Mult,
}


@dataclass(frozen=True)
class Row:
    """One labelled program: ``label`` says whether it is right."""

    id: str
    source: str
    tests: tuple[str, ...]
    label: bool


def rows() -> Iterator[Row]:
    """Every problem's program, and each mutant of it that fails when simply run (contained)."""
    for block in PROBLEMS.strip().split("\n\n"):
        name, *lines = block.splitlines()
        tests = tuple(line for line in lines if line.startswith("assert "))
        source = "\n".join(line for line in lines if line not in tests)
        yield Row(name, source, tests, label=True)
        mutants = list(_mutants(source))
        simply = [Program(source="\n".join((m, *tests)), limits=_LIMITS) for m in mutants]
        outcomes = open_sandbox().run_many(simply)
        for number, (mutant, outcome) in enumerate(zip(mutants, outcomes, strict=True)):
            if not outcome.succeeded:
                yield Row(f"{name}/{number}", mutant, tests, label=False)


def _mutants(source: str) -> Iterator[str]:
    """This program with one operator or one number changed."""
    places = sum(1 for _ in ast.walk(ast.parse(source)))
    for place in range(places):
        tree = ast.parse(source)
        node = list(ast.walk(tree))[place]
        if isinstance(node, ast.BinOp) and type(node.op) in _SWAPS:
            node.op = _SWAPS[type(node.op)]()  # type: ignore[assignment]
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
            node.ops[0] = _SWAPS[type(node.ops[0])]()  # type: ignore[call-overload]
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            node.value += 1
        else:
            continue
        yield ast.unparse(tree)
