from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith.response import boxed, boxes, last_boxed


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        pytest.param(r"so \boxed{4}", ("4",), id="plain"),
        pytest.param(r"\boxed{\frac{a^{2}}{b_{1}}}", (r"\frac{a^{2}}{b_{1}}",), id="nested braces"),
        pytest.param(r"\boxed{\{1, 2\}}", (r"\{1, 2\}",), id="escaped braces"),
        pytest.param(r"\boxed{\}}", (r"\}",), id="one escaped brace"),
        pytest.param(r"\boxed{\\{a}}", (r"\\{a}",), id="a line break escapes nothing"),
        pytest.param("\\boxed{\n 4 \n}", ("4",), id="line ends inside"),
        pytest.param(r"\boxed {4}", ("4",), id="space before the brace"),
        pytest.param(r"\boxed{}", ("",), id="empty"),
        pytest.param(r"\boxed{3} \boxed{4}", ("3", "4"), id="two"),
        pytest.param(r"\boxed{4} \boxed{", ("4",), id="the last one cut off"),
        pytest.param(r"\boxed{x = \boxed{4}}", ("4",), id="the innermost counts"),
        pytest.param(r"\boxed{ {4} \boxed{5}", ("5",), id="a whole one in one cut off"),
        pytest.param(r"} } \boxed{4}", ("4",), id="stray closing braces"),
        pytest.param(r"{{{ \boxed{4}", ("4",), id="stray opening braces"),
        pytest.param(r"\fbox{4}", ("4",), id="fbox"),
        pytest.param(r"\boxed 5.", ("5",), id="no braces"),
        pytest.param(r"\boxed5", ("5",), id="no braces, no space"),
        pytest.param(r"\boxed -1.5, then", ("-1.5",), id="no braces, a sign"),
        pytest.param(r"write \boxed around it", (), id="spoken of"),
        pytest.param(r"\boxedx{4}", (), id="another command"),
        pytest.param(r"\\boxed{4}", ("4",), id="escaped twice by JSON"),
        pytest.param("boxed{4}", (), id="no backslash"),
    ],
)
def test_boxed(text, contents):
    assert boxed(text) == contents
    assert last_boxed(text) == (contents[-1] if contents else None)


def test_a_box_says_how_it_is_written():
    found = boxes(r"\boxed{1} \fbox{2} \boxed 3 \boxed{4")
    assert [(box.text, box.command, box.form) for box in found] == [
        ("1", "boxed", "braced"),
        ("2", "fbox", "braced"),
        ("3", "boxed", "bare"),
        ("4", "boxed", "cut"),
    ]


def trees() -> st.SearchStrategy[str]:
    """Texts with balanced braces."""
    return st.recursive(
        st.text("ab12 \\,+", max_size=5).map(lambda t: t.replace("\\", "\\\\")),
        lambda inner: st.lists(inner, max_size=3).map(lambda parts: "{" + "".join(parts) + "}"),
    )


@given(inside=trees(), before=st.text("ab }$", max_size=8), after=st.text("ab {}$", max_size=8))
def test_a_balanced_content_is_found_whole(inside, before, after):
    assert boxed(rf"{before}\boxed{{{inside}}}{after}")[0] == inside.strip()


@given(st.text("\\boxedf{}5 ", max_size=60))
def test_offsets_cut_out_the_box(text):
    for box in boxes(text):
        assert box.text in text[box.start : box.end]
        assert text[box.start] == "\\"
