"""What do the words behind a value say: a thing that is counted, or something that we cannot drop?

A unit that only one side gives is dropped by convention.  That is right for what measures or
counts (``cm``, ``apples``), wrong for what changes the value or says another thing (``5 in debt``,
``5 short``, ``5万元``).  So words are dropped, or taken for a closer description of the same thing,
only where they are known to count: a known unit, or a noun in the plural.
"""

from __future__ import annotations

from typing import Final

from rewardsmith.verifiers.math.numerals import NUMBER_WORDS
from rewardsmith.verifiers.math.unit_tables import CHANGING
from rewardsmith.verifiers.math.units import Unit, unit_of

_BEHIND: Final = frozenset(
    {
        "of", "in", "for", "from", "with", "on", "at", "per", "left", "old", "total", "altogether",
        "each", "long", "high", "wide", "tall", "deep", "apart", "away", "remaining", "needed",
        "available", "possible", "apiece", "every", "that",
    }
)  # fmt: skip
"""Words that only tell more of the noun before them."""

_ALONE: Final = frozenset({"of", "in", "for", "from", "with", "on", "at", "per", "each", "every"})
"""Those that begin no noun, as ``possible values`` is one."""

_PLURALS: Final = frozenset(
    {
        "people", "children", "men", "women", "feet", "teeth", "mice", "geese", "fish", "sheep",
        "deer", "dice", "data", "vertices", "indices", "vertice", "axe", "die", "cattle", "police",
        "phenomena", "bacteria", "radii", "foci", "loci", "unit", "other",
    }
)  # fmt: skip
_NO_NOUNS: Final = frozenset(
    {
        "perhaps", "always", "sometimes", "equals", "was", "has", "does", "plus", "minus", "its",
        "his", "hers", "theirs", "as", "besides", "versus",
    }
)  # fmt: skip
_OPERATING: Final = NUMBER_WORDS.keys() | {
    "over", "choose", "mod", "modulo", "base", "divided", "multiplied", "raised", "power", "root",
    "roots", "to", "then", "hundredths", "below", "above", "under", "short", "off", "debt",
}  # fmt: skip
"""Words that go on calculating, or say that it is another number."""

_PARTS: Final = (
    "irds", "ourths", "ifths", "ixths", "enths", "ighths", "inths", "elfths", "tieths",
    "dredths", "sandths", "lionths", "halves",
)  # fmt: skip
"""Endings of names of parts: ``5 tenths`` is not 5."""

_MEASURES: Final = frozenset(
    "个個只隻本人名位种種次页頁条條张張棵辆輛盒瓶包支把件双套组組对天岁歲题題道颗朵头匹间家台块根"
    "排班箱袋份步级層层场轮首座艘架粒滴串桶杯碗筐筆笔段片束"
)
"""Chinese measure words."""

_MEASURED_NOT: Final = (
    "万", "亿", "千", "百", "十", "倍", "折", "成", "分之", "次方", "平方", "立方", "根号", "余",
    "多", "以上", "以下", "左右", "不", "半", "负", "减", "加", "乘", "除",
)  # fmt: skip


def counts(unit: str, *, one: bool = False) -> bool:
    """Does this unit only measure or count, so that the value alone says the same?

    ``one``: the value is at most 1, and the noun may stand in the singular.
    """
    found = unit_of(unit)
    if found.known or not found.dimension:
        return True
    if not unit.isascii():
        return unit[0] in _MEASURES and not any(part in unit for part in _MEASURED_NOT)
    words, _, power = unit.partition("^")
    noun = _noun(words)
    if _OPERATING & set(words.lower().split()) or (noun[:1] == ["times"] and words != "times"):
        return False
    return bool(noun) and (power in {"", "2", "3"}) and (one or _is_plural(noun[-1]))


def same_thing(one: str, other: str) -> bool:
    """Is one a closer description of the other's thing: ``red apples``, ``apples``?

    Not so ``pairs of shoes`` and ``shoes``, nor ``half hours`` and ``hours``.
    """
    left, right = one.split(), other.split()
    nouns = _noun(one), _noun(other)
    extra = set(left) ^ set(right)
    if not nouns[0] or not nouns[1] or extra & CHANGING:
        return False
    nested = set(left) <= set(right) or set(right) <= set(left)
    return nested and nouns[0][-1] == nouns[1][-1]


def is_unit_of(known: Unit, description: str) -> bool:
    """Is the thing measured in this unit: ``cups of sugar`` in ``cups``?"""
    unit, of, _ = description.partition(" of ")
    return bool(of) and known.known and unit_of(unit) == known


def _noun(description: str) -> list[str]:
    """The words up to the noun, without what stands behind it."""
    words = description.lower().split()
    behind = (at for at, word in enumerate(words) if word in _BEHIND and (at or word in _ALONE))
    return words[: next(behind, len(words))]


def _is_plural(noun: str) -> bool:
    if noun in _PLURALS:
        return True
    if noun in _NO_NOUNS:
        return False
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is", "wards", *_PARTS))
