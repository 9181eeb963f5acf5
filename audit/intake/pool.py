"""Killable workers: one file may hang, crash or eat memory, and touches no other."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

from audit.intake.crew import Crew, Lost
from audit.intake.packed import pack
from audit.intake.worker import Read, Task, refused
from audit.readers.limits import LIMITS

_AHEAD = 256
"""So many files are handed out before the first of them is back."""

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
        """Each file with what came of it, packed; in input order but for those tried again."""
        crew = Crew(self.job, min(self.workers, len(tasks)), self.seconds, self.memory_bytes)
        again: list[Task] = []
        try:
            for task, outcome in _in_order(crew, tasks):
                if isinstance(outcome, bytes):
                    yield task, outcome
                else:
                    again.append(task)
            for task, outcome in _in_order(crew, again):
                yield task, outcome if isinstance(outcome, bytes) else pack(self._given_up(outcome))
        finally:
            crew.stop()

    def _given_up(self, lost: Lost) -> Read:
        return refused(_HUNG.format(self.seconds) if lost is Lost.HUNG else _DIED, passing=True)


def default_workers() -> int:
    """As many as this process may use cores."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_order(crew: Crew, tasks: Sequence[Task]) -> Iterator[tuple[Task, bytes | Lost]]:
    """What the crew makes of each file, in the order of the files."""
    left = deque(enumerate(tasks))
    back: dict[int, bytes | Lost] = {}
    for place, task in enumerate(tasks):
        while place not in back:
            crew.feed(left, until=place + _AHEAD)
            back.update(crew.wait(left))
        yield task, back.pop(place)
