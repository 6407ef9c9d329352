"""Whatever is wrong with the input: one message with place and mend, code 2, nothing written."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

MAIN = "from rewardsmith.cli import main; main()"
GOOD = '{"id": "a", "prompt": "p", "completion": "x", "answer": "x", "label": true}\n'

BAD_DATA = {
    "broken_json": ('{"completion": "x"}\n{"completion": \n', ["in.jsonl:2", "broken JSON"]),
    "cut_off": (GOOD + GOOD[:30], ["in.jsonl:2", "broken JSON"]),
    "csv": ("id,completion\n1,x\n", ["in.jsonl:1", "one object a line"]),
    "json_array": ('[{"completion": "x"}]\n', ["in.jsonl:1", "a list, not an object", "jq -c"]),
    "pretty_json": ('{\n"completion": "x"\n}\n', ["in.jsonl:1", "jq -c"]),
    "a_number": ("3\n", ["in.jsonl:1", "a number, not an object"]),
    "null": ("null\n", ["in.jsonl:1", "null, not an object"]),
    "huge_number": (f'{{"completion": {"9" * 5000}}}', ["in.jsonl:1", "beyond"]),
    "too_deep": ("[" * 100_000, ["in.jsonl:1", "beyond"]),
    "no_completion": (
        GOOD + '{"id": 2, "respons": "x"}\n',
        ["in.jsonl:2", "completion", "respons"],
    ),
    "completion_number": ('{"completion": 3}\n', ["in.jsonl:1", "completion", "a number: 3"]),
    "completion_no_messages": ('{"completion": [1]}\n', ["in.jsonl:1", "completion", "chat"]),
    "prompt_object": ('{"prompt": {}, "completion": ""}', ["in.jsonl:1", "prompt", "an object"]),
    "no_truth": ('{"completion": "x"}\n', ["in.jsonl", "answer"]),
    "empty": ("", ["in.jsonl", "no rows"]),
    "blank": ("\n \n", ["in.jsonl", "no rows"]),
    "gzip": (b"\x1f\x8b\x08\x00abc\n", ["in.jsonl:1", "UTF-8", "compressed"]),
    "utf16": (GOOD.encode("utf-16"), ["in.jsonl:1", "UTF-8"]),
}

BAD_LABELS = {
    "no_label": ('{"completion": "x", "answer": "x"}\n', ["in.jsonl:1", "label", "missing"]),
    "label_one": (GOOD.replace("true", "1"), ["in.jsonl:1", "label", "true"]),
    "label_word": (GOOD.replace("true", '"true"'), ["in.jsonl:1", "label", "true"]),
    "only_null": (GOOD.replace("true", "null"), ["in.jsonl", "every label is null"]),
    "an_id_twice": (GOOD + GOOD, ["in.jsonl:2", "'a'", "line 1"]),
}

BAD_REWARDS = {
    "unknown_kind": ("exat", ["exat", "did you mean 'exact'"]),
    "unknown_field": ("{kind: integer, bse: 3}", ["integer.bse", "base"]),
    "bad_value": ("{kind: integer, base: 99}", ["integer.base", "36"]),
    "missing_field": ("constant", ["constant.value", "{kind: constant"]),
    "no_mapping": ("[1, 2]", ["kind"]),
    "no_file": ("nope.yaml", ["nope.yaml", "cannot be read"]),
    "broken_yaml": ("{kind: [", ["YAML"]),
    "no_route": (
        "{kind: route, by: id, routes: {b: {kind: exact}}}",
        ["in.jsonl:", "id='a' has no route"],
    ),
}


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def refused(ran, told):
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("rewardsmith: ")
    assert "Traceback" not in ran.err
    for word in told:
        assert word in ran.err
    return True


@pytest.mark.parametrize("name", BAD_DATA)
@pytest.mark.parametrize("command", ["score", "bench", "explain"])
def test_bad_data(run, folder, name, command):
    content, told = BAD_DATA[name]
    raw = content if isinstance(content, bytes) else content.encode()
    if command == "bench":
        raw = raw.replace(b'{"completion"', b'{"label": true, "completion"')
    (folder / "in.jsonl").write_bytes(raw)
    more = {
        "score": ["-o", "out.jsonl"],
        "bench": ["--json", "out.json"],
        "explain": ["--id", "line:1"],
    }
    assert refused(run(command, "-r", "exact", "in.jsonl", *more[command]), told)
    assert files(folder) == ["in.jsonl"]


@pytest.mark.parametrize("name", BAD_LABELS)
def test_bad_labels(run, folder, name):
    content, told = BAD_LABELS[name]
    (folder / "in.jsonl").write_text(content)
    assert refused(run("bench", "-r", "exact", "in.jsonl", "--json", "out.json"), told)
    assert files(folder) == ["in.jsonl"]


@pytest.mark.parametrize("name", BAD_REWARDS)
@pytest.mark.parametrize("command", ["score", "bench"])
def test_bad_rewards(run, folder, name, command):
    reward, told = BAD_REWARDS[name]
    (folder / "in.jsonl").write_text(GOOD)
    assert refused(run(command, "-r", reward, "in.jsonl"), told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["in.jsonl", "-o", "no/out.jsonl"], ["no/out", "mkdir -p no"], id="no_folder"),
        pytest.param(["in.jsonl", "-o", "in.jsonl"], ["in.jsonl", "input itself"], id="the_input"),
        pytest.param(["in.jsonl", "-o", "link"], ["link", "input itself"], id="a_link_to_it"),
        pytest.param(["in.jsonl", "-o", "sub"], ["sub", "folder"], id="a_folder"),
        pytest.param(["nope.jsonl"], ["nope.jsonl", "No such file"], id="no_such_file"),
        pytest.param(["sub"], ["sub", "Is a directory"], id="data_is_a_folder"),
    ],
)
def test_bad_paths(run, folder, arguments, told):
    (folder / "in.jsonl").write_text(GOOD)
    (folder / "sub").mkdir()
    (folder / "link").symlink_to(folder / "in.jsonl")
    assert refused(run("score", "-r", "exact", *arguments), told)
    assert (folder / "in.jsonl").read_text() == GOOD
    assert files(folder) == ["in.jsonl", "link", "sub"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["bench", "-r", "exact", "in.jsonl", "--by", "ansver"], ["'ansver'", "'answer'"]),
        (["explain", "-r", "exact", "in.jsonl", "--id", "b"], ["in.jsonl", "'b'", "a"]),
        (["schema", "-o", "no/schema.json"], ["mkdir -p no"]),
    ],
)
def test_bad_options(run, folder, arguments, told):
    (folder / "in.jsonl").write_text(GOOD)
    assert refused(run(*arguments), told)


def test_an_id_on_two_lines_is_shown_by_line(run, folder):
    (folder / "in.jsonl").write_text(GOOD + GOOD)
    assert refused(
        run("explain", "-r", "exact", "in.jsonl", "--id", "a"), ["lines 1, 2", "--id line:1"]
    )
    assert run("explain", "-r", "exact", "in.jsonl", "--id", "line:2").code == 0


@pytest.mark.parametrize("arguments", [["scor"], ["score"], ["score", "-r"], ["list", "--jsn"]])
def test_bad_usage(run, arguments):
    ran = run(*arguments)
    assert ran.code == 2
    assert "Error" in ran.err
    assert "Traceback" not in ran.err


OWN = """
import pathlib, time
def nan(rollout): return float("nan")
def fails(rollout): raise KeyError("no such thing")
def wait(rollout):
    pathlib.Path("started").touch()
    time.sleep(60)
