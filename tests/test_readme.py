"""The README's examples run, and its test command is the one that CI runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import with_table
from rewardsmith import Rollout, load_spec
from tests.strangers import compute_score, length_reward

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def run(code: str, names: dict[str, Any]) -> None:
    exec(compile(code, "README.md", "exec", dont_inherit=True), names)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_reward_of_five_lines_and_its_yaml_are_the_same(capsys):
    names: dict[str, Any] = {}
    run(blocks("python")[0], names)
    assert capsys.readouterr().out == "1.0\n"
    assert load_spec(blocks("yaml")[0]) == names["reward"]


def test_the_functions_that_people_have(capsys):
    names: dict[str, Any] = {"my_trl_reward": length_reward, "compute_score": compute_score}
    run(blocks("python")[1], names)
    rollout = Rollout(completion="42", truth="42")
    assert names["reward"].verify(rollout).score == pytest.approx(0.5 * 2 + 0.5 * 1)


def test_a_verifier_of_ones_own():
    names: dict[str, Any] = {"__name__": "my_package"}
    run(next(block for block in blocks("python") if "class Polite" in block), names)
    assert load_spec("polite").verify(Rollout(completion="Yes, please.")).score == 1.0


def test_ci_runs_the_test_command_as_it_stands():
    command = next(
        line for block in blocks("sh") for line in block.splitlines() if "pytest" in line
    )
    assert command in (ROOT / ".ci" / "run").read_text().splitlines()


def test_its_figures_are_those_of_the_results():
    assert with_table(README) == README
