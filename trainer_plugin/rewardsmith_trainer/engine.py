# pyright: basic
"""TRL's trainer as the rest of the plugin sees it: the one module where trl is touched.

``Engine`` opens three seams in private methods of ``GRPOTrainer`` (TRL 1.16): after the rewards of
a generation batch are known, where it is cut into micro-batches, and after the loss of one is.
``tests/trainer/test_trainer`` is the contract with the TRL version.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import torch
from accelerate.utils import DistributedType, gather_object
from datasets import Dataset
from torch import Tensor
from transformers import PrinterCallback, TrainerCallback
from trl.trainer.grpo_config import GRPOConfig
from trl.trainer.grpo_trainer import GRPOTrainer

from rewardsmith.errors import RewardsmithError
from rewardsmith_trainer.overlap import EarlyRewards
from rewardsmith_trainer.passes import DENOMINATORS, cannot_thin, thinned
from rewardsmith_trainer.pool import PassRatePool
from rewardsmith_trainer.reference import check_loadable, check_reference
from rewardsmith_trainer.scored import (
    ScoredBatch,
    Scorer,
    Table,
    Watcher,
    listeners,
    looks,
    unpack,
)
from rewardsmith_trainer.signal import share_without
from rewardsmith_trainer.trl import TRLReward

__all__ = ["Engine", "GRPOConfig", "GRPOTrainer", "dataset"]


def dataset(rows: Sequence[Mapping[str, Any]]) -> Dataset:
    """Which dataset has these rows?"""
    return Dataset.from_list([dict(row) for row in rows])


class Engine(EarlyRewards, GRPOTrainer):
    """Which rows take part, with what advantage, and which pass through the model?

    Subclasses answer in ``scored_batch`` and ``kept_rows``.  A row left out has its completion
    masked, so that it is in no numerator, no KL and no token count; where the loss divides by
    rows, it is scaled by rows over rows used.  That holds over the whole generation batch: an
    accumulation step with fewer used rows weighs less, not its rows more.  (An entropy bonus or a
    router's balance loss, where enabled, is scaled along, and no row is spared its pass.)

    Rows that are not kept have no forward and no backward pass, nor have columns of padding that
    no kept row needs; what TRL divides by stays what it was.  All ranks do the same number of
    passes, over the same number of rows: those of the rank that keeps most, which a step waits for
    anyway.  (Passes before the rewards are known, of the reference and of the old policy, are over
    all rows.)
    """

    skip_no_signal: bool | None = None
    _rewards: Tensor
    _lengths: list[int]

    def __init__(
        self,
        model: Any,
        reward: TRLReward,
        args: GRPOConfig,
        *,
        watchers: Sequence[Watcher] = (),
        pool: PassRatePool | None = None,
        callbacks: Sequence[TrainerCallback] | None = None,
        **trl_arguments: Any,
    ) -> None:
        _refuse_unknown_losses(args)
        self._scorer = Scorer(reward, listeners(watchers))
        self.reward = self._scorer.reward
        self._pool = pool
        self._watchers = watchers = (*watchers, *([pool] if pool else []))
        self._fresh = False
        listening = [w for w in watchers if isinstance(w, TrainerCallback)]
        callbacks = _distinct([*(callbacks or ()), *listening])
        check_loadable(model, args, trl_arguments.get("peft_config"))
        super().__init__(
            model=model,
            reward_funcs=[self._scorer],
            args=args,
            callbacks=callbacks,
            **trl_arguments,
        )
        check_reference(self)
        for given in _distinct([*callbacks, *watchers]):
            if not isinstance(given, type) and (attach := getattr(given, "attach", None)):
                attach(self)

    @property
    def policy(self) -> Any:
        """The model in training."""
        return self.model

    @property
    def longest_completion(self) -> int:
        """How many tokens may a completion have?"""
        return int(cast("int", self.max_completion_length))

    @property
    def loss_reads_all_rows(self) -> bool:
        """Is a term in the loss that rows without advantage are in too?"""
        return bool(
            getattr(self, "_entropy_bonus_enabled", False)
            or getattr(self, "aux_loss_enabled", False)
            or self.top_entropy_quantile < 1
        )

    @property
    def groups_are_split(self) -> bool:
        """Does a rank hold a part of a group?"""
        args = cast("GRPOConfig", self.args)
        rows = args.per_device_train_batch_size * cast("int", args.steps_per_generation)
        return self.accelerator.num_processes > 1 and rows % cast("int", self.num_generations) > 0

    def learn(self, checkpoint: Path | None = None) -> None:
        """Train, from this checkpoint on."""
        self.policy.train()
        self.train(resume_from_checkpoint=None if checkpoint is None else str(checkpoint))

    def silence(self) -> None:
        """Print no dictionaries: the caller has a display of its own."""
        self.remove_callback(PrinterCallback)

    def note(self, name: str, value: float) -> None:
        """Add a value to the next log, which has the mean of those added since the last."""
        training = cast("torch.nn.Module", self.model).training
        self._metrics["train" if training else "eval"][name].append(value)

    def sum_over_ranks(self, local: Tensor) -> Tensor:
        """The sum of every rank's tensor of this shape, on the CPU; every rank has to ask."""
        there = local.to(self.accelerator.device)
        return cast("Tensor", self.accelerator.reduce(there, reduction="sum")).cpu()

    def scored_batch(
        self, rewards: Tensor, table: Table, group_size: int, step: int
    ) -> ScoredBatch:
        """What came of the rows of all ranks?  Rewards (N,) as TRL gathered them."""
        raise NotImplementedError

    def kept_rows(self, batch: ScoredBatch) -> Tensor:
        """Which rows are worth a pass through the model?  Of the used ones: bool (N,)."""
        raise NotImplementedError

    def _get_train_sampler(self, dataset: Any = None) -> Any:
        return self._pool.sampler() if self._pool else super()._get_train_sampler(dataset)

    def _calculate_rewards(
        self, inputs: Any, prompts: Any, completions: Any, completion_ids_list: Any
    ) -> Tensor:
        with _unsaid("All reward functions returned None"):  # counted, with reasons, by as_trl
            rewards = super()._calculate_rewards(inputs, prompts, completions, completion_ids_list)
        self._rewards = rewards[:, 0].cpu()
        self._lengths = [len(ids) for ids in completion_ids_list]
        return rewards

    def _generate_and_score_completions(self, inputs: Any) -> dict[str, Any]:
        batch = super()._generate_and_score_completions(inputs)
        training = cast("torch.nn.Module", self.model).training
        group_size = cast("int", self.num_generations if training else self.num_generations_eval)
        table = self._gathered_table(inputs, batch)
        scored = self.scored_batch(
            self._rewards, table, group_size, cast("int", self.state.global_step)
        )
        self._log_scored(scored, "train" if training else "eval")
        self._mask(batch, scored, table)
        if training:
            self._fresh = self._know_rows(batch, scored, table)
        for look in looks(self._watchers, training=training):
            look(scored)
        return batch

    def _gathered_table(self, inputs: Any, batch: Mapping[str, Any]) -> Table:
        """The rows of all ranks; raises on every rank where the reward raised on one."""
        tokens = (batch["completion_mask"] * batch.get("tool_mask", 1)).sum(dim=1).cpu()
        prompts = [row.get("prompt") for row in inputs]
        local = self._scorer.pack(prompts, torch.tensor(self._lengths), tokens)
        table = unpack(cast("Tensor", self.accelerator.gather(local.to(self.accelerator.device))))
        if table.failed.any():
            failure = self._scorer.failure
            said = gather_object(
                [None if failure is None else f"{type(failure).__name__}: {failure}"]
            )
            if failure is not None:
                raise failure
            rank, words = next((i, words) for i, words in enumerate(said) if words is not None)
            raise RewardsmithError(f"the reward raised on rank {rank}: {words}")
        return table

    def _here(self, rows: int) -> slice:
        """Which of all rows are this rank's?"""
        rank = self.accelerator.process_index
        return slice(rank * rows, (rank + 1) * rows)

    def _mask(self, batch: dict[str, Any], scored: ScoredBatch, table: Table) -> None:
        """Give the rows their advantages, and mask the completions of those left out."""
        mask = batch["completion_mask"]
        here = self._here(len(mask))
        advantages = scored.advantages[here].to(batch["advantages"])
        batch["advantages"] = advantages[:, : mask.shape[1]] if advantages.dim() > 1 else advantages
        batch["completion_mask"] = mask * scored.used[here, None].to(mask)
        in_loss = table.tokens[scored.used].sum()
        batch["num_items_in_batch"] = in_loss.to(batch["num_items_in_batch"])
        by_rows = DENOMINATORS[self.loss_type] == "rows"
        share = scored.used.float().mean() if by_rows else torch.tensor(1.0)
        batch["loss_scale"] = 1 / share.clamp(min=1 / scored.used.numel())

    def _know_rows(self, batch: dict[str, Any], scored: ScoredBatch, table: Table) -> bool:
        """Put beside the rows what the host has to know to spare passes; can it?"""
        unknown = cannot_thin(batch)
        if unknown and self.skip_no_signal:
            raise ValueError(
                f"skip_no_signal=True: which rows {unknown[0]!r} belongs to is not known here "
                "(a model that sees images); leave it out"
            )
        if unknown or self.loss_reads_all_rows:
            return False
        here = self._here(len(batch["completion_mask"]))
        batch["lengths"] = table.lengths[here]
        batch["tokens"] = table.tokens[here] * scored.used[here]
        batch["kept"] = self.kept_rows(scored)[here] & (batch["tokens"] > 0)
        return True

    def _log_scored(self, scored: ScoredBatch, mode: str) -> None:
        """The shares of rows left out and groups without signal; the table's advantages."""
        metrics = self._metrics[mode]
        metrics["left_out"].append(1 - scored.used.float().mean().item())
        metrics["no_signal"].append(share_without(scored.signal, scored.used, scored.group_size))
        advantages = scored.advantages
        flat = advantages.mean(dim=1) if advantages.dim() > 1 else advantages
        logged = cast("deque[float]", self._logs["advantages"])
        for _ in range(min(len(logged), flat.numel())):
            logged.pop()
        logged.extend(flat.tolist())

    def _prepare_inputs(self, generation_batch: Any) -> dict[str, Any]:
        inputs = super()._prepare_inputs(generation_batch)
        if self._fresh:
            self._fresh = False
            self._buffered_inputs = self._thinned(cast("list[Any]", self._buffered_inputs))
            inputs = self._buffered_inputs[self._step % len(self._buffered_inputs)]
        return cast("dict[str, Any]", inputs)

    def _thinned(self, batches: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The micro-batches without rows that need no pass; as many rows on every rank."""
        rows = torch.stack([batch["kept"].sum() for batch in batches])
        if not self._alone:
            everywhere = self.accelerator.gather(rows[None].to(self.accelerator.device))
            rows = cast("Tensor", everywhere).amax(dim=0).clamp(min=1).cpu()
        return [
            thinned(
                batch,
                count,
                denominator=DENOMINATORS[self.loss_type],
                multiple_of=int(self.pad_to_multiple_of or 1),
            )
            for batch, count in zip(batches, rows.tolist(), strict=True)
        ]

    @property
    def _alone(self) -> bool:
        """Does nobody wait for this process's passes?"""
        return self.accelerator.distributed_type == DistributedType.NO

    def _compute_loss(self, model: torch.nn.Module, inputs: Mapping[str, Any]) -> Tensor:
        if len(inputs["completion_ids"]) == 0:
            return _zero(model)
        return super()._compute_loss(model, inputs) * inputs["loss_scale"]


def _refuse_unknown_losses(args: GRPOConfig) -> None:
    """ValueError where TRL's loss divides by what is not known here."""
    if args.loss_type not in DENOMINATORS:
        raise ValueError(
            f"loss_type={args.loss_type!r}: what it divides by is not known here; "
            f"write one of: {', '.join(DENOMINATORS)}"
        )
    if args.use_liger_kernel and hasattr(GRPOTrainer, "compute_liger_loss"):
        raise ValueError(
            "use_liger_kernel=True: in this version of TRL (before 1.14) Liger computes the loss "
            "itself, undecided rows in its denominator; leave it out"
        )


def _distinct(things: Sequence[Any]) -> list[Any]:
    """Each object once; not by value, which a watcher need not hash by."""
    return list({id(thing): thing for thing in things}.values())


@contextmanager
def _unsaid(words: str) -> Iterator[None]:
    """Without the warnings of TRL's trainer that hold these words."""
    logger = logging.getLogger(GRPOTrainer.__module__)

    def wanted(record: logging.LogRecord) -> bool:
        return words not in record.getMessage()

    logger.addFilter(wanted)
    try:
        yield
    finally:
        logger.removeFilter(wanted)


def _zero(model: torch.nn.Module) -> Tensor:
    """A loss without a pass; every gradient is 0, not None: an optimiser skips what has None."""
    return 0.0 * torch.stack([p.sum() for p in model.parameters() if p.requires_grad]).sum()
