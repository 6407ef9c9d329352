"""Does a prompt ask for what elsewhere says nothing: a sign, or a word such as "answer"?"""

from __future__ import annotations

import re

from rewardsmith.verifiers.judge.content_free.cover import covers
from rewardsmith.verifiers.judge.content_free.lexicon import fold
from rewardsmith.verifiers.judge.content_free.markup import words_of

_SIGN = re.compile(
    "emoji|emotic|smiley|icon|symbol|símbolo|simbol|sign|zeichen|tegn|tecken|merkki|znak|operator"
    "|charact|python|javascript|html|sql|code|comment|komment|dict|list|tuple|brace|bracket|paren"
    "|star|étoile|estrella|эмодзи|символ|знак|смайл|σύμβολο|رمز|סמל|चिह्न|符号|符號|記号|絵文字|表情|星|기호|이모",
    re.IGNORECASE,
)
_RELATED = re.compile(
    "translat|tradu[cizs]|übersetz|vertaal|översätt|over?set|käänn|tłumacz|přelož|fordít|перевед"
    "|преведи|переклад|prevedi|μετάφρα|çevir|ترجم|תרגם|अनुवाद|翻译|翻譯|번역|opposite|antonym|synonym"
    "|gegenteil|gegensatz|contraire|contrario|oposto|contrário|tegendeel|motsats|modsat|motsatt"
    "|vastakoh|przeciwie|opak|protiv|ellentét|contrar|противопол|антоним|синоним|протилеж|αντίθετ"
    "|karşıt|zıt|ضد|عكس|متضاد|היפך|विलोम|विपरीत|反対|反义|反義|반대|lawan kata|trái nghĩa|kinyume"
    "|kabaligtaran|対義|反義|翻訳|ตรงข้าม|แปล|বিপরীত|எதிர்ச்சொல்|వ్యతిరేక|विरुद्धार्थी|საპირისპირო"
    "|ანტონიმ|հականիշ|অনুবাদ|மொழிபெயர்|అనువాద|भाषांतर|თარგმნ|թարգման|terjemah|dịch|tafsiri",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"___|\bsay\b|\bfill in|\bname the|\bcall|\bterm\b|\bword\b|nennt man|heißt|s'appelle"
    "|appelle-t-on|llama|chama|chiama|noemt|kallas|kaldes|kalles|называ|叫什|称为|何と(?:言|呼|い)",
    re.IGNORECASE,
)
_MAX_LAST_CHARS = 200
_QUOTED = re.compile(
    r"[\"“”„«»‘’「『《](?!\s)([^\"“”„«»‘’「」『』《》]{1,40})[\"“”«»‘’」』》]|(?<!\w)'([^']{1,40})'(?!\w)"
)


def wants_sign(prompt: str) -> bool:
    """Does it ask for a symbol, an emoji or code?"""
    return _SIGN.search(prompt) is not None


def wants_word(prompt: str) -> bool:
    """Does it ask for a word that elsewhere says nothing, such as "answer"?

    It does where it asks what something is called, or for the opposite, a synonym or a translation
    of a word that itself is about answering: of "question", not of "big".
    """
    return _NAMED.search(prompt) is not None or (
        _RELATED.search(prompt) is not None and any(map(_is_talk, _quoted(prompt)))
    )


def _quoted(prompt: str) -> list[str]:
    """The words between quotation marks; where there are none, the prompt's last ones."""
    found = [first or second for first, second in _QUOTED.findall(prompt)]
    return found or [prompt[-_MAX_LAST_CHARS:]]


def _is_talk(text: str) -> bool:
    return any(cover.about for cover in covers(words_of(fold(_RELATED.sub(" ", text)))))
