"""Mathematical equality of a final answer and the truth: kind ``math``.

Read in this order: ``equal`` (the verifier and its conventions), ``decide`` (the tiers),
``extract`` (which answer counts), ``normal``, ``lexer``, ``parser`` (text to tree), ``structure``,
``scalar``, ``number``, ``ball``, ``sets``, ``equation`` (comparing trees), ``limits`` (bounds).
"""

from rewardsmith.verifiers.math.equal import MathEqual

__all__ = ["MathEqual"]
