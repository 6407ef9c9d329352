"""``rewardsmith list``: the catalogue of kinds."""

from __future__ import annotations

from rewardsmith.cli.arguments import JsonFlag
from rewardsmith.cli.catalogue import show


def list_kinds(as_json: JsonFlag = False) -> None:
    """List the kinds of verifier, and the question each answers."""
    show(as_json=as_json)
