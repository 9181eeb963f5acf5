"""The folder for what is unpacked: made when needed, gone afterwards, cleared away for a dead run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from filelock import FileLock

from audit.intake.workroom import LOCK, SETTLED, workroom

KILLED = """
import os, signal
from audit.intake.workroom import workroom
with workroom() as room:
    (room() / "0").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of its own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def grow_old(folder: Path) -> None:
    then = time.time() - SETTLED - 1
    os.utime(folder / LOCK, (then, then))


def test_nothing_is_made_where_nobody_asks(there: Path) -> None:
    with workroom():
        assert list(there.iterdir()) == []


def test_it_is_the_same_folder_each_time_and_gone_afterwards(there: Path) -> None:
    with workroom() as room:
        (room() / "0").write_text("x")
        assert [path.name for path in room().iterdir()] == ["0"]
    assert list(there.iterdir()) == []


def test_what_a_killed_run_has_left_is_cleared_away_by_the_next(there: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED], check=False)
    (left,) = there.iterdir()
    grow_old(left)
    with workroom() as room:
        assert room().is_dir()
        assert not left.exists()


def test_what_somebody_uses_or_has_just_made_or_nobody_of_ours_has_made_stays(there: Path) -> None:
    used, fresh, strange = (there / f"audit-{name}" for name in ("used", "fresh", "strange"))
    for folder in (used, fresh, strange):
        folder.mkdir()
    (fresh / LOCK).touch()
    with FileLock(used / LOCK), workroom() as room:
        grow_old(used)
        room()
    assert {path.name for path in there.iterdir()} == {"audit-used", "audit-fresh", "audit-strange"}
