"""Which system calls may a program not make, beyond the engine's own profile?

A second filter, for engines whose default profile is old or off: no sockets but unix ones
(AF_VSOCK leaves a virtual machine whatever its network namespace), no new namespaces, no tracing,
no io_uring, no keys.  It can only take away.  Refused calls fail with EPERM.
"""

from __future__ import annotations

import ctypes
import platform
import struct

# include/uapi/linux/{seccomp,filter,audit,prctl}.h
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_AF_UNIX = 1

_MACHINES: dict[str, tuple[int, int, tuple[int, ...]]] = {
    # audit architecture, socket's number, then: ptrace, process_vm_readv, process_vm_writev, mount,
    # umount2, pivot_root, unshare, setns, keyctl, add_key, request_key, bpf, perf_event_open,
    # userfaultfd, open_by_handle_at, kcmp, pidfd_getfd, io_uring_setup
    "x86_64": (
        0xC000003E,
        41,
        (101, 310, 311, 165, 166, 155, 272, 308, 250, 248, 249, 321, 298, 323, 304, 312, 438, 425),
    ),
    "aarch64": (
        0xC00000B7,
        198,
        (117, 270, 271, 40, 39, 41, 97, 268, 219, 217, 218, 280, 241, 282, 265, 272, 438, 425),
    ),
}
_X32_CALLS = 0x40000000


def _instruction(code: int, if_true: int, if_false: int, operand: int) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)


def build_filter(machine: str) -> bytes:
    """Which BPF program refuses these calls on this machine?  Empty for a machine not listed."""
    if machine not in _MACHINES:
        return b""
    architecture, socket, refused = _MACHINES[machine]
    lines = [
        _instruction(_LOAD, 0, 0, _ARCHITECTURE),
        _instruction(_EQUAL, 1, 0, architecture),
        _instruction(_RETURN, 0, 0, _KILL),
        _instruction(_LOAD, 0, 0, _NUMBER),
        _instruction(_AT_LEAST, len(refused) + 3, 0, _X32_CALLS),
    ]
    for place, number in enumerate(refused):
        lines.append(_instruction(_EQUAL, len(refused) - place + 2, 0, number))
    lines += [
        _instruction(_EQUAL, 0, 3, socket),
        _instruction(_LOAD, 0, 0, _FIRST_ARGUMENT),
        _instruction(_EQUAL, 1, 0, _AF_UNIX),
        _instruction(_RETURN, 0, 0, _REFUSE),
        _instruction(_RETURN, 0, 0, _ALLOW),
    ]
    # Every jump above lands on the refusing line: it is the last but one.
    return b"".join(lines)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))


def install(libc: ctypes.CDLL, code: bytes) -> None:
    """From now on, and for every child, these calls are refused.  Raises ``OSError``."""
    if not code:
        return
    program = _Program(len(code) // 8, code)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS")
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_SECCOMP")


FILTER = build_filter(platform.machine())
