"""Programs that are run against tests: kind ``code``.

Read in this order: ``verifier`` (the kind), ``reading`` (which program, which tests), ``plan``
(what is to be run, and when that is enough), ``output`` (is this what was expected), ``ruling``
(from what happened to a verdict).
"""

from rewardsmith.verifiers.code.verifier import Code

__all__ = ["Code"]
