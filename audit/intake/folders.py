"""The files behind the given paths: folders walked, lock files and other junk left out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.errors import UsageError
from audit.readers.limits import LIMITS

_JUNK = frozenset(("thumbs.db", "desktop.ini", "ehthumbs.db"))
_OWN = ".findings.json"
"""The end of the names of findings that stand beside their form."""

_REPORT = frozenset(
    (
        "index.html", "project.html", "department.html", "history.html", "findings.json", "findings.xlsx",
        "style.css", "site.js", "list.js", "cards.js", "index.js", "project.js", "department.js",
    )
)  # fmt: skip
"""The files of a report folder."""

_REPORT_FOLDERS = frozenset(("d", "projects", "rulebook"))
"""Its folders."""

_JUNK_FOLDERS = frozenset(("__macosx", "$recycle.bin", "system volume information"))


@dataclass(slots=True)
class Allowance:
    """What may still be unpacked from one archive and those inside it."""

    entries: int = LIMITS.zip_entries
    size: int = LIMITS.unpacked_bytes


@dataclass(frozen=True, slots=True)
class Given:
    """A file to read, and its name as shown: relative to the given path, with `/`.

    A file out of an archive knows how deep it lay, and shares with its neighbours what may be unpacked.
    """

    source: str
    path: Path
    depth: int = 0
    allowance: Allowance | None = None


def files(paths: Sequence[Path], *, leave_out: Path | None = None) -> tuple[Given, ...]:
    """Every file of the given files and folders, once, by name; `leave_out` is a folder of our own."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"找不到 {'、'.join(missing)}。请检查路径。")
    ours = leave_out.resolve() if leave_out is not None else None
    found: dict[Path, Given] = {}
    for path in paths:
        for given in _walk(path, ours) if path.is_dir() else [Given(path.name, path)]:
            found.setdefault(given.path.resolve(), given)
    shared = {name for name, times in Counter(given.source for given in found.values()).items() if times > 1}
    named = (Given(_long_name(g.path, paths), g.path) if g.source in shared else g for g in found.values())
    return tuple(sorted(named, key=lambda given: given.source))


def _long_name(path: Path, given: Sequence[Path]) -> str:
    """The name from the folder that all given paths lie in, so that it is the same on every machine."""
    try:
        above = os.path.commonpath([one.parent.absolute() for one in given])
    except ValueError:  # they lie on several drives
        return path.as_posix()
    return Path(os.path.relpath(path.absolute(), above)).as_posix()


def _walk(folder: Path, ours: Path | None) -> Iterator[Given]:
    for parent, folders, names in os.walk(folder):
        here = Path(parent)
        folders[:] = sorted(
            name for name in folders if not _is_junk_folder(name) and (here / name).resolve() != ours
        )
        report = _REPORT if {"index.html", "findings.json"}.issubset(names) else frozenset()
        if report:
            folders[:] = [name for name in folders if name not in _REPORT_FOLDERS]
        for name in names:
            path = here / name
            if name not in report and not _is_junk_file(name) and path.is_file():
                yield Given(path.relative_to(folder).as_posix(), path)


def is_junk(source: str) -> bool:
    """Whether a name with folders in front is that of a file which nobody means to be read."""
    *folders, name = source.split("/")
    return _is_junk_file(name) or any(_is_junk_folder(folder) for folder in folders)


def _is_junk_folder(name: str) -> bool:
    return name.startswith(".") or name.lower() in _JUNK_FOLDERS


def _is_junk_file(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith(_OWN) or name.lower() in _JUNK
