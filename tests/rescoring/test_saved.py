"""Rollouts as they are kept: our runs, TRL's tables, JSON lines."""

from dataclasses import replace

import pyarrow as pa
import pytest
from pyarrow import parquet

from rewardsmith import Reason, load_spec, score
from rewardsmith.cli.scoring import scored
from rewardsmith.errors import DataError
from rewardsmith.rescoring import read_saved
from rewardsmith.rows import Row, as_json, write_text

ROWS = [
    {"prompt": "6·7?", "completion": answer, "answer": "42", "step": step}
    for step in (1, 2)
    for answer in (r"\boxed{42}", "41")
]


def test_what_score_wrote_is_read_back(tmp_path):
    reward = load_spec("{kind: product, of: [{kind: boxed}, {kind: number}]}")
    path = tmp_path / "rollouts.jsonl"
    rows = [Row(path, i, row) for i, row in enumerate(ROWS, 1)]
    verdicts = score(reward, [row.rollout() for row in rows])
    write_text(path, map(as_json, scored(rows, verdicts, "hash")))
    for place in (path, tmp_path):
        saved = read_saved(place)
        assert [one.verdict for one in saved] == [replace(v, detail="") for v in verdicts]
        assert [one.rollout.truth for one in saved] == ["42"] * 4
        assert "score" not in saved[0].rollout.extra
        assert len({one.rollout.group for one in saved}) == 2


def test_tables_of_trl_get_their_truth_from_the_dataset(tmp_path):
    table = {
        "step": [1, 1],
        "prompt": [[{"role": "user", "content": "6·7?"}]] * 2,
        "completion": [[{"role": "assistant", "content": text}] for text in ("42", "41")],
        "reward": [1.0, 0.0],
        "advantage": [0.7, -0.7],
    }
    folder = tmp_path / "completions"
    folder.mkdir()
    parquet.write_table(pa.table(table), folder / "completions_00001.parquet")
    dataset = tmp_path / "data.jsonl"
    write_text(dataset, [as_json({"prompt": table["prompt"][0], "answer": "42"})])
    saved = read_saved(tmp_path, dataset)
    assert [one.rollout.truth for one in saved] == ["42", "42"]
    assert [one.advantage for one in saved] == [0.7, -0.7]
    assert [one.verdict for one in saved] == [None, None]
    assert [v.score for v in score(load_spec("number"), [s.rollout for s in saved])] == [1, 0]
    write_text(dataset, [as_json({"prompt": "another", "answer": "1"})])
    with pytest.raises(DataError, match=r"completions_00001.parquet:1: its prompt is in no row"):
        read_saved(tmp_path, dataset)


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(DataError, match="no rollouts in it"):
        read_saved(tmp_path)
    broken = tmp_path / "completions_1.parquet"
    broken.write_bytes(b"nothing")
    with pytest.raises(DataError, match="no Parquet table"):
        read_saved(broken)
    odd = tmp_path / "odd.jsonl"
    write_text(odd, [as_json({"completion": "x", "score": None, "reason": "because"})])
    with pytest.raises(DataError, match=r"odd.jsonl:1: holds no verdict of ours"):
        read_saved(odd)


def test_a_row_without_a_verdict_has_none(tmp_path):
    path = tmp_path / "plain.jsonl"
    write_text(path, [as_json({"completion": "x", "reason": Reason.MISMATCH, "score": 0.0})])
    assert read_saved(path)[0].verdict is not None
    write_text(path, [as_json({"completion": "x"})])
    assert read_saved(path)[0].verdict is None
