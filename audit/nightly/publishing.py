"""The report folder changes hands at once: written beside the old one, then exchanged with it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import sys
from collections.abc import Collection, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import StoreFault

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXCHANGE = 2
_HERE = -100


def staging(report: Path) -> Path:
    """Where the next report is written; a folder that no reader of submissions looks into."""
    return report.with_name(f".{report.name}.new")


def _aside(report: Path) -> Path:
    return report.with_name(f".{report.name}.old")


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """Say in words that the report cannot be written."""
    try:
        yield
    except OSError as error:
        cause = error.strerror or str(error)
        raise StoreFault(
            f"{error.filename or folder}: 报告写不进去（{cause}）。原来的报告没有动。"
        ) from error


def prepare(report: Path) -> Path:
    """A staging folder that holds what the report holds now, for what does not change need not be written."""
    fresh = staging(report)
    with written(fresh):
        _remove(fresh)
        if report.is_dir():
            shutil.copytree(report, fresh, symlinks=True)
        else:
            fresh.mkdir(parents=True)
    return fresh


def files_of(folder: Path, leave_out: Collection[str] = ()) -> dict[str, str]:
    """The hash of every file of a report, by its path in the folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name not in leave_out and path.is_file() and not path.is_symlink():
            found[name] = hash_of(path) or ""
    return found


def hash_of(path: Path) -> str | None:
    """The hash of a file, None where there is none."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def strangers(report: Path, ours: Collection[str]) -> set[str]:
    """The files in the report folder that no run has written."""
    return {
        path.relative_to(report).as_posix()
        for path in report.rglob("*")
        if path.is_file() and path.relative_to(report).as_posix() not in ours
    }


def publish(report: Path, typed: str = "", read: str | None = None) -> Path | None:
    """Put the staged report in the place of the old one, at once; the old one is removed.

    `typed` is a file that people write in, `read` its hash when it was read: where somebody has saved
    it since, it stays beside the new one, under the name returned.
    """
    fresh = staging(report)
    saved = None
    with written(report):
        if not report.exists():
            fresh.rename(report)
        elif not _exchanged(fresh, report):
            aside = _aside(report)
            _remove(aside)
            report.rename(aside)
            fresh.rename(report)
            aside.rename(fresh)
        if typed and hash_of(fresh / typed) not in (None, read):
            saved = _free(report / typed)
            shutil.copy2(fresh / typed, saved)
        _settle(report.parent)
        _remove(fresh)
    return saved


def _free(path: Path) -> Path:
    """A name beside that file that nothing has."""
    names = (path.with_stem(f"{path.stem}-未并入{number or ''}") for number in range(1_000))
    return next(name for name in names if not name.exists())


def recover(report: Path, outputs: Mapping[str, str]) -> bool:
    """Finish what a killed run has left: whether it had come to its end but for the report.

    `outputs` are the files that the last run sealed.
    """
    fresh, aside = staging(report), _aside(report)
    with written(report):
        if not report.exists() and aside.exists() and not fresh.exists():
            aside.rename(report)
        done = bool(outputs) and fresh.exists() and holds(fresh, outputs) and not holds(report, outputs)
        if done:
            publish(report)
        elif not report.exists() and aside.exists():
            aside.rename(report)
        _remove(fresh)
        _remove(aside)
    return done


def holds(folder: Path, outputs: Mapping[str, str]) -> bool:
    """Whether a folder has all these files, as their hashes say."""
    found = files_of(folder) if folder.is_dir() else {}
    return all(found.get(name) == sha256 for name, sha256 in outputs.items())


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system has swapped two folders in one step; not every one can."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _settle(folder: Path) -> None:
    """Let the new name reach the disk."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
