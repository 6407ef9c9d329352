"""Every exception that the sandbox raises on purpose.

::

    SandboxError
    ├── UnknownSandboxError (ValueError)      no backend of that name
    ├── UnknownLanguageError (ValueError)     no entry in the language table
    ├── EngineUnavailableError (RuntimeError) Docker cannot be reached; says what to type
    │   └── ClientMissingError                the Python package docker is not installed
    ├── UnknownRuntimeError (RuntimeError)    the engine has no OCI runtime of that name
    ├── ImageError (RuntimeError)             the image cannot be built or found
    └── WorkerLostError (RuntimeError)        a container died under a program

A hostile, slow or crashing program is never an exception: it is an ``Outcome``.
"""

from __future__ import annotations


class SandboxError(Exception):
    """Was this raised by the sandbox itself?  The root of the tree above."""


class UnknownSandboxError(SandboxError, ValueError):
    """Is there no backend of this name?  Lists the known ones."""


class UnknownLanguageError(SandboxError, ValueError):
    """Is this language not in the table?  Lists the known ones."""


class EngineUnavailableError(SandboxError, RuntimeError):
    """Can the container engine not be reached?  Says which command mends it."""


class ClientMissingError(EngineUnavailableError):
    """Is the Python package ``docker`` not installed?  No engine would help."""


class UnknownRuntimeError(SandboxError, RuntimeError):
    """Has the engine no OCI runtime of this name?  Lists those that it has."""


class ImageError(SandboxError, RuntimeError):
    """Can the image not be found or built?"""


class WorkerLostError(SandboxError, RuntimeError):
    """Did the container go away while it ran a program?  The machine's fault, never a score."""
