"""LibreOffice as a clerk's office suite: real files of many formats for the tests."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from audit.intake.office import libreoffice

_FILTERS = {"html": "html", "doc": "doc:MS Word 97", "xls": "xls:MS Excel 97"}


def convert(files: Iterable[Path], kind: str, folder: Path) -> list[Path]:
    """The files in another format, written below the folder in one call."""
    program = libreoffice()
    assert program is not None, "make system"
    made, given = folder / kind, sorted(files)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", _FILTERS.get(kind, kind), "--outdir", made]
    subprocess.run([*map(str, [*command, *given])], check=True, capture_output=True, timeout=300)
    written = [made / f"{path.stem}.{kind}" for path in given]
    assert all(path.is_file() for path in written)
    return written
