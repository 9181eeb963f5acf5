"""Files through LibreOffice, as an office saves them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from audit.intake.office import libreoffice


def saved(files: Sequence[Path], outcome: str, folder: Path) -> list[Path]:
    """The files as LibreOffice saves them in the format, in order of their names."""
    program = libreoffice()
    assert program is not None, "make system"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [program, "--headless", profile, "--convert-to", outcome, "--outdir", str(folder / outcome)]
    subprocess.run([*arguments, *map(str, files)], check=True, capture_output=True, timeout=240)
    return sorted((folder / outcome).iterdir())
