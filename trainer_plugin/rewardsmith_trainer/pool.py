# pyright: basic
# ruff: noqa: ARG002  (the signatures are those of transformers' callbacks)
"""Prompts are drawn where signal is expected, instead of in turn.

A group whose completions all pass, or all fail, teaches nothing.  DAPO (Yu et al. 2025,
arXiv:2503.14476, §3.2) generates until enough groups differ and throws the others away; here what
earlier groups have shown decides which prompts are generated at all.

**What it changes.**  The objective is a mean over prompts as they are drawn, and these are no
longer drawn evenly: prompts of middling difficulty weigh more, solved and hopeless ones less.  The
gradient is unbiased for that mixture, not for the dataset; report pass rates on held-out prompts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from torch import Tensor
from torch.utils.data import Sampler
from transformers import TrainerControl, TrainerState

from rewardsmith_trainer.checkpointed import Checkpointed
from rewardsmith_trainer.posterior import expected_signal, fit_prior
from rewardsmith_trainer.scored import ScoredBatch, prompt_id
from rewardsmith_trainer.signal import required_columns

_SHARPNESS = 3
"""Draws are in proportion to this power of the expected signal.  At 1, the many prompts with a
little of it fill half of a batch; at 5, few prompts come again and again."""
_LEAST_SIGNAL = 1e-9


class PassRatePool(Checkpointed):
    """Which prompts come next?  Those likely to carry signal, at random, and none twice.

    Every prompt has a beta posterior of its pass rate: that of the required term of the reward,
    else of the reward itself, whose scores have to lie in [0, 1].  A score between counts as a
    part of a pass, which overstates the signal rather than starve the prompt, except where the
    whole group has it: that group counts as passed from 0.5 on.  The prior is fitted to all
    prompts.  Since the policy changes, evidence fades: by half in ``half_life`` epochs, and by
    half when its prompt has been trained on again.

    A draw has no prompt twice, and none of the last draw scored nor of those in flight (the loader
    reads ahead), while there are others.  It depends on the seed, its number and the batches scored
    before it was made, so it is the same on all ranks; evidence and draws in flight are in the
    checkpoint, so a run resumed between two generation batches draws what it would have drawn.
    (Resumed within one, TRL generates that batch anew.)  An epoch has as many draws as without a
    pool; ``shuffle_dataset`` means nothing here.  The trainer's argument ``pool``.
    """

    by = "VerifiedGRPOTrainer(..., pool=PassRatePool())"

    def __init__(self, half_life: float = 2.0) -> None:
        if not half_life > 0:
            raise ValueError(f"half_life={half_life}: write a number of epochs above 0")
        self.half_life = half_life
        self._drawn_from = False
        self._epoch = 0
        self._landed = -1
        self._draws: dict[int, list[int]] = {}

    def attach(self, trainer: Any) -> None:
        """Learn which prompts there are.  ValueError where there is nothing to choose from."""
        if not hasattr(trainer.train_dataset, "__len__"):
            raise ValueError(
                "a pool chooses rows by number, which an IterableDataset has not; write "
                "Dataset.from_list(list(rows)), or leave out pool"
            )
        super().attach(trainer)
        names = [prompt_id(prompt) for prompt in trainer.train_dataset["prompt"]]
        self._place = {name: place for place, name in enumerate(dict.fromkeys(names))}
        self._place_of_row = np.array([self._place[name] for name in names])
        self._passed, self._failed = np.zeros((2, len(self._place)))
        if len(self._place) < self.per_draw:
            raise ValueError(
                f"{self.per_draw} prompts are drawn at a time, and the dataset has "
                f"{len(self._place)}; write a smaller per_device_train_batch_size, or leave out "
                "pool"
            )

    @property
    def per_draw(self) -> int:
        """How many prompts does a generation batch have?"""
        return int(self.trainer.args.generation_batch_size // self.trainer.num_generations)

    def __call__(self, batch: ScoredBatch) -> None:
        """Take in what a batch has shown; older evidence fades."""
        names = batch.prompts[:: batch.group_size].tolist()
        passed, failed = self._evidence(batch)
        fading = 0.5 ** (len(names) / (self.half_life * len(self._place)))
        self._passed *= fading
        self._failed *= fading
        for name, passes, failures in zip(names, passed, failed, strict=True):
            if (place := self._place.get(name)) is not None:
                self._passed[place] = self._passed[place] / 2 + passes
                self._failed[place] = self._failed[place] / 2 + failures
        self._land({self._place.get(name) for name in names})

    def _evidence(self, batch: ScoredBatch) -> tuple[list[float], list[float]]:
        """Passes and failures of each group."""
        columns = required_columns(self.trainer.reward.reward)
        scores = batch.components[:, columns].nanmean(dim=1) if columns else batch.rewards
        if ((scores < 0) | (scores > 1)).any():
            raise ValueError(
                "a pool reads scores in [0, 1] as passes, and the reward has others; write it as "
                "a sum whose heaviest term, or the one that required= names, is in [0, 1]"
            )
        grouped = scores.double().view(-1, batch.group_size)
        decided = (~grouped.isnan()).sum(dim=1)
        passes = _passes(grouped, decided)
        return passes.tolist(), (decided - passes).tolist()

    def _land(self, places: set[int | None]) -> None:
        """Forget the draws before the one with these prompts, which has been scored.

        That is a later one than the last, except where a resumed run generates a batch anew.
        """
        for number in sorted(self._draws, key=lambda n: (n <= self._landed, n)):
            if set(self._place_of_row[self._draws[number]].tolist()) == places:
                self._landed = number
                break
        self._draws = {n: rows for n, rows in self._draws.items() if n >= self._landed}

    def draw(self, number: int) -> list[int]:
        """Which rows are the draw of this number?

        The same whenever it is asked in flight; what is older is only asked for to be skipped.
        """
        if number in self._draws:
            return self._draws[number]
        rows = self._drawn(np.random.default_rng([int(self.trainer.args.seed), number]))
        if number >= self._landed:
            self._draws[number] = rows
        return rows

    def _drawn(self, rng: np.random.Generator) -> list[int]:
        """Rows of unlike prompts, weighted by their expected signal, those in flight last.

        Without replacement: the greatest log-weights with Gumbel noise, Kool et al. 2019,
        arXiv:1903.06059.
        """
        a, b = fit_prior(self._passed, self._failed)
        size = int(self.trainer.num_generations)
        signal = expected_signal(self._passed + a, self._failed + b, size)
        weights = _SHARPNESS * np.log(np.maximum(signal, _LEAST_SIGNAL))
        keys = weights + rng.gumbel(size=len(signal))
        in_flight = np.zeros(len(signal), dtype=np.int64)
        for age, number in enumerate(sorted(self._draws), start=1):
            in_flight[self._place_of_row[self._draws[number]]] = age
        places = np.lexsort((-keys, in_flight))[: self.per_draw]
        return [int(rng.choice(np.flatnonzero(self._place_of_row == place))) for place in places]

    def sampler(self) -> Sampler[int]:
        """Which rows does the trainer take?  In the order of TRL's own sampler."""
        trainer, self._drawn_from = self.trainer, True
        return _PoolSampler(
            self,
            draws=len(trainer.train_dataset) // self.per_draw,
            group_size=int(trainer.num_generations),
            passes=int(trainer.num_iterations * trainer.args.steps_per_generation),
        )

    def first_draw(self, draws: int) -> int:
        """Which number has the first draw of this epoch of so many?"""
        return self._epoch * draws

    def kept(self) -> dict[str, Any]:
        """The evidence and the draws in flight."""
        known = np.flatnonzero(self._passed + self._failed)
        names = list(self._place)
        return {
            "prompts": [names[place] for place in known],
            "passed": self._passed[known].tolist(),
            "failed": self._failed[known].tolist(),
            "draws": [[number, *self._draws[number]] for number in sorted(self._draws)],
            "landed": self._landed,
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Go on with this evidence; what it says of prompts that are gone is left out."""
        counts = zip(kept["prompts"], kept["passed"], kept["failed"], strict=True)
        self._passed, self._failed = np.zeros((2, len(self._place)))
        for name, passed, failed in counts:
            if (place := self._place.get(name)) is not None:
                self._passed[place], self._failed[place] = passed, failed
        self._draws = {number: rows for number, *rows in kept["draws"]}
        self._landed = kept["landed"]

    def on_train_begin(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Go on from the checkpoint; another run starts with the evidence but draws anew."""
        if not self._drawn_from:
            raise ValueError(f"nobody draws from this pool: type {self.by}")
        super().on_train_begin(args, state, control, **rest)
        if state.global_step == 0:
            self._draws, self._landed = {}, -1

    def on_epoch_begin(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Know which epoch it is: draws are numbered through the run."""
        self._epoch = int(state.epoch or 0)


class _PoolSampler(Sampler[int]):
    """Each draw's rows ``group_size`` times in a row, and the whole of it ``passes`` times."""

    def __init__(self, pool: PassRatePool, draws: int, group_size: int, passes: int) -> None:
        self.pool, self.draws, self.group_size, self.passes = pool, draws, group_size, passes

    def __iter__(self) -> Iterator[int]:
        first = self.pool.first_draw(self.draws)
        for number in range(first, first + self.draws):
            rows = self.pool.draw(number)
            for _ in range(self.passes):
                for row in rows:
                    yield from [row] * self.group_size

    def __len__(self) -> int:
        return self.draws * self.pool.per_draw * self.group_size * self.passes


def _passes(grouped: Tensor, decided: Tensor) -> Tensor:
    """How many members of each group passed?  (B, G) with NaN, (B,) -> (B,), fractional.

    A group without spread is all one or all the other, whatever score it is that all have.
    """
    total = grouped.nansum(dim=1)
    alike = grouped.nan_to_num(-1).amax(dim=1) <= grouped.nan_to_num(2).amin(dim=1)
    return total.where(~alike, decided * (total >= decided / 2))
