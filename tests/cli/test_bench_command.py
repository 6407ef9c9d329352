"""``rewardsmith bench``: the report and its JSON."""

import json

import pytest

CELLS = {"n", "tp", "fp", "fn", "tn", "abstained", "skipped"}
RATES = {"precision", "recall", "accuracy"}
KEYS = CELLS | RATES | {"cases_per_s", "p50_ms", "p99_ms", "ci", "by"}
ROWS = (
    {"id": "tp", "completion": r"\boxed{42}", "answer": "42", "label": True, "kind": "easy"},
    {"id": "fp", "completion": r"\boxed{41}", "answer": "41", "label": False, "kind": "easy"},
    {"id": "fn", "completion": r"\boxed{41}", "answer": "42", "label": True, "kind": "hard"},
    {"id": "tn", "completion": r"\boxed{41}", "answer": "42", "label": False, "kind": "hard"},
    {"id": "miss", "completion": r"\boxed{1}", "answer": "one", "label": True, "kind": 3},
    {"id": "open", "completion": r"\boxed{1}", "answer": "one", "label": False},
    {"id": "null", "completion": r"\boxed{1}", "answer": "1", "label": None, "kind": "easy"},
)


@pytest.fixture
def card(run, write, folder):
    write("in.jsonl", *ROWS)
    ran = run("bench", "-r", "integer", "in.jsonl", "--json", "card.json", "--by", "kind")
    assert ran.code == 0
    return json.loads((folder / "card.json").read_text())


def test_an_abstention_is_not_accepted(card):
    assert card["n"] == 6
    assert [card[cell] for cell in ("tp", "fp", "fn", "tn")] == [1, 1, 2, 1]
    assert (card["abstained"], card["skipped"]) == (2, 1)
    assert card["recall"] == pytest.approx(1 / 3)  # the abstention is a miss
    assert card["accuracy"] == pytest.approx(2 / 6)  # and an error, whatever its label
    assert card["precision"] == 0.5


def test_the_keys_are_what_scripts_rely_on(card):
    assert set(card) >= KEYS | {"threshold", "spec", "spec_hash", "environment"}
    assert set(card["ci"]) == RATES
    assert all(set(stratum) == KEYS for stratum in card["by"].values())
    assert set(card["by"]) == {"easy", "hard", "3", "null"}
    assert card["cases_per_s"] > 0
    assert 0 < card["p50_ms"] <= card["p99_ms"]
    assert card["timed"] == 6


def test_strata_add_up(card):
    for cell in CELLS:
        assert sum(stratum[cell] for stratum in card["by"].values()) == card[cell]


def test_errors_are_listed_false_positives_first(run, write, card):
    assert [error["id"] for error in card["false_positives"]] == ["fp"]
    assert [error["id"] for error in card["false_negatives"]] == ["fn", "miss"]
    out = run("bench", "-r", "integer", "in.jsonl").out
    assert out.startswith("1 false positive\n")
    assert out.index("fp") < out.index("2 false negatives") < out.index("precision")
    assert "abstained: bad_truth 2" in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_dash_is_stdout(run, write):
    write("in.jsonl", *ROWS)
    ran = run("bench", "-r", "integer", "in.jsonl", "--json", "-")
    assert json.loads(ran.out)["n"] == 6
    assert "false positive" in ran.err


@pytest.mark.parametrize(
    ("threshold", "accepted"), [("0.5", 2), ("0.500001", 0), ("0", 2), ("-1", 2)]
)
def test_a_score_at_the_threshold_is_accepted(run, write, threshold, accepted):
    write(
        "in.jsonl",
        {"id": 1, "completion": "", "label": True},
        {"id": 2, "completion": "", "label": False},
    )
    reward = "{kind: constant, value: 0.5}"
    ran = run("bench", "-r", reward, "in.jsonl", "--json", "-", "--threshold", threshold)
    card = json.loads(ran.out)
    assert card["tp"] + card["fp"] == accepted
