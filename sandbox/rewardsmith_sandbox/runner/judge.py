"""The trusted side: runs tests against a program that it reaches only through ``Session``.

Results go, a line of JSON a unit, into a pipe that no other process of the container has open.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any

from rewardsmith_sandbox.runner import reading
from rewardsmith_sandbox.runner.codec import decode
from rewardsmith_sandbox.runner.guarding import Guard
from rewardsmith_sandbox.runner.remote import Remote
from rewardsmith_sandbox.runner.session import Final, Session
from rewardsmith_sandbox.runner.values import agree

_MAX_DETAIL = 500


class BadTests(Exception):  # noqa: N818
    """Can these tests judge no program at all?"""


class Judge:
    """Some tests, and the names that they see."""

    def __init__(self, tests: dict[str, Any], session: Session) -> None:
        self._tests, self._session = tests, session
        self._entry: str | None = tests["entry_point"]
        self._sources = [tests["setup"], *tests["units"]]
        self._reading = reading.read(self._sources, self._entry)
        if self._reading.unsupported:
            raise BadTests(self._reading.unsupported)
        self._helpers: dict[str, Any] = {}
        self._codes = [compile(source, "tests", "exec") for source in self._sources]

    def results(self) -> list[Callable[[], dict[str, Any]]]:
        """Which judgements are to be made, in order?"""
        units = [
            lambda code=code, source=source: self._judge(lambda: self._run(code, source))
            for code, source in zip(self._codes[1:], self._tests["units"], strict=True)
        ]
        calls = [
            lambda call=call: self._judge(lambda: self._call(call)) for call in self._tests["calls"]
        ]
        self.namespace = self._namespace()
        return [*units, *calls]

    def _namespace(self) -> dict[str, Any]:
        """The tests' globals: their modules, the statement's helpers, the program's names."""
        module = sys.modules["tests"] = ModuleType("tests")
        names = module.__dict__
        names["__builtins__"] = Guard(self._sources, self._session).builtins()
        for alias, name in self._reading.modules.items():
            names[alias] = importlib.import_module(name)
        for name, home in self._reading.known.items():
            names[name] = getattr(importlib.import_module(home), name)
        for name in self._reading.wanted:
            names[name] = self._remote(name)
        self._helpers = self._read_helpers()
        names |= self._helpers
        if self._entry:
            names["candidate"] = names.get(self._entry)
        exec(self._codes[0], names)  # noqa: S102  (the tests' setup)
        return names

    def _read_helpers(self) -> dict[str, Any]:
        """Which functions of the problem statement do the tests use?"""
        wanted = self._reading.wanted | self._reading.known.keys()
        tree = reading.functions_of(self._tests["given"], wanted, self._entry)
        if tree is None:
            return {}
        names: dict[str, Any] = {"__name__": "statement"}
        with suppress(Exception):
            exec(compile(ast.fix_missing_locations(tree), "statement", "exec"), names)  # noqa: S102
        return {name: names[name] for name in wanted - {self._entry} if name in names}

    def _judge(self, attempt: Callable[[], bool]) -> dict[str, Any]:
        """Did this pass, and also where the program had no hand in what it is compared with?

        Where a changed argument was not meant to matter: also without the change.  Where the
        statement defines a helper that the program defines, too: also with the program's.
        """
        session = self._session
        session.begin_unit()
        result = self._attempt(attempt)
        if result["passed"] and session.mutated and not self._reading.mutation_meant:
            session.undo_changes()
            session.write_back = False
            result = self._attempt(attempt)
            session.write_back = True
        if result["passed"] and (own := self._own_helpers()):
            ours = {name: self.namespace[name] for name in own}
            self.namespace |= own
            result = self._attempt(attempt)
            self.namespace |= ours
        if not self._reading.mutation_meant:
            session.undo_changes()
        return result

    def _own_helpers(self) -> dict[str, Remote]:
        """Which of the statement's helpers does the program define, too?"""
        names = [name for name in self._helpers if self._session.ask("defines", name) is True]
        return {name: self._remote(name) for name in names}

    def _remote(self, name: str) -> Remote:
        return Remote(self._session, {"name": name}, name, built=False)

    def _attempt(self, attempt: Callable[[], bool]) -> dict[str, Any]:
        session = self._session
        session.final = None
        try:
            passed, detail = attempt(), "the program returned something else"
        except BaseException as error:  # noqa: BLE001  (whatever tests can raise)
            passed, detail = False, f"{type(error).__name__}: {error}"
        if session.final is not None:  # also where the tests swallowed it
            passed, detail = False, f"{type(session.final).__name__}: {session.final}"
        tests = session.tests_at_fault
        fault = None if passed else "tests" if tests else "program"
        return {"passed": passed, "detail": "" if passed else detail[:_MAX_DETAIL], "fault": fault}

    def _run(self, code: Any, source: str) -> bool:
        names = self.namespace
        exec(code, names)  # noqa: S102  (the tests)
        if reading.defines(source, "check"):
            if not self._entry:
                raise BadTests("tests that define check() need an entry_point")
            names["check"](self._candidate())
        return True

    def _candidate(self) -> Any:
        """What is under test?  A name, or an expression like ``Solution().solve``."""
        entry = self._entry or ""
        if entry.isidentifier():
            return self.namespace[entry]
        return eval(entry, self.namespace)  # noqa: S307  (the data's expression)

    def _call(self, call: list[Any]) -> bool:
        args, kwargs, expected = (decode(part) for part in call)
        if not self._entry:
            raise BadTests("calls need an entry_point")
        return agree(self._candidate()(*args, **kwargs), expected)


def run(tests: dict[str, Any], verdict: int, connection: socket.socket) -> None:
    """Judge the program at the other end of this connection; results go to ``verdict``."""
    with open(verdict, "w", encoding="utf-8") as out:

        def say(result: dict[str, Any]) -> None:
            out.write(json.dumps(result) + "\n")
            out.flush()

        _reseed()
        session = Session(connection, Remote)
        try:
            judgements = Judge(tests, session)
        except (BadTests, SyntaxError, ValueError, RecursionError) as error:
            say({"bad_tests": f"{type(error).__name__}: {error}"[:_MAX_DETAIL]})
            return
        _judge_all(judgements, session, say)


def _judge_all(judge: Judge, session: Session, say: Callable[[dict[str, Any]], None]) -> None:
    try:
        loaded = session.wait_until_loaded()
    except Final:
        loaded = False
    if not loaded:
        say({"loaded": False})
        return
    try:
        results = judge.results()
    except BaseException as error:  # noqa: BLE001  (the setup may call the program, too)
        why = f"{type(error).__name__}: {error}"[:_MAX_DETAIL]
        say({"bad_tests": why} if session.tests_at_fault else {"loaded": True})
        return
    passed = True
    for judgement in results:
        result = judgement()
        passed &= result["passed"]
        say(result)
    vacuous = passed and not session.contacted
    say({"bad_tests": "the tests never call the program"} if vacuous else {"done": True})


def _reseed() -> None:
    """Let no program know which random numbers the tests will draw."""
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(int.from_bytes(os.urandom(4), "little"))
