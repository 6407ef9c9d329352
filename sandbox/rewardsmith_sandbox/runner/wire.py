"""How do two processes exchange messages?  Length-prefixed JSON on a stream socket."""

from __future__ import annotations

import socket
import struct
from typing import Any

from rewardsmith_sandbox.runner.codec import Malformed, dumps, loads

MAX_MESSAGE_BYTES = 64 << 20
_LENGTH = struct.Struct(">Q")


class Channel:
    """One end of a conversation.  Ancillary data (descriptors) is never asked for."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def send(self, message: Any) -> None:
        """Say this; raises ``Malformed`` for what would be too long, ``OSError`` to a dead peer."""
        data = dumps(message)
        if len(data) > MAX_MESSAGE_BYTES:
            raise Malformed("the message is too long")
        self._socket.sendall(_LENGTH.pack(len(data)) + data)

    def receive(self) -> Any:
        """What does the peer say?  Raises ``EOFError`` when it is gone, ``Malformed`` for noise."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > MAX_MESSAGE_BYTES:
            raise Malformed("the message is too long")
        return loads(self._exactly(length))

    def _exactly(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size:
            part = self._socket.recv(min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
