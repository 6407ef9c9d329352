"""A verifier that fails never holds a training step up for longer than its deadline says.

Claim (16 completions of the tiny model, the verifier fails on half of them, 2 steps, 5 repeats,
~4 min, mostly asleep): a verifier that hangs in C, raises or dies where it is isolated, or waits
for ever in this process, has its rewards there at most 1 s after the batch's deadline of 2 s, the
run goes on to its last step, and no process is left.  ``overrun_s`` is how long a step waited for
its reward, less the deadline.

Not bounded, and shown as such: a verifier of one's own that takes the interpreter from the trainer
in the trainer's own process, by spinning, by blocking the event loop, or inside C (here for 3 to
5 s a call).  It starves the threads that keep the deadlines; such code has to run isolated.
Run: python -m benchmarks.step_deadline --out benchmarks/results/step_deadline.json
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

import torch

from benchmarks.provenance import provenance
from rewardsmith import Reason, Rollout, Verdict, Verifier, register
from rewardsmith.isolation import run_isolated, shutdown
from rewardsmith.isolation.processes import tree
from rewardsmith.verifier import Resource
from rewardsmith.wrap import from_callable
from rewardsmith_trainer import VerifiedGRPOTrainer, as_trl, paper_config
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models.hub import quietly, save, tokenizer
from rewardsmith_trainer.models.tiny import character_tokenizer, untrained

DEADLINE_S, MOST_OVERRUN_S, STEPS = 2.0, 1.0, 2
OWN_LIMIT_S = 1.0
ROWS = [{"prompt": "1+2=", "answer": "3"}, {"prompt": "3+30=", "answer": "33"}]
FIRST = "1+2="


def length_parity(rollout: Rollout) -> float:
    """Has it an even number of characters?  What a failing verifier says of the other prompt."""
    return float(len(rollout.text) % 2 == 0)


def hangs_in_c(rollout: Rollout) -> float:
    return float(9**9**9**9) if rollout.prompt == FIRST else length_parity(rollout)


def raises(rollout: Rollout) -> float:
    if rollout.prompt == FIRST:
        raise KeyError("planted")
    return length_parity(rollout)


def is_killed(rollout: Rollout) -> float:
    """As the kernel does when memory is short."""
    if rollout.prompt == FIRST:
        os.kill(os.getpid(), signal.SIGKILL)
    return length_parity(rollout)


def eats_memory(rollout: Rollout) -> float:
    held = list[bytearray]()
    while rollout.prompt == FIRST:
        held.append(bytearray(16 << 20))
    return length_parity(rollout)


@register
class EatsMemory(Verifier, frozen=True):
    """Wants more than its worker may have."""

    kind: Literal["eats_memory"] = "eats_memory"

    def verify_batch(self, rollouts: Sequence[Rollout]) -> list[Verdict]:
        items = [(rollout,) for rollout in rollouts]
        return [
            Verdict.of(result.value)
            if result.failure is None
            else Verdict.undecided(Reason.WORKER_LOST, f"{result.failure}: {result.detail}")
            for result in run_isolated(eats_memory, items, cpu_s=5, memory_bytes=64 << 20)
        ]


class InThisProcess(Verifier, frozen=True):
    """Fails on the first prompt, until the run is over, in the trainer's own process."""

    over: ClassVar[threading.Event] = threading.Event()

    def verify(self, rollout: Rollout) -> Verdict:
        if rollout.prompt == FIRST:
            self.hang()
        return Verdict.of(length_parity(rollout))

    def hang(self) -> None:
        self.over.wait(1e6)


@register
class Waits(InThisProcess, frozen=True):
    """Waits for what never comes, and says that it waits: a thread for each."""

    kind: Literal["waits"] = "waits"
    resource: ClassVar[Resource] = "endpoint"


@register
class Spins(InThisProcess, frozen=True):
    """Computes without end, in Python: it takes turns with everybody else."""

    kind: Literal["spins"] = "spins"

    def hang(self) -> None:
        while not self.over.is_set():
            pass


