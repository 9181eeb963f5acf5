"""A crew of worker processes, each with a pipe of its own: whoever dies takes nothing of the others along."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import ModuleType

from audit.errors import AuditError
from audit.intake.packed import pack
from audit.intake.worker import Read, Task, refused

_RECYCLE = 1_000
"""After so many files a worker makes room for a fresh one."""

_AT_A_TIME = 2
"""A worker has its next file at hand while it reads one."""

_STARTS = 60.0
"""Seconds that a worker may take until it reads."""

_FALSE_STARTS = 5
_READY = b""

Queue = deque[tuple[int, Task]]
"""Files to read, with their places in the order of files."""

Job = Callable[[Task], Read]


class Lost(Enum):
    """Why nothing came back for a file."""

    HUNG = auto()
    DIED = auto()


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, and the files that it has, the one it reads first."""

    process: SpawnProcess
    pipe: Connection
    since: float
    out: Queue = field(default_factory=deque)
    ready: bool = False
    served: int = 0


@dataclass(slots=True)
class Crew:
    """So many workers; a file may take so many seconds, a worker so much address space."""

    job: Job
    size: int
    seconds: float
    memory_bytes: int
    _workers: list[_Worker] = field(default_factory=list)
    _false_starts: int = 0

    def feed(self, left: Queue, until: int) -> None:
        """Hand out files whose place is below the limit, evenly."""
        while left and len(self._workers) < self.size:
            self._workers.append(self._start())
        for level in range(_AT_A_TIME):
            for worker in self._workers:
                if len(worker.out) == level and left and left[0][0] < until:
                    if worker.ready and not worker.out:
                        worker.since = time.monotonic()
                    worker.out.append(left.popleft())
                    with suppress(OSError):  # a dead one is noticed when we listen to it
                        worker.pipe.send(worker.out[-1][1])

    def wait(self, left: Queue) -> Iterator[tuple[int, bytes | Lost]]:
        """What has come back by now, at least one event; files of a lost worker go back to the queue."""
        soonest = min((self._until(worker) for worker in self._workers if self._is_due(worker)), default=0.0)
        heard = wait([worker.pipe for worker in self._workers], max(0.0, soonest - time.monotonic()))
        for worker in list(self._workers):
            if worker.pipe in heard:
                yield from self._receive(worker, left)
            elif self._is_due(worker) and time.monotonic() > self._until(worker):
                yield from self._lose(worker, left, Lost.HUNG)

    def stop(self) -> None:
        """End every worker at once."""
        for worker in self._workers:
            worker.process.kill()
        while self._workers:
            _bury(self._workers.pop())

    def _is_due(self, worker: _Worker) -> bool:
        return bool(worker.out) or not worker.ready

    def _until(self, worker: _Worker) -> float:
        return worker.since + (self.seconds if worker.ready else _STARTS)

    def _receive(self, worker: _Worker, left: Queue) -> Iterator[tuple[int, bytes | Lost]]:
        try:
            data = worker.pipe.recv_bytes()
        except (EOFError, OSError):
            yield from self._lose(worker, left, Lost.DIED)
            return
        worker.since = time.monotonic()
        if data == _READY:
            worker.ready, self._false_starts = True, 0
            return
        place, _ = worker.out.popleft()
        worker.served += 1
        if worker.served >= _RECYCLE:
            self._dismiss(worker, left)
        yield place, data

    def _lose(self, worker: _Worker, left: Queue, how: Lost) -> Iterator[tuple[int, bytes | Lost]]:
        """Only the file that it was reading is to blame, and none where it had not begun."""
        blamed = worker.out.popleft() if worker.ready and worker.out else None
        self._false_starts += not worker.ready
        self._dismiss(worker, left)
        if self._false_starts >= _FALSE_STARTS:
            raise AuditError("读取文件的进程起不来。请检查内存是否够用，或用 --jobs 1 再试。")
        if blamed is not None:
            yield blamed[0], how

    def _dismiss(self, worker: _Worker, left: Queue) -> None:
        left.extendleft(reversed(worker.out))
        self._workers.remove(worker)
        worker.process.kill()
        _bury(worker)

    def _start(self) -> _Worker:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(theirs, self.job, self.memory_bytes), daemon=True)
        with _interrupts_held(), _main_hidden():
            process.start()
        theirs.close()
        return _Worker(process, ours, time.monotonic())


def _bury(worker: _Worker) -> None:
    worker.process.join()
    worker.process.close()
    worker.pipe.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process started meanwhile is deaf to Ctrl-C; this one hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # or it would start now, and let interrupts in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """A worker needs nothing of the program that calls us, so it does not run that program again."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _serve(pipe: Connection, job: Job, memory_bytes: int) -> None:
    """The life of a worker: read what is handed in, until nobody is there any more."""
    _bound_memory(memory_bytes)
    with suppress(EOFError, OSError):
        pipe.send_bytes(_READY)
        while True:
            pipe.send_bytes(_packed(job, pipe.recv()))


def _packed(job: Job, task: Task) -> bytes:
    """What came of a file is packed once, for the pipe and for the cache."""
    try:
        return pack(job(task))
    except (MemoryError, RecursionError) as error:
        return pack(refused(f"读取的结果太大（{type(error).__name__}）。请拆分后再检查。", passing=True))


def _bound_memory(size: int) -> None:
    """Bound the address space, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
