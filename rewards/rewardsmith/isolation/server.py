"""The server's loop: one thread and one selector between the clients and the crew.

It runs no code of others but the ``preload`` imports, so it is always there to look at the clock.
It ends when the parent's end of the control socket closes or the parent dies.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import selectors
import signal
import socket
import sys
from collections.abc import Callable

from rewardsmith.isolation import processes, wire
from rewardsmith.isolation.batch import BATCH, PING, PONG, Batch
from rewardsmith.isolation.channel import Channel
from rewardsmith.isolation.crew import Crew

READY = b"ready"


class Server:
    """Who works on what?  ``run`` returns when the parent is gone."""

    def __init__(self, control: socket.socket, parent: int, workers: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._control = control
        self._crew = Crew(workers, self._selector, self._close_copies)
        self._channels: set[Channel] = set()
        self._preloaded: set[str] = set()
        self._leaving = False
        self._fds: list[int] = []
        self._selector.register(control, selectors.EVENT_READ, self._on_control)
        self._watch_parent(parent)
        self._catch_signals()

    def run(self) -> None:
        """Serve until the parent is gone; then leave nothing behind."""
        while not self._leaving:
            for key, mask in self._selector.select(self._crew.timeout_s()):
                key.data(mask)
            self._crew.watch()
            self._crew.staff()
        self._crew.end()

    # What comes in.

    def _watch_parent(self, parent: int) -> None:
        """A fork of the parent may hold the control socket open; a pidfd does not care."""
        with contextlib.suppress(OSError, AttributeError):  # not on Linux, or it is gone already
            fd = os.pidfd_open(parent)
            self._fds.append(fd)
            self._selector.register(fd, selectors.EVENT_READ, self._leave)

    def _catch_signals(self) -> None:
        ours, theirs = wire.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        self._fds += [ours.detach(), theirs.detach()]
        self._selector.register(self._fds[-2], selectors.EVENT_READ, self._on_signal)
        signal.signal(signal.SIGCHLD, _nothing)  # the wakeup descriptor tells
        signal.signal(signal.SIGTERM, self._leave)

    def _leave(self, *_: object) -> None:
        self._leaving = True

    def _on_control(self, _mask: int) -> None:
        try:
            byte, fds, _, _ = socket.recv_fds(self._control, 1, 1)
        except OSError:
            byte, fds = b"", []
        if not byte:
            self._leaving = True
        for fd in fds:
            self._welcome(socket.socket(fileno=fd))

    def _welcome(self, sock: socket.socket) -> None:
        sock.set_inheritable(False)

        def on_frame(parts: list[bytes]) -> None:
            self._on_client(channel, parts)

        def on_close(_problem: str) -> None:
            self._on_client_gone(channel)

        channel = Channel(sock, self._selector, on_frame, on_close)
        self._channels.add(channel)

    def _on_client(self, channel: Channel, parts: list[bytes]) -> None:
        if parts[0] == PING:
            channel.send(wire.pack([PONG]))
        elif parts[0] == BATCH:
            batch = Batch(channel, parts)
            if problem := self._preload(batch.preload):
                batch.refuse(problem)
            else:
                self._crew.add(batch)

    def _on_client_gone(self, channel: Channel) -> None:
        self._channels.discard(channel)
        self._crew.forget(channel)

    def _preload(self, names: list[str]) -> str:
        """Are these modules in every worker from now on?  Else the reason why not."""
        missing = [name for name in names if name not in self._preloaded]
        for name in missing:
            try:
                importlib.import_module(name)
            except BaseException as error:  # noqa: BLE001  (an import may raise anything)
                return f"cannot preload {name!r}: {type(error).__qualname__}: {error}"
            self._preloaded.add(name)
        if missing:
            gc.collect()
            gc.freeze()  # a collection in a worker shall not copy every page
            self._crew.renew()
        return ""

    def _close_copies(self) -> None:
        """Close, in a fork, what belongs to the server alone."""
        self._selector.close()
        self._control.close()
        for fd in self._fds:
            os.close(fd)
        for channel in self._channels:
            channel.close_copy()

    def _on_signal(self, _mask: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._fds[-2], 1 << 12)
        self._crew.reap()


def _nothing(*_: object) -> None:
    """A signal that is handled here is written to the wakeup descriptor; an ignored one is not."""


def _forget_inherited_signals() -> None:
    """The parent may have blocked or ignored what we and the workers live by."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def main(arguments: list[str], started: Callable[[], None]) -> None:
    """Serve the parent that wrote these arguments: descriptor, its pid, how many workers."""
    fd, parent, workers = map(int, arguments)
    control = socket.socket(fileno=fd)
    control.set_inheritable(False)
    _forget_inherited_signals()
    (settings,) = wire.receive(control)
    path, directory, environment = pickle.loads(settings)  # noqa: S301  (the parent wrote it)
    sys.path[:] = path
    os.environ.clear()
    os.environ.update(environment)
    with contextlib.suppress(OSError):
        os.chdir(directory)
    processes.adopt_orphans()
    server = Server(control, parent, workers)
    control.sendall(wire.pack([READY]))
    started()
    server.run()
