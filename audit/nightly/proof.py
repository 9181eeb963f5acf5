"""Whether the store and the report are as the runs have sealed them, and the seal that is kept elsewhere."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from audit.errors import StoreFault, UsageError
from audit.nightly import publishing
from audit.pipeline import read_ledger
from audit.store import Store
from audit.store.chain import Broken, broken
from audit.store.history import past_runs
from audit.store.keeping import held
from audit.store.tables import findings, outputs
from audit.writers.html import LEDGER

STRANGER = "stranger"
_COMPARED = 200
"""So many characters of a message are compared: a cell has an end."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The seal of a run, as it is kept elsewhere; the run is 0 where only the digits are known."""

    run: int
    sha256: str

    def __str__(self) -> str:
        return json.dumps({"run": self.run, "sha256": self.sha256})


@dataclass(frozen=True, slots=True)
class Checked:
    """What does not hold, first things first: links of the chain, a lost anchor, files of the report."""

    last: Anchor
    links: tuple[Broken, ...]
    lost: Anchor | None
    files: tuple[tuple[str, str], ...]
    sealed_files: int
    filled: bool

    @property
    def sound(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.links and self.lost is None and not self.files


def checked(store: Store, report: Path, anchor: Anchor | None = None) -> Checked:
    """Look at every link, every row and every file."""
    with store.reading() as connection:
        links = tuple(broken(connection))
        runs = past_runs(connection)
        last = Anchor(runs[-1].run, runs[-1].manifest_sha256) if runs else Anchor(0, "")
        wanted = select(outputs.c.path, outputs.c.sha256).where(held(outputs, last.run))
        sealed = dict(connection.execute(wanted).all())
    known = {(run.run, run.manifest_sha256) for run in runs} | {(0, run.manifest_sha256) for run in runs}
    lost = anchor if anchor is not None and (anchor.run, anchor.sha256) not in known else None
    there = publishing.files_of(report) if report.is_dir() else {}
    filled = sealed.get(LEDGER) != there.get(LEDGER) and LEDGER in there and _only_filled(store, report)
    if filled:
        there[LEDGER] = sealed.get(LEDGER, "")
    return Checked(last, links, lost, tuple(_differences(sealed, there)), len(sealed), filled)


def _differences(sealed: dict[str, str], there: dict[str, str]) -> Iterator[tuple[str, str]]:
    for path in sorted(sealed.keys() | there.keys()):
        if path not in there:
            yield path, "missing"
        elif path not in sealed:
            yield path, STRANGER
        elif sealed[path] != there[path]:
            yield path, "edited"


def _only_filled(store: Store, report: Path) -> bool:
    """Whether a ledger that differs has our half as we wrote it: people may fill in theirs."""
    try:
        ledger = read_ledger(report / LEDGER)
    except UsageError:
        return False
    with store.reading() as connection:
        rows = connection.execute(select(findings)).mappings().all()
    written = {_written(row["place"], row["fingerprint"], json.loads(row["said"])["message"]) for row in rows}
    said = {
        _written(entry.place, entry.fingerprint, entry.said.get("sheet.details", ""))
        for entry in (*ledger.entries, *ledger.resolved)
        if entry.place
    }
    now = {row["place"] for row in rows if row["until"] is None}
    return said <= written and now <= {place for place, _, _ in said}


def _written(place: str, fingerprint: str, message: str) -> tuple[str, str, str]:
    return place, fingerprint, re.sub(r"\s", "", message)[:_COMPARED]


def read_anchor(text: str) -> Anchor:
    """The seal that a file holds, or that is given in 64 digits."""
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return Anchor(0, text)
    try:
        said = json.loads(Path(text).read_text("utf-8"))
        return Anchor(int(said["run"]), str(said["sha256"]))
    except OSError as error:
        raise UsageError(f"{text}: 读不了存证文件（{error.strerror}）。") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{text}: 不是存证文件，也不是 64 位存证。") from error


def write_anchor(file: Path, anchor: Anchor) -> None:
    """Copy the newest seal to a file, over an older one."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        fresh.write_text(f"{anchor}\n", "utf-8")
        fresh.replace(file)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StoreFault(f"{file}: 存证写不进去（{error.strerror}）。") from error
