"""Is this fence's info string a name of that programming language?"""

from __future__ import annotations

_NAMES: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            ("python", "py", "python3", "py3"),
            ("javascript", "js", "node", "nodejs"),
            ("typescript", "ts"),
            ("cpp", "c++", "cc", "cxx"),
            ("csharp", "c#", "cs"),
            ("bash", "sh", "shell", "zsh"),
            ("go", "golang"),
            ("rust", "rs"),
            ("ruby", "rb"),
            ("kotlin", "kt"),
            ("haskell", "hs"),
            ("markdown", "md"),
            ("yaml", "yml"),
            ("latex", "tex"),
        ),
    )
)
"""Names that mean one language."""


def is_language(name: str, language: str) -> bool:
    """Do both name the same language?  Letter case does not count.

    >>> is_language("Py", "python"), is_language("java", "javascript")
    (True, False)
    """
    name, language = name.lower(), language.lower()
    return name == language or any(name in names and language in names for names in _NAMES)
