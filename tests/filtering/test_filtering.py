"""What is kept, and that TRL's trainers load and train on it as it is."""

from __future__ import annotations

import json

import pytest

from rewardsmith import Reason, Rollout, Verdict
from rewardsmith.cli import main
from rewardsmith.errors import SpecError
from rewardsmith.filtering import Candidate, Drop, Selection, choose, preference_rows, sft_rows

ROWS = [
    {"prompt": "1+1=", "completion": r"\boxed{2}", "answer": "2"},
    {"prompt": "1+1=", "completion": r"\boxed{3}", "answer": "2"},
    {"prompt": "1+1=", "completion": r"\boxed{2} ", "answer": "2"},  # the same but for a space
    {"prompt": "1+1=", "completion": r"\boxed{02}", "answer": "2"},
    {"prompt": "2+1=", "completion": r"\boxed{1}", "answer": "3"},
    {"prompt": "2+1=", "completion": r"\boxed{3}", "answer": "3"},
    {"prompt": "3+0=", "completion": r"\boxed{9}", "answer": "3"},
]


def candidates(*scores: float | None, group: object = 0) -> list[Candidate]:
    verdicts = [
        Verdict.undecided(Reason.ERROR) if score is None else Verdict.of(score) for score in scores
    ]
    return [
        Candidate(Rollout("p", f"{group} {n}", group=group), verdict)
        for n, verdict in enumerate(verdicts)
    ]


def texts(chosen) -> list[str]:
    return [row["completion"] for row in sft_rows(chosen)]


@pytest.mark.parametrize(
    ("selection", "scores", "kept"),
    [
        (Selection(best=1), (0.2, 0.9, 0.9), ["0 1"]),  # the first of equals
        (Selection(best=2), (0.2, 0.9, 0.5), ["0 1", "0 2"]),
        (Selection(above=0.5), (0.5, 0.9, 0.4), ["0 1", "0 0"]),
        (Selection(best=1, above=0.95), (0.5, 0.9), []),
        (Selection(best=5), (None, 0.1), ["0 1"]),  # undecided is no 0, and is not trained on
    ],
)
def test_what_is_kept(selection, scores, kept):
    assert texts(choose(candidates(*scores), selection)) == kept


def test_what_is_dropped_is_counted():
    rollouts = [*candidates(1, None, 0.5), candidates(1)[0], *candidates(1, group="x" * 99)]
    share = lambda rows: [Verdict.of(0.2 if row.completion == "0 2" else 1) for row in rows]  # noqa: E731
    chosen = choose(rollouts, Selection(best=1, max_chars=50), share)
    assert {drop: n for drop, n in chosen.drops.items() if n} == {
        Drop.UNDECIDED: 1, Drop.MIXED_LANGUAGE: 1, Drop.DUPLICATE: 1, Drop.TOO_LONG: 1,
    }  # fmt: skip


def test_something_has_to_be_asked_for():
    with pytest.raises(SpecError):
        Selection()


def test_pairs_are_disjoint_and_strict():
    rows = preference_rows(choose(candidates(0.1, 0.9, 0.9, 0.5), Selection(best=4)))
    assert [(row["chosen"], row["rejected"]) for row in rows] == [("0 1", "0 0"), ("0 2", "0 3")]
    assert preference_rows(choose(candidates(0.5, 0.5), Selection(best=1))) == []


def test_one_message_list_makes_all_rows_conversations():
    chat = Rollout(
        [{"role": "user", "content": "hi"}],
        [{"role": "assistant", "content": "ho", "reasoning_content": "greet", "tool_calls": []}],
        group=1,
    )
    plain = Rollout("p", "c", group=2)
    chosen = choose([Candidate(r, Verdict.of(1)) for r in (chat, plain)], Selection(best=1))
    first, second = sft_rows(chosen)
    assert first["completion"] == [{"role": "assistant", "content": "<think>\ngreet\n</think>\nho"}]
    assert second["prompt"] == [{"role": "user", "content": "p"}]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["filter", *arguments])
    return left.value.code or 0


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "rollouts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def test_the_command_writes_the_same_bytes_twice(data, tmp_path):
    outs = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for out in outs:
        assert run("-r", "integer", str(data), "-o", str(out), "--above", "1") == 0
    rows = [json.loads(line) for line in outs[0].read_text().splitlines()]
    assert [row["completion"] for row in rows] == [r"\boxed{2}", r"\boxed{02}", r"\boxed{3}"]
    assert outs[0].read_bytes() == outs[1].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-r", "integer", "DATA"), "-o"),
        (("-r", "integer", "DATA", "-o", "DATA"), "input itself"),
        (("-r", "integer", "DATA", "-o", "OUT", "--above", "2"), "nothing is left"),
        (("-r", "intejer", "DATA", "-o", "OUT"), "integer"),
    ],
)
def test_bad_input_is_one_message_and_nothing_written(data, tmp_path, capsys, arguments, words):
    places = {"DATA": str(data), "OUT": str(tmp_path / "out.jsonl")}
    before = data.read_bytes()
    assert run(*(places.get(word, word) for word in arguments)) == 2
    assert words in capsys.readouterr().err
    assert data.read_bytes() == before
    assert not (tmp_path / "out.jsonl").exists()


def test_a_dry_run_prints_prompts_and_asks_nothing(data, capfdbinary, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    reward = "{kind: judge, prices: [1, 2], deadline_s: 1}"
    assert run("-r", reward, str(data), "--dry-run") == 0
    out, err = capfdbinary.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == len(ROWS)
    assert "Compare an answer with the reference" in lines[0]["messages"][1]["content"]
    assert b"7 requests" in err
    assert b"$0.0" in err


@pytest.mark.parametrize(
    ("reward", "said"),
    [("judge", b"no prices in the spec; add prices"), ("integer", b"asks no judge")],
)
def test_a_dry_run_says_what_its_estimate_lacks(data, capfdbinary, reward, said):
    assert run("-r", reward, str(data), "--dry-run") == 0
    assert said in capfdbinary.readouterr().err


@pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")  # TRL's own calls
@pytest.mark.parametrize("form", ["sft", "pairs"])
def test_trl_trains_on_the_output_as_it_is(data, tmp_path, form):
    from datasets import load_dataset
    from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

    from rewardsmith_trainer.models.hub import quietly
    from rewardsmith_trainer.models.tiny import character_tokenizer, untrained

    out = tmp_path / "train.jsonl"
    assert run("-r", "integer", str(data), "-o", str(out), "--as", form) == 0
    words = character_tokenizer()
    with quietly():
        rows = load_dataset("json", data_files=str(out), split="train", cache_dir=str(tmp_path))
    kinds = {"sft": (SFTTrainer, SFTConfig), "pairs": (DPOTrainer, DPOConfig)}
    trainer_class, config_class = kinds[form]
    config = config_class(
        output_dir=str(tmp_path / "run"), max_steps=1, per_device_train_batch_size=2,
        use_cpu=True, report_to="none", bf16=False, gradient_checkpointing=None,
        activation_checkpointing=False, disable_tqdm=True, save_strategy="no", logging_steps=1,
    )  # fmt: skip
    model = untrained(len(words), seed=0)
    model.save_pretrained(tmp_path / "model")
    words.save_pretrained(tmp_path / "model")
    model.config._name_or_path = str(tmp_path / "model")
    trainer = trainer_class(model, args=config, train_dataset=rows, processing_class=words)
    trainer.train()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    assert trainer.state.global_step == 1
    assert all(0 < loss < 100 for loss in losses)
    assert losses
