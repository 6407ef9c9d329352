"""Killable worker processes: where third parties' verifiers and computer algebra run.

A deadline is hard only in a process that can be killed: ``9**9**9**9`` in a thread freezes
everything.  The life of one call::

    run_isolated(f, [(1,), (2,), …], cpu_s=1)                     client.py, the caller's thread
      │ pickle f by name (by value out of __main__), each item alone         cargo.py
      │ borrow a connection; the first call starts the server                launch.py
      ▼ one frame                                                            wire.py, channel.py
    python -m rewardsmith.isolation                               server.py, one thread, a selector
      │ cut the batch into chunks, fork workers, keep a spare    batch.py, crew.py, hand.py
      ▼ one frame a chunk
    a forked worker                                               worker.py
      │ run item after item; say in a shared page which, and since when
      ▼ one frame of outcomes                                                result.py
    the server watches the page; over the limit: SIGKILL to the worker, its group and descendants
    (processes.py); that item gets its ``Failure``, the rest of the chunk goes to the spare

What a worker is not: a sandbox.  It bounds accidents (loops, memory, crashes, stray processes),
not malice: code runs with the caller's rights, its values are unpickled by the caller, and memory
limits can be lifted by code that means to.  Hostile programs belong in ``rewardsmith_sandbox``.
State leaks from one item to the next in the same worker (globals, cwd, environment), as in any
process; a worker ends after ``ITEMS_PER_WORKER`` items, and earlier if an item left threads or
children behind, ran out of memory, or was interrupted by a ``BaseException``.
"""

from rewardsmith.isolation.client import run_isolated, shutdown
from rewardsmith.isolation.limits import DEFAULT_MEMORY_BYTES, MAX_RESULT_BYTES
from rewardsmith.isolation.result import Failure, Result

__all__ = [
    "DEFAULT_MEMORY_BYTES",
    "MAX_RESULT_BYTES",
    "Failure",
    "Result",
    "run_isolated",
    "shutdown",
]
