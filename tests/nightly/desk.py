"""A folder of submissions with its audit.toml, and nights run over it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from audit.config import Config, load_config
from audit.nightly import Places, Told, nightly
from audit.store import opened
from audit.store.history import Changes
from audit.store.history import changes as changes_of

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_forms" / "四个项目.txt"
ZONE = timezone(timedelta(hours=8))


@dataclass
class Desk:
    """Where a bureau works: `forms` holds what was submitted."""

    folder: Path
    store: str
    hour: int = 0

    @classmethod
    def of(cls, folder: Path, store: str, more: str = "") -> Desk:
        """Set up with one form, so that little is read and judged."""
        desk = cls(folder, store)
        desk.forms.mkdir()
        desk.write("一.txt", form())
        desk.configure(more)
        return desk

    @property
    def forms(self) -> Path:
        """The folder of submissions."""
        return self.folder / "报送"

    @property
    def report(self) -> Path:
        """The report folder."""
        return self.folder / "审核报告"

    def configure(self, more: str = "") -> None:
        """Write audit.toml."""
        text = f'folders = ["报送"]\nstore = "{self.store}"\njobs = 1\n{more}\n'
        if "[contract]" not in more:
            text += "[contract]\nnightly = false\n"  # seconds a night, and tested by itself

        (self.folder / "audit.toml").write_text(text, "utf-8")

    def write(self, name: str, text: str) -> Path:
        """File a form."""
        path = self.forms / name
        path.write_text(text, "utf-8")
        return path

    def config(self) -> Config:
        """The settings as they are now."""
        return load_config(self.folder / "audit.toml")

    def places(self) -> Places:
        """Where a night reads and writes."""
        return Places.of(self.config(), self.folder)

    def night(self, now: datetime | None = None) -> Told:
        """Run a night, each an hour after the one before."""
        self.hour += 1
        moment = now or datetime(2025, 6, 1, 2, tzinfo=ZONE) + timedelta(hours=self.hour)
        return nightly(self.config(), self.places(), now=lambda: moment)

    def changes(self, earlier: int, later: int) -> Changes:
        """What the store says has changed."""
        with opened(self.places().store) as store, store.reading() as connection:
            return changes_of(connection, earlier, later)

    def audit(self, *arguments: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
        """Run the command line in this folder."""
        command = [sys.executable, "-m", "audit", *arguments]
        env = {**os.environ, "PYTHONPATH": str(ROOT), **surroundings}
        return subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, text=True, check=False, timeout=300
        )


def form(number: int = 1) -> str:
    """A sample form as text: title, blank line, table."""
    parts = SAMPLES.read_text("utf-8").strip("\n").split("\n\n")
    return f"{parts[2 * number - 2]}\n\n{parts[2 * number - 1]}\n"