@register
class NeverAwaits(InThisProcess, frozen=True):
    """Says ``async`` and blocks the event loop."""

    kind: Literal["never_awaits"] = "never_awaits"
    verify = Verifier.verify

    async def averify(self, rollout: Rollout) -> Verdict:
        return InThisProcess.verify(self, rollout)


@register
class HoldsTheInterpreter(InThisProcess, frozen=True):
    """One piece of arithmetic of some seconds, during which no other thread runs."""

    kind: Literal["holds_the_interpreter"] = "holds_the_interpreter"

    def hang(self) -> None:
        _ = 3 ** (1 << 24)


def bounded() -> dict[str, Verifier]:
    """What can be stopped or left behind."""
    return {
        "hangs in C, isolated": from_callable(hangs_in_c, cpu_s=OWN_LIMIT_S),
        "raises": from_callable(raises),
        "out of memory": EatsMemory(),
        "worker killed": from_callable(is_killed),
        "waits for ever, in this process": Waits(),
    }


def not_bounded() -> dict[str, Verifier]:
    """What starves the threads that keep the deadlines."""
    return {
        "spins in Python, in this process": Spins(),
        "blocks the event loop, in this process": NeverAwaits(),
        "holds the interpreter in C, in this process": HoldsTheInterpreter(),
    }


class Timed(VerifiedGRPOTrainer):
    """Notes how long it takes from the completions to the rewards."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.taken_s = list[float]()

    def _generate(self, prompts: Any) -> Any:
        generated = super()._generate(prompts)
        self.generated_s = time.perf_counter()
        return generated

    def _calculate_rewards(self, *given: Any) -> torch.Tensor:
        rewards = super()._calculate_rewards(*given)
        self.taken_s.append(time.perf_counter() - self.generated_s)
        return rewards


def taken_s(start: Path, verifier: Verifier) -> list[float]:
    """Seconds from completions to rewards in each step of a run; asserts that all were done."""
    InThisProcess.over.clear()
    with tempfile.TemporaryDirectory() as folder:
        args = paper_config(
            folder,
            max_steps=STEPS,
            per_device_train_batch_size=16,
            max_completion_length=12,
            bf16=False,
            use_cpu=True,
            gradient_checkpointing=False,
            report_to=[],
            save_strategy="no",
            disable_tqdm=True,
        )
        reward = as_trl(verifier, deadline_s=OWN_LIMIT_S, batch_deadline_s=DEADLINE_S)
        trainer = Timed(
            str(start), reward, args, train_dataset=dataset(ROWS), processing_class=tokenizer(start)
        )
        trainer.silence()
        trainer.train()
    InThisProcess.over.set()
    assert trainer.state.global_step == STEPS
    return trainer.taken_s


def overruns(start: Path, verifier: Verifier, rounds: int) -> dict[str, Any]:
    """By how much each step was late, and which processes are left at the end."""
    before = set(tree(os.getpid()))
    late = [taken - DEADLINE_S for _ in range(rounds) for taken in taken_s(start, verifier)]
    shutdown()
    return {
        "n": len(late),
        "median_overrun_s": round(statistics.median(late), 2),
        "most_overrun_s": round(max(late), 2),
        "processes_left": len(set(tree(os.getpid())) - before),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    logging.getLogger("rewardsmith").setLevel(logging.CRITICAL)
    before = provenance("torch", "transformers", "trl")
    with tempfile.TemporaryDirectory() as folder, quietly():
        start, words = Path(folder), character_tokenizer()
        save(untrained(len(words), seed=0), words, start)
        found = {
            name: overruns(start, verifier, given.rounds) for name, verifier in bounded().items()
        }
        starved = {name: overruns(start, verifier, 1) for name, verifier in not_bounded().items()}
    result = {
        "deadline_s": DEADLINE_S,
        "bounded": found,
        "not bounded": starved,
        "provenance": before,
    }
    print(json.dumps(result, indent=1))
    if given.out:
        given.out.write_text(json.dumps(result, indent=1) + "\n")
    for name, case in found.items():
        assert case["most_overrun_s"] <= MOST_OVERRUN_S, name
        assert case["processes_left"] == 0, name


if __name__ == "__main__":
    main()
