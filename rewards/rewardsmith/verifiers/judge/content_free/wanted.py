"""Does a prompt ask for what elsewhere says nothing: a sign, or a word such as "answer"?"""

from __future__ import annotations

import re

_SIGN = re.compile(
    "emoji|emotic|smiley|icon|symbol|símbolo|simbol|sign|zeichen|tegn|tecken|merkki|znak|operator"
    "|charact|python|code|dict|list|tuple|brace|bracket|paren|star|étoile|estrella|эмодзи|символ"
    "|знак|смайл|σύμβολο|رمز|סמל|चिह्न|符号|符號|記号|絵文字|表情|星|기호|이모",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"translat|tradu[cizs]|übersetz|vertaal|översätt|over?set|käänn|tłumacz|přelož|fordít|перевед"
    r"|преведи|переклад|prevedi|μετάφρα|çevir|ترجم|תרגם|अनुवाद|翻译|翻譯|번역|___|\bsay\b|\bfill in"
    r"|\bname the|opposite|antonym|synonym|\bcall|\bterm\b|\bword\b|gegenteil|gegensatz|nennt man"
    r"|heißt|contraire|s'appelle|appelle-t-on|contrario|llama|oposto|contrário|chama|chiama"
    r"|tegendeel|noemt|motsats|modsat|motsatt|kallas|kaldes|kalles|vastakoh|przeciwie|opak|protiv"
    r"|ellentét|contrar|противопол|антоним|синоним|называ|протилеж|αντίθετ|karşıt|zıt|ضد|عكس|متضاد"
    r"|היפך|विलोम|विपरीत|反対|反义|反義|叫什|称为|何と(?:言|呼|い)|반대|lawan kata|trái nghĩa"
    r"|kinyume|kabaligtaran",
    re.IGNORECASE,
)


def wants_sign(prompt: str) -> bool:
    """Does it ask for a symbol, an emoji or code?"""
    return _SIGN.search(prompt) is not None


def wants_word(prompt: str) -> bool:
    """Does it ask what something is called, for an opposite, or for a translation?"""
    return _WORD.search(prompt) is not None
