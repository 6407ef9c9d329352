"""The server's end of a connection: never blocks, whatever the other side does."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable

from rewardsmith.isolation import wire

_RECV_BYTES = 1 << 18


class Channel:
    """Frames of at most ``most`` bytes in by callback, frames out through a buffer.

    ``on_frame`` gets the parts of every frame.  ``on_close`` is called once, when the other side
    is gone, or wrote what is no frame: then it gets the problem, else an empty string.
    """

    def __init__(
        self,
        sock: socket.socket,
        selector: selectors.BaseSelector,
        on_frame: Callable[[list[bytes]], None],
        on_close: Callable[[str], None],
        most: int = wire.MAX_FRAME_BYTES,
    ) -> None:
        self._sock, self._selector = sock, selector
        self._on_frame, self._on_close = on_frame, on_close
        self._most = most
        self._inbox, self._outbox = bytearray(), bytearray()
        self.closed = False
        sock.setblocking(False)
        selector.register(sock, selectors.EVENT_READ, self._on_event)

    def send(self, frame: bytes) -> None:
        """Is this on its way?  What the kernel does not take now goes when it can."""
        if self.closed:
            return
        if not self._outbox:
            frame = frame[self._push(frame) :]
        if frame:
            self._outbox += frame
            self._listen(selectors.EVENT_READ | selectors.EVENT_WRITE)

    def drain(self) -> None:
        """Read what is there, without waiting."""
        while not self.closed and self._read():
            pass

    def close(self) -> None:
        """Close without a word."""
        if not self.closed:
            self.closed = True
            self._selector.unregister(self._sock)
            self._sock.close()

    def close_copy(self) -> None:
        """Close this descriptor in a fork, where the selector is the parent's."""
        self._sock.close()

    def _on_event(self, mask: int) -> None:
        if mask & selectors.EVENT_WRITE and not self.closed:
            del self._outbox[: self._push(self._outbox)]
            if not self._outbox and not self.closed:
                self._listen(selectors.EVENT_READ)
        if mask & selectors.EVENT_READ and not self.closed:
            self._read()

    def _listen(self, events: int) -> None:
        if not self.closed:
            self._selector.modify(self._sock, events, self._on_event)

    def _push(self, data: bytes | bytearray) -> int:
        try:
            return self._sock.send(data)
        except BlockingIOError:
            return 0
        except OSError:  # the reading side will tell
            return len(data)

    def _read(self) -> bool:
        try:
            data = self._sock.recv(_RECV_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._lose("")
            return False
        self._inbox += data
        try:
            self._deliver()
        except wire.FrameError as error:
            self._lose(f"wrote garbage to its connection: {error}")
        return True

    def _deliver(self) -> None:
        while not self.closed and (size := wire.frame_bytes(self._inbox, self._most)) is not None:
            if len(self._inbox) < size:
                return
            frame = bytes(memoryview(self._inbox)[:size])
            del self._inbox[:size]
            self._on_frame(wire.unpack(frame))

    def _lose(self, problem: str) -> None:
        self.close()
        self._on_close(problem)
