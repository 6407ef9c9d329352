"""``train``: a recipe from its start to its summary, in a folder that a run can go on from."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
from rich.console import Console

from rewardsmith import Verdict, Verifier
from rewardsmith.rows import write_text
from rewardsmith_trainer.config import paper_config
from rewardsmith_trainer.diagnostics.audit import Audit
from rewardsmith_trainer.diagnostics.callback import Diagnostics
from rewardsmith_trainer.diagnostics.evidence import Advice
from rewardsmith_trainer.diagnostics.gap import Gap
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models import starting_model
from rewardsmith_trainer.models.hub import quietly, tokenizer
from rewardsmith_trainer.runs.folder import RunFolder, rollout_row
from rewardsmith_trainer.runs.heldout import Rise, greedy_rollouts, judge, rise
from rewardsmith_trainer.runs.progress import RunCallback
from rewardsmith_trainer.runs.recipe import Recipe
from rewardsmith_trainer.runs.recorder import Recorder
from rewardsmith_trainer.stopping import UndecidedStop
from rewardsmith_trainer.trainer import VerifiedGRPOTrainer
from rewardsmith_trainer.trl import Observer, TRLReward, as_trl

_SETTINGS: dict[str, Any] = {
    "logging_steps": 1,
    "save_strategy": "steps",
    "save_total_limit": 1,
    "report_to": [],
    "disable_tqdm": True,
    "dataloader_pin_memory": torch.cuda.is_available(),
}
MakeReward = Callable[[Verifier, Observer], TRLReward]


@dataclass(frozen=True)
class Summary:
    """What came of a run?  ``first`` and ``last`` are mean rewards of the outer fifths of steps.

    ``undecided`` says why it ended early, where that was because most of the reward was undecided.
    ``audit`` is the last gap, where the recipe has an audit.
    """

    steps: int
    finished: bool
    first: float | None
    last: float | None
    training_s: float
    heldout: Mapping[str, Rise]
    undecided: str | None = None
    advice: Sequence[Advice] = ()
    audit: Gap | None = None


def train(
    recipe: Recipe,
    folder: Path,
    *,
    resume: bool = False,
    console: Console | None = None,
    make_reward: MakeReward | None = None,
    trainer: Callable[..., Any] = VerifiedGRPOTrainer,
) -> Summary:
    """What comes of this recipe?  Leaves everything in ``folder`` (see ``folder.py``).

    The first Ctrl-C ends it after the step at hand, with a checkpoint from which ``resume`` goes
    on.  ``make_reward`` puts another callable in the place of ``as_trl``, and ``trainer`` another
    class in that of ours (for a control).  Raises DataError for a folder in use, SpecError for
    settings that TRL does not know.
    """
    run = RunFolder(folder)
    run.open(recipe.as_yaml(), resume=resume)
    checkpoint = run.last_checkpoint() if resume else None
    run.rewind(0 if checkpoint is None else int(checkpoint.name.rpartition("-")[2]))
    job = _Job(recipe, run, console or Console(stderr=True), make_reward or _plain, trainer)
    before = job.measure("before")
    spent_s = job.fit(checkpoint)
    steps = int(job.trainer.state.global_step)
    finished = steps >= recipe.steps
    rises: dict[str, Rise] = {}
    if finished:
        job.save_model()
        after = job.measure("after")
        rises = {name: rise(before[name], after[name]) for name in recipe.measures}
    summary = Summary(
        steps,
        finished,
        *_outer_fifths(run.metrics()),
        spent_s,
        rises,
        job.stop.cause,
        job.diagnostics.advice,
        job.audit.result if job.audit else None,
    )
    fields = asdict(summary)
    for name, part in (("advice", fields.pop("advice")), ("summary", fields)):
        write_text(run.path / f"{name}.json", [json.dumps(part, indent=1)])
    return summary


@dataclass
class _Job:
    """One call of ``train``: its recipe, its folder, its trainer."""

    recipe: Recipe
    run: RunFolder
    console: Console
    make_reward: MakeReward
    make_trainer: Callable[..., Any]

    @cached_property
    def recorder(self) -> Recorder:
        return Recorder(self.run, self.recipe.reward)

    @cached_property
    def callback(self) -> RunCallback:
        return RunCallback(self.recorder, self.console)

    @cached_property
    def stop(self) -> UndecidedStop:
        return UndecidedStop()

    @cached_property
    def diagnostics(self) -> Diagnostics:
        return Diagnostics()

    @cached_property
    def audit(self) -> Audit | None:
        given, seed = self.recipe.audit, self.recipe.seed
        if given is None:
            return None
        return Audit(given.verifier, share=given.share, claim=given.claim, seed=seed)

    @cached_property
    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return self.recipe.task.rows(self.recipe.seed)

    @cached_property
    def start(self) -> Path:
        with self.console.status("preparing the model"):
            return starting_model(self.recipe.model, self.run.start, self.recipe.seed)

    @cached_property
    def trainer(self) -> Any:
        settings = _SETTINGS | dict(self.recipe.grpo)
        settings |= {"max_steps": self.recipe.steps, "seed": self.recipe.seed}
        start = self.start
        with quietly():
            trainer = self.make_trainer(
                str(start),
                self.make_reward(self.recipe.reward, self.recorder),
                paper_config(str(self.run.checkpoints), **settings),
                spread=self.recipe.spread,
                least_spread=self.recipe.least_spread,
                skip_no_signal=self.recipe.skip_no_signal,
                train_dataset=dataset(self.rows[0]),
                processing_class=tokenizer(start),
                callbacks=[self.callback],
                watchers=[self.stop, self.diagnostics, *([self.audit] if self.audit else [])],
            )
        trainer.silence()
        return trainer

    def measure(self, when: str) -> Mapping[str, Sequence[Verdict]]:
        """The measures on the held-out problems, kept as ``heldout_{when}.jsonl``."""
        with self.console.status(f"measuring {when} training"):
            rollouts = greedy_rollouts(
                self.trainer.policy,
                self.trainer.processing_class,
                self.rows[1],
                self.trainer.longest_completion,
            )
            verdicts = judge(self.recipe.measures, rollouts)
        rows = [
            rollout_row(rollout)
            | {"measures": {name: column[i].as_dict() for name, column in verdicts.items()}}
            for i, rollout in enumerate(rollouts)
        ]
        self.run.write(f"heldout_{when}.jsonl", rows)
        return verdicts

    def fit(self, checkpoint: Path | None) -> float:
        """Train, from this checkpoint on; the seconds it took."""
        started = time.monotonic()
        try:
            with quietly():
                self.trainer.learn(checkpoint)
        finally:
            self.callback.close()
            self.callback.draw()
        return time.monotonic() - started

    def save_model(self) -> None:
        """The trained model with its tokenizer."""
        with quietly():
            self.trainer.save_model(str(self.run.model))


def _plain(reward: Verifier, observer: Observer) -> TRLReward:
    return as_trl(reward, observer=observer)


def _outer_fifths(
    metrics: Sequence[Mapping[str, Any]],
) -> tuple[float | None, float | None]:
    """The mean reward of the first and of the last fifth of the steps."""
    rewards = [row["reward"] for row in metrics if row["reward"] is not None]
    if not rewards:
        return None, None
    fifth = max(1, len(rewards) // 5)
    return fmean(rewards[:fifth]), fmean(rewards[-fifth:])
