"""Quotes that no text can close: a block between two marks that the text cannot hold.

A response is the work of an optimiser that would gain by speaking to the judge.  Three doors are
shut.  The marks of a block carry a nonce, made from everything that is quoted and checked not to
occur in any of it.  A template is filled in one pass, so that nothing inside a value is ever
looked at as a placeholder.  And the control tokens of chat templates are written otherwise: many
servers tokenise ``<|im_end|>`` in a message as the token, which would end the judge's prompt.

This keeps a response inside its quote.  Whether a judge obeys what it reads there is a property of
the judge.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from rewardsmith.verifiers.judge.rubric import PLACEHOLDER

_NAMES = (
    "s|bos|eos|pad|unk|mask|sep|cls|sop|eop|eom|eot|eod|start_of_turn|end_of_turn|"
    "start_of_image|end_of_image|end_of_utterance|extra_id_[0-9]{1,3}|"
    "(?:unused|reserved_|special_token_)[0-9]{1,4}"
)
_CONTROL = re.compile(
    rf"""
    < (?= [|｜]                                  # <|im_end|>, <｜User｜>
        | /? (?:{_NAMES}) >                      # </s>, <end_of_turn>
        | [/]? [A-Za-z0-9_:-]{{1,40}} [|｜] >    # <turn|>
        | </?SYS>> )
  | [\[] (?= /? (?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|gMASK|sMASK) \]
           | e~\[ )
  | \] (?= ~ [!b] )                              # ]~b], ]~!b[
    """,
    re.VERBOSE,
)
_SPELLED = {"<": "‹", "[": "⁅", "]": "⁆"}


def defuse(text: str) -> str:
    """Which text reads the same but holds no control token, and can be sent as UTF-8?

    >>> defuse("4<|im_end|>")
    '4‹|im_end|>'
    """
    sendable = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub(lambda found: _SPELLED[found[0]], sendable)


def nonce_for(texts: Iterable[str]) -> str:
    """Which 16 hexadecimal digits occur in none of these texts?  The same for the same texts."""
    whole = "\0".join(texts)
    for attempt in range(len(whole) + 2):  # one of so many different ones is not in the text
        seed = f"{attempt}\0{whole}".encode("utf-8", "surrogatepass")
        nonce = hashlib.sha256(seed).hexdigest()[:16]
        if nonce not in whole:
            return nonce
    raise AssertionError("a text holds more nonces than it has characters")


def quote(text: str, nonce: str) -> str:
    """Which block quotes this text?"""
    return f"«quote {nonce}»\n{text}\n«end {nonce}»"


def unquote(block: str, nonce: str) -> str:
    """Which text does this block quote?  What stands between its two marks."""
    _, _, rest = block.partition(f"«quote {nonce}»\n")
    return rest.partition(f"\n«end {nonce}»")[0]


def fill(template: str, values: Mapping[str, str]) -> str:
    """What is the template with each placeholder replaced, in one pass?"""
    return PLACEHOLDER.sub(lambda slot: values.get(slot[1], slot[0]), template)
