"""tags, boxed and code_fence: tables of tricks, and layouts of a grammar that knows the answer."""

from __future__ import annotations

import json

import pytest

from benchmarks.layouts import layouts
from rewardsmith import Reason, Rollout, load_spec
from rewardsmith.response import counting
from rewardsmith.verifiers.boxed import Boxed
from rewardsmith.verifiers.code_fence import CodeFence
from rewardsmith.verifiers.tags import Tags
from tests.response.shapes import SHAPES, grown

SEED = 7


def test_layouts_of_the_grammar():
    verifiers = {}
    for layout in layouts(3000, SEED):
        verifier = verifiers.setdefault(json.dumps(layout.spec), load_spec(layout.spec))
        verdict = verifier.verify(Rollout(completion=layout.completion, extra=layout.columns))
        assert verdict.score == float(layout.label), layout
        assert not layout.label or verdict.extracted == layout.inside, layout


@pytest.mark.parametrize("kind", ["tags", "boxed", "code_fence"])
@pytest.mark.parametrize("shape", ["open thoughts", "thoughts in turn", "open boxes", "fences"])
def test_work_is_linear(kind, shape):
    assert shape in SHAPES
    with counting() as tally:
        load_spec(kind).verify(Rollout(completion=grown(shape, 1_000_000)))
    assert tally.steps <= 5_000_000


def tagged(text, **fields):
    verdict = Tags(**fields).verify(Rollout(completion=text))
    return verdict.score, verdict.detail


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("4", "<think> must stand once"),
        ("<think>a</think>", "<answer> must stand once"),
        ("<think></think><answer>4</answer>", "<think> is empty"),
        ("<answer>4</answer><think>a</think>", "<think> is not in its place"),
        ("<think>a</think> so <answer>4</answer>", "text outside of the sections: 'so'"),
        ("<think>a</think><answer>4</answer><|im_end|>", "special token '<|im_end|>' left"),
        ("<think>a</think><answer>4</answer></s>", "special token '</s>' left"),
    ],
)
def test_a_fault_is_named(text, detail):
    score, said = tagged(text)
    assert (score, said[: len(detail)]) == (0.0, detail)


def test_a_thought_the_server_took_out_is_a_thought():
    message = {"role": "assistant", "reasoning_content": "a", "content": "<answer>4</answer>"}
    assert Tags().verify(Rollout(completion=[message])).score == 1.0


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("<think>a</think><answer>4</answer>", 1.0),
        ("so <think>a</think><answer>4</answer>", 0.8),
        ("<think></think><answer>4</answer>", 0.8),
        ("<think>a</think>", 0.6),
        ("4", 0.0),
        ("", 0.0),
        ("<answer>" * 50, 0.2),
    ],
)
def test_share_of_the_checks(text, share):
    score, _ = tagged(text, scoring="fraction")
    assert score == pytest.approx(share)


@pytest.mark.parametrize("names", [("a b",), (), ("<think>",), ("",)])
def test_names_that_are_no_tags(names):
    with pytest.raises(ValueError, match="sections"):
        Tags(sections=names)


@pytest.mark.parametrize(
    ("text", "which", "score", "reason"),
    [
        (r"\boxed{4}", "only", 1.0, Reason.MATCH),
        (r"\boxed{\boxed{4}}", "only", 1.0, Reason.MATCH),
        (r"\boxed{3} \boxed{4}", "only", 0.0, Reason.SEVERAL_ANSWERS),
        (r"\boxed{3} \boxed{4}", "last", 1.0, Reason.MATCH),
        (r"\boxed{4} \boxed{", "last", 0.0, Reason.BAD_FORMAT),
        (r"\boxed 4", "last", 0.0, Reason.BAD_FORMAT),
        (r"\fbox{4}", "last", 0.0, Reason.NO_ANSWER),
        (r"\boxed{}", "last", 0.0, Reason.NO_ANSWER),
        (r"<think>\boxed{4}</think>", "last", 0.0, Reason.NO_ANSWER),
    ],
)
def test_boxed(text, which, score, reason):
    verdict = Boxed(which=which).verify(Rollout(completion=text))
    assert (verdict.score, verdict.reason) == (score, reason)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("```python\na\n```\n```python\nb\n```", "python", "b"),
        ("```python\na\n```\n```json\n{}\n```", "python", "a"),
        ("```C++\na\n```", "cpp", "a"),
        ("```\na\n```", "", "a"),
        ("```\na\n```", "python", None),
        ("```pythonic\na\n```", "python", None),
        ("```python\na\n```\n```python\nb", "python", None),
        ("<think>\n```python\na\n```\n</think>\nb", "python", None),
    ],
)
def test_code_fence(text, language, code):
    verdict = CodeFence(language=language).verify(Rollout(completion=text))
    assert (verdict.score, verdict.extracted) == (float(code is not None), code)
