"""Nothing is lost and no limit exceeded: places, requests and tokens a minute, pauses."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith import Rollout, score
from rewardsmith.verifiers.judge import LEDGER, Judge
from rewardsmith.verifiers.judge.limits import Places, Window
from tests.judge.server import ScriptedServer


def asked(text: str) -> Rollout:
    return Rollout("What is the capital?", text, truth="Paris")


def test_a_thousand_at_concurrency_64_lose_none(tmp_path, monkeypatch):
    monkeypatch.setenv("REWARDSMITH_CACHE", str(tmp_path))
    with ScriptedServer(latency_s=0.05) as server:
        judge = Judge(base_url=server.url, deadline_s=60)
        rollouts = [asked(f"[[ok:{n % 2}]] paris {n}") for n in range(1000)]
        verdicts = score(judge, rollouts)
        assert [verdict.score for verdict in verdicts] == [n % 2 for n in range(1000)]
        assert server.requests == 1000
        assert 32 < server.seen.most <= 64
        assert [v.score for v in score(judge, rollouts)] == [n % 2 for n in range(1000)]
        assert server.requests == 1000  # an identical run asks nothing


def test_two_judges_at_one_endpoint_share_its_places(endpoint):
    endpoint.latency_s = 0.02
    judges = [Judge(base_url=endpoint.url, concurrency=8, max_tokens=n) for n in (100, 200)]
    reward = judges[0] + judges[1]
    score(reward, [asked(f"[[ok]] paris {n}") for n in range(60)])
    assert endpoint.requests == 120
    assert endpoint.seen.most <= 8


def test_after_a_429_nobody_sends_until_the_server_allows(endpoint):
    judge = Judge(base_url=endpoint.url, deadline_s=20, concurrency=16)
    verdicts = score(judge, [asked(f"[[limited:1,1.0]] paris {n}") for n in range(64)])
    assert {verdict.score for verdict in verdicts} == {1.0}
    assert endpoint.requests <= 64 * 2
    times = endpoint.seen.times_s
    assert max(later - earlier for earlier, later in pairwise(times)) > 0.8


def test_requests_a_minute_are_kept(endpoint, monkeypatch):
    monkeypatch.setattr("rewardsmith.verifiers.judge.limits.MINUTE_S", 4.0)
    judge = Judge(base_url=endpoint.url, requests_per_minute=20, model="limited", deadline_s=3)
    verdicts = score(judge, [asked(f"[[ok]] paris {n}") for n in range(40)])
    assert {verdict.score for verdict in verdicts} == {1.0}  # a long queue costs nobody a verdict
    assert most_within(endpoint.seen.times_s, 2.0) <= 20


def most_within(times_s: list[float], length_s: float) -> int:
    return max(sum(start <= t < start + length_s for t in times_s) for start in times_s)


@given(
    limit=st.integers(1, 50),
    asks=st.lists(st.tuples(st.integers(1, 60), st.floats(0, 20)), min_size=1, max_size=60),
)
def test_a_window_never_holds_more_than_its_limit(limit, asks):
    window, now_s, sent = Window(limit, length_s=10.0), 0.0, list[tuple[float, int]]()
    for amount, pause_s in asks:
        now_s += pause_s
        start_s = window.reserve(amount, now_s)
        assert start_s >= now_s
        sent.append((start_s, min(amount, limit)))
    for start_s, _ in sent:
        assert sum(n for t, n in sent if start_s <= t < start_s + 10.0) <= limit
    assert [t for t, _ in sent] == sorted(t for t, _ in sent)


def test_places_are_shared_by_threads_and_survive_cancellation():
    places, inside, most = Places(3), 0, 0
    lock = threading.Lock()

    async def hold() -> None:
        nonlocal inside, most
        async with places.one():
            with lock:
                inside += 1
                most = max(most, inside)
            try:
                await asyncio.sleep(0.002)
            finally:
                with lock:
                    inside -= 1

    async def crowd() -> None:
        tasks = [asyncio.create_task(hold()) for _ in range(40)]
        await asyncio.sleep(0.005)
        for task in tasks[::3]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    threads = [threading.Thread(target=lambda: asyncio.run(crowd())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most <= 3
    asyncio.run(asyncio.wait_for(_all_three(places), 5))  # none has leaked


async def _all_three(places: Places) -> None:
    async with places.one(), places.one(), places.one():
        pass


def test_the_same_question_at_the_same_time_is_asked_once(endpoint):
    endpoint.latency_s = 0.05
    judge = Judge(base_url=endpoint.url)
    rollouts = [asked(rf"thought {n}: [[ok]] \boxed{{paris}}") for n in range(20)]
    before = LEDGER.total()
    assert {verdict.score for verdict in score(judge, rollouts)} == {1.0}
    assert endpoint.requests == 1
    usage = LEDGER.total() - before
    assert (usage.requests, usage.prompt_tokens, usage.completion_tokens) == (1, 100, 10)


def test_cost_is_counted(endpoint):
    before = LEDGER.total()
    judge = Judge(base_url=endpoint.url, prices=(2.0, 8.0))
    score(judge, [asked(f"[[ok]] paris {n}") for n in range(10)])
    assert (LEDGER.total() - before).dollars == pytest.approx(10 * (100 * 2 + 10 * 8) / 1e6)


def test_votes_are_samples_of_their_own(endpoint):
    judge = Judge(base_url=endpoint.url, votes=3, temperature=1.0)
    assert judge.verify(asked("[[ok]] paris")).score == 1.0
    assert Counter(body["seed"] for body in endpoint.seen.bodies) == {0: 1, 1: 1, 2: 1}
