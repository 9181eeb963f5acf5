"""Files of a report: written whole or not at all, and left alone where nothing changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from pathlib import Path

_SEAL = re.compile(rb"made of ([0-9a-f]+), ([0-9a-f]{64})(?: -->)?\n\Z")
_LONGEST_SEAL = 200


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


def sealed(content: str, made_of: str) -> str:
    """The content of a page or a script with a last line that says what it was made of, and its own hash."""
    if not made_of:
        return content
    content = content if content.endswith("\n") else f"{content}\n"
    said = f"made of {made_of}, {hashlib.sha256(content.encode()).hexdigest()}"
    return f"{content}<!-- {said} -->\n" if content.startswith("<") else f"{content}// {said}\n"


def stands(path: Path, made_of: str) -> bool:
    """Whether the file is there as we have written it, and was made of the same."""
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, path.stat().st_size - _LONGEST_SEAL))
            found = _SEAL.search(stream.read())
            if not made_of or found is None or found[1].decode() != made_of:
                return False
            stream.seek(0)
            content = stream.read()
    except OSError:
        return False
    content = content[: content.rstrip(b"\n").rfind(b"\n") + 1]
    return hashlib.sha256(content).hexdigest() == found[2].decode()
