"""The cache of what was read: safe to delete, and a damaged entry is no entry."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from audit.intake.worker import Read

_PACKAGE = Path(__file__).parent.parent
_READING = ("readers", "forms", "model", "intake/worker.py")
_DIGEST = 32
_OURS = frozenset(
    (
        ("decimal", "Decimal"),
        ("datetime", "date"),
        ("collections", "OrderedDict"),
        ("audit.intake.worker", "Read"),
    )
)


class ReadCache:
    """Entries by content of the file, the code that read it, the words it read with, and the year."""

    def __init__(self, folder: Path, vocabulary: Path, year: int | None) -> None:
        self.folder = folder / "read"
        parts = (reader_version(), _words(vocabulary), str(year))
        self._version = hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def get(self, sha256: str) -> Read | None:
        """What came of a file with these bytes, None where it is not known."""
        try:
            entry = self._path(sha256).read_bytes()
        except OSError:
            return None
        digest, payload = entry[:_DIGEST], entry[_DIGEST:]
        return loads(payload) if hashlib.sha256(payload).digest() == digest else None

    def put(self, sha256: str, payload: bytes) -> None:
        """Keep a pickled `Read`; a cache that cannot be written is no reason to stop."""
        path = self._path(sha256)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(payload).digest() + payload)
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.{self._version[:16]}"


def loads(payload: bytes) -> Read:
    """Unpickle a `Read`; only our own dataclasses and plain values are let in."""
    read = _Unpickler(io.BytesIO(payload)).load()
    assert isinstance(read, Read)
    return read


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _OURS or module.startswith("audit.model."):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


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
