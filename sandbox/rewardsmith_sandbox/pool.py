"""A few warm workers, one a core and one spare, replaced off the critical path."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock, Thread

from rewardsmith_sandbox.errors import (
    ImageError,
    SandboxError,
    UnknownRuntimeError,
    WorkerLostError,
)
from rewardsmith_sandbox.types import Ending, Outcome, Program
from rewardsmith_sandbox.worker import Worker

ATTEMPTS = 2
"""How often is a program tried whose worker is lost under it?"""

START_PATIENCE_S = 10.0
"""For how long are failing starts tried again before programs are told?"""

_COOL_DOWN_S = 5.0
"""For how long are programs then turned away at once?"""

_CLOSE_S = 60.0
_RETRY_S = 0.5


class Pool:
    """Workers for ``size`` programs at a time, and one more that is ready.

    ``start`` makes a worker and raises ``SandboxError`` if it cannot.  Callers beyond ``size``
    sleep in a queue, and a worker that becomes free is handed to the one who waits longest: nobody
    starves, and who cannot run yet costs nothing.  Safe to use from any thread; not from a forked
    child, which must make its own.
    """

    def __init__(self, start: Callable[[], Worker], *, size: int, spare: int, uses: int) -> None:
        self._start, self._size, self._uses = start, size, uses
        self._target = size + spare
        self._lock = Lock()
        self._queue: deque[Future[Worker]] = deque()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._helpers: set[Thread] = set()
        self._starting = 0
        self._failure: SandboxError | None = None
        self._failed_until = 0.0
        self.closed = False

    def run(self, program: Program) -> Outcome:
        """What happens to this program?  One more try where it was the machine's fault."""
        failure: Exception | None = None
        for _ in range(ATTEMPTS):
            try:
                return self._run_once(program)
            except (SandboxError, OSError) as error:  # OSError: this machine's memory, files, disk
                failure = error
        return Outcome(ended=Ending.SANDBOX_FAILED, detail=str(failure))

    def run_many(self, programs: Sequence[Program]) -> list[Outcome]:
        """What happens to each of these?  In their order."""
        if len(programs) < 2:
            return [self.run(program) for program in programs]
        with ThreadPoolExecutor(min(self._size, len(programs))) as threads:
            return list(threads.map(self.run, programs))

    def warm_up(self) -> None:
        """Be ready: raises ``SandboxError`` if no worker can be started."""
        self._give_back(self._take(), fit=True)

    def close(self) -> None:
        """End every worker.  Programs that still run are lost."""
        with self._lock:
            self.closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
            self._turn_away(WorkerLostError("the sandbox is closed"))
            helpers = list(self._helpers)
        for worker in workers:
            worker.hang_up()
        for helper in helpers:
            helper.join(_CLOSE_S)
        for worker in workers:
            worker.close()

    def abandon(self) -> None:
        """Forget the workers without ending them: they belong to the process we come from."""
        for worker in [*self._idle, *self._busy]:
            worker.hang_up()
        self.closed = True

    @property
    def alive(self) -> int:
        """How many workers are there?"""
        return len(self._idle) + len(self._busy)

    def _run_once(self, program: Program) -> Outcome:
        worker = self._take()
        fit = False
        try:
            outcome, fit = worker.run(program)
        finally:  # also under Ctrl-C: what it was doing is unknown, so it goes
            self._give_back(worker, fit=fit)
        return outcome

    def _take(self) -> Worker:
        turn: Future[Worker] = Future()
        with self._lock:
            if self.closed:
                raise WorkerLostError("the sandbox is closed")
            self._queue.append(turn)
            self._settle()
        try:
            return turn.result()
        except BaseException:  # Ctrl-C in the queue: nobody will come for the worker
            if not turn.cancel() and not turn.exception():
                self._give_back(turn.result(), fit=True)
            raise

    def _give_back(self, worker: Worker, *, fit: bool) -> None:
        with self._lock:
            self._busy.discard(worker)
            if fit and worker.uses < self._uses and not self.closed:
                self._idle.append(worker)
            else:
                self._dispose(worker)
            self._settle()

    def _settle(self) -> None:
        """Hand out what is free, and see to it that more come.  Called with the lock."""
        self._hand_out()
        if self._failure and time.monotonic() < self._failed_until:
            if not self.alive and not self._starting:
                self._turn_away(self._failure)
            return
        while not self.closed and self.alive + self._starting < self._target:
            self._help(self._start_one)
            self._starting += 1

    def _hand_out(self) -> None:
        while self._idle and self._queue and len(self._busy) < self._size:
            worker = self._idle.pop()
            if not worker.is_idle:
                self._dispose(worker)
            elif self._queue[0].set_running_or_notify_cancel():
                self._busy.add(worker)
                self._queue.popleft().set_result(worker)
            else:
                self._queue.popleft()
                self._idle.append(worker)

    def _turn_away(self, why: SandboxError) -> None:
        """Let nobody wait any longer.  Called with the lock."""
        while self._queue:
            turn = self._queue.popleft()
            if turn.set_running_or_notify_cancel():
                turn.set_exception(why)

    def _dispose(self, worker: Worker) -> None:
        worker.hang_up()
        self._help(worker.close)

    def _help(self, task: Callable[[], None]) -> None:
        def run() -> None:
            try:
                task()
            except SandboxError:  # a worker that cannot be removed now is swept later
                pass
            finally:
                self._helpers.discard(helper)

        helper = Thread(target=run, daemon=True, name="rewardsmith-sandbox")
        self._helpers.add(helper)
        helper.start()

    def _start_one(self) -> None:
        worker, failure = self._try_to_start()
        with self._lock:
            self._starting -= 1
            self._failure = failure
            self._failed_until = time.monotonic() + _COOL_DOWN_S
            if worker and not self.closed:
                self._idle.append(worker)
                worker = None
            self._settle()
        if worker:
            worker.close()

    def _try_to_start(self) -> tuple[Worker | None, SandboxError | None]:
        deadline = time.monotonic() + START_PATIENCE_S
        while True:
            try:
                return self._start(), None
            except (ImageError, UnknownRuntimeError) as error:  # no patience mends these
                return None, error
            except (SandboxError, OSError) as error:
                if self.closed or time.monotonic() > deadline:
                    return None, WorkerLostError(str(error))
            time.sleep(_RETRY_S)
