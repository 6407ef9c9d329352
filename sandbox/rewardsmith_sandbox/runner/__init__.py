"""What runs inside the container: plain Python of the standard library, nothing else.

``supervisor`` is process 1 and forks for each program; ``program`` and ``service`` are the
untrusted side, ``judge``, ``session`` and ``remote`` the side that knows the tests.  Trust ends
at ``codec``: what the judge reads of the program is built from exact builtin types.
"""
