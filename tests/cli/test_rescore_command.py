"""``rewardsmith rescore``: another reward over the rollouts of a run."""

import json

ROWS = (
    {"prompt": "p", "completion": r"\boxed{42}", "answer": "42", "score": 1.0, "reason": "match"},
    {"prompt": "p", "completion": "42", "answer": "42", "score": 0.0, "reason": "no_answer"},
    {"prompt": "p", "completion": "41", "answer": "42", "score": 0.0, "reason": "no_answer"},
)


def test_the_diff_shows_flips_with_both_trees(run, write):
    write("run.jsonl", *ROWS)
    ran = run("rescore", "run.jsonl", "-r", "number", "--diff")
    assert ran.code == 0
    assert "1 of 3 verdicts flip" in ran.out
    assert "1 of 3 advantages change their sign" in ran.out
    assert "was  0  no_answer" in ran.out
    assert "is  1  match" in ran.out
    assert "run.jsonl:2" in ran.out


def test_figures_for_a_script(run, write):
    write("run.jsonl", *ROWS)
    told = json.loads(run("rescore", "run.jsonl", "-r", "number", "--diff", "--json").out)
    assert [flip["line"] for flip in told["flips"]] == [2]
    assert [turn["line"] for turn in told["sign_changes"]] == [2]
    assert told["n"] == 3
    assert told["formula"] == "Number()"


def test_more_flips_than_shown_are_counted(run, write):
    write("run.jsonl", *ROWS)
    out = run("rescore", "run.jsonl", "-r", "number", "--diff", "--show", "0").out
    assert "1 more flips: --show 1" in out


def test_the_rows_are_written_with_the_new_verdicts(run, write, folder):
    write("run.jsonl", *ROWS)
    assert run("rescore", "run.jsonl", "-r", "number", "-o", "new.jsonl").code == 0
    rows = [json.loads(line) for line in (folder / "new.jsonl").read_text().splitlines()]
    assert [row["score"] for row in rows] == [1.0, 1.0, 0.0]
    assert run("score", "new.jsonl", "-r", "number").code == 0


def test_bad_input_is_one_message(run, write, folder):
    write("plain.jsonl", {"completion": "x", "answer": "x"})
    for arguments, told in (
        (("plain.jsonl", "--diff"), "holds no verdicts to compare with"),
        ((str(folder),), "no rollouts in it"),
        (("plain.jsonl", "-o", "plain.jsonl"), "is the input itself"),
    ):
        ran = run("rescore", *arguments, "-r", "exact")
        assert (ran.code, told in ran.err) == (2, True), ran
