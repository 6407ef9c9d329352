"""``score``: order, sharing, limits, deadlines, cache, budget, and what nobody foresaw."""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
import time
from typing import ClassVar

import pytest

from rewardsmith import Budget, Reason, Rollout, Verdict, VerdictCache, Verifier, score
from rewardsmith.errors import DataError, ScoreError
from rewardsmith.runner import ascore
from rewardsmith.verifier import Combinator, GroupVerifier, Resource
from tests.scripted import A, B, C, rows

UN = "undecided"


class Plain(Verifier, frozen=True):
    """Is the truth 1?  Notes which completions it saw; hangs, raises or lies on demand."""

    seen: ClassVar[list[str]] = []

    def verify(self, rollout: Rollout) -> Verdict:
        self.seen.append(str(rollout.completion))
        match rollout.completion:
            case "hang":
                time.sleep(30)
            case "raise":
                raise ZeroDivisionError("by hand")
            case "nan":
                return Verdict.of(float("nan"))
            case "two":
                return Verdict.of(2.0)
            case _:
                pass
        return Verdict.of(rollout.truth == 1)


class Batched(Plain, frozen=True):
    def verify_batch(self, rollouts):
        return [self.verify(rollout) for rollout in rollouts]


class Async(Plain, frozen=True):
    resource: ClassVar[Resource] = "endpoint"
    running: ClassVar[list[int]] = [0, 0]

    async def averify(self, rollout: Rollout) -> Verdict:
        self.running[0] += 1
        self.running[1] = max(self.running)
        await asyncio.sleep(30 if rollout.completion == "hang" else 0.01)
        self.running[0] -= 1
        return super().verify(rollout)

    verify = Verifier.verify


class Waiting(Plain, frozen=True):
    resource: ClassVar[Resource] = "endpoint"


class Together(Verifier, frozen=True):
    """Accepts once so many are at work side by side; gives up after a while."""

    doors: ClassVar[dict[Resource, threading.Barrier]] = {}

    def verify(self, rollout: Rollout) -> Verdict:
        self.doors[self.resource].wait(timeout=30)
        return Verdict.of(1.0)


class AtEndpoints(Together, frozen=True):
    resource: ClassVar[Resource] = "endpoint"


class InSandboxes(Together, frozen=True):
    resource: ClassVar[Resource] = "sandbox"


KINDS = [Plain(), Batched(), Async()]


def of(*completions: str) -> list[Rollout]:
    return [Rollout(completion=text, truth=1) for text in completions]


@pytest.fixture(autouse=True)
def _forget():
    Plain.seen.clear()
    Async.running[:] = [0, 0]


@pytest.mark.parametrize("verifier", [0.9 * (A * B) + 0.1 * C, A.or_else(B) & C], ids=repr)
def test_it_says_what_the_verifier_says(verifier):
    values = [1.0, 0.5, 0.0, "n/a", UN]
    group = rows(a=values, b=values[::-1], c=values)
    assert score(verifier, group) == verifier.verify_batch(group)


def test_nothing_to_score():
    assert score(A * B, []) == []


@pytest.mark.parametrize("leaf", KINDS, ids=lambda leaf: type(leaf).__name__)
def test_identical_rollouts_are_scored_once(leaf):
    verdicts = score(leaf, of("x", "y", "x", "x"))
    assert [verdict.score for verdict in verdicts] == [1.0] * 4
    assert sorted(Plain.seen) == ["x", "y"]


def test_rollouts_that_json_cannot_tell_apart_are_not_taken_for_one_another():
    strange = [Rollout(completion="x", truth=1, extra={"o": object()}) for _ in range(2)]
    score(Plain(), strange)
    assert len(Plain.seen) == 2


def test_rollouts_made_on_the_way_are_not_taken_for_earlier_ones():
    """A combinator that rewrites: each stage's rollouts are gone before the next one's are made."""

    class Rewrites(Combinator, frozen=True):
        def stages(self, rollouts):
            verdicts = []
            for truth in (1, 0) * 8:
                (ruled,) = yield [(Plain(), [Rollout(completion="x", truth=truth)])]
                verdicts += ruled
            return verdicts

    verdicts = score(Rewrites(), of("x"))
    assert [verdict.score for verdict in verdicts] == [1.0, 0.0] * 8


