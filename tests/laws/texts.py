"""Completions of every shape: free text, the landmarks that readers look for, and both mixed."""

from __future__ import annotations

from hypothesis import strategies as st

LANDMARKS = (
    r"\boxed{", r"\boxed", r"\fbox{", "{", "}", "\\", "$", "$$", r"\[", r"\frac{", r"\sqrt", "^",
    "<think>", "</think>", "<answer>", "</answer>", "<tool>", "<|im_end|>", "```", "```python\n",
    "~~~", "\n", "\r\n", " ", "\t", "\u200b", "\ufeff", "\u202e", "the answer is ", "答案是",
    "#### ", "Answer: ", "0", "4", "42", "-", "+", "=", "1e999999999", "9^9^9^9", "1/0", "nan",
    "inf", "٣", "½", "①", "％", "(", ")", "[", "]", ",", ".", ":", "|", "!", r"\infty", r"\text{",
    r"\begin{pmatrix}", "&", r"\\", "A", "(B)", "true", "null", '{"a": 1}', "x", "x^2", "_",
    "def f(): pass\n", "hello", "你好", "สวัสดี", "שלום",
)  # fmt: skip

texts = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from(LANDMARKS), max_size=30).map("".join),
    st.lists(st.one_of(st.sampled_from(LANDMARKS), st.text(max_size=5)), max_size=20).map("".join),
)

completions = st.one_of(
    texts,
    texts.map(lambda text: [{"role": "assistant", "content": text}]),
    st.builds(
        lambda thought, text: [
            {"role": "assistant", "reasoning_content": thought, "content": text}
        ],
        texts,
        texts,
    ),
    st.builds(
        lambda said, answer: [
            {"role": "assistant", "content": said},
            {"role": "tool", "content": r"\boxed{42}"},
            {"role": "assistant", "content": answer},
        ],
        texts,
        texts,
    ),
    st.just([]),
)
