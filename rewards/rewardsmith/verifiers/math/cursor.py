"""Where in the tokens is the parser, and how deep?"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from rewardsmith.verifiers.math import limits
from rewardsmith.verifiers.math.lexer import END, Token


class Cursor:
    """The next token, and a bound on nesting that is checked before every descent."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = list(tokens)
        self._at = 0
        self._depth = 0

    def peek(self, ahead: int = 0) -> Token:
        """Which token comes next, or ``ahead`` tokens later?"""
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else END

    def is_first(self) -> bool:
        """Has no token been taken yet?"""
        return self._at == 0

    def next(self) -> Token:
        """Takes the next token."""
        token = self.peek()
        self._at += 1
        return token

    def push_back(self, token: Token) -> None:
        """Puts a token (the rest of a split one) before the next."""
        self._tokens.insert(self._at, token)

    def at(self, *texts: str) -> bool:
        """Is the next token a mark or a command of one of these names?"""
        token = self.peek()
        return token.kind in {"mark", "command"} and token.text in texts

    def accept(self, *texts: str) -> bool:
        """Takes the next token if it is one of these."""
        if self.at(*texts):
            self._at += 1
            return True
        return False

    def expect(self, *texts: str) -> str:
        """Takes the next token, which must be one of these (UNREADABLE otherwise)."""
        token = self.peek()
        if not self.accept(*texts):
            raise limits.unreadable(f"expected {' or '.join(texts)} at {token.text or 'the end'!r}")
        return token.text

    @contextmanager
    def deeper(self) -> Generator[None]:
        """One level down; TOO_DEEP beyond ``MAX_DEPTH``."""
        self._depth += 1
        if self._depth > limits.MAX_DEPTH:
            raise limits.too_deep(f"nested more than {limits.MAX_DEPTH} levels deep")
        try:
            yield
        finally:
            self._depth -= 1
