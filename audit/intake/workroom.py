"""A folder for what is unpacked or converted on the way; what a killed run has left is cleared away."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

PREFIX = "audit-"

LOCK = "lock"
"""Held as long as the folder is in use: the system lets go of it when the process dies."""

SETTLED = 60
"""A folder younger than so many seconds may be one that somebody is about to lock."""


Room = Callable[[], Path]
"""The way to an empty folder, which is made when it is asked for."""


@contextmanager
def workroom() -> Iterator[Room]:
    """A folder for those who ask for it, gone afterwards."""
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(_made()))


@contextmanager
def _made() -> Iterator[Path]:
    from filelock import FileLock

    _clear_left()
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with FileLock(folder / LOCK):
            inside = folder / "files"
            inside.mkdir()
            yield inside


def _clear_left() -> None:
    """Remove the folders of ours whose process is no more."""
    from filelock import FileLock, Timeout

    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if _may_be_left(folder):
                with FileLock(folder / LOCK, timeout=0):
                    shutil.rmtree(folder / "files", ignore_errors=True)
                shutil.rmtree(folder, ignore_errors=True)


def _may_be_left(folder: Path) -> bool:
    """Whether it is a folder as we make them, by nobody else, and not of this moment."""
    own, lock = folder.lstat(), (folder / LOCK).lstat()
    mine = not hasattr(os, "geteuid") or own.st_uid == lock.st_uid == os.geteuid()
    return mine and not folder.is_symlink() and time.time() - lock.st_mtime > SETTLED
