"""The cache of what was read: safe to delete, and a damaged entry is no entry."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from audit.intake.packed import unpack
from audit.intake.worker import Read
from audit.shelf import Shelf

_PACKAGE = Path(__file__).parent.parent
_READING = ("readers", "forms", "model", "intake/worker.py", "intake/packed.py")
_DIGEST = 32
_DAY = 86_400.0
_KEPT_DAYS = 90
_KEPT_BYTES = 2 << 30


class ReadCache:
    """Entries by content of the file, the code that read it, the words it read with, and the year."""

    def __init__(self, folder: Path, vocabulary: Path, year: int | None) -> None:
        self.folder = folder / "read"
        self._version = reading_version(vocabulary, year)

    def get(self, sha256: str, shelf: Shelf | None = None) -> Read | None:
        """What came of a file with these bytes, None where it is not known."""
        entry = _entry(self._path(sha256))
        return unpack(entry, shelf) if entry is not None else None

    def put(self, sha256: str, payload: bytes) -> None:
        """Keep a packed `Read`; a cache that cannot be written is no reason to stop."""
        _keep(self._path(sha256), payload)

    def converted(self, sha256: str) -> bytes | None:
        """What LibreOffice made of a file with these bytes, None where it is not known."""
        return _entry(self._converted(sha256))

    def put_converted(self, sha256: str, data: bytes) -> None:
        """Keep what LibreOffice made of a file: it outlives the code that reads it."""
        _keep(self._converted(sha256), data)

    def evict(self, *, days: float = _KEPT_DAYS, size: int = _KEPT_BYTES, every: float = _DAY) -> None:
        """Drop what was not used for long, then the oldest until the rest is small enough; once a day."""
        mark = self.folder / "evicted"
        with contextlib.suppress(OSError):
            if mark.exists() and time.time() - mark.stat().st_mtime < every:
                return
            mark.touch()
            _evict(self.folder, mark, time.time() - days * _DAY, size)

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.{self._version[:16]}"

    def _converted(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.converted"


def _entry(path: Path) -> bytes | None:
    """The content of an entry that is whole; one in use grows young again."""
    try:
        with path.open("rb") as file:
            if time.time() - os.fstat(file.fileno()).st_mtime > _DAY:
                os.utime(path)
            entry = file.read()
    except OSError:
        return None
    digest, payload = entry[:_DIGEST], entry[_DIGEST:]
    return payload if hashlib.sha256(payload).digest() == digest else None


def _keep(path: Path, payload: bytes) -> None:
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(payload).digest() + payload)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _evict(folder: Path, mark: Path, oldest: float, size: int) -> None:
    entries = [
        (found.stat().st_mtime, found.stat().st_size, found)
        for found in folder.rglob("*")
        if found.is_file() and found != mark
    ]
    for used, bytes_, path in sorted(entries, reverse=True):
        size -= bytes_
        if used < oldest or size < 0:
            path.unlink(missing_ok=True)


def reading_version(vocabulary: Path, year: int | None) -> str:
    """What stands for how files are read: the code, the words, and the year that was given."""
    parts = (reader_version(), _words(vocabulary), str(year))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def reader_version() -> str:
    """A hash of the code that reads files, so that a changed reader reads anew."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for name in _READING:
        place = _PACKAGE / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.relative_to(_PACKAGE).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _words(vocabulary: Path) -> str:
    """A hash of the vocabulary and of the word lists that stand beside it."""
    digest = hashlib.sha256()
    for file in sorted({vocabulary, *vocabulary.parent.glob("*.yaml")}):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
