"""Code fences, by a table of cases and against an independent reader of CommonMark."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rewardsmith.response import fences


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("```python\nprint(1)\n```", ["print(1)"], id="plain"),
        pytest.param("~~~\na\n~~~", ["a"], id="tildes"),
        pytest.param("````\n```\na\n```\n````", ["```\na\n```"], id="four hold three"),
        pytest.param("```\na\n`````", ["a"], id="a longer closing fence"),
        pytest.param("```\n~~~\n```", ["~~~"], id="tildes do not close backticks"),
        pytest.param("```\na\n``` b\n```", ["a\n``` b"], id="a closing fence says nothing"),
        pytest.param("```py\r\na\r\nb\r\n```\r\n", ["a\nb"], id="CRLF"),
        pytest.param("```py\ra\r```", ["a"], id="carriage returns alone"),
        pytest.param("  ```\n  a\n    b\n  ```", ["a\n  b"], id="its indentation is taken off"),
        pytest.param("    ```\n    a\n    ```", [], id="four spaces are indented code"),
        pytest.param("1. so:\n   ```py\n   a\n   ```", ["a"], id="in a numbered item"),
        pytest.param("10. so:\n\n    ```\n    a\n    ```", ["a"], id="in a wide item"),
        pytest.param("- ```\n  a\n  ```", ["a"], id="on the item's line"),
        pytest.param("- a\n\nb\n\n    ```\n    c", [], id="the list has ended"),
        pytest.param("```\n    ```\n```", ["    ```"], id="a docstring's fence does not close"),
        pytest.param("``` a`b\nc\n```", [""], id="a backtick in the info string"),
        pytest.param("```\n```", [""], id="empty"),
        pytest.param("```\n\n```", [""], id="an empty line"),
        pytest.param("```\na", ["a"], id="not closed"),
        pytest.param("a ```\nb\n```", [""], id="not at the start of a line"),
        pytest.param("``a``", [], id="two backticks"),
    ],
)
def test_codes(text, codes):
    assert [fence.code for fence in fences(text)] == codes


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("Python", "python"),
        ("  c++  ", "c++"),
        ("python title=a", "python"),
        ("{.haskell}", "haskell"),
        ("", ""),
    ],
)
def test_language(info, language):
    assert fences(f"```{info}\na\n```")[0].language == language


def test_closed_and_offsets():
    text = "so\n```py\na\n```\n~~~\nb"
    first, second = fences(text)
    assert (first.closed, second.closed) == (True, False)
    assert text[first.start : first.end] == "```py\na\n```"
    assert second.end == len(text)


LINES = st.builds(
    lambda indent, rest: " " * indent + rest,
    st.integers(0, 5),
    st.sampled_from(
        ["```", "````", "``", "~~~", "~~~~", "```py", "~~~ py", "```a`", "``` ", "a", "", "  a"]
    ),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, max_size=9), st.sampled_from(["\n", "\r\n"]))
def test_it_reads_as_commonmark_does(lines, line_end):
    theirs = [
        (token.info.strip(), token.content.removesuffix("\n"))
        for token in MarkdownIt("commonmark").parse("\n".join(lines))
        if token.type == "fence"
    ]
    ours = [(fence.info, fence.code) for fence in fences(line_end.join(lines))]
    assert [info for info, _ in ours] == [info for info, _ in theirs]
    assert [_shown(code) for _, code in ours] == [_shown(code) for _, code in theirs]


def _shown(code):
    """Blank lines at the end aside, which markdown-it drops from a fence that is not closed."""
    return "\n".join(line.rstrip() for line in code.split("\n")).strip("\n")
