"""How is each language run?  A table: another language is another entry."""

from __future__ import annotations

from dataclasses import dataclass

from rewardsmith_sandbox.errors import UnknownLanguageError


@dataclass(frozen=True, slots=True)
class Language:
    """How does a program of this language start?

    ``file`` is what its source is called; ``compile`` and ``run`` are argument lists inside the
    container, in the program's directory.  An empty ``run``: the warm interpreter runs it itself.
    ``judged``: the split judge can call its functions.
    """

    file: str
    compile: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    judged: bool = False


LANGUAGES: dict[str, Language] = {
    "python": Language(file="main.py", aliases=("py", "python3"), judged=True),
    "c": Language(
        file="main.c",
        compile=("/usr/bin/gcc", "-std=gnu17", "-O2", "-pipe", "-o", "main", "main.c", "-lm"),
        run=("./main",),
    ),
}


def language(name: str) -> Language:
    """Which entry has this name or alias?  Raises ``UnknownLanguageError``."""
    for key, entry in LANGUAGES.items():
        if name.lower() in (key, *entry.aliases):
            return entry
    raise UnknownLanguageError(f"no language {name!r}; there are: {', '.join(LANGUAGES)}")
