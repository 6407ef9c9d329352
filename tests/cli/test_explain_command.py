"""``rewardsmith explain``: the tree of one verdict."""

import json

from rewardsmith import Verdict

REWARD = "0.9 * (Tags() * Integer()) + 0.1 * Boxed()"
SPEC = """
kind: sum
of:
  - [0.9, {kind: product, of: [{kind: tags}, {kind: integer}]}]
  - [0.1, {kind: boxed}]
"""
ROWS = (
    {"id": "right", "completion": r"<think>6·7</think><answer>\boxed{42}</answer>", "answer": "42"},
    {"id": "bare", "completion": r"\boxed{42}", "answer": "42"},
    {"completion": "\x1b[2J\x1b]0;mine\x07 [red]no[/red]", "answer": "42"},
)


def test_the_tree_has_formula_weights_scores_and_reasons(run, write, folder):
    write("in.jsonl", *ROWS)
    (folder / "r.yaml").write_text(SPEC)
    out = run("explain", "-r", "r.yaml", "in.jsonl", "--id", "right").out
    for word in (REWARD, "0.9 × product", "0.1 × boxed", "integer", "match", "42", "in.jsonl:1"):
        assert word in out
    assert max(map(len, out.splitlines())) <= 80


def test_what_was_not_evaluated_is_named(run, write, folder):
    write("in.jsonl", *ROWS)
    (folder / "r.yaml").write_text(SPEC)
    out = run("explain", "-r", "r.yaml", "in.jsonl", "--id", "bare").out
    assert "integer  not evaluated" in out
    assert "bad_format" in out


def test_model_text_cannot_harm_the_terminal(run, write):
    write("in.jsonl", *ROWS)
    out = run("explain", "-r", "exact", "in.jsonl", "--id", "line:3").out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[red]no[/red]" in out


def test_json_is_a_verdict_with_its_provenance(run, write, folder):
    write("in.jsonl", *ROWS)
    (folder / "r.yaml").write_text(SPEC)
    told = json.loads(run("explain", "-r", "r.yaml", "in.jsonl", "--id", "bare", "--json").out)
    assert Verdict.from_dict(told["verdict"]).score == 0.1
    assert told["formula"] == REWARD
    assert told["line"] == 2


def test_a_routed_row_shows_its_route_only(run, write):
    write("in.jsonl", {"id": "a", "completion": "x", "answer": "x", "task": "t"})
    reward = "{kind: route, by: task, routes: {t: {kind: exact}, u: {kind: boxed}}}"
    out = run("explain", "-r", reward, "in.jsonl", "--id", "a").out
    assert "t  1  match" in out
    assert "not evaluated" not in out
