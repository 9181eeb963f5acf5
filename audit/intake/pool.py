"""Killable workers: one file may hang, crash or eat memory, and touches no other."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from pebble import ProcessExpired, ProcessPool

from audit.intake.worker import Read, Task
from audit.readers.limits import LIMITS

_RECYCLE = 500
_HUNG = "读取超过 {:g} 秒仍未完成，已中止（试了两次）。请检查文件，必要时另存一份或拆分。"
_DIED = "读取时程序意外中止（试了两次），多半是文件异常或内存超出上限。请另存一份后再检查。"


@dataclass(frozen=True, slots=True)
class Pool:
    """Runs a job over files in spawned processes; a hang or a death costs that file one retry."""

    job: Callable[[Task], Read]
    workers: int
    seconds: float = LIMITS.seconds
    memory_bytes: int = LIMITS.memory_bytes

    def run(self, tasks: Sequence[Task]) -> Generator[tuple[Task, bytes]]:
        """Each file with what came of it, pickled; in input order but for those tried again."""
        context = multiprocessing.get_context("spawn")
        pool = ProcessPool(
            max_workers=max(1, min(self.workers, len(tasks))),
            max_tasks=_RECYCLE,
            initializer=_limit_memory,
            initargs=[self.memory_bytes],
            context=context,
        )
        try:
            again: list[Task] = []
            for task, outcome in self._round(pool, tasks):
                if isinstance(outcome, bytes):
                    yield task, outcome
                else:
                    again.append(task)
            for task, outcome in self._round(pool, again):
                yield task, outcome if isinstance(outcome, bytes) else pickle.dumps(self._given_up(outcome))
            pool.close()  # type: ignore[no-untyped-call]
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _round(
        self, pool: ProcessPool, tasks: Sequence[Task]
    ) -> Iterator[tuple[Task, bytes | TimeoutError | ProcessExpired]]:
        futures: list[Future[bytes]] = [
            pool.schedule(_pickled, args=[self.job, task], timeout=self.seconds) for task in tasks
        ]
        futures.reverse()
        for task in tasks:
            try:
                yield task, futures.pop().result()
            except (TimeoutError, ProcessExpired) as failure:
                yield task, failure

    def _given_up(self, failure: TimeoutError | ProcessExpired) -> Read:
        reason = _HUNG.format(self.seconds) if isinstance(failure, TimeoutError) else _DIED
        return Read(reason=reason, unaudited=True)


def default_workers() -> int:
    """As many as this process may use cores."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pickled(job: Callable[[Task], Read], task: Task) -> bytes:
    """Run the job in the worker; its result is pickled once, for the pipe and for the cache."""
    return pickle.dumps(job(task), pickle.HIGHEST_PROTOCOL)


def _limit_memory(size: int) -> None:
    """Bound the worker's address space, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