"""


def test_a_score_that_is_none_leaves_the_old_file(run, folder, monkeypatch):
    """NaN from a verifier is found while scoring; what was there before stays."""
    (folder / "own_nan.py").write_text(OWN)
    monkeypatch.syspath_prepend(folder)
    (folder / "in.jsonl").write_text(GOOD)
    (folder / "out.jsonl").write_text("before")
    reward = "{kind: callable, function: 'own_nan:nan', isolated: false}"
    assert refused(run("score", "-r", reward, "in.jsonl", "-o", "out.jsonl"), ["nan"])
    assert (folder / "out.jsonl").read_text() == "before"


def test_a_verifier_that_raises_says_so_once(run, folder, monkeypatch):
    (folder / "own_fails.py").write_text(OWN)
    monkeypatch.syspath_prepend(folder)
    (folder / "in.jsonl").write_text(GOOD + GOOD.replace('"x"', '"y"') + GOOD.replace('"x"', '"z"'))
    reward = "{kind: callable, function: 'own_fails:fails', isolated: false}"
    ran = run("score", "-r", reward, "in.jsonl")
    assert ran.code == 0
    assert [json.loads(line)["reason"] for line in ran.out.splitlines()] == ["error"] * 3
    assert ran.err.count("KeyError: 'no such thing'") == 1


def test_ctrl_c_leaves_what_was_there(folder):
    (folder / "in.jsonl").write_text(GOOD)
    (folder / "out.jsonl").write_text("before")
    (folder / "own.py").write_text(OWN)
    reward = "{kind: callable, function: 'own:wait', isolated: false}"
    child = subprocess.Popen(
        [sys.executable, "-c", MAIN, "score", "-r", reward, "in.jsonl", "-o", "out.jsonl"],
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(folder)},
    )
    deadline_s = time.monotonic() + 120
    while not (folder / "started").exists() and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert (folder / "started").exists()
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=120)
    assert (child.returncode, errors.decode()) == (130, "rewardsmith: interrupted\n")
    assert (folder / "out.jsonl").read_text() == "before"
    assert not [name for name in files(folder) if "partial" in name or "meta" in name]


@pytest.mark.parametrize("command", ["bench", "rescore"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_threshold_that_no_score_can_meet_or_miss(run, folder, command, value):
    (folder / "in.jsonl").write_text(GOOD)
    ran = run(command, "-r", "exact", "in.jsonl", "--threshold", value)
    assert (ran.code, ran.out) == (2, "")
    assert "finite" in ran.err
