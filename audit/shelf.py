"""Bytes put aside: the first ones stay in memory, the rest waits on the disk until somebody asks."""

from __future__ import annotations

from tempfile import TemporaryFile
from threading import Lock
from typing import IO

AT_HAND = 1 << 20
"""So many bytes stay in memory."""


class Aside:
    """Bytes that were put aside, given back when it is called."""

    __slots__ = ("_data", "_length", "_shelf", "_start")

    def __init__(self, shelf: Shelf | None, data: bytes | None, start: int = 0, length: int = 0) -> None:
        self._shelf, self._data, self._start, self._length = shelf, data, start, length

    def __call__(self) -> bytes:
        """The bytes."""
        if self._data is not None or self._shelf is None:
            return self._data or b""
        return self._shelf.taken(self._start, self._length)

    def __reduce__(self) -> tuple[type[Aside], tuple[None, bytes]]:
        """Elsewhere there is no shelf: the bytes go along."""
        return Aside, (None, self())


class Shelf:
    """Takes bytes; the file on the disk has no name and is gone with the last of them."""

    def __init__(self, at_hand: int = AT_HAND) -> None:
        self._left, self._end, self._lock = at_hand, 0, Lock()
        self._file: IO[bytes] | None = None

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def put(self, data: bytes) -> Aside:
        """Put bytes aside; where the disk takes no more they stay in memory."""
        if len(data) <= self._left:
            self._left -= len(data)
            return Aside(None, data)
        with self._lock:
            try:
                self._file = self._file or TemporaryFile(buffering=0)  # noqa: SIM115 - it goes with the shelf
                self._file.seek(self._end)
                written = self._file.write(data)
            except OSError:
                return Aside(None, data)
            if written != len(data):
                return Aside(None, data)
            start, self._end = self._end, self._end + written
            return Aside(self, None, start, written)

    def taken(self, start: int, length: int) -> bytes:
        """The bytes from a place of the file."""
        assert self._file is not None
        with self._lock:
            self._file.seek(start)
            return self._file.read(length)
