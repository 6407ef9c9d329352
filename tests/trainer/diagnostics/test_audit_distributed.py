"""Two real processes over gloo: the gap is over the completions of both, and both know it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trainer.diagnostics.audited_ranks import ROWS, STEPS

ROOT = Path(__file__).parents[3]


def test_both_ranks_know_the_gap_of_both(start, tmp_path):
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]
    subprocess.run(
        [*launch, "-m", "tests.trainer.diagnostics.audited_ranks", str(start), str(tmp_path)],
        env=os.environ
        | {
            "ACCELERATE_USE_CPU": "true",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        },
        cwd=ROOT,
        check=True,
        timeout=600,
    )
    first, second = (json.loads((tmp_path / f"{rank}.json").read_text()) for rank in (0, 1))
    assert first == pytest.approx(second, nan_ok=True)
    assert first["diagnostics/audit/n"] == 2 * STEPS * ROWS * 0.5
    assert first["diagnostics/audit/low"] > 0  # nothing is granted of what the letters claim
    assert first["diagnostics/reward/mean"] > 0
