"""Runs the command in this process, as its entry point does, in an empty folder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rewardsmith.cli import main


class Ran(NamedTuple):
    code: int | str | None
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: str) -> Ran:
        code: int | str | None = 0
        try:
            main(arguments)
        except SystemExit as leaving:
            code = leaving.code or 0
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run_command


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    def write_rows(name: str, *rows: dict[str, Any]) -> Path:
        path = folder / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return write_rows