@pytest.mark.parametrize("leaf", KINDS, ids=lambda leaf: type(leaf).__name__)
def test_what_nobody_foresaw_is_undecided_for_its_rollout_alone(leaf, caplog):
    verdicts = score(leaf, of("x", "raise", "y", "z"))
    assert [verdict.score for verdict in verdicts] == [1.0, None, 1.0, 1.0]
    assert verdicts[1].reason is Reason.ERROR
    assert "ZeroDivisionError: by hand" in verdicts[1].detail
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("leaf", KINDS, ids=lambda leaf: type(leaf).__name__)
@pytest.mark.parametrize("completion", ["nan", "two"])
def test_a_score_that_is_none_is_the_programmers_fault(leaf, completion):
    with pytest.raises(
        ScoreError, match=rf"{type(leaf).__name__}\(\) on the rollout '{completion}"
    ):
        score(leaf, of("x", completion, "y"))


@pytest.mark.parametrize("leaf", [*KINDS, Waiting()], ids=lambda leaf: type(leaf).__name__)
def test_a_late_verdict_is_our_own_limit_and_the_rest_goes_on(leaf):
    began = time.monotonic()
    verdicts = score(leaf, of("x", "hang", "y"), deadline_s=0.5)
    assert time.monotonic() - began < 15
    assert [verdict.score for verdict in verdicts] == [1.0, None, 1.0]
    assert verdicts[1].reason is Reason.OWN_LIMIT


@pytest.mark.parametrize(
    ("leaf", "scores"),
    [
        (Plain(), [1.0, None, None]),  # one after the other: the last has not had its turn
        (Async(), [1.0, None, 1.0]),
        (Waiting(), [1.0, None, 1.0]),
        (Batched(), [None, None, None]),  # one call: nobody knows who holds it up
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_batch_that_is_over_keeps_what_is_decided(leaf, scores):
    """What is not decided is not in the budget: of three, that lets one abstain."""
    began = time.monotonic()
    verdicts = asyncio.run(ascore(leaf, of("x", "hang", "y"), batch_deadline_s=0.5))
    assert time.monotonic() - began < 15
    assert [verdict.score for verdict in verdicts] == scores
    assert {v.reason for v in verdicts if v.score is None} == {Reason.BATCH_LATE}


def test_a_batch_that_is_over_begins_nothing():
    verdicts = asyncio.run(ascore(Async() * Plain(), of("hang", "x"), batch_deadline_s=0.5))
    assert [verdict.score for verdict in verdicts] == [None, None]
    assert Plain.seen == ["x"]  # by the first factor


def test_a_late_rollout_is_at_fault_though_its_batch_is_over_later():
    work = ascore(Plain(), of("hang", "x"), deadline_s=0.2, batch_deadline_s=10)
    assert [v.reason for v in asyncio.run(work)] == [Reason.OWN_LIMIT, Reason.MATCH]


def test_the_clock_of_a_deadline_starts_with_the_work():
    """32 calls of 10 ms, one at a time, each within a deadline far below their sum."""
    verdicts = score(Async(), of(*map(str, range(32))), workers=1, deadline_s=0.2)
    assert all(verdict.score == 1.0 for verdict in verdicts)


@pytest.mark.parametrize(("workers", "most"), [(1, 1), (3, 3)])
def test_workers_bound_what_runs_at_once(workers, most):
    score(Async(), of(*map(str, range(12))), workers=workers)
    assert Async.running[1] == most


@pytest.mark.parametrize(
    ("leaf", "workers", "at_once"), [(AtEndpoints(), None, 128), (InSandboxes(), 4, 4)]
)
def test_verifiers_that_wait_do_so_side_by_side(leaf, workers, at_once):
    Together.doors[leaf.resource] = threading.Barrier(at_once)
    verdicts = score(leaf, of(*map(str, range(128))), workers=workers)
    assert all(verdict.score == 1.0 for verdict in verdicts)


def test_128_calls_are_one_round():
    score(Async(), of(*map(str, range(128))))
    assert Async.running[1] == 128


def test_what_computes_takes_turns():
    class Counting(Verifier, frozen=True):
        running: ClassVar[list[int]] = [0, 0]

        def verify(self, rollout: Rollout) -> Verdict:
            self.running[0] += 1
            self.running[1] = max(self.running)
            time.sleep(0.001)
            self.running[0] -= 1
            return Verdict.of(1.0)

    score(Counting(), of(*map(str, range(32))), workers=8)
    assert Counting.running == [0, 1]


def test_a_verifiers_own_time_out_is_not_ours(caplog):
    class Impatient(Verifier, frozen=True):
        async def averify(self, rollout: Rollout) -> Verdict:
            raise TimeoutError("the server's")

    (verdict,) = score(Impatient(), of("x"), deadline_s=30)
    assert verdict.reason is Reason.ERROR


@pytest.mark.parametrize("leaf", [Waiting(), Async()], ids=lambda leaf: type(leaf).__name__)
def test_cancelled_it_starts_no_more(leaf):
    async def begun_and_cancelled() -> None:
        work = asyncio.ensure_future(ascore(leaf, of("hang", "x", "y"), workers=1))
        await asyncio.sleep(0.1)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(begun_and_cancelled())
    assert "x" not in Plain.seen


def test_the_budget_of_our_own_limit():
    class Limited(Verifier, frozen=True):
        def verify(self, rollout: Rollout) -> Verdict:
            return Verdict.undecided(Reason.OWN_LIMIT)

    rollouts = of(*map(str, range(100)))
    verdicts = score(Limited(), rollouts)
    assert [verdict.score for verdict in verdicts] == [None, None, *[0.0] * 98]
    assert verdicts[2].reason is Reason.OVER_BUDGET
    carried = Budget()
    kept = [score(Limited(), rollouts[:10], budget=carried)[0].score for _ in range(10)]
    assert kept.count(None) == 2
    assert (carried.seen, carried.spent, carried.refused) == (100, 2, 98)


def test_the_cache_remembers_verdicts_but_no_abstention(tmp_path):
    cache = VerdictCache(tmp_path / "new" / "verdicts.sqlite")
    rollouts = of("x", "raise")
    first = score(Plain(), rollouts, cache=cache)
    again = score(Plain(), rollouts, cache=VerdictCache(cache.path))
    assert (
        [verdict.score for verdict in again] == [verdict.score for verdict in first] == [1.0, None]
    )
    assert Plain.seen.count("x") == 1
    assert Plain.seen.count("raise") == 2
    score(Plain(name="other"), rollouts, cache=cache)
    assert Plain.seen.count("x") == 2


def test_a_cache_is_shared_by_processes(tmp_path):
    cache = VerdictCache(tmp_path / "verdicts.sqlite")
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=_put_many, args=(cache, start)) for start in (0, 100)]
    for process in others:
        process.start()
    _put_many(cache, 200)
    for process in others:
        process.join(120)
    assert [process.exitcode for process in others] == [0, 0]
    assert len(cache.get(map(str, range(300)))) == 300


