"""A recipe: the YAML file that says what is trained on what with which reward."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    PositiveInt,
    ValidationError,
)

from rewardsmith.errors import SpecError
from rewardsmith.rows import read_rows
from rewardsmith.spec import AnyVerifier, dump_spec, load_yaml
from rewardsmith_trainer.advantage import Spread
from rewardsmith_trainer.tasks import last_number as _  # noqa: F401  (registers the kind)
from rewardsmith_trainer.tasks.bilingual import bilingual_sums
from rewardsmith_trainer.tasks.sums import sums
from rewardsmith_trainer.tasks.word_problems import word_problems

DEFAULT = "smollm2"
_EMBEDDED = files("rewardsmith_trainer").joinpath("recipes")
Rows = list[dict[str, Any]]


class _Part(BaseModel, frozen=True):
    model_config = ConfigDict(extra="forbid")


class WordProblems(_Part, frozen=True):
    """Which generated word problems?  See ``tasks.word_problems``."""

    kind: Literal["word_problems"] = "word_problems"
    train: PositiveInt = 512
    heldout: PositiveInt = 240

    def rows(self, seed: int) -> tuple[Rows, Rows]:
        """The problems to train on, and the held-out ones, which are the same for every seed."""
        return word_problems(self.train, "train", seed), word_problems(self.heldout, "heldout", 0)


class Sums(_Part, frozen=True):
    """The sixteen sums of recipe ``tiny``, both to train on and to measure on."""

    kind: Literal["sums"] = "sums"

    def rows(self, seed: int) -> tuple[Rows, Rows]:  # noqa: ARG002  (they are all there is)
        """All of them, twice."""
        return [*sums()], [*sums()]


class BilingualSums(_Part, frozen=True):
    """The sums of recipe ``bilingual``: each trained on in one language, held out in the other."""

    kind: Literal["bilingual_sums"] = "bilingual_sums"

    def rows(self, seed: int) -> tuple[Rows, Rows]:  # noqa: ARG002  (they are all there is)
        """Both sides."""
        train, heldout = bilingual_sums()
        return [*train], [*heldout]


class Files(_Part, frozen=True):
    """One's own JSONL files: a ``prompt``, an ``answer`` and whatever the reward reads."""

    kind: Literal["files"] = "files"
    train: Path
    heldout: Path

    def rows(self, seed: int) -> tuple[Rows, Rows]:  # noqa: ARG002  (the files say it all)
        """The rows of both."""
        return _columns(self.train), _columns(self.heldout)


class Audited(_Part, frozen=True):
    """Which verifier audits the reward, on which share of the completions?  See ``Audit``."""

    verifier: AnyVerifier
    share: Annotated[float, Field(gt=0, le=1)] = 0.05
    claim: str | None = None


class Recipe(_Part, frozen=True):
    """What is trained, on what, with which reward?

    ``model`` is ``smollm2``, ``tiny``, ``tiny_bilingual``, or what transformers can load.  ``grpo``
    holds fields of TRL's ``GRPOConfig`` that differ from the paper's; ``spread``, ``least_spread``
    and ``skip_no_signal`` are those of ``VerifiedGRPOTrainer``.  ``measures`` are verifiers for the
    held-out answers, before and after; they never enter the reward, nor does ``audit``.
    """

    model: str = "smollm2"
    task: Annotated[WordProblems | Sums | BilingualSums | Files, Field(discriminator="kind")]
    reward: AnyVerifier
    measures: dict[str, AnyVerifier]
    audit: Audited | None = None
    steps: PositiveInt
    seed: int = 0
    spread: Spread = "bessel"
    least_spread: NonNegativeFloat = 0.0
    skip_no_signal: bool | None = None
    grpo: dict[str, Any] = {}

    def as_yaml(self) -> str:
        """The recipe as a file, every default written out."""
        row = self.model_dump(mode="json", exclude={"reward", "measures"})
        row["reward"] = dump_spec(self.reward)
        row["measures"] = {name: dump_spec(measure) for name, measure in self.measures.items()}
        if self.audit is not None:
            row["audit"] |= {"verifier": dump_spec(self.audit.verifier)}
        return yaml.safe_dump(row, sort_keys=False, allow_unicode=True)


def embedded() -> list[str]:
    """Which recipes come with the package?"""
    return sorted(Path(item.name).stem for item in _EMBEDDED.iterdir())


def load_recipe(source: str | Path = DEFAULT, **changes: Any) -> Recipe:
    """Which recipe is this: an embedded one by name, or a YAML file?

    ``changes`` replace its top-level fields.  SpecError names the file, the field and the mend.
    """
    text = _text(source)
    try:
        return Recipe.model_validate(_fields(text) | changes)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'recipe'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise SpecError(f"{source}: {faults}") from error
    except SpecError as error:
        raise SpecError(f"{source}: {error}") from error


def _fields(text: str) -> dict[str, Any]:
    fields = load_yaml(text)
    if not isinstance(fields, dict):
        raise SpecError("a recipe is a mapping; type: rewardsmith train --show")
    return cast("dict[str, Any]", fields)


def _text(source: str | Path) -> str:
    if source in embedded():
        return _EMBEDDED.joinpath(f"{source}.yaml").read_text("utf-8")
    try:
        return Path(source).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(
            f"{source}: cannot be read ({error}); name a YAML file or one of: "
            f"{', '.join(embedded())}"
        ) from error


def _columns(path: Path) -> Rows:
    rows = read_rows(path)
    for row in rows:
        if not isinstance(row.columns.get("prompt"), str | list):
            raise SpecError(f"{row.place}: the column 'prompt' is missing: text, or chat messages")
    return [dict(row.columns) for row in rows]
