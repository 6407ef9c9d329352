"""The system-call filter, run step by step as the kernel would."""

from __future__ import annotations

import struct

import pytest

from rewardsmith_sandbox.runner.seccomp import build_filter

ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000


def rule(machine, architecture, number, argument=0):
    """Which action does the filter take?  An interpreter of the four instructions it uses."""
    code = build_filter(machine)
    lines = [struct.unpack("HBBI", code[i : i + 8]) for i in range(0, len(code), 8)]
    loaded, place = 0, 0
    while True:
        operation, if_true, if_false, operand = lines[place]
        place += 1
        if operation == 0x06:
            return operand
        if operation == 0x20:
            loaded = {0: number, 4: architecture, 16: argument}[operand]
        else:
            hit = loaded == operand if operation == 0x15 else loaded >= operand
            place += if_true if hit else if_false


@pytest.mark.parametrize(
    ("machine", "architecture", "number", "argument", "action"),
    [
        ("x86_64", 0xC000003E, 0, 0, ALLOW),  # read
        ("x86_64", 0xC000003E, 41, 1, ALLOW),  # socket(AF_UNIX)
        ("x86_64", 0xC000003E, 41, 2, REFUSE),  # socket(AF_INET)
        ("x86_64", 0xC000003E, 41, 40, REFUSE),  # socket(AF_VSOCK)
        ("x86_64", 0xC000003E, 101, 0, REFUSE),  # ptrace: the first of the list
        ("x86_64", 0xC000003E, 425, 0, REFUSE),  # io_uring_setup: the last
        ("x86_64", 0xC000003E, 0x40000000, 0, REFUSE),  # x32
        ("x86_64", 0x40000003, 0, 0, KILL),  # i386
        ("aarch64", 0xC00000B7, 198, 2, REFUSE),
        ("aarch64", 0xC00000B7, 63, 0, ALLOW),
        ("aarch64", 0xC00000B7, 117, 0, REFUSE),
    ],
)
def test_rulings(machine, architecture, number, argument, action):
    assert rule(machine, architecture, number, argument) == action


def test_an_unknown_machine_has_no_filter():
    assert build_filter("vax") == b""
