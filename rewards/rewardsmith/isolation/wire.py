"""Frames: lists of byte strings over a stream socket, each with its lengths in front.

::

    frame = total (u32) · count (u32) · count × length (u32) · the parts

The same frames go between client and server and between server and worker.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
from collections.abc import Sequence

MAX_FRAME_BYTES = 1 << 30
"""No frame is longer.  Who announces a longer one is writing garbage, or far too much."""

_U32 = struct.Struct("<I")
_HIGH_FD = 10
_RECV_BYTES = 1 << 20


class FrameError(Exception):
    """Is this not a frame?"""


class ClosedError(Exception):
    """Has the other side closed the connection?"""


def pack(parts: Sequence[bytes]) -> bytes:
    """Which frame carries these parts?"""
    count = len(parts)
    total = 4 + 4 * count + sum(map(len, parts))
    if total > MAX_FRAME_BYTES:
        raise FrameError(f"{total:,} bytes in one batch, at most {MAX_FRAME_BYTES:,}: split it")
    return b"".join((struct.pack(f"<II{count}I", total, count, *map(len, parts)), *parts))


def frame_bytes(buffer: bytes | bytearray, most: int = MAX_FRAME_BYTES) -> int | None:
    """How long is the frame that begins here, prefix and all?  None: too little to say."""
    if len(buffer) < 4:
        return None
    (total,) = _U32.unpack_from(buffer)
    if not 4 <= total <= most:
        raise FrameError(f"a frame of {total:,} bytes")
    return 4 + total


def unpack(frame: bytes) -> list[bytes]:
    """Which parts does this frame carry?"""
    try:
        (count,) = _U32.unpack_from(frame, 4)
        lengths = struct.unpack_from(f"<{count}I", frame, 8)
    except (struct.error, MemoryError) as error:
        raise FrameError(str(error)) from error
    parts: list[bytes] = []
    at = 8 + 4 * count
    for length in lengths:
        parts.append(frame[at : at + length])
        at += length
    if at != len(frame):
        raise FrameError(f"{len(frame):,} bytes announced, {at:,} found")
    return parts


def receive(sock: socket.socket) -> list[bytes]:
    """What does the next frame say?  Blocks; raises ``ClosedError`` at the end of the stream.

    Takes not a byte more than the frame: the next one may be there already.
    """
    prefix = _exactly(sock, 4)
    size = frame_bytes(prefix)
    assert size is not None
    return unpack(prefix + _exactly(sock, size - 4))


def _exactly(sock: socket.socket, count: int) -> bytes:
    pieces: list[bytes] = []
    while count:
        piece = sock.recv(min(count, _RECV_BYTES))
        if not piece:
            raise ClosedError
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def socketpair() -> tuple[socket.socket, socket.socket]:
    """Which two sockets are connected, outside of 0, 1 and 2?

    With stdin closed the kernel hands out descriptor 0, which every child would inherit.
    """
    ours, theirs = socket.socketpair()
    return _raise_fd(ours), _raise_fd(theirs)


def _raise_fd(sock: socket.socket) -> socket.socket:
    if sock.fileno() >= 3:
        return sock
    high = fcntl.fcntl(sock.fileno(), fcntl.F_DUPFD_CLOEXEC, _HIGH_FD)
    os.close(sock.detach())
    return socket.socket(fileno=high)
