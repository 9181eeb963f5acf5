"""The columns of the ledger, ours and those that people fill in, and a ledger read back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from audit.language import LANGUAGES, text
from audit.model.grid import column_letters
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

Rows = Iterable[tuple[int, Mapping[int, str]]]
"""Row numbers, upwards, each with the texts of its columns."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_HEAD_ROWS = 20
_NUMBERED = re.compile(r" \d+$")
"""What tells the second sheet of a long list from the first."""

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


def ledger_of(sheets: Iterable[tuple[str, Rows]]) -> Ledger | None:
    """The ledger that a workbook holds, None where none of its sheets is one."""
    entries: list[Entry] = []
    resolved: list[Entry] = []
    gone = {text(RESOLVED, lang) for lang in LANGUAGES}
    known: dict[str, str] = {}
    found = False
    for name, rows in sheets:
        walked = iter(rows)
        columns = _head(walked)
        if columns is not None:
            found = True
            target = resolved if _NUMBERED.sub("", name) in gone else entries
            target.extend(_entries(walked, columns, known))
    return Ledger(tuple(entries), tuple(resolved)) if found else None


def stamp(fingerprint: str, typed: Mapping[str, str]) -> str:
    """What the line keeps of a verdict: the figures it was given on, and a digest of the verdict itself.

    Whoever judges the same finding again changes verdict, reason or name, and so the digest.
    """
    said = ["".join(typed.get(label, "").split()) for label in (VERDICT, REASON, JUDGE)]
    return f"{fingerprint}:{digest(*said)}" if any(said) else ""


def _labels() -> dict[str, str]:
    """The label of every heading in every language."""
    return {text(label, lang): label for lang in LANGUAGES for label in (*OURS, *THEIRS)}


def _head(rows: Iterator[tuple[int, Mapping[int, str]]]) -> dict[int, str] | None:
    """The label of each column by the row of headings; a heading of people's own is its own label."""
    labels = _labels()
    for row, texts in rows:
        if row > _HEAD_ROWS:
            return None
        if any(labels.get(said) == PLACE for said in texts.values()):
            columns: dict[int, str] = {}
            for column, said in sorted(texts.items()):
                columns[column] = _unused(labels.get(said, said.strip()), columns)
            return columns
    return None


def _unused(label: str, columns: Mapping[int, str]) -> str:
    """The label, numbered where a column before has it."""
    taken, number, free = set(columns.values()), 1, label
    while free in taken:
        number += 1
        free = f"{label} {number}"
    return free


class _Said(Mapping[str, str]):
    """Texts by their labels, without a table of their own: a ledger has hundreds of thousands of lines."""

    __slots__ = ("_places", "_texts")

    def __init__(self, places: Mapping[str, int], said: Mapping[str, str]) -> None:
        self._places = places
        self._texts = tuple(said.get(label) for label in places)

    def __getitem__(self, label: str) -> str:
        text = self._texts[self._places[label]]
        if text is None:
            raise KeyError(label)
        return text

    def __iter__(self) -> Iterator[str]:
        return (label for label, place in self._places.items() if self._texts[place] is not None)

    def __len__(self) -> int:
        return sum(text is not None for text in self._texts)


def _entries(rows: Rows, columns: dict[int, str], known: dict[str, str]) -> Iterator[Entry]:
    """The lines below the head; texts that repeat are kept once."""
    places = {label: place for place, label in enumerate(OURS)}
    for _, written in rows:
        texts = {
            columns.get(column) or column_letters(column): known.setdefault(said, said)
            for column, said in written.items()
        }
        said = {label: texts.pop(label) for label in OURS if label in texts}
        place, fingerprint = said.get(PLACE, ""), said.get(FINGERPRINT, "")
        stamped = said.pop(JUDGED, "")
        for label in (NUMBER, CHANGE):
            said.pop(label, None)
        if said or texts:
            before = stamped.partition(":")[0]
            judged = before if stamped and stamped == stamp(before, texts) else fingerprint
            kept = _Said(places, said)
            yield Entry(place, fingerprint, kept, texts or _NOTHING, _verdict(place, judged, texts), judged)


def _verdict(place: str, judged: str, typed: Mapping[str, str]) -> GivenVerdict | None:
    said = typed.get(VERDICT, "").strip()
    known = (
        {text(f"verdict.{verdict}", lang): verdict for verdict in TYPED for lang in LANGUAGES} if said else {}
    )
    verdict = known.get(said)
    if verdict is None:
        return None
    return GivenVerdict(place, verdict, typed.get(REASON, "").strip(), typed.get(JUDGE, "").strip(), judged)
