"""How far do the words of a language account for a sentence that may say nothing?

A language written with spaces is matched word by word, one without (Chinese, Japanese, Thai) by
covering a run of letters with entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rewardsmith.verifiers.judge.content_free.index import may_know, sayings
from rewardsmith.verifiers.judge.content_free.lexicon import (
    SYLLABIC,
    UNSPACED,
    Lexicon,
    Role,
    lexicons_of,
    script_of,
)

_TERSE = frozenset({"fi", "hu", "et", "tr", "ta", "te", "ko"})
"""Languages in which a word says what takes two elsewhere."""

_MIN_LONG = 4
_MIN_DRAWN = 6
_MIN_EMPTY = 7
_MAX_STATED = 3
_MIN_DROWNING = 3


@dataclass(frozen=True, slots=True)
class Cover:
    """The words of a sentence by their roles in one language; None for what is in no list.

    ``states``: it denies something, or after "… is" stand a few words that are not about answering,
    as in "the answer is both".  ``copula``: there is such an "is".  ``least``: how many words make
    talk; in Vietnamese a word has two syllables.
    """

    roles: tuple[Role | None, ...]
    language: str = ""
    states: bool = False
    copula: bool = False
    least: int = 2

    def count(self, role: Role) -> int:
        """How many words have this role?"""
        return self.roles.count(role)

    @property
    def about(self) -> int:
        """How many words are about answering?"""
        return self.count(Role.HEAD) + self.count(Role.META)

    @property
    def is_about(self) -> bool:
        """Is every word accounted for, and one of them about answering, whatever is stated?"""
        return self.about > 0 and None not in self.roles

    @property
    def talks(self) -> bool:
        """Is it, as a text by itself, talk about answering?

        "Solution", "thought process", "let's start now", "with pleasure, of course"; but not "step"
        or "gladly", which may be what was asked for, nor "thanks for your help".
        """
        opens, musts = self.count(Role.OPEN), self.count(Role.MUST)
        offers, words = opens + self.count(Role.PRAISE), len(self.roles)
        if self.about:
            enough = words >= _MIN_LONG - (self.language in _TERSE)
            return enough or self.count(Role.HEAD) > 0 or self.about + offers + musts >= self.least
        drawn = offers > 0 and not musts and words >= _MIN_DRAWN
        return self.is_long or drawn or (opens > 0 and offers >= self.least)

    @property
    def is_long(self) -> bool:
        """Are there more words than hold together without one that says something?"""
        telling = any(role is not None and role > Role.FILLER for role in self.roles)
        return len(self.roles) >= _MIN_EMPTY and telling

    @property
    def is_known(self) -> bool:
        """Is every word accounted for, and nothing stated?"""
        return None not in self.roles and not self.states

    @property
    def only_announces(self) -> bool:
        """Is it an announcement whose words that are new to us say nothing?

        There has to be more talk than new words, and where a new word stands at the end, as an
        answer would, an announcement and twice as much: "let's carefully unravel this puzzle step
        by step" says no more for its "unravel".
        """
        new, opens = self.count_unknown, self.count(Role.OPEN)
        weight = self.about + self.count(Role.HEAD) + opens + self.count(Role.MUST) / 2
        if self.states or len(self.roles) < _MIN_LONG or 2 * new > len(self.roles):
            return False
        if not self.ends_new:
            return weight > new and not (self.copula and self.roles[0] is None)
        return self.about > 0 < opens and not self.copula and weight >= 2 * new

    @property
    def ends_new(self) -> bool:
        """Is the last word that does more than to hold the sentence together new to us?"""
        return next((role is None for role in reversed(self.roles) if role != Role.FILLER), False)

    @property
    def drowns_out(self) -> bool:
        """Is there so much talk about an answer that the words new to us belong to it?"""
        long = len(self.roles) > _MIN_DROWNING and 5 * self.count_unknown <= 2 * len(self.roles)
        return long and (self.count(Role.HEAD) > 0 or self.about > 1)

    @property
    def is_template(self) -> bool:
        """Is it, when it stands in brackets, what a template asks to be replaced?"""
        return self.about > 0 and 2 * self.count_unknown < len(self.roles) and not self.states

    @property
    def count_unknown(self) -> int:
        """How many words are in no list?"""
        return sum(role is None for role in self.roles)


def covers(words: Sequence[str]) -> tuple[Cover, ...]:
    """How do the languages in the script of these folded words account for them?"""
    script, asked = script_of(words[0]) if words else "", may_know(words) | UNSPACED
    return tuple(
        _cover(lexicon, words)
        if lexicon.language in asked
        else Cover((None,) * len(words), lexicon.language)
        for lexicon in lexicons_of(script)
    )


def _cover(lexicon: Lexicon, words: Sequence[str]) -> Cover:
    if saying := _saying(lexicon, words):
        return Cover((saying,) * len(words), lexicon.language)
    if lexicon.language in UNSPACED:
        words = lexicon.pieces("".join(words))
    roles = _roles(lexicon, words)
    denies = any(map(lexicon.denies, words))
    flawed = [place for place, word in enumerate(words) if word.startswith(lexicon.flaws)]
    if praised := denies and bool(flawed):  # "without mistakes" praises
        for place in flawed:
            roles[place] = max(roles[place] or Role.META, Role.META)
    if lexicon.language in UNSPACED:  # letters in no entry that stand together are one word
        kept = [i for i, role in enumerate(roles) if role or not i or roles[i - 1]]
        words, roles = [words[i] for i in kept], [roles[i] for i in kept]
    if len(words) > 2 and words[-1] in lexicon.ends:
        roles[-1] = Role.HEAD  # "it follows that" leads up to what does not come
    places = [place for place, word in enumerate(words) if _is_copula(lexicon, word)]
    if len(places) > 1 and places[-1] == len(words) - 1:
        places.pop()  # a polite ending, as in Japanese
    about = [role in {Role.HEAD, Role.META} for role in roles]
    least = 3 if lexicon.language in SYLLABIC else 2
    if praised or not places or not any(about[: places[-1] + 1]):
        states = denies and not praised
        return Cover(tuple(roles), lexicon.language, states, bool(places), least)
    stated = roles[places[-1] + 1 :]
    if not stated and roles[-2:-1] == [None]:
        denies = True  # "that it a whale is"
    elif not stated and len(words) > 2:
        roles[-1] = Role.OPEN  # "the right option is" leads up to what does not come
    states = 0 < len(stated) <= _MAX_STATED and _is_statement(stated)
    return Cover(tuple(roles), lexicon.language, states or denies, copula=True, least=least)


def _saying(lexicon: Lexicon, words: Sequence[str]) -> Role | None:
    """The role of a listed saying, also after a word or two such as "and" or "well"."""
    for start, saying in enumerate(sayings(words)):
        if role := lexicon.words.get(saying):
            return role
        if lexicon.role(words[start]) not in {Role.FILLER, Role.OPEN}:
            return None
    return None


def _is_statement(stated: Sequence[Role | None]) -> bool:
    """Is it more than praise, and not about answering?  What is new to us may be an answer."""
    if stated[0] is None:
        return True
    praised = Role.PRAISE in stated and None not in stated
    return not praised and all(role is None or role < Role.OPEN for role in stated)


def _roles(lexicon: Lexicon, words: Sequence[str]) -> list[Role | None]:
    """What each word does; in another language most do nothing, and the rest is not looked up."""
    roles, unknown = list[Role | None](), 0
    for word in words:
        roles.append(lexicon.role(word, company=len(words) - 1))
        unknown += roles[-1] is None
        if 2 * unknown > len(words):
            return [None] * len(words)
    return roles


def _is_copula(lexicon: Lexicon, word: str) -> bool:
    """Also a short one: "the answer's"."""
    return word in lexicon.copulas or (lexicon.language == "en" and word.endswith("'s"))
