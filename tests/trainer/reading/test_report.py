"""The page of a run: whole, offline, and safe with any text a model may write."""

import json
from html.parser import HTMLParser

import pytest

from rewardsmith import Reason, Verdict
from rewardsmith.cli import main
from rewardsmith.errors import DataError
from rewardsmith_trainer.reading.charts import Line, chart, ticks
from rewardsmith_trainer.reading.page import page
from rewardsmith_trainer.reading.runs import read_run

AUDIT = {f"diagnostics/audit/{n}": v for n, v in (("gap", 0.2), ("low", 0.1), ("high", 0.3))}
HOSTILE = "</pre><script>alert(1)</script>"


class Balanced(HTMLParser):
    """Counts what is open; void elements have no end."""

    def __init__(self):
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)
        for name, value in attrs:
            assert name not in ("src", "href") and "://" not in (value or "")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "a-run"
    path.mkdir()
    (path / "recipe.yaml").write_text("reward: {kind: exact}\nsteps: 5\n")
    right = Verdict.of(1.0, parts={"form": Verdict.of(1.0), "answer": Verdict.of(1.0)})
    verdicts = [right, Verdict.fail(Reason.MISMATCH, "no"), Verdict.undecided(Reason.BAD_TRUTH)]
    rollouts = [
        {"step": step, "prompt": "p", "completion": f"{HOSTILE}{step}{i}", "answer": "a"}
        | verdict.as_dict()
        for step in range(1, 6)
        for i, verdict in enumerate(verdicts)
    ]
    metrics = [
        {"step": step, "reward": step / 5, "abstained": 1 / 3, "components": {"form": 0.5},
         "trl": {"kl": 0.1 * step, **AUDIT}}
        for step in range(1, 6)
    ]  # fmt: skip
    for name, rows in (("rollouts", rollouts), ("metrics", metrics)):
        (path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    rise = {"n": 9, "before": 0.1, "after": 0.9, "rise": 0.8, "low": 0.5, "high": 0.95}
    (path / "summary.json").write_text(json.dumps({"heldout": {"accuracy": rise}}))
    return path


def test_the_page_is_whole_and_opens_offline(folder):
    text = page([read_run(folder)])
    parser = Balanced()
    parser.feed(text)
    assert parser.open == []
    assert "script" not in parser.seen
    for part in ("a-run", "Exact()", "0.900", "mean reward", "audit", "Undecided", "bad_truth"):
        assert part in text, part
    assert "&lt;script&gt;alert(1)" in text


def test_two_runs_share_their_curves(folder):
    text = page([read_run(folder), read_run(folder)])
    assert text.count("a-run: kl") == 2 * 5 + 2  # a title at every point, and the legend


def test_the_command_writes_the_file(folder, capsys):
    with pytest.raises(SystemExit) as left:
        main(["report", str(folder)])
    assert left.value.code in (0, None)
    assert "report.html" in capsys.readouterr().out
    assert (folder / "report.html").read_text().startswith("<!doctype html>")


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"no recipe\.yaml"):
        read_run(tmp_path)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (1, 24, [5, 10, 15, 20]),
        (-0.03, 0.02, [-0.03, -0.02, -0.01, 0, 0.01, 0.02]),
        (3, 3, [3]),
    ],
)
def test_ticks_are_round(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


def test_a_chart_of_nothing_is_nothing_and_one_point_is_a_chart():
    assert chart("t", [Line("a", [])]) == ""
    assert "<circle" in chart("t", [Line("a", [(1.0, 0.0)])])
