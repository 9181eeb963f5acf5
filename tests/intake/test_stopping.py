"""A real process of ours, stopped from outside: nothing of it stays."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake.test_collect import form

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """So many files that reading them takes longer than the test waits."""
    made = tmp_path / "送审"
    made.mkdir()
    for number in range(1_500):
        (made / f"{number}.txt").write_bytes(form(f"项目{number}"))
    return made


@pytest.fixture
def run(tmp_path: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    (tmp_path / "temporary").mkdir()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child of the background ignores it
    process = subprocess.Popen(
        [sys.executable, "-m", "audit", "extract", str(folder)],
        cwd=ROOT,
        env={**os.environ, "AUDIT_CACHE": str(tmp_path / "cache"), "TMPDIR": str(tmp_path / "temporary")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, before)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def family(process: subprocess.Popen[str]) -> dict[int, str]:
    """Every process of its session, with its command line."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            session = int((place / "stat").read_text().rpartition(")")[2].split()[3])
            command = (place / "cmdline").read_text().replace("\0", " ")
        except (OSError, IndexError):
            continue
        if session == process.pid and command:
            found[int(place.name)] = command
    return found


def workers(process: subprocess.Popen[str]) -> list[int]:
    return [pid for pid, command in family(process).items() if "spawn_main" in command]


def until_reading(process: subprocess.Popen[str], cache: Path) -> None:
    """Wait until the first files are read."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        if workers(process) and any(cache.glob("read/*/*")):
            return
        time.sleep(0.02)
    raise AssertionError(process.communicate())


@pytest.mark.parametrize("whole_group", [True, False])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_stopping_takes_five_seconds_at_most_and_leaves_nothing(
    run: subprocess.Popen[str], tmp_path: Path, sent: signal.Signals, whole_group: bool
) -> None:
    until_reading(run, tmp_path / "cache")
    started = time.monotonic()
    (os.killpg if whole_group else os.kill)(run.pid, sent)
    _, errors = run.communicate(timeout=20)
    assert time.monotonic() - started < 5
    assert run.returncode == 130
    assert not family(run)
    assert not list((tmp_path / "temporary").iterdir())
    assert "Traceback" not in errors


def test_a_worker_killed_again_and_again_costs_retries_and_no_file(
    tmp_path: Path, run: subprocess.Popen[str]
) -> None:
    until_reading(run, tmp_path / "cache")
    killed = 0
    while killed < 5 and run.poll() is None:
        for pid in workers(run)[:1]:
            os.kill(pid, signal.SIGKILL)
            killed += 1
        time.sleep(0.4)
    _, errors = run.communicate(timeout=120)
    assert (killed, run.returncode) == (5, 0), errors
    assert not re.search(r"意外中止", errors)
