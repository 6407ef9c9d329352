"""Does an answer repeat the prompt, or only lead up to an answer in its words?"""

from __future__ import annotations

import re
import unicodedata

from rewardsmith.verifiers.judge.content_free.cover import covers
from rewardsmith.verifiers.judge.content_free.lexicon import fold, is_copula, is_filler
from rewardsmith.verifiers.judge.content_free.markup import has_letters, letters_of, words_of
from rewardsmith.verifiers.judge.content_free.segments import SEGMENT, has_figures

_MIN_ECHO_CHARS = 15
_MIN_LEAD_WORDS = 3
_QUESTION = re.compile(r"[^.!?。！？؟\n:：]++[?？؟]")
_ENDS = " \t\n\"'“”«»「」.…?？؟!！。:："


def without_echo(said: str, asked: str) -> str | None:
    """What is said around the prompt, or around a question out of it?  None where neither is in it.

    >>> without_echo("The question is: Why is it blue?", "Why is it blue?")
    'The question is:'
    """
    if letters_of(fold(said)) == letters_of(fold(asked)) != "":
        return ""
    pieces = {piece.strip(_ENDS) for piece in (asked, *_QUESTION.findall(asked))}
    for piece in sorted(pieces, key=len, reverse=True):
        before, found, after = said.partition(piece) if piece else (said, "", "")
        if found and (after.lstrip()[:1] in set("?？؟") or is_long(piece)):
            return f"{before} {after.replace(piece, ' ')}".strip(_ENDS[:-2] + "《「『¿¡")
    return None


def repeats(said: str, asked: str) -> bool:
    """Is it a question or an instruction about answering out of the prompt, word for word?

    A short piece of a prompt may be an answer; a sentence that asks or tells is none.
    """
    answer = letters_of(fold(said))
    if _leads_up(said, asked):
        return True
    questions = {letters_of(fold(question)) for question in _QUESTION.findall(asked)}
    if not is_long(answer):
        return answer in questions
    sentences = {letters_of(fold(sentence)) for sentence in SEGMENT.split(asked)}
    if answer not in sentences and not letters_of(fold(asked)).endswith(answer):
        return False
    return answer in questions or any(cover.about for cover in covers(words_of(fold(said))))


def is_long(text: str) -> bool:
    """Is it long enough not to be what was asked for?  A Chinese character counts as three."""
    return sum(3 if unicodedata.category(char) == "Lo" else 1 for char in text) >= _MIN_ECHO_CHARS


def _leads_up(said: str, asked: str) -> bool:
    """Is it the prompt in other order, up to a copula, a colon or dots: "The capital is …"?"""
    words = words_of(fold(said))
    body = said.rstrip(" .…:：")
    if len(words) < _MIN_LEAD_WORDS or not has_letters(body) or has_figures(body):
        return False
    open_ended = len(said) > len(body) + (said[len(body) :] == ".") or is_copula(words[-1])
    asked_for = {word for word in words_of(fold(asked)) if not is_filler(word)}
    repeated = [word for word in words if word in asked_for]
    return open_ended and bool(repeated) and all(w in asked_for or is_filler(w) for w in words)
