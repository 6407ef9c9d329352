"""The key is in the environment and in the request's header, and nowhere else."""

from __future__ import annotations

import logging
import pickle
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from rewardsmith import Rollout, dump_spec, load_spec, score
from rewardsmith.cache import VerdictCache
from rewardsmith.errors import SpecError
from rewardsmith.verifiers.judge import Judge
from rewardsmith.verifiers.judge.endpoint import Secret

KEY = "sk-planted-9f2Kq7LmZx03"
PIECES = (KEY, KEY[:10], KEY[-8:], "9f2Kq7Lm")


def test_a_planted_key_is_in_no_file_log_spec_or_exception(endpoint, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    caplog.set_level(logging.DEBUG)  # the client's own log too
    judge = Judge(base_url=endpoint.url, deadline_s=1.0)
    scripts = (
        "[[ok]]", "[[http:401]]", "[[http:500]]", "[[http:400]]", "[[http:429]]", "[[hang]]",
        "[[hangup]]", "[[halfclosed]]", "[[envelope:html]]", f"[[raw:{KEY}]]",
        f'[[raw:{{"reasoning": "{KEY}", "score": 1}}]]',
    )  # fmt: skip
    rollouts = [Rollout("capital?", f"{script} paris", truth="Paris") for script in scripts]
    kept = [rollout for rollout in rollouts if KEY not in str(rollout.completion)]
    cache = VerdictCache(tmp_path / "verdicts.sqlite")
    verdicts = score(judge, kept, cache=cache)
    cache.close()
    verdicts += score(judge, [r for r in rollouts if r not in kept])
    sent = {headers["authorization"] for headers in endpoint.seen.headers}
    assert sent == {f"Bearer {KEY}"}
    told = [v.detail for v in verdicts]
    told += [repr(judge), str(dump_spec(judge)), judge.model_dump_json(), caplog.text]
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for piece in PIECES:
        assert not [text for text in told if piece in text]
        assert not [data for data in files if piece.encode() in data]
        assert piece.encode() not in pickle.dumps(judge)


@pytest.mark.parametrize(
    "fields",
    [
        {"api_key": KEY},
        {"api_key_env": KEY},
        {"base_url": f"https://{KEY}@host/v1"},
        {"base_url": f"https://host/v1?key={KEY}"},
        {"base_url": f"ftp://{KEY}"},
        {"model": 7, "api_key": KEY},
    ],
)
def test_a_key_in_a_field_is_refused_without_being_shown(fields):
    for build in (lambda: Judge(**fields), lambda: load_spec({"kind": "judge", **fields})):
        with pytest.raises((ValidationError, SpecError)) as caught:
            build()
        assert KEY not in "".join(traceback.format_exception(caught.value, chain=False))


def test_pieces_of_a_key_are_taken_out_of_what_servers_say(monkeypatch):
    monkeypatch.setenv("SOME_KEY", KEY)
    said = Secret("SOME_KEY").scrub(
        f"Incorrect API key provided: {KEY[:8]}****{KEY[-4:]}. See docs"
    )
    assert KEY[:8] not in said
    assert KEY[-4:] not in said
    assert "Incorrect API" in said


def test_the_cache_is_for_its_owner_only(endpoint, tmp_path):
    Judge(base_url=endpoint.url).verify(Rollout("capital?", "[[ok]] paris", truth="Paris"))
    (path,) = Path(tmp_path / "cache").glob("judge.sqlite")
    assert path.stat().st_mode & 0o077 == 0
