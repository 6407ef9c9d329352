"""What starting costs: which modules are imported.  The time is in benchmarks/cli_startup.py."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "trl", "sympy", "docker", "langdetect", "openai", "scipy")

PROBE = """
import sys
sys.argv = ["rewardsmith", {argument!r}]
from rewardsmith.cli import main
try:
    main()
except SystemExit:
    pass
print("loaded:", *sorted({{name.partition(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


def loaded_by(code: str) -> set[str]:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stderr.rpartition("loaded:")[2].split())


def test_importing_the_package_imports_nothing_heavy():
    code = (
        "import rewardsmith, sys; "
        "print('loaded:', *{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    assert not loaded_by(code) & {*HEAVY, "pydantic", "rich", "typer"}


@pytest.mark.parametrize("argument", ["--help", "schema", "--version"])
def test_no_command_but_train_needs_the_heavy_ones(argument):
    assert not loaded_by(PROBE.format(argument=argument)) & {*HEAVY}


def test_list_needs_neither_pydantic_nor_typer():
    loaded = loaded_by(PROBE.format(argument="list"))
    assert not loaded & {*HEAVY, "pydantic", "typer"}
    assert "rich" in loaded
