"""How does the image come to be there?  Built once, found by its content hash ever after."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from rewardsmith_sandbox.engine import Engine
from rewardsmith_sandbox.errors import ImageError
from rewardsmith_sandbox.images import host_tree

IMAGE = "rewardsmith/sandbox"
CONTENT = "rewardsmith.content"
"""The image's label that says what is in it."""

PYTHON = "rewardsmith.python"
"""The image's label that says which interpreter to start."""

_CHOSEN = "REWARDSMITH_SANDBOX_IMAGE"
_FOLDER = Path(__file__).parent


def image_name() -> str:
    """Which image do containers start from?  ``REWARDSMITH_SANDBOX_IMAGE`` names another."""
    return os.environ.get(_CHOSEN, f"{IMAGE}:latest")


def python_of(engine: Engine, image: str) -> str:
    """Which interpreter does this image have?  Raises ``ImageError`` if there is no image."""
    labels = engine.image_labels(image)
    if labels is None:
        raise ImageError(f"there is no image {image!r}; type: rewardsmith sandbox up")
    return labels.get(PYTHON, "/usr/local/bin/python3")


def ensure_from_host(engine: Engine) -> bool:
    """Was the image of the host's own tree (re)built?  False: it was there and up to date."""
    files = host_tree.collect()
    content = f"host-{host_tree.content_hash(files)}"
    labels = engine.image_labels(image_name())
    if labels is not None and labels.get(CONTENT) == content:
        return False
    marks = {CONTENT: content, PYTHON: host_tree.python_path()}
    engine.import_tree(host_tree.tar_stream(files), image_name(), marks)
    return True


def ensure_from_dockerfile(engine: Engine) -> bool:
    """Was the image of the Dockerfile (re)built?  Raises ``ImageError`` without a registry."""
    recipe = (_FOLDER / "Dockerfile").read_bytes()
    content = f"dockerfile-{hashlib.sha256(recipe).hexdigest()[:16]}"
    labels = engine.image_labels(image_name())
    if labels is not None and labels.get(CONTENT) == content:
        return False
    engine.build(_FOLDER, image_name(), {CONTENT: content})
    return True
