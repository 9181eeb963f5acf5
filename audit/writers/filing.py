"""Where the files that we write come to stand: names that no file system minds, never outside the folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from audit.errors import AuditError
from audit.writers.files import put

LONGEST = 80
"""So many characters of a name, which are 240 bytes of Chinese: file systems take 255."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?")


def file_name(said: str) -> str:
    """The text as the name of one file or folder on any system; blank where nothing of it may stay."""
    name = _FORBIDDEN.sub("_", said).strip(" ")
    stem, dot, suffix = name.rpartition(".")
    if dot and stem and len(suffix) <= 8:
        name = f"{stem[: LONGEST - len(suffix) - 1]}.{suffix}"
    name = name[:LONGEST].rstrip(". ")
    return f"_{name}" if _RESERVED.fullmatch(name) else name


class Places:
    """Gives every source a place of its own below a folder, its folders kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._taken: set[str] = set()

    def of(self, source: str) -> Path:
        """Where the file of that name comes to stand."""
        names = [file_name(part) for part in source.replace("\\", "/").split("/")]
        names = [name for name in names if name.strip("._ ")] or ["_"]
        path = Path(*names)
        for number in count(2):
            if path.as_posix().casefold() not in self._taken:
                break
            path = Path(*names[:-1], f"{Path(names[-1]).stem} ({number}){Path(names[-1]).suffix}")
        self._taken.add(path.as_posix().casefold())
        return self.folder / path


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A file to write beside the path, which takes its place at the end: all of it or nothing."""
    part = path.with_name(f"{path.name[:LONGEST]}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def save(path: Path, data: bytes, below: Path) -> None:
    """Write a file below a folder, through no link that leads out of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AuditError(f"{path.parent}: 建不了文件夹（{error.strerror}）。") from error
    if not path.parent.resolve().is_relative_to(below.resolve()):
        raise AuditError(f"{path}: 这里的链接指到文件夹之外，没有写。")
    try:
        put(path, data)
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> AuditError:
    return AuditError(f"{path}: 写不进去（{error.strerror}）。如果它正开着，请先关闭。")
