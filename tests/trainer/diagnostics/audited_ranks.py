"""Diagnostics and an audit in one of several processes.  Run by ``test_audit_distributed``.

Run: torchrun --nproc_per_node 2 -m tests.trainer.diagnostics.audited_ranks START OUT
Every rank leaves in OUT/RANK.json the gap and the figures of the batches as it knows them.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from rewardsmith_trainer.diagnostics.audit import Audit
from rewardsmith_trainer.diagnostics.callback import Diagnostics
from tests.trainer.diagnostics.test_audit import Granted
from tests.trainer.steps import FOUR_ROWS, trainer
from tests.trainer.two_ranks import Letters

STEPS, ROWS = 3, 16


def main(start: Path, out: Path) -> None:
    rank = os.environ["RANK"]
    audit, diagnostics = Audit(Granted(), share=0.5), Diagnostics()
    rows = [row | {"grant": 0.0} for row in FOUR_ROWS]
    made = trainer(
        start,
        out / f"run-{rank}",
        Letters(),
        rows=rows,
        per_device_train_batch_size=ROWS,
        max_steps=STEPS,
        watchers=[audit, diagnostics],
    )
    noted: dict[str, float] = {}
    note = made.note
    made.note = lambda name, value: (noted.update({name: value}), note(name, value))
    made.train()
    (out / f"{rank}.json").write_text(json.dumps(noted))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
