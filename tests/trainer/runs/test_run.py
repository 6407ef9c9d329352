"""The tiny recipe for real: it learns, leaves its folder, survives Ctrl-C and goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from rewardsmith import score
from rewardsmith.errors import DataError
from rewardsmith.rows import read_rollouts, read_rows
from rewardsmith_trainer.cli import train as command
from rewardsmith_trainer.models.hub import causal_lm
from rewardsmith_trainer.runs.recipe import load_recipe
from rewardsmith_trainer.runs.run import train

QUIET = Console(quiet=True)
AUDIT = {"verifier": {"kind": "last_number"}, "share": 0.1}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "tiny"
    return folder, train(load_recipe("tiny", audit=AUDIT), folder, console=QUIET)


def test_tiny_learns_the_form_and_the_sum(finished):
    _, summary = finished
    assert summary.finished
    assert summary.first < 0.5
    first = read_rows(finished[0] / "metrics.jsonl")[0].columns
    assert first["reward"] < 0.3
    assert summary.last > 0.8
    assert summary.heldout["accuracy"].low > 0


def test_the_model_is_tiny_and_loads(finished):
    model = causal_lm(finished[0] / "model")
    assert sum(p.numel() for p in model.parameters()) < 100_000


def test_the_folder_holds_what_it_promises(finished):
    folder, summary = finished
    metrics = [row.columns for row in read_rows(folder / "metrics.jsonl")]
    assert [row["step"] for row in metrics] == list(range(1, summary.steps + 1))
    assert all(set(row["components"]) == {"answer", "form"} for row in metrics)
    assert (folder / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert len(read_rows(folder / "heldout_after.jsonl")) == summary.heldout["form"].n
    assert json.loads((folder / "summary.json").read_text())["finished"] is True
    assert not [path.name for path in folder.iterdir() if "partial" in path.name]


def test_the_run_is_diagnosed_and_audited(finished):
    folder, summary = finished
    last = read_rows(folder / "metrics.jsonl")[-1].columns["trl"]
    assert 0 <= last["diagnostics/groups/predicted"] <= 1
    assert last["diagnostics/audit/n"] == summary.audit.n > 100
    assert summary.audit.low < 0.05  # the reward claims no more than there is
    assert json.loads((folder / "advice.json").read_text()) == list(summary.advice) == []


def test_the_rollouts_can_be_scored_again(finished):
    folder, _ = finished
    rows = read_rows(folder / "rollouts.jsonl")[-128:]
    recipe = load_recipe(folder / "recipe.yaml")
    again = score(recipe.reward, read_rollouts(rows))
    assert [verdict.score for verdict in again] == [row.columns["score"] for row in rows]
    assert len({row.columns["group"] for row in rows}) == 16  # two steps of eight prompts
    assert rows[0].columns["parts"]["answer"]["reason"]


def test_a_folder_in_use_is_refused(finished):
    with pytest.raises(DataError, match="go on with --resume"):
        train(load_recipe("tiny"), finished[0], console=QUIET)


def test_ctrl_c_ends_after_the_step_and_resume_goes_on(tmp_path):
    folder = tmp_path / "run"
    code = (
        "from pathlib import Path; from rewardsmith_trainer.cli import train; "
        f"train('tiny', out=Path({str(folder)!r}), steps=40)"
    )
    running = subprocess.Popen([sys.executable, "-c", code], env=_environment())
    _wait_for_step(folder / "metrics.jsonl", 3, running)
    running.send_signal(signal.SIGINT)
    running.wait(timeout=120)

    summary = json.loads((folder / "summary.json").read_text())
    stopped = summary["steps"]
    assert not summary["finished"]
    assert 3 <= stopped < 40
    assert (folder / "curve.png").is_file()
    assert (folder / "checkpoints" / f"checkpoint-{stopped}").is_dir()

    with (folder / "metrics.jsonl").open("a") as file:
        file.write('{"step": 99, "rew')  # as a power cut would leave it
    command(resume=True, out=folder)
    steps = [row.columns["step"] for row in read_rows(folder / "metrics.jsonl")]
    assert steps == list(range(1, 41))
    seen = [row.columns["step"] for row in read_rows(folder / "rollouts.jsonl")]
    assert sorted(seen) == seen
    assert set(seen) == set(steps)
    assert json.loads((folder / "summary.json").read_text())["finished"]


def _wait_for_step(path: Path, step: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not path.is_file() or path.read_text().count("\n") < step:
        assert running.poll() is None, "the run ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
