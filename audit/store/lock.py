"""One run at a time: a lock that names who holds it, and that a dead process does not keep."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from audit.errors import Locked, StoreFault


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is at work: process, machine and since when."""

    pid: int
    host: str
    since: str

    def __str__(self) -> str:
        since = datetime.fromisoformat(self.since).astimezone()
        return f"{self.host} 上的进程 {self.pid}（{since:%Y-%m-%d %H:%M} 开始）"


@contextmanager
def held(file: Path, since: str) -> Iterator[Holder | None]:
    """Hold the lock; tells who held it before and died at work.

    Raises:
        Locked: somebody else holds it.
        StoreFault: the lock cannot be written.
    """
    from filelock import FileLock, Timeout

    note = file.with_name(file.name + ".holder")
    lock = FileLock(file, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        holder = _named(note)
        who = str(holder) if holder else "另一个进程"
        raise Locked(f"{who} 正在运行，本次没有做。等它结束后再运行；锁文件是 {file}。") from None
    except OSError as error:
        raise StoreFault(f"{file}: 锁不住（{error.strerror or error}）。请检查文件夹的权限。") from error
    try:
        before = _read(note)
        _write(note, Holder(os.getpid(), socket.gethostname(), since))
        yield before
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _named(note: Path) -> Holder | None:
    """Who holds the lock; one that has just taken it gets two seconds to say so."""
    deadline = time.monotonic() + 2
    while (holder := _read(note)) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return holder


def _read(note: Path) -> Holder | None:
    try:
        said = json.loads(note.read_text("utf-8"))
        datetime.fromisoformat(said["since"])
        return Holder(int(said["pid"]), str(said["host"]), said["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(note: Path, holder: Holder) -> None:
    """Say who we are; one that cannot be told is no reason to stop."""
    fresh = note.with_name(f"{note.name}.{holder.pid}")
    with suppress(OSError):
        fresh.write_text(json.dumps(asdict(holder)), "utf-8")
        fresh.replace(note)
