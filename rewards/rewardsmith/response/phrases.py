"""What does the text declare to be its answer?  "The answer is …", "答案是…", "#### 42"."""

from __future__ import annotations

import re

from rewardsmith.response.scanner import first_landmark, landmarks

_NOUNS_AND_VERBS: tuple[tuple[str, str], ...] = (
    ("answers?|correct option|correct choice|final result", "is|are|was|were|would be|equals"),
    ("答案|最终结果|最終結果|正确选项|正確選項", "应该是|應該是|应为|應為|就是|是|为|為|选|選"),
    ("答え|解答|正解|答", "は"),
    ("정답|답", "은|는"),
    ("antwort|lösung|ergebnis", "ist|lautet"),
    ("réponse|réponse finale", "est"),
    ("respuesta|respuesta final|respuesta correcta", "es"),
    ("resposta|resposta final|resposta correta", "é"),
    ("risposta|risposta finale|risposta corretta", "è"),
    ("antwoord", "is|luidt"),
    ("svaret|svar", "är|er"),
    ("odpowiedź|odpowiedzią", "to|jest|brzmi"),
    ("ответ|правильный ответ", "равен|это|—|–"),
    ("відповідь", "це|—|–"),
    ("cevap|yanıt", "şudur"),
    ("đáp án|đáp số|câu trả lời", "là"),
    ("jawabannya|jawaban", "adalah"),
    ("الجواب|الإجابة|الاجابة", "هو|هي"),
    ("उत्तर|जवाब", "है"),
    ("คำตอบ", "คือ"),
)
"""Per language: words for an answer, and verbs that declare it; a colon declares it in all."""

_ALONE = "故选|故選|所以选|所以選|应选|應選"
_LISTED = r"(?:solutions|roots)[*_\s]{1,4}are(?=[*_\s:]{1,4}(?:[$\\(\[{\d+-]|[a-z][*_ ]?=))"
"""Solutions are declared where a formula follows: they may also "be valid"."""
_TAILS = ("です", "である", "となります", "になります", "だ", "입니다", "이다", "이에요", "है")
"""What a language puts behind the answer."""


def _cue(nouns: str, verbs: str) -> str:
    return rf"(?:{nouns})[*_\s]{{0,4}}(?:(?:{verbs})(?![a-zà-ÿ])|[:：=])"


_WORDS = [word for nouns in (*dict(_NOUNS_AND_VERBS), _ALONE, "solutions|roots")
          for word in nouns.split("|")]  # fmt: skip
_FIRST = "".join(sorted({word[0] for word in _WORDS} | {word[0].upper() for word in _WORDS}))
_CUE = re.compile(
    rf"(?=(?-i:[{_FIRST}]))"  # at most places this says no at once
    rf"(?:{'|'.join([*(_cue(*pair) for pair in _NOUNS_AND_VERBS), _ALONE, _LISTED])})"
    r"|(?:\A|(?<=\n))(?:"
    r"[#*_ ]{0,6}(?:the )?(?:final )?answer[*_ ]{0,4}(?=\n)"  # a heading
    r"|\#{4}[ \t]{0,4}(?=[-+$€£¥(\\\[{|.\d]|(?-i:[a-z])(?:\Z|[ \t]{0,2}[-+=*/^_(<>\n]))"
    # GSM8K; a heading has words
    r")",
    re.IGNORECASE,
)
_LEAD = re.compile(r"[\s:：=*_]*+")
_END = re.compile(r"[\r\n。！？；]|\.(?=[*_\"”)]{0,3}(?:\s|\Z))")
_DISPLAYS = (("$$", "$$"), (r"\[", r"\]"))
_INLINES = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
_EDGES = " \t\r\n.。．,，;；*_`"


def declared(text: str) -> str | None:
    r"""What does the last declaring phrase say?  None where no phrase declares; "" is nothing.

    Up to the end of the sentence or line, without emphasis and mathematical delimiters.

    >>> declared("So **the answer is $42$.** Done.")
    '42'
    >>> declared("故选：B。"), declared("2·2 = 4")
    ('B', None)
    """
    cue = None
    for cue in landmarks(_CUE, text):  # noqa: B007  (the last one counts)
        pass
    if cue is None:
        return None
    lead = _LEAD.match(text, cue.end())
    start = lead.end() if lead else cue.end()
    return _bare(_display(text, start) or _sentence(text, start))


def _sentence(text: str, start: int) -> str:
    end = first_landmark(_END, text, start)
    return text[start : end.start() if end else len(text)]


def _display(text: str, start: int) -> str:
    """A displayed formula at ``start`` that ends its line; empty where there is none."""
    for opening, closing in _DISPLAYS:
        if text.startswith(opening, start):
            end = text.find(closing, start + len(opening))
            rest = _sentence(text, end + len(closing)) if end > 0 else "cut"
            return "" if rest.strip(_EDGES) else text[start : end + len(closing)]
    return ""


def _bare(phrase: str) -> str:
    """The phrase without emphasis, final stop and one pair of mathematical delimiters."""
    phrase = phrase.strip(_EDGES)
    tail = next((tail for tail in _TAILS if phrase.endswith(tail)), "")
    phrase = phrase.removesuffix(tail).strip(_EDGES)
    for opening, closing in _INLINES:
        inner = phrase[len(opening) : -len(closing)]
        if phrase == f"{opening}{inner}{closing}" and closing not in inner:
            return inner.strip(_EDGES)
    return phrase
