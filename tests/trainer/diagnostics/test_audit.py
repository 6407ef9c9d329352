"""The gap between claim and audit: its arithmetic, its interval, its thread, a real run."""

from __future__ import annotations

import threading
from typing import Any, Literal, Self

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import TrainerCallback

from rewardsmith import (
    Boxed,
    Code,
    GroupVerifier,
    Reason,
    Rollout,
    Verdict,
    Verifier,
    register,
    score,
)
from rewardsmith.errors import DataError, SpecError
from rewardsmith_trainer.diagnostics.audit import Audit
from rewardsmith_trainer.diagnostics.gap import Claim, Gap, audited, choose
from rewardsmith_trainer.engine import dataset
from tests.trainer.steps import ROWS, ByPlace, trainer

RELEASE = threading.Event()
RULED: list[int] = []


@register
class Granted(Verifier, frozen=True):
    """Grants what the row's column says; None is undecided."""

    kind: Literal["granted"] = "granted"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        return cls(), Rollout(extra={"grant": 1.0})

    def verify(self, rollout: Rollout) -> Verdict:
        grant = rollout.extra.get("grant", 0.0)
        return Verdict.undecided(Reason.ERROR) if grant is None else Verdict.of(grant)


@register
class Slow(GroupVerifier, frozen=True):
    """Decides nothing until it is let go."""

    kind: Literal["slow"] = "slow"

    @classmethod
    def example(cls) -> tuple[Self, Rollout]:
        return cls(), Rollout()

    def verify_group(self, rollouts: Any) -> list[Verdict]:
        RELEASE.wait(60)
        RULED.append(len(rollouts))
        return [Verdict.of(0.0) for _ in rollouts]


def sums(claims, grants):
    rollouts = [Rollout(completion=str(i), extra={"grant": g}) for i, g in enumerate(grants)]
    return audited(Granted(), rollouts, claims)


@pytest.mark.parametrize(
    ("claims", "grants", "pairs", "mean"),
    [
        ([1.0, 1.0, 0.0], [1.0, 0.0, 0.0], 3, 1 / 3),
        ([0.0, 0.5], [1.0, 0.0], 2, -0.25),
        ([None, 1.0], [0.0, 0.0], 1, 1.0),  # the reward abstains
        ([1.0, 1.0], [None, 0.5], 1, 0.5),  # the audit abstains
        ([1.0], [None], 0, 0.0),
    ],
)
def test_the_gap_is_over_pairs(claims, grants, pairs, mean):
    found = Gap.of(sums(claims, grants))
    assert (found.chosen, found.n, found.mean) == (len(claims), pairs, pytest.approx(mean))
    assert ("gap" in found.figures()) == (pairs > 0)


def test_an_audit_that_gives_no_score_is_no_pair(caplog):
    found = Gap.of(sums([1.0, 1.0], [2.0, 0.0]))  # 2 is no score: the programmer's fault
    assert (found.chosen, found.n) == (2, 0)
    assert "gave no score" in caplog.text


def test_agreement_of_a_few_is_no_certainty():
    found = Gap.of(sums([1.0] * 4, [1.0] * 4))
    assert found.low < 0 < found.high


@pytest.mark.parametrize(("claimed", "granted"), [(0.5, 0.5), (0.8, 0.5), (0.3, 0.25)])
def test_the_interval_covers_the_gap(claimed, granted):
    torch.manual_seed(0)
    draws = torch.rand(400, 60, dtype=torch.float64)
    d = (draws < claimed).double() - (draws < granted).double()
    covered = 0
    for row in d:
        found = Gap.of(torch.tensor([60, 60, row.sum(), row.square().sum()]))
        covered += found.low <= claimed - granted <= found.high
    assert covered >= 365  # 380 expected of a 95 % interval


@given(st.integers(0, 300), st.floats(0.01, 1), st.text(max_size=5))
def test_what_is_chosen_is_a_share_and_the_same_again(rows, share, seed):
    found = choose(rows, share, seed)
    assert found == choose(rows, share, seed) == sorted(set(found))
    assert abs(len(found) - rows * share) < 1
    assert set(found) <= set(range(rows))


def test_every_row_is_chosen_as_often():
    counts = torch.zeros(8)
    for step in range(4000):
        counts[choose(8, 0.05, f"0-{step}")] += 1
    assert counts.sum().item() == pytest.approx(4000 * 8 * 0.05, rel=0.1)
    assert counts.max() / counts.min() < 1.6


TERMS = 0.9 * Boxed(name="answer") + 0.1 * Granted(name="grade")


@pytest.mark.parametrize(
    ("reward", "name", "claimed"),
    [
        (TERMS, None, 1.0),
        (TERMS, "grade", 0.25),
        (0.5 * Boxed(name="answer") + 0.5 * Granted(name="grade"), None, 0.625),
        (Granted(), None, 0.25),
    ],
    ids=["required", "named", "two-required", "no-sum"],
)
def test_what_is_claimed(reward, name, claimed):
    rollout = Rollout(completion=r"\boxed{1}", extra={"grant": 0.25})
    assert Claim.of(reward, name)(score(reward, [rollout])[0]) == claimed


def test_a_claim_that_abstains_is_none():
    rollout = Rollout(completion="", extra={"grant": None})
    assert Claim.of(Granted(), None)(Granted().verify(rollout)) is None


def test_an_unknown_claim_names_the_known():
    with pytest.raises(SpecError, match="has the terms answer, grade"):
        Claim.of(TERMS, "anwser")


HALF = ((0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0),)


def test_a_real_run_logs_the_gap_of_every_step(start, tmp_path):
    audit = Audit(Granted(), share=1.0)
    made = trainer(start, tmp_path, ByPlace(scores=HALF), max_steps=3, watchers=[audit])
    made.train()
    logged = [row for row in made.state.log_history if "diagnostics/audit/n" in row]
    assert logged[-1]["diagnostics/audit/n"] == 48  # the last step is waited for
    assert logged[-1]["diagnostics/audit/gap"] == 0.5
    assert logged[-1]["diagnostics/audit/low"] > 0
    assert audit.result.mean == 0.5


def test_a_slow_audit_holds_up_no_step(start, tmp_path):
    audit, ends = Audit(Slow(), share=1.0), _Ends()
    made = trainer(start, tmp_path, ByPlace(scores=HALF), max_steps=3, watchers=[audit])
    made.add_callback(ends)
    made.train()
    assert ends.ruled[:2] == [0, 0]  # two steps ended before anything was audited
    assert audit.result.n == 48


class _Ends(TrainerCallback):
    """How many groups were audited when each step ended?  The second lets the audit go."""

    def __init__(self) -> None:
        self.ruled: list[int] = []

    def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        self.ruled.append(len(RULED))
        if state.global_step == 2:
            RELEASE.set()


def test_evaluation_is_not_audited(start, tmp_path):
    audit = Audit(Granted(), share=1.0)
    made = trainer(start, tmp_path, ByPlace(scores=HALF), watchers=[audit])
    made.train()
    made.evaluate(dataset(ROWS))
    assert Gap.of(torch.stack([*audit._sums]).sum(dim=0)).chosen == 16
    assert audit._worker.finished().sum() == 0


def test_rows_that_cannot_be_audited_are_refused_before_a_step(start, tmp_path):
    with pytest.raises(DataError, match="no row has any"):
        trainer(start, tmp_path, ByPlace(scores=HALF), watchers=[Audit(Code())])


@pytest.mark.parametrize("share", [0.0, 1.5])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match=r"in \(0, 1\]"):
        Audit(Granted(), share=share)
