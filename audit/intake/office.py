"""Old formats, converted by LibreOffice in batches: what it writes is then read as docx or xlsx."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

CONVERTED: Mapping[str, str] = {"doc": "docx", "rtf": "docx"}
"""What becomes of each kind of file."""

BATCH = 200
"""Files a call: beyond 246 LibreOffice stops without a word."""

_STARTS = 60.0
_EACH = 3.0
"""Seconds that a call may take to start, and for each file."""

_CELL_ENDS = re.compile(rb"[\x4e-\x9f]\x07\0|[0-9]\0\x07\0")
_CELLS_OF_A_FORM = 30
_MEMORY_KB = 4 << 20
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
"""No macro runs and no link is followed, whatever a file says."""


def has_cells(path: Path) -> bool:
    """Whether an old Word file has table cells with text: marks that end them, behind a letter or digit."""
    try:
        return len(_CELL_ENDS.findall(path.read_bytes())) >= _CELLS_OF_A_FORM
    except OSError:
        return False


def libreoffice() -> str | None:
    """The program, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@dataclass(slots=True)
class Office:
    """Converts files in a folder of its own; `calls` at a time, each with a profile of its own."""

    program: str
    folder: Path
    calls: int = 1
    starts: float = _STARTS
    each: float = _EACH
    _numbers: Iterator[int] = field(default_factory=count)

    def convert(self, files: Mapping[str, tuple[Path, str]]) -> dict[str, Path]:
        """What became of each file, by its key; `files` has path and kind; what is missing could not be."""
        made: dict[str, Path] = {}
        for outcome in sorted(set(CONVERTED.values())):
            wanted = {key: file for key, file in files.items() if CONVERTED[file[1]] == outcome}
            size = max(1, min(BATCH, -(-len(wanted) // self.calls)))
            made |= self._batches(wanted, size, outcome)
            missing = {key: file for key, file in wanted.items() if key not in made}
            made |= self._batches(missing, 1, outcome)
        return made

    def _batches(self, files: Mapping[str, tuple[Path, str]], size: int, outcome: str) -> dict[str, Path]:
        keys = list(files)
        waiting = [{key: files[key] for key in keys[at : at + size]} for at in range(0, len(keys), size)]
        running: list[_Call] = []
        made: dict[str, Path] = {}
        try:
            while waiting or running:
                while waiting and len(running) < self.calls:
                    running.append(self._start(waiting.pop(0), outcome))
                time.sleep(0.05)
                for call in [call for call in running if call.ended()]:
                    running.remove(call)
                    made |= call.outputs(outcome)
        finally:
            for call in running:
                call.kill()
        return made

    def _start(self, files: Mapping[str, tuple[Path, str]], outcome: str) -> _Call:
        """Start a call over copies that bear their keys as names."""
        place = self.folder / f"call{next(self._numbers)}"
        profile, inputs, outputs = (place / name for name in ("profile", "in", "out"))
        for folder in (profile / "user", inputs, outputs):
            folder.mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        copies = [inputs / f"{key}.{kind}" for key, (_, kind) in files.items()]
        for copy, (path, _) in zip(copies, files.values(), strict=True):
            with suppress(OSError):
                shutil.copyfile(path, copy)
        command = [self.program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
        command += ["--convert-to", outcome, "--outdir", str(outputs), *map(str, copies)]
        if os.name == "posix":
            command = ["/bin/sh", "-c", f'ulimit -v {_MEMORY_KB}; exec "$@"', "sh", *command]
        process = subprocess.Popen(  # noqa: S603 — our own command; files are named by their hashes
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(profile)},
            start_new_session=True,
        )
        until = time.monotonic() + self.starts + self.each * len(files)
        return _Call(process, list(files), place, until)


@dataclass(slots=True)
class _Call:
    """A running LibreOffice and what it is to convert."""

    process: subprocess.Popen[bytes]
    keys: Sequence[str]
    place: Path
    until: float

    def ended(self) -> bool:
        """Whether it is done, or had to be stopped."""
        if self.process.poll() is None and time.monotonic() > self.until:
            self.kill()
        return self.process.poll() is not None

    def outputs(self, outcome: str) -> dict[str, Path]:
        """What it wrote, counted file by file: it never says what it left out."""
        self.kill()
        paths = {key: self.place / "out" / f"{key}.{outcome}" for key in self.keys}
        shutil.rmtree(self.place / "in", ignore_errors=True)
        shutil.rmtree(self.place / "profile", ignore_errors=True)
        return {key: path for key, path in paths.items() if path.is_file() and path.stat().st_size}

    def kill(self) -> None:
        """Stop it together with whatever it started."""
        with suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
