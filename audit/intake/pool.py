"""Killable workers: one file may hang, crash or eat memory, and touches no other."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from pebble import ProcessExpired, ProcessPool

from audit.intake.packed import pack
from audit.intake.worker import Read, Task, refused
from audit.readers.limits import LIMITS

_RECYCLE = 500
_AHEAD = 256
"""So many files are handed out before the first of them is back."""

_GRACE = 30.0
"""Seconds beyond the limit of a file after which the pool itself must be stuck."""

_HUNG = "读取超过 {:g} 秒仍未完成，已中止（试了两次）。请检查文件，必要时另存一份或拆分。"
_DIED = "读取时程序意外中止（试了两次），多半是文件异常或内存超出上限。请另存一份后再检查。"

_Failure = TimeoutError | ProcessExpired


@dataclass(frozen=True, slots=True)
class Pool:
    """Runs a job over files in spawned processes; a hang or a death costs that file one retry."""

    job: Callable[[Task], Read]
    workers: int
    seconds: float = LIMITS.seconds
    memory_bytes: int = LIMITS.memory_bytes

    def run(self, tasks: Sequence[Task]) -> Generator[tuple[Task, bytes]]:
        """Each file with what came of it, packed; in input order but for those tried again."""
        again: list[Task] = []
        for task, outcome in self._round(tasks):
            if isinstance(outcome, bytes):
                yield task, outcome
            else:
                again.append(task)
        for task, outcome in self._round(again):
            yield task, outcome if isinstance(outcome, bytes) else pack(self._given_up(outcome))

    def _round(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, bytes | _Failure]]:
        left = deque(tasks)
        while left:
            yield from self._until_stuck(left)

    def _until_stuck(self, left: deque[Task]) -> Iterator[tuple[Task, bytes | _Failure]]:
        """Read what is left; stop early, and leave the rest, when nothing comes back any more."""
        with self._processes(len(left)) as pool:
            out: deque[tuple[Task, Future[bytes]]] = deque()
            while left or out:
                while left and len(out) < _AHEAD:
                    task = left.popleft()
                    out.append((task, pool.schedule(_packed, args=[self.job, task], timeout=self.seconds)))
                task, future = out.popleft()
                try:
                    yield task, future.result(self.seconds + _GRACE)
                except (TimeoutError, ProcessExpired) as failure:
                    stuck = not future.done()
                    yield task, failure
                    if stuck:
                        left.extendleft(waiting for waiting, _ in reversed(out))
                        return

    @contextmanager
    def _processes(self, files: int) -> Iterator[ProcessPool]:
        pool = ProcessPool(
            max_workers=max(1, min(self.workers, files)),
            max_tasks=_RECYCLE,
            initializer=_prepare,
            initargs=[self.memory_bytes],
            context=multiprocessing.get_context("spawn"),
        )
        try:
            with _interrupts_held():
                _ = pool.active  # starts the workers, which then never see a Ctrl-C
            yield pool
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _given_up(self, failure: _Failure) -> Read:
        hung = isinstance(failure, TimeoutError)
        return refused(_HUNG.format(self.seconds) if hung else _DIED, passing=True)


def default_workers() -> int:
    """As many as this process may use cores."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes started meanwhile are deaf to Ctrl-C; this one hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _packed(job: Callable[[Task], Read], task: Task) -> bytes:
    """Run the job in the worker; its result is packed once, for the pipe and for the cache."""
    try:
        return pack(job(task))
    except (MemoryError, RecursionError) as error:
        return pack(refused(f"读取的结果太大（{type(error).__name__}）。请拆分后再检查。", passing=True))


def _prepare(memory_bytes: int) -> None:
    """Make a worker die at once when told to, and bound its address space where the system can."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
