"""Files of a report: written whole or not at all, and left alone where nothing changes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path


def put(path: Path, content: str | bytes) -> bool:
    """Give a file its content; whether it had another."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
    return True


def forget(folder: Path, pattern: str, current: Collection[str], mark: bytes) -> None:
    """Remove the files of an earlier run: those of that pattern that begin with our mark."""
    for path in folder.glob(pattern):
        if path.name not in current and path.is_file():
            with path.open("rb") as stream:
                ours = stream.read(len(mark)) == mark
            if ours:
                path.unlink()
