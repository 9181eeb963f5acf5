"""The files that were read, found again by their content, those inside of archives too."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Collection, Sequence
from itertools import count
from pathlib import Path

from audit.errors import AuditError
from audit.intake import archives
from audit.intake.folders import Given, files
from audit.readers.limits import LIMITS


def originals(
    paths: Sequence[Path], wanted: Collection[str], folder: Path, *, leave_out: Path | None = None
) -> dict[str, Path]:
    """The path of each wanted content, by its SHA-256; archives are unpacked into the folder."""
    found: dict[str, Path] = {}
    waiting, numbers = deque(files(paths, leave_out=leave_out)), count()
    while waiting and len(found) < len(wanted):
        given = waiting.popleft()
        data = _content(given.path)
        digest = hashlib.sha256(data).hexdigest()
        if digest in wanted:
            found.setdefault(digest, given.path)
        elif data.startswith(b"PK") and archives.is_bundle(data):
            waiting.extend(_inside(given, folder, numbers))
    return found


def _content(path: Path) -> bytes:
    """The bytes, none where the file cannot be had."""
    try:
        return path.read_bytes() if path.stat().st_size <= LIMITS.file_bytes else b""
    except OSError:
        return b""


def _inside(given: Given, folder: Path, numbers: count[int]) -> list[Given]:
    """The files of an archive that can be had; why others cannot was told when they were read."""
    made: list[Given] = []
    try:
        for inside in archives.unpack(given, folder, numbers):
            made += [inside] if isinstance(inside, Given) else []
    except AuditError:
        pass
    return made
