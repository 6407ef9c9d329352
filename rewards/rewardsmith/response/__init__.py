"""Reading a response in linear time: turns, thoughts, sections, boxes, fences, answers."""

from rewardsmith.response.answer import Answer, final_answer
from rewardsmith.response.boxes import Box, boxed, boxes, last_boxed
from rewardsmith.response.fences import Fence, fences
from rewardsmith.response.languages import is_language
from rewardsmith.response.phrases import declared
from rewardsmith.response.scanner import Tally, counting
from rewardsmith.response.sections import Section, Tag, sections, tags
from rewardsmith.response.thoughts import MARKERS, THOUGHT_SECTIONS, split_thought
from rewardsmith.response.turn import Turn, Where, read_part, read_turn
from rewardsmith.response.visible import is_blank

__all__ = [
    "MARKERS",
    "THOUGHT_SECTIONS",
    "Answer",
    "Box",
    "Fence",
    "Section",
    "Tag",
    "Tally",
    "Turn",
    "Where",
    "boxed",
    "boxes",
    "counting",
    "declared",
    "fences",
    "final_answer",
    "is_blank",
    "is_language",
    "last_boxed",
    "read_part",
    "read_turn",
    "sections",
    "split_thought",
    "tags",
]
