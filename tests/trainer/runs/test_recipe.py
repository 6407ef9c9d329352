"""Recipes: the embedded ones, one's own, and what is said of a wrong one."""

from __future__ import annotations

import json

import pytest

from rewardsmith import Rollout, load_spec
from rewardsmith.errors import SpecError
from rewardsmith_trainer.config import paper_config
from rewardsmith_trainer.runs.recipe import embedded, load_recipe

SMALL = """
model: tiny
task: {kind: sums}
reward: {kind: math}
measures: {accuracy: {kind: math}}
steps: 3
"""


@pytest.mark.parametrize("name", ["bilingual", "smollm2", "tiny"])
def test_an_embedded_recipe_survives_its_file(name, tmp_path):
    assert name in embedded()
    recipe = load_recipe(name, seed=5)
    path = tmp_path / "again.yaml"
    path.write_text(recipe.as_yaml())
    assert load_recipe(path) == recipe


def test_an_audit_survives_its_file(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL + "audit: {verifier: {kind: integer, base: 8}, share: 0.1}")
    recipe = load_recipe(path)
    path.write_text(recipe.as_yaml())
    assert load_recipe(path) == recipe
    assert (recipe.audit.verifier.base, recipe.audit.share) == (8, 0.1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SMALL + "audit: {verifier: {kind: math}, share: 2}", "audit.share: Input should be less"),
        (SMALL.replace("steps: 3", "steps: 0"), "steps: Input should be greater than 0"),
        (SMALL.replace("steps", "step"), "step: Extra inputs"),
        (SMALL.replace("{kind: sums}", "{kind: sum}"), "task: Input tag 'sum'"),
        (SMALL.replace("{kind: math}", "{kind: maths}"), "maths"),
        (SMALL.replace("reward:", "model:"), "stands twice"),
        ("[1, 2]", "a recipe is a mapping"),
        ("a: [", "this is no YAML"),
    ],
)
def test_a_wrong_recipe_is_one_message(text, says, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(SpecError) as caught:
        load_recipe(path)
    assert says in str(caught.value)
    assert "mine.yaml" in str(caught.value)


def test_an_unknown_recipe_lists_the_embedded_ones():
    with pytest.raises(SpecError, match="name a YAML file or one of: bilingual, smollm2, tiny"):
        load_recipe("smol")


def test_ones_own_rows(tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"prompt": "1+1=", "answer": "2", "level": 1}) + "\n")
    task = {"kind": "files", "train": str(rows), "heldout": str(rows)}
    recipe = load_recipe("tiny", task=task)
    assert recipe.task.rows(0)[0] == [{"prompt": "1+1=", "answer": "2", "level": 1}]
    rows.write_text('{"question": "1+1="}\n')
    with pytest.raises(SpecError, match=r"rows.jsonl:1: the column 'prompt' is missing"):
        recipe.task.rows(0)


def test_an_unknown_setting_names_the_nearest():
    with pytest.raises(SpecError, match="no field 'learn_rate'; nearest: learning_rate"):
        paper_config("out", learn_rate=1.0)


def test_the_papers_settings(tmp_path):
    config = paper_config(str(tmp_path), bf16=False, use_cpu=True, gradient_checkpointing=False)
    assert (config.loss_type, config.beta, config.epsilon) == ("grpo", 0.04, 0.2)
    assert (config.num_generations, config.importance_sampling_level) == (8, "token")
    assert config.scale_rewards == "group"


@pytest.mark.parametrize(
    ("completion", "reward"),
    [
        ("8 + 5 = 13", 1.0),
        ("5 + 8 = 13", 1.0),
        ("8 + 5 = 12", 0.1),  # the form alone
        ("8 - 5 = 13", 0.1),  # the right number of a false equation
        ("13", 0.0),  # right, not in the form
        ("8 + 5 = 13 pens", 0.0),
        ("8 + 5 = 13\n9 + 4 = 13", 0.0),
        ("", 0.0),
    ],
)
def test_what_the_embedded_reward_pays(completion, reward):
    turn = [{"role": "assistant", "content": completion}]
    verdict = load_recipe("smollm2").reward.verify(Rollout(completion=turn, truth="13"))
    assert verdict.score == pytest.approx(reward)


@pytest.mark.parametrize(
    ("completion", "truth", "score"),
    [
        ("Tom has 4 + 3 = 7 pens", "7", 1.0),
        ("4 + 3 = 7 of 10", "7", 0.0),  # the last one counts
        ("seven", "7", 0.0),
        ("07", "7", 1.0),
        ("17", "7", 0.0),  # a run of digits is read whole
        ("7", "x", None),
    ],
)
def test_last_number(completion, truth, score):
    verdict = load_spec("last_number").verify(Rollout(completion=completion, truth=truth))
    assert verdict.score == score
