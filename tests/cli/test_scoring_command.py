"""``rewardsmith score``, from a file to a file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rewardsmith import Sum, load_spec, spec_hash

ADDED = {"score", "reason", "extracted", "tier", "parts", "spec_hash"}
MAIN = "from rewardsmith.cli import main; main()"
ROWS = (
    {"id": 1, "prompt": "6·7?", "completion": r"\boxed{42}", "answer": "42", "topic": "✓"},
    {"id": 2, "prompt": "6·7?", "completion": r"\boxed{41}", "answer": "42"},
    {"id": 3, "prompt": "6·8?", "completion": r"\boxed{48}", "answer": "many"},
)


def read(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_row_comes_out_with_its_verdict(run, write):
    write("in.jsonl", *ROWS)
    ran = run("score", "-r", "integer", "in.jsonl")
    rows = read(ran.out)
    assert ran.code == 0
    assert [(row["score"], row["reason"]) for row in rows] == [
        (1.0, "match"),
        (0.0, "mismatch"),
        (None, "bad_truth"),  # the data's fault is null, not 0
    ]
    assert rows[0]["extracted"] == "42"
    for given, row in zip(ROWS, rows, strict=True):
        assert row | given == row
        assert set(row) - set(given) == ADDED
        assert row["spec_hash"] == spec_hash(load_spec("integer"))


def test_a_file_gets_its_provenance_beside_it(run, write, folder):
    write("in.jsonl", *ROWS)
    ran = run("score", "-r", "integer", "in.jsonl", "-o", "out.jsonl")
    assert (ran.code, ran.out) == (0, "")
    assert "3 rows" in ran.err
    meta = json.loads((folder / "out.jsonl.meta.json").read_text())
    assert load_spec(meta["spec"]) == load_spec("integer")
    assert meta["environment"]["rewardsmith"]
    assert {row["spec_hash"] for row in read((folder / "out.jsonl").read_text())} == {
        meta["spec_hash"]
    }
    assert sorted(path.name for path in folder.iterdir()) == [
        "in.jsonl",
        "out.jsonl",
        "out.jsonl.meta.json",
    ]


def test_scored_rows_can_be_scored_again(run, write):
    write("in.jsonl", *ROWS)
    run("score", "-r", "integer", "in.jsonl", "-o", "one.jsonl")
    run("score", "-r", "integer", "one.jsonl", "-o", "two.jsonl")
    assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param([{"prompt": "p"}, {"prompt": "q"}, {"prompt": "p"}], id="one_prompt"),
        pytest.param(
            [{"prompt": "p", "group": 7}, {"prompt": "p", "group": 8}, {"prompt": "z", "group": 7}],
            id="the_column_before_the_prompt",
        ),
        pytest.param(
            [{"prompt": [{"role": "user", "content": c}]} for c in "pqp"], id="message_lists"
        ),
    ],
)
def test_an_undecided_term_stands_for_the_mean_of_its_group(run, write, columns):
    """Rows 0 and 2 are one group, though row 1 stands between them."""
    reward = Sum(of=((0.5, load_spec("boxed")), (0.1, load_spec("integer"))))
    Path("r.json").write_text(reward.model_dump_json())
    answers = ["42", "42", "what?"]
    write(
        "in.jsonl",
        *(
            {"completion": r"\boxed{42}", "answer": answer, **given}
            for given, answer in zip(columns, answers, strict=True)
        ),
    )
    scores = [row["score"] for row in read(run("score", "-r", "r.json", "in.jsonl").out)]
    assert scores == pytest.approx([0.6, 0.6, 0.6])


@pytest.mark.parametrize("text", ["naïve 答案 🙂", "\ud800 alone", "\x1b[31mred", "a\u2028b\x85c"])
def test_any_text_comes_out_as_it_went_in(run, write, folder, text):
    write("in.jsonl", {"completion": text, "answer": text})
    assert run("score", "-r", "exact", "in.jsonl", "-o", "out.jsonl").code == 0
    (line,) = (folder / "out.jsonl").read_bytes().decode("utf-8").split("\n")[:-1]
    assert json.loads(line)["completion"] == text


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b"\n  \r\n"], ids=["bom", "blank_lines"])
def test_what_editors_put_first_is_no_row(run, folder, prefix):
    (folder / "in.jsonl").write_bytes(prefix + b'{"completion": "x", "answer": "x"}\r\n')
    assert read(run("score", "-r", "exact", "in.jsonl").out)[0]["score"] == 1.0


def test_output_through_a_link_keeps_the_link(run, write, folder):
    write("in.jsonl", *ROWS)
    (folder / "store").mkdir()
    (folder / "out.jsonl").symlink_to(folder / "store" / "real.jsonl")
    assert run("score", "-r", "integer", "in.jsonl", "-o", "out.jsonl").code == 0
    assert (folder / "out.jsonl").is_symlink()
    assert len(read((folder / "store" / "real.jsonl").read_text())) == 3


def test_a_device_is_written_as_it_is(run, write):
    write("in.jsonl", *ROWS)
    assert run("score", "-r", "integer", "in.jsonl", "-o", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()
    assert not Path("/dev/null.meta.json").exists()


def test_a_pipe_feeds_it_and_a_closed_pipe_ends_it_quietly(folder):
    row = json.dumps({"completion": "x", "answer": "x"}) + "\n"
    child = subprocess.Popen(
        [sys.executable, "-c", MAIN, "score", "-r", "exact", "/dev/stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdin and child.stdout and child.stderr
    child.stdin.write(row.encode() * 20_000)
    child.stdin.close()
    first = child.stdout.readline()
    child.stdout.close()
    errors = child.stderr.read().decode()
    child.stderr.close()
    child.wait(60)
    assert json.loads(first)["score"] == 1.0
    assert "Traceback" not in errors
    assert "Exception" not in errors


def test_no_colours_in_a_pipe_and_any_encoding_will_do(write):
    write("in.jsonl", *ROWS)
    ran = subprocess.run(
        [sys.executable, "-c", MAIN, "explain", "-r", "integer", "in.jsonl", "--id", "1"],
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin", "COLUMNS": "80"},
        check=True,
    )
    assert b"\x1b" not in ran.stdout + ran.stderr
    assert b"6\\xb77?" in ran.stdout
