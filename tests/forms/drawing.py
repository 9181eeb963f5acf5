"""Forms drawn in a few lines of text, as they would be filed: tab text, Word, Excel.

A line is a row, its cells apart by ` | `; `text{3}` spans three columns, `text{3,2}` two rows as well.
Cells that a span from above covers are not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

import docx
import openpyxl
from docx.shared import Cm

from audit.forms.recognise import readings
from audit.forms.vocabulary import Vocabulary, load_vocabulary
from audit.model.form import Reading
from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from audit.readers import read
from audit.shipped import shipped

_SPAN = re.compile(r"(?P<text>.*?)\{(?P<columns>\d+)(?:,(?P<rows>\d+))?\}", re.DOTALL)


def vocabulary() -> Vocabulary:
    return load_vocabulary(shipped("rules") / "self-evaluation" / "form.yaml")


@dataclass(frozen=True)
class Drawing:
    """A drawn table: its merged cells, where they stand."""

    cells: tuple[Cell, ...]
    rows: int
    columns: int

    def grid(self, kind: PartKind = PartKind.TABLE, part: str = "表1") -> Grid:
        if kind is not PartKind.TEXT:
            return Grid(part, kind, self.rows, self.columns, self.cells)
        at = {(cell.row, cell.column): cell.text for cell in self.cells}
        flat = tuple(
            Cell(row, column, at.get((row, column), ""))
            for row in range(1, self.rows + 1)
            for column in range(1, self.columns + 1)
        )
        return Grid(part, kind, self.rows, self.columns, flat, first_line=1)


def draw(text: str) -> Drawing:
    """Lay out the rows of a drawing."""
    lines = [line.strip() for line in text.strip().splitlines()]
    taken: dict[tuple[int, int], None] = {}
    cells = []
    for row, line in enumerate(lines, 1):
        column = 1
        for item in line.split("|"):
            match = _SPAN.fullmatch(item.strip())
            text, wide, high = item.strip(), 1, 1
            if match:
                text, wide, high = match["text"], int(match["columns"]), int(match["rows"] or 1)
            while (row, column) in taken:
                column += 1
            cells.append(Cell(row, column, text, high, wide))
            taken |= dict.fromkeys((row + r, column + c) for r in range(high) for c in range(wide))
            column += wide
    return Drawing(tuple(cells), len(lines), max(column for _, column in taken))


def form(*blocks: str, kind: PartKind = PartKind.TABLE) -> list[Reading]:
    """Read drawn blocks: one of a single line without bars is a paragraph, the others are tables."""
    made: list[Paragraph | Grid] = []
    for number, block in enumerate(blocks, 1):
        if "|" in block:
            made.append(draw(block).grid(kind, f"表{number}"))
        else:
            made.append(Paragraph(block.strip()))
    return readings(Document("drawn", tuple(made)), vocabulary())


def pasted(text: str) -> list[str]:
    """The blocks of a form that was pasted as text, each blank cell merged into what stands on its left."""
    blocks = []
    for rows, lines in groupby(text.strip("\n").split("\n"), lambda line: "\t" in line):
        if not rows:
            blocks += [line for line in lines if line.strip()]
            continue
        cells = [line.split("\t") for line in lines]
        width = max(map(len, cells))
        blocks.append("\n".join(" | ".join(_spans(row, width)) for row in cells))
    return blocks


def _spans(row: list[str], width: int) -> Iterator[str]:
    starts = [at for at in range(width) if at == 0 or (row[at:] and (row[at].strip() or not any(row[:at])))]
    for at, end in pairwise([*starts, width]):
        yield f"{row[at].strip()}{{{end - at}}}"


def as_docx(path: Path, *blocks: str, one_page: bool = False) -> Path:
    """Write the blocks as a Word file with true merged cells, on a page that holds them all if asked."""
    document = docx.Document()
    if one_page:
        page = document.sections[0]
        page.page_width, page.page_height = Cm(42), Cm(120)
    for block in blocks:
        if "|" not in block:
            document.add_paragraph(block.strip())
            continue
        drawing = draw(block)
        table = document.add_table(drawing.rows, drawing.columns, style="Table Grid")
        for cell in drawing.cells:
            corner = table.cell(cell.row - 1, cell.column - 1)
            if cell.rowspan > 1 or cell.colspan > 1:
                corner = corner.merge(table.cell(cell.last_row - 1, cell.last_column - 1))
            corner.text = cell.text
    document.save(str(path))
    return path


def as_xlsx(path: Path, *blocks: str, down: int = 0, right: int = 0) -> Path:
    """Write the blocks below each other on one sheet with merged cells, moved down and right."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    top = 1 + down
    for block in blocks:
        drawing = draw(block)
        for cell in drawing.cells:
            row, column = top + cell.row - 1, 1 + right + cell.column - 1
            sheet.cell(row, column, cell.text).data_type = "s"
            if cell.rowspan > 1 or cell.colspan > 1:
                sheet.merge_cells(None, row, column, row + cell.rowspan - 1, column + cell.colspan - 1)
        top += drawing.rows
    book.save(path)
    return path


def as_text(path: Path, *blocks: str) -> Path:
    """Write the blocks as text, tabs between columns, blank fields for merged cells."""
    out = []
    for block in blocks:
        if "|" not in block:
            out += [block.strip(), ""]
            continue
        drawing = draw(block)
        rows = [[""] * drawing.columns for _ in range(drawing.rows)]
        for cell in drawing.cells:
            rows[cell.row - 1][cell.column - 1] = cell.text
        out += ["\t".join(row) for row in rows] + [""]
    path.write_text("\n".join(out), encoding="utf-8")
    return path


def read_forms(path: Path) -> list[Reading]:
    """Read a written file as the product does."""
    return readings(read(path), vocabulary())


def told(reading: Reading) -> dict[str, object]:
    """All that a reading says, without where it stands."""
    return {
        "layout": reading.layout,
        "profile": reading.profile,
        "head": reading.head,
        "flags": reading.flags,
        "funds": reading.funds,
        "categories": reading.categories,
        "groups": reading.groups,
        "indicators": reading.indicators,
        "fields": reading.fields,
        "placeholders": reading.placeholders,
        "unplaced": len(reading.unplaced),
        "drifted": reading.drifted_rows,
    }
