from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from audit.intake.packed import unpack
from audit.intake.pool import Pool
from audit.intake.worker import Read, Task
from tests.intake.jobs import name_modules, obey


def tasks(folder: Path, *orders: str) -> list[Task]:
    """A file for each order."""
    made = []
    for number, order in enumerate(orders):
        path = folder / f"{number}.txt"
        path.write_text(order, "utf-8")
        made.append(Task(path.name, path, ""))
    return made


def outcomes(pool: Pool, given: list[Task]) -> dict[str, Read]:
    return {task.source: unpack(payload) for task, payload in pool.run(given)}


def test_a_file_that_hangs_or_kills_its_worker_touches_no_other(tmp_path: Path) -> None:
    given = tasks(tmp_path, "good", "hang", "die", "good", "die once", "good")
    found = outcomes(Pool(obey, 2, seconds=2), given)
    assert [found[f"{n}.txt"].format for n in (0, 3, 4, 5)] == ["good", "good", "die once", "good"]
    assert "超过 2 秒" in (found["1.txt"].reason or "")
    assert "意外中止" in (found["2.txt"].reason or "")
    assert found["1.txt"].unaudited
    assert found["2.txt"].unaudited


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is bounded on Linux")
def test_a_file_that_eats_memory_is_stopped_at_the_limit(tmp_path: Path) -> None:
    assert outcomes(Pool(obey, 1), tasks(tmp_path, "eat", "good"))["0.txt"] == Read(
        reason="内存", unaudited=True
    )


def test_results_come_in_input_order_whatever_the_number_of_workers(tmp_path: Path) -> None:
    given = tasks(tmp_path, *(f"{number}" for number in range(30)))
    one, two = (list(Pool(obey, workers).run(given)) for workers in (1, 2))
    assert one == two
    assert [task.source for task, _ in one] == [task.source for task in given]


def test_workers_hold_no_heavy_libraries(tmp_path: Path) -> None:
    assert outcomes(Pool(name_modules, 1), tasks(tmp_path, "x"))["0.txt"].reason == ""


def test_leaving_early_stops_the_workers(tmp_path: Path) -> None:
    started = time.monotonic()
    run = Pool(obey, 2).run(tasks(tmp_path, "good", "hang", "hang"))
    next(run)
    run.close()
    assert time.monotonic() - started < 10