def _put_many(cache: VerdictCache, start: int) -> None:
    """A hundred verdicts one by one, each read back."""
    for key in map(str, range(start, start + 100)):
        cache.put({key: Verdict.of(1.0), "shared": Verdict.of(0.5)})
        assert cache.get([key, "shared"]).keys() == {key, "shared"}


def test_a_file_that_is_no_cache_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be read as one" * 40)
    with pytest.raises(DataError, match=r"notes\.txt: not a verdict cache"):
        VerdictCache(tmp_path / "notes.txt")


def test_a_group_is_seen_whole():
    class Best(GroupVerifier, frozen=True):
        def verify_group(self, rollouts):
            best = max(rollout.extra["a"] for rollout in rollouts)
            return [Verdict.of(rollout.extra["a"] == best) for rollout in rollouts]

    mixed = [*rows("g", a=[1, 2, 3]), *rows("h", a=[5, 4]), *rows(None, a=[0])]
    assert [verdict.score for verdict in score(Best(), mixed)] == [0, 0, 1, 1, 0, 1]
    assert Best().verify(mixed[0]).score == 1.0


def test_it_runs_in_a_thread_and_inside_an_event_loop():
    got: list[list[Verdict]] = []
    thread = threading.Thread(target=lambda: got.append(score(A, rows(a=[1]))))
    thread.start()
    thread.join()

    async def inside() -> list[Verdict]:
        return score(A, rows(a=[1]))

    got.append(asyncio.run(inside()))
    assert [verdict.score for (verdict,) in got] == [1.0, 1.0]
