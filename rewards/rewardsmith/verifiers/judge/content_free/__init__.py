"""Does an answer say anything?  The rule that stands before every judge, and its word lists."""

from rewardsmith.verifiers.judge.content_free.rule import MAX_EMPTY_CHARS, why_content_free

__all__ = ["MAX_EMPTY_CHARS", "why_content_free"]
