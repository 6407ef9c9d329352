"""Frames and outcomes: what is written is read, and garbage is called garbage."""

from __future__ import annotations

import pickle
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardsmith.isolation import Failure, Result, wire
from rewardsmith.isolation.result import decode, encode_failure, encode_value

parts = st.lists(st.binary(max_size=200), max_size=20)


@given(st.lists(parts, min_size=1, max_size=5))
def test_frames_that_arrive_together_are_read_one_by_one(frames):
    ours, theirs = wire.socketpair()
    with ours, theirs:
        ours.sendall(b"".join(map(wire.pack, frames)))
        assert [wire.receive(theirs) for _ in frames] == frames


@pytest.mark.parametrize(
    "garbage",
    [
        b"\xff" * 64,  # longer than any frame
        b"\0" * 8,  # shorter than any frame
        b"\x08\0\0\0" + b"\xff" * 8,  # more parts than bytes
        b"\x08\0\0\0\x01\0\0\0\xff\0\0\0",  # a part longer than the frame
    ],
)
def test_garbage_is_no_frame(garbage):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(garbage)
        with pytest.raises(wire.FrameError):
            wire.receive(theirs)


def test_half_a_frame_and_the_end_is_an_end():
    ours, theirs = socket.socketpair()
    with theirs:
        ours.sendall(wire.pack([b"abc"])[:-1])
        ours.close()
        with pytest.raises(wire.ClosedError):
            wire.receive(theirs)


@given(st.binary())
def test_any_bytes_decode_to_a_result(outcome):
    assert isinstance(decode(outcome), Result)


@given(st.text(), st.sampled_from(Failure), st.floats(0, 1e6))
def test_a_failure_survives_its_bytes(text, failure, cpu_s):
    readable = text.encode(errors="backslashreplace").decode()
    assert decode(encode_failure(failure, text, cpu_s)) == Result(None, failure, readable, cpu_s)


@given(st.integers() | st.text(), st.floats(0, 1e6))
def test_a_value_survives_its_bytes(value, cpu_s):
    assert decode(encode_value(pickle.dumps(value), cpu_s)) == Result(value, None, "", cpu_s)
