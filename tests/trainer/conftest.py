"""A model of some thousand parameters on disk, and trainers over it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from rewardsmith_trainer.models.hub import save
from rewardsmith_trainer.models.tiny import character_tokenizer, untrained

HERE = Path(__file__).parent
FROM_TRL = (
    "ignore:`(is_)?gradient_checkpointing(_kwargs)?` is deprecated:FutureWarning",
    "ignore:'pin_memory' argument is set:UserWarning",
)


def pytest_collection_modifyitems(items):
    """What TRL and transformers warn about in each other is not ours to mend."""
    for item in items:
        if HERE in item.path.parents:
            for rule in FROM_TRL:
                item.add_marker(pytest.mark.filterwarnings(rule))


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Threads cost more than they bring on so small a model."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def start(tmp_path_factory):
    """An untrained two-layer model of characters, in a folder."""
    folder = tmp_path_factory.mktemp("start")
    words = character_tokenizer()
    save(untrained(len(words), seed=0), words, folder)
    return folder
