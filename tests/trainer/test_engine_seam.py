"""What the trainer shows to watchers, and what it does with a reward that raises."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pytest
import torch
from accelerate.data_loader import BatchSamplerShard
from torch.utils.data import BatchSampler
from transformers import TrainerCallback

from rewardsmith import Reason, Rollout, Verdict, Verifier, register
from rewardsmith.errors import ScoreError
from rewardsmith_trainer import as_trl
from rewardsmith_trainer.advantage import used_rows
from rewardsmith_trainer.passes import thinned
from rewardsmith_trainer.scored import REASONS, ScoredBatch, prompt_id
from tests.trainer.steps import ROWS, ByPlace, Recording, moved, trainer

MIXED = (0.0, 1.0, None, 1.0, 0.0, 0.9, 0.1, 0.5)
EQUAL = (1.0,) * 8
REWARD = 0.9 * ByPlace(name="answer", scores=(MIXED, EQUAL)) + 0.1 * ByPlace(
    name="form", scores=((None, *EQUAL[1:]), EQUAL)
)


@dataclass
class Watching(TrainerCallback):
    """A watcher that is a callback and wants the trainer."""

    seen: list[ScoredBatch] = field(default_factory=list)
    trainer: Any = None
    steps: int = 0

    def __call__(self, batch: ScoredBatch) -> None:
        self.seen.append(batch)

    def attach(self, trainer: Any) -> None:
        self.trainer = trainer

    def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        self.steps += 1


def test_a_watcher_sees_every_training_batch(start, tmp_path):
    watching, plain = Watching(), []
    made = trainer(start, tmp_path, REWARD, watchers=[watching, plain.append], max_steps=2)
    assert watching.trainer is made
    made.train()
    assert watching.steps == 2
    assert watching.seen == plain
    assert [batch.step for batch in plain] == [0, 1]
    first = plain[0]
    assert (first.group_size, first.names) == (8, ("answer", "form"))
    assert first.prompts.tolist() == [prompt_id(row["prompt"]) for row in ROWS for _ in range(8)]
    assert first.rewards[8:].tolist() == [1.0] * 8
    assert first.rewards.isnan().tolist() == [i == 2 for i in range(16)]
    assert first.components.isnan().tolist() == [[i == 2, i == 0] for i in range(16)]
    assert REASONS[first.reasons[2]] == Reason.ERROR
    assert first.used.tolist() == [i != 2 for i in range(16)]
    assert first.signal.tolist() == [i < 8 for i in range(16)]
    masked = made.seen[0]["completion_mask"].sum(dim=1)
    assert sorted(masked.tolist()) == sorted(first.lengths[first.used].tolist())
    assert (first.advantages != 0).tolist() == (first.signal & first.used).tolist()


def test_a_reward_that_is_no_sum_has_no_components(start, tmp_path):
    plain: list[ScoredBatch] = []
    made = trainer(start, tmp_path, ByPlace(scores=(MIXED, EQUAL)), watchers=[plain.append])
    made.train()
    assert (plain[0].names, plain[0].components.shape) == ((), (16, 0))
    assert plain[0].signal.tolist() == [i < 8 for i in range(16)]


def test_the_users_observer_still_observes(start, tmp_path):
    seen = []
    observed = as_trl(REWARD, observer=lambda rollouts, verdicts, step: seen.append(len(verdicts)))
    trainer(start, tmp_path, observed).train()
    assert seen == [16]


def test_evaluation_is_not_watched(start, tmp_path):
    plain: list[ScoredBatch] = []
    made = trainer(start, tmp_path, REWARD, watchers=[plain.append], per_device_eval_batch_size=16)
    found = made.evaluate(made.train_dataset)
    assert found["eval_no_signal"] == 0.5
    assert plain == []


def test_a_prompt_has_one_number_in_every_process():
    prompt = [{"role": "user", "content": "ü?"}]
    code = f"from rewardsmith_trainer.scored import prompt_id; print(prompt_id({prompt!r}))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert int(other.stdout) == prompt_id(prompt)
    assert 0 <= prompt_id(prompt) < 2**63
    assert prompt_id("a") != prompt_id("b")


@register
class Broken(Verifier, frozen=True):
    """Returns what is no score."""

    kind: Literal["broken_score"] = "broken_score"
    value: str

    def verify(self, rollout: Rollout) -> Verdict:
        return Verdict.of(float(self.value))


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1.5", "-0.1"])
def test_what_is_no_score_ends_the_step_by_name(start, tmp_path, value):
    reward = 0.9 * ByPlace(scores=(MIXED, EQUAL)) + 0.1 * Broken(name="mine", value=value)
    made = trainer(start, tmp_path, reward)
    with pytest.raises(ScoreError) as caught:
        made.train()
    assert "mine" in str(caught.value)
    assert "on the rollout " in str(caught.value)
    assert value.lstrip("-") in str(caught.value)


def test_a_total_beyond_float32_is_refused(start, tmp_path):
    reward = 1e39 * ByPlace(scores=((1.0,) * 8,))
    with pytest.raises(ScoreError, match=r"1e\+39 is beyond a 32-bit float"):
        trainer(start, tmp_path, reward).train()


def test_an_unknown_loss_is_refused(start, tmp_path):
    with pytest.raises(ValueError, match="write one of: grpo, "):
        trainer(start, tmp_path, REWARD, loss_type="future")


def test_a_floor_below_zero_is_refused(start, tmp_path):
    with pytest.raises(ValueError, match=r"least_spread=-0\.1"):
        trainer(start, tmp_path, REWARD, least_spread=-0.1)


class PerToken(Recording):
    """The advantages of a row, for each of its tokens."""

    def scored_batch(self, *given: Any) -> ScoredBatch:
        scored = super().scored_batch(*given)
        return replace(scored, advantages=scored.advantages[:, None].expand(-1, 12))


def test_advantages_may_be_per_token(start, tmp_path):
    found = []
    for cls in (Recording, PerToken):
        made = trainer(start, tmp_path, REWARD, cls=cls, per_device_train_batch_size=4,
                       gradient_accumulation_steps=4)  # fmt: skip
        made.train()
        found.append(moved(start, made.model))
    assert {batch["advantages"].dim() for batch in made.seen} == {2}
    assert found[0].norm() > 1e-3
    assert ((found[1] - found[0]).norm() / found[0].norm()).item() < 1e-5


def test_a_thousand_shapes_keep_groups_whole(start, tmp_path):
    """From the sampler through the ranks and the micro-batches: no group broken, no row lost."""
    made = trainer(start, tmp_path, REWARD)
    chance = torch.Generator().manual_seed(0)
    for _ in range(1000):
        size, group, ranks, micro, iterations = _shape(chance)
        total = size * ranks * micro
        made.num_generations, made.num_iterations = group, iterations
        made.args.generation_batch_size = total
        made.args.steps_per_generation = micro
        prompts = 2 * total // group
        sampler = made._get_train_sampler(range(prompts))
        batch = _gathered(sampler, size * micro, ranks)
        groups = torch.tensor(batch).view(-1, group)
        assert (groups == groups[:, :1]).all()
        assert len(set(groups[:, 0].tolist())) == len(groups)
        _no_row_lost(chance, total // ranks, group * (total // group), micro, group)


def _shape(chance):
    """Rows a micro-batch, group, ranks, micro-batches, iterations; groups divide the batch."""
    while True:
        size, group, ranks, micro, iterations = (
            int(torch.randint(low, high, (1,), generator=chance))
            for low, high in ((1, 9), (2, 17), (1, 5), (1, 5), (1, 3))
        )
        if size * ranks * micro % group == 0:
            return size, group, ranks, micro, iterations


def _gathered(sampler, per_rank, ranks):
    """The rows of the first generation batch, as the gather orders them."""
    rows = []
    for rank in range(ranks):
        batches = BatchSampler(sampler, per_rank, drop_last=False)
        rows += next(iter(BatchSamplerShard(batches, ranks, rank)))
    return rows


def _no_row_lost(chance, local, total, micro, group):
    """Whatever is left out: the micro-batches hold the kept rows of the rank, each once."""
    rewards = torch.rand(total, generator=chance)
    rewards[torch.rand(total, generator=chance) < 0.3] = torch.nan
    used = used_rows(rewards, group)
    assert (used.view(-1, group).sum(dim=1) != 1).all()
    kept, names = used[:local], torch.arange(local).float()
    seen: list[float] = []
    for rows in names.view(micro, -1).long():
        batch = {
            "completion_ids": rows[:, None],
            "completion_mask": torch.ones(len(rows), 1),
            "advantages": names[rows],
            "loss_scale": torch.tensor(1.0),
            "kept": kept[rows],
            "lengths": torch.ones(len(rows), dtype=torch.long),
            "tokens": kept[rows].long(),
        }
        thin = thinned(batch, 1, denominator="rows")
        seen += thin["advantages"][thin["completion_mask"][:, 0] > 0].tolist()
    assert seen == names[kept].tolist()
