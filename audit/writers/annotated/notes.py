"""Which note stands at which cell of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.language import text
from audit.model.finding import Finding
from audit.model.form import CellRef
from audit.model.run import FormResult, Run
from audit.writers.citation import cite
from audit.writers.masking import outward, safe
from audit.writers.ranking import Family, families, numbered
from audit.writers.redraw import cells_of

Place = tuple[str, int, int]
"""Part, row and column."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said at one cell: the heading, then the lines below it; the gravest comes first."""

    rank: tuple[int, int]
    heading: str
    lines: tuple[str, ...] = ()


Notes = dict[Place, list[Note]]
"""The notes of a file by cell, the gravest first."""


def notes_of(run: Run, results: Iterable[FormResult], lang: str = "zh") -> Notes:
    """The notes of the forms of one file; what people have rejected is left out."""
    notes: Notes = {}
    for result in results:
        across = [finding for finding in run.corpus if result.form.id in finding.forms]
        own = numbered(run, result.findings)
        others = families((f for f in across if run.rejected(f) is None), len(result.findings) + 1)
        shown = (member for family in (*own, *others) for member in family.members())
        members = [member for member in shown if run.rejected(member.finding) is None]
        numbers = {member.finding.fingerprint: member.number for member in reversed(members)}
        for member in members:
            for place, note in _placed(result, member, numbers, lang):
                notes.setdefault(place, []).append(note)
    return {place: sorted(placed, key=lambda note: note.rank) for place, placed in notes.items()}


def _placed(
    result: FormResult, member: Family, numbers: dict[str, int], lang: str
) -> Iterator[tuple[Place, Note]]:
    """The whole note at the first cell, a reminder of it at the others."""
    finding = outward(member.finding)
    first = not finding.forms or finding.forms[0] == result.form.id
    cells = [cell for _, cell in cells_of(finding)] if first else []
    places = dict.fromkeys(place for cell in cells if (place := _anchor(result, cell)))
    rank, severity = (finding.severity.rank, member.number), text(f"severity.{finding.severity}", lang)
    heading = f"{member.number}. {severity} {finding.rule.code} {finding.rule.title}"
    for at, place in enumerate(places or [_first_cell(result)]):
        if at:
            yield place, Note(rank, heading, (text("note.see", lang, number=member.number),))
        else:
            yield place, Note(rank, heading, tuple(map(safe, _lines(finding, numbers, lang))))


def _lines(finding: Finding, numbers: dict[str, int], lang: str) -> Iterator[str]:
    yield finding.message
    figures = (("finding.found", finding.found), ("finding.expected", finding.expected))
    if told := "，".join(f"{text(label, lang)} {said}" for label, said in figures if said):
        yield told
    if finding.formula:
        yield f"{text('finding.formula', lang)}：{finding.formula}"
    if finding.rows and not finding.forms:  # the message names what is across forms
        yield f"{text('finding.rows', lang)}：{'、'.join(finding.rows)}"
    if finding.explained_by in numbers:
        yield text("note.cause", lang, number=numbers[finding.explained_by])
    yield f"{text('finding.basis', lang)}：{'；'.join(cite(basis, lang) for basis in finding.rule.basis)}"
    if finding.suggest:
        yield f"{text('finding.suggest', lang)}：{finding.suggest}"


def _anchor(result: FormResult, cell: CellRef) -> Place | None:
    """The cell that the place belongs to, where a merged one covers it."""
    for fragment in result.form.reading.fragments:
        if fragment.grid.part == cell.part:
            covering = fragment.grid.anchor(cell.row, cell.column)
            return (cell.part, covering.row, covering.column) if covering else None
    return None


def _first_cell(result: FormResult) -> Place:
    """Where a finding of the whole form stands: at its first cell."""
    for fragment in result.form.reading.fragments:
        cells = [c for c in fragment.grid.cells if c.last_row >= fragment.first_row]
        for cell in sorted(cells, key=lambda c: (not c.text.strip(), c.row, c.column)):
            return fragment.grid.part, cell.row, cell.column
    return "", 1, 1
