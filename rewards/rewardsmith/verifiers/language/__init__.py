"""Language consistency: which share of a response's words is in the expected language?

The way of a text: ``prose`` takes out mathematics (``latex``), code and links; ``words`` finds what
counts, by script (``scripts``); ``segment`` decides the language of each word along the text, by
the evidence of ``profiles`` (langdetect) or of one of the ``detectors``, and for Han characters of
their spelling (``han``); ``share`` counts.  ``asked`` finds what the user said last.
"""

from rewardsmith.verifiers.language.verifier import Language

__all__ = ["Language"]
