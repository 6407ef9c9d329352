r"""Composable, measured verifiers that become rewards for GRPO training.

>>> from rewardsmith import Boxed, Integer, Rollout
>>> reward = 0.9 * Integer() + 0.1 * Boxed()
>>> reward.verify(Rollout(prompt="6·7?", completion=r"\boxed{42}", truth="42")).score
1.0

Names are imported on first use, so that ``import rewardsmith`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rewardsmith.registry import BUILT_IN

if TYPE_CHECKING:
    from rewardsmith.budget import Budget as Budget
    from rewardsmith.cache import VerdictCache as VerdictCache
    from rewardsmith.compose import Clip as Clip
    from rewardsmith.compose import Constant as Constant
    from rewardsmith.compose import Max as Max
    from rewardsmith.compose import Min as Min
    from rewardsmith.compose import OrElse as OrElse
    from rewardsmith.compose import Product as Product
    from rewardsmith.registry import register as register
    from rewardsmith.route import Route as Route
    from rewardsmith.route import route as route
    from rewardsmith.runner import score as score
    from rewardsmith.spec import dump_spec as dump_spec
    from rewardsmith.spec import environment as environment
    from rewardsmith.spec import load_spec as load_spec
    from rewardsmith.spec import spec_hash as spec_hash
    from rewardsmith.sums import Sum as Sum
    from rewardsmith.types import Reason as Reason
    from rewardsmith.types import Rollout as Rollout
    from rewardsmith.types import Verdict as Verdict
    from rewardsmith.verifier import GroupVerifier as GroupVerifier
    from rewardsmith.verifier import Verifier as Verifier
    from rewardsmith.verifiers.boxed import Boxed as Boxed
    from rewardsmith.verifiers.choice import Choice as Choice
    from rewardsmith.verifiers.code import Code as Code
    from rewardsmith.verifiers.code_fence import CodeFence as CodeFence
    from rewardsmith.verifiers.exact import Exact as Exact
    from rewardsmith.verifiers.integer import Integer as Integer
    from rewardsmith.verifiers.json_schema import JsonSchema as JsonSchema
    from rewardsmith.verifiers.judge import Judge as Judge
    from rewardsmith.verifiers.judge import JudgeRank as JudgeRank
    from rewardsmith.verifiers.language import Language as Language
    from rewardsmith.verifiers.length import CosineLength as CosineLength
    from rewardsmith.verifiers.length import SoftOverlong as SoftOverlong
    from rewardsmith.verifiers.math import MathEqual as MathEqual
    from rewardsmith.verifiers.number import Number as Number
    from rewardsmith.verifiers.regex_full import RegexFull as RegexFull
    from rewardsmith.verifiers.repetition import Repetition as Repetition
    from rewardsmith.verifiers.tags import Tags as Tags
    from rewardsmith.wrap import from_callable as from_callable
    from rewardsmith.wrap import from_trl as from_trl
    from rewardsmith.wrap import from_verl as from_verl
    from rewardsmith.wrap import from_waiting as from_waiting

_CORE = {
    "rewardsmith.budget": "Budget",
    "rewardsmith.cache": "VerdictCache",
    "rewardsmith.route": "route",
    "rewardsmith.registry": "register",
    "rewardsmith.runner": "score",
    "rewardsmith.spec": "dump_spec environment load_spec spec_hash",
    "rewardsmith.types": "Reason Rollout Verdict",
    "rewardsmith.verifier": "GroupVerifier Verifier",
    "rewardsmith.wrap": "from_callable from_trl from_verl from_waiting",
}
_HOME = {name: module for module, names in _CORE.items() for name in names.split()} | {
    name: module for module, name in (place.split(":") for place in BUILT_IN.values())
}
__all__ = [*_HOME]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    """Which object has this public name?"""
    if name not in _HOME:
        raise AttributeError(f"module 'rewardsmith' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
