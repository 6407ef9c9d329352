"""What is read off test code: names, modules, helpers, whether a changed argument is a result."""

from __future__ import annotations

import pytest

from rewardsmith_sandbox.runner.reading import functions_of, read


@pytest.mark.parametrize(
    ("source", "entry", "wanted", "modules"),
    [
        ("assert add(1, 2) == 3", None, {"add"}, {}),
        ("def check(candidate):\n    assert candidate(1) == 2", "f", {"f"}, {}),
        ("assert math.isclose(f(1), 2)", None, {"f"}, {"math": "math"}),
        ("assert np.allclose(f(1), 2)", None, {"f"}, {"np": "numpy"}),
        ("import numpy as np\nassert np.allclose(f(1), 2)", None, {"f"}, {}),
        ("assert bisect([1], 1) == 1", None, {"bisect"}, {}),  # called: a function, not the module
        ("assert copy.deepcopy(f) and copy(1)", None, {"copy", "f"}, {}),
        ("def helper(x):\n    return x\nassert helper(f(1)) == 1", None, {"f"}, {}),
        ("assert sum([1, 2]) == 3", None, {"sum"}, {}),  # nothing but a built-in name: it is meant
        ("assert sum([f(1), 2]) == 3", None, {"f"}, {}),  # else built-ins are Python's own
        ("def check(candidate):\n    assert poly(candidate(1)) == 0", "f", {"f", "poly"}, {}),
    ],
)
def test_names(source, entry, wanted, modules):
    reading = read([source], entry)
    assert reading.wanted == wanted
    assert reading.modules == modules


@pytest.mark.parametrize(
    ("source", "entry", "known"),
    [
        ("assert Counter(f(1)) == Counter('a')", None, {"Counter": "collections"}),
        ("assert isclose(f(1), pi)", "f", {"isclose": "math", "pi": "math"}),
        ("assert reduce([1]) == 1", None, {}),  # nothing else is called: it is what is meant
        ("assert isclose(deque(1), 1)", "deque", {"isclose": "math"}),
        ("from x import Counter\nassert Counter(f(1))", None, {}),
        ("assert gcd(f(4), 6) == 2", None, {}),  # as likely a function of the program
    ],
)
def test_names_of_the_library_that_nobody_imports(source, entry, known):
    reading = read([source], entry)
    assert reading.known == known
    assert reading.wanted.isdisjoint(known)


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("x = [2, 1]\nf(x)\nassert x == [1, 2]", True),  # the value is thrown away
        ("x = [1, 1]\nk = f(x)\nassert x[:k] == [1]", True),  # compared with a literal
        ("x = [2, 1]\nassert f(x) == sorted(x)", False),
        ("x = [2, 1]\nr = f(x)\nassert r == sorted(x)", False),
        ("assert f([2, 1]) == [1, 2]", False),
        ("def check(g):\n    x = [2, 1]\n    g(x)\n    assert x == [1, 2]", True),  # its own name
    ],
)
def test_is_a_changed_argument_a_result(source, meant):
    assert read([source], "f").mutation_meant is meant


@pytest.mark.parametrize(
    ("source", "supported"),
    [
        ("try:\n    f()\nexcept MyError:\n    pass", False),
        ("class X(Base):\n    pass", False),
        ("asyncio.run(f())", False),
        ("try:\n    f()\nexcept (ValueError, MyError):\n    pass", False),
        ("import pickle\nassert pickle.loads(f()) == 4", False),
        ("from marshal import loads\nassert loads(f()) == 4", False),
        ("assert type(f()) is Circle", False),
        ("assert f().__class__.__name__ == 'Circle'", False),
        ("with contextlib.redirect_stdout(out): f()", False),
        ("from unittest.mock import patch", False),
        ("sys.stdout = io.StringIO()", False),
        ("assert eval(f()) == 4", True),  # guarded
        ("assert type(f()) is int", True),
        ("patch = 3\nassert f(patch).patch() == sys.maxsize", True),
        ("try:\n    f()\nexcept ValueError:\n    pass", True),
    ],
)
def test_what_no_program_could_be_judged_by(source, supported):
    assert (not read([source], None).unsupported) is supported


def test_helpers_are_functions_and_not_the_entry_point():
    given = "import math\nclass Node: pass\ndef poly(x):\n    return x\ndef f(x):\n    pass\n"
    assert functions_of(given, frozenset({"poly"}), "f") is not None
    assert functions_of(given, frozenset({"f"}), "f") is None
    assert functions_of(given, frozenset({"Node"}), "f") is None
    assert functions_of("Write a function that adds.", frozenset({"poly"}), "f") is None
