"""Layouts of JSON answers: right ones, and ones with one thing wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from benchmarks.layouts.parts import Layout, gap

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "answer": {"type": "string", "minLength": 1},
        "score": {"type": "integer", "minimum": 1, "maximum": 5},
        "steps": {"type": "array", "items": {"type": "number"}, "maxItems": 4},
        "unit": {"enum": ["m", "s", None]},
    },
    "required": ["answer", "score"],
    "additionalProperties": False,
}

Value = dict[str, Any]


def value(rng: random.Random) -> Value:
    """An object that the schema allows."""
    made: Value = {
        "answer": rng.choice(("4", "é", '"', "{", "a\nb", "答")),
        "score": rng.randint(1, 5),
    }
    if rng.random() < 0.5:
        made["steps"] = [rng.choice((1, -2.5, 1e3, 0)) for _ in range(rng.randrange(5))]
    if rng.random() < 0.5:
        made["unit"] = rng.choice(("m", "s", None))
    return made


def written(rng: random.Random, made: Value) -> str:
    """The object as JSON, its keys in any order, in any spacing."""
    keys = rng.sample(list(made), len(made))
    indent = rng.choice((None, None, 2))
    return json.dumps(
        {key: made[key] for key in keys}, indent=indent, ensure_ascii=rng.random() < 0.5
    )


def with_(**more: Any) -> Callable[[random.Random, Value], str]:
    return lambda rng, made: written(rng, {**made, **more})


def without(key: str) -> Callable[[random.Random, Value], str]:
    return lambda rng, made: written(rng, {name: made[name] for name in made if name != key})


def around(before: str, after: str) -> Callable[[random.Random, Value], str]:
    return lambda rng, made: before + written(rng, made) + after


def replaced(old: str, new: str) -> Callable[[random.Random, Value], str]:
    return lambda _, made: json.dumps({**made, "score": 3, "answer": "x"}).replace(old, new, 1)


FLAWS: dict[str, Callable[[random.Random, Value], str]] = {
    "no answer": without("answer"),
    "no score": without("score"),
    "one more key": with_(extra=1),
    "true for an integer": with_(score=True),
    "text for an integer": with_(score="3"),
    "a fraction for an integer": with_(score=2.5),
    "too large": with_(score=6),
    "an empty answer": with_(answer=""),
    "null for text": with_(answer=None),
    "another unit": with_(unit="kg"),
    "five steps": with_(steps=[1, 2, 3, 4, 5]),
    "a step in words": with_(steps=["one"]),
    "true for a number": with_(steps=[True]),
    "prose before": around("Here: ", ""),
    "prose after": around("", " Done."),
    "two values": around("{}\n", ""),
    "a fence and prose": around("So:\n```json\n", "\n```"),
    "a fence that is not closed": around("```json\n", ""),
    "another fence": around("```python\n", "\n```"),
    "a thought alone": around("<think>", "</think>"),
    "NaN": replaced("3", "NaN"),
    "Infinity": replaced("3", "-Infinity"),
    "1e999": replaced("3", "1e999"),
    "a duplicate key": replaced('"score"', '"score": 3, "score"'),
    "a duplicate key, escaped": replaced('"score"', '"scor\\u0065": 3, "score"'),
    "a trailing comma": replaced("}", ",}"),
    "single quotes": replaced('"answer"', "'answer'"),
    "a comment": replaced("{", "{ // so\n"),
    "a leading zero": replaced("3", "03"),
    "a list of it": around("[", "]"),
    "too deep": lambda *_: "[" * 5000 + "]" * 5000,
    "cut off": lambda rng, made: written(rng, made)[:-1],
    "nothing": lambda *_: "",
}


def json_layout(rng: random.Random) -> Layout:
    """A JSON answer, half of the time with one thing wrong."""
    made = value(rng)
    spec, columns = ({"kind": "json_schema", "schema": SCHEMA}, {})
    if rng.random() < 0.3:
        spec, columns = {"kind": "json_schema"}, {"schema": SCHEMA}
    if rng.random() < 0.5:
        trick = rng.choice(list(FLAWS))
        return Layout(spec, FLAWS[trick](rng, made), False, trick, None, columns)
    text = written(rng, made)
    before, after = rng.choice(
        (("", ""), ("```json\n", "\n```"), ("```\n", "\n```"), ("~~~JSON\n", "\n~~~"))
    )
    thought = rng.choice(("", "<think>{}</think>"))
    completion = thought + gap(rng) + before + text + after + gap(rng)
    return Layout(spec, completion, True, "right", text, columns)
