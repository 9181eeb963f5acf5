"""The columns of the ledger, ours and those that people fill in, and a ledger read back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from audit.language import LANGUAGES, text
from audit.model.grid import Document, Grid, column_letters
from audit.model.identity import digest
from audit.model.ledger import TYPED, Entry, GivenVerdict, Ledger
from audit.writers import listing

NUMBER, CHANGE, PLACE, FINGERPRINT = "sheet.number", "ledger.change", "sheet.place", "sheet.fingerprint"
JUDGED = "sheet.judged"
"""On which figures a verdict was given, and a digest of the verdict, by which a new one is known."""

IDENTITIES = (PLACE, FINGERPRINT, JUDGED)
OURS = (NUMBER, *listing.COLUMNS[:-2], CHANGE, *IDENTITIES)
"""Our half: made anew in every run."""

VERDICT, REASON, JUDGE = "ledger.verdict", "ledger.verdict_reason", "ledger.judge"
KIND, DUE, PROGRESS, CLOSED = "ledger.kind", "ledger.due", "ledger.progress", "ledger.closed"
THEIRS = (
    "ledger.opinion", VERDICT, REASON, JUDGE, KIND, "ledger.measure", DUE, "ledger.office", "ledger.person",
    PROGRESS, "ledger.situation", "ledger.proof", CLOSED, "ledger.closed_by", "ledger.remark",
)  # fmt: skip
"""The half that people fill in, and that no run ever overwrites."""

DAYS = (DUE, CLOSED)
"""The columns that hold a day."""

CHOICES = {
    VERDICT: tuple(f"verdict.{verdict}" for verdict in TYPED),
    KIND: ("remedy.now", "remedy.steps", "remedy.lasting"),
    PROGRESS: ("progress.done", "progress.ongoing", "progress.none"),
}
"""What may be chosen in a column."""

RESOLVED = "sheet.resolved"
STAMP = "2000-01-01T00:00:00Z"
"""When every workbook of ours says that it was made, so that equal runs give equal bytes."""

CARRIED = "carried"
"""The status of a workbook that carries an older one on."""

_HEAD_ROWS = 20
_SHARED = "xl/sharedStrings.xml"
"""A part that every office program writes, and we do not."""


def untouched(path: Path) -> bool:
    """Whether a workbook is as we wrote it anew: no program has saved it, it carries no older one on."""
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            core = package.read("docProps/core.xml").decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    dates = set(re.findall(r"\d{4}-\d\d-\d\dT[\d:.]+Z?", core))
    return dates == {STAMP} and f">{CARRIED}<" not in core and _SHARED not in names


def ledger_of(document: Document) -> Ledger | None:
    """The ledger that a workbook holds, None where none of its sheets is one."""
    entries: list[Entry] = []
    resolved: list[Entry] = []
    heads = [(grid, _head(grid)) for grid in document.grids]
    gone = {text(RESOLVED, lang) for lang in LANGUAGES}
    for grid, head in heads:
        if head is not None:
            (resolved if grid.part in gone else entries).extend(_entries(grid, *head))
    return Ledger(tuple(entries), tuple(resolved)) if any(head for _, head in heads) else None


def stamp(fingerprint: str, typed: Mapping[str, str]) -> str:
    """What the line keeps of a verdict: the figures it was given on, and a digest of the verdict itself.

    Whoever judges the same finding again changes verdict, reason or name, and so the digest.
    """
    said = ["".join(typed.get(label, "").split()) for label in (VERDICT, REASON, JUDGE)]
    return f"{fingerprint}:{digest(*said)}" if any(said) else ""


def _labels() -> dict[str, str]:
    """The label of every heading in every language."""
    return {text(label, lang): label for lang in LANGUAGES for label in (*OURS, *THEIRS)}


def _head(grid: Grid) -> tuple[int, dict[int, str]] | None:
    """The row of headings and the label of each column; a heading of people's own is its own label."""
    labels = _labels()
    for row, cells in grid.by_row():
        if row > _HEAD_ROWS:
            return None
        if any(labels.get(cell.text) == PLACE for cell in cells):
            columns: dict[int, str] = {}
            for cell in cells:
                heading = cell.text.strip() or column_letters(cell.column)
                columns[cell.column] = _unused(labels.get(heading, heading), columns)
            return row, columns
    return None


def _unused(label: str, columns: Mapping[int, str]) -> str:
    """The label, numbered where a column before has it."""
    taken, number, free = set(columns.values()), 1, label
    while free in taken:
        number += 1
        free = f"{label} {number}"
    return free


def _entries(grid: Grid, head_row: int, columns: dict[int, str]) -> Iterator[Entry]:
    for row, texts in sorted(_texts(grid, columns).items()):
        if row > head_row:
            said = {label: texts.pop(label) for label in OURS if label in texts}
            place, fingerprint = said.get(PLACE, ""), said.get(FINGERPRINT, "")
            stamped = said.pop(JUDGED, "")
            for label in (NUMBER, CHANGE):
                said.pop(label, None)
            if said or texts:
                before = stamped.partition(":")[0]
                judged = before if stamped and stamped == stamp(before, texts) else fingerprint
                yield Entry(place, fingerprint, said, texts, _verdict(place, judged, texts), judged)


def _texts(grid: Grid, columns: dict[int, str]) -> dict[int, dict[str, str]]:
    """The texts of each row by label; a cell merged over rows speaks for all of them."""
    texts: dict[int, dict[str, str]] = {}
    for cell in grid.cells:
        if cell.text.strip():
            label = columns.get(cell.column) or column_letters(cell.column)
            for row in range(cell.row, cell.last_row + 1):
                texts.setdefault(row, {})[label] = cell.text
    return texts


def _verdict(place: str, judged: str, typed: Mapping[str, str]) -> GivenVerdict | None:
    known = {text(f"verdict.{verdict}", lang): verdict for verdict in TYPED for lang in LANGUAGES}
    verdict = known.get(typed.get(VERDICT, "").strip())
    if verdict is None:
        return None
    return GivenVerdict(place, verdict, typed.get(REASON, "").strip(), typed.get(JUDGE, "").strip(), judged)
