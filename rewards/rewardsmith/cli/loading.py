"""From what was typed to a verifier that fits the file, or one clear error."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rewardsmith.errors import DataError, SpecError, UnknownKindError
from rewardsmith.spec import load_spec
from rewardsmith.types import Rollout
from rewardsmith.verifier import Verifier


def load_reward(text: str) -> Verifier:
    """Which verifier is this: a file, YAML, or the name of a kind?  SpecError if none."""
    try:
        return load_spec(Path(text) if _is_file(text) else text)
    except UnknownKindError as error:
        raise UnknownKindError(f"{error}; or name a .yaml or .json file") from error
    except SpecError as error:
        if not text.isidentifier():
            raise
        raise SpecError(f"{error}; fields are given so: -r '{{kind: {text}, …}}'") from error


def check_rows(
    path: Path, verifier: Verifier, rollouts: Sequence[Rollout], places: Sequence[str]
) -> None:
    """Can this reward score these rows?  DataError names the row, else the file, and the mend."""
    try:
        verifier.check(rollouts)
    except DataError as error:
        place = path if error.row is None else places[error.row]
        raise DataError(f"{place}: {error}") from error


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # longer than a name can be: YAML
        return False
