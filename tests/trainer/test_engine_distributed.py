"""Two real processes over gloo: what one process does, and nobody waits for a rank that failed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from tests.trainer.two_ranks import SCENARIOS, run

ROOT = Path(__file__).parents[2]
AS_ONE = ("split", "split_tokens", "accumulated", "gdpo", "slow", "half_silent")


@pytest.fixture(scope="module")
def found(start, tmp_path_factory):
    """What each rank found of each scenario: {scenario: [rank 0, rank 1]}."""
    out = tmp_path_factory.mktemp("ranks")
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]
    environment = os.environ | {
        "ACCELERATE_USE_CPU": "true",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
    }
    subprocess.run(
        [*launch, "-m", "tests.trainer.two_ranks", str(start), str(out), *SCENARIOS],
        env=environment,
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    return {
        name: [torch.load(out / f"{name}-{rank}.pt", weights_only=False) for rank in (0, 1)]
        for name in SCENARIOS
    }


@pytest.mark.parametrize("name", AS_ONE)
def test_two_processes_do_what_one_does(found, start, name):
    alone = run(name, start, 1)
    for rank in found[name]:
        assert alone["moved"].norm() > 1e-4
        apart = (rank["moved"] - alone["moved"]).norm() / alone["moved"].norm()
        assert apart.item() < 1e-5
        _equal(rank["batches"], alone["batches"])


def _equal(found, wanted):
    """Watchers see the same rows, on every rank and in one process."""
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        for name, value in one.items():
            if isinstance(value, torch.Tensor):
                torch.testing.assert_close(value, other[name], equal_nan=True)
            else:
                assert value == other[name]


def test_a_group_was_split_and_rows_were_left_out(found):
    batch = found["split"][0]["batches"][0]
    assert batch["group_size"] == 8
    assert len(batch["rewards"]) == 24  # twelve rows a rank: the second group lies on both
    assert 0 < (~batch["used"]).sum() < 12


def test_every_rank_steers_by_the_tokens_of_all(found, start):
    first, second = (rank["beta"] for rank in found["steered"])
    assert first == second == pytest.approx(run("steered", start, 1)["beta"], rel=1e-3)
    assert abs(first - 0.04) > 1e-3


def test_a_verifier_that_raises_is_undecided_on_its_rank_alone(found):
    for rank in found["raises"]:
        (batch,) = rank["batches"]
        assert batch["rewards"].isnan().tolist() == [i >= 12 for i in range(24)]
        assert batch["used"].tolist() == [i < 12 for i in range(24)]


def test_a_rank_that_fails_ends_both_with_its_words(found):
    first, second = (rank["error"] for rank in found["fails"])
    assert second.startswith("ScoreError: ")
    assert "a score is a finite number" in second
    assert first == f"RewardsmithError: the reward raised on rank 1: {second}"


def test_a_reward_that_compares_needs_its_whole_group(found):
    for rank in found["compares"]:
        assert "groups lie on several ranks" in rank["error"]


def test_every_rank_does_the_same_passes(found):
    for name in ("split", "accumulated", "half_silent", "all_silent"):
        rows = [[shape[0] for shape in rank["passes"]] for rank in found[name]]
        assert rows[0] == rows[1]
    assert sum(shape[0] for shape in found["half_silent"][0]["passes"]) < 12


def test_ranks_without_signal_pass_one_masked_row(found):
    for rank in found["all_silent"]:
        assert [shape[0] for shape in rank["passes"]] == [1, 1]
        assert rank["moved"].abs().max() == 0
        assert rank["log"]["no_signal"] == 1.0
