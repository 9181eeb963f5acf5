"""Text whose columns are separated by tabs: every field is a cell, spans are unknown."""

from __future__ import annotations

from collections.abc import Iterator

from audit.errors import UnreadableFile
from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from audit.readers.charset import CONTROL, decode
from audit.readers.content import Content
from audit.readers.limits import LIMITS
from audit.readers.reasons import too_large
from audit.readers.sniff import REASONS

FORMAT = "text"


def read(content: Content) -> Document:
    """Read a text document: runs of lines with tabs are tables, the other lines paragraphs."""
    text = decode(content.data)
    if CONTROL.search(text):
        raise UnreadableFile(REASONS["binary"])
    lines = text.removesuffix("\x1a").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[Paragraph | Grid] = []
    tables = 0
    for run in _runs(lines):
        tabbed = [number for number in run if "\t" in lines[number]]
        if not tabbed:
            blocks += _paragraphs(lines, run)
            continue
        tables += 1
        first, last = tabbed[0], tabbed[-1]
        blocks += _paragraphs(lines, range(run.start, first))
        blocks.append(_grid(f"表{tables}", lines[first : last + 1], first + 1))
        blocks += _paragraphs(lines, range(last + 1, run.stop))
    return Document(FORMAT, tuple(blocks))


def _runs(lines: list[str]) -> Iterator[range]:
    """The stretches of lines between blank ones; a line of tabs alone is a row, not blank."""
    start: int | None = None
    for number, line in enumerate([*lines, ""]):
        blank = "\t" not in line and not line.strip()
        if blank and start is not None:
            yield range(start, number)
            start = None
        elif not blank and start is None:
            start = number


def _paragraphs(lines: list[str], numbers: range) -> list[Paragraph]:
    return [Paragraph(lines[number].strip(), number + 1) for number in numbers]


def _grid(part: str, lines: list[str], first_line: int) -> Grid:
    cells = tuple(
        Cell(row, column, field.strip())
        for row, line in enumerate(lines, 1)
        for column, field in enumerate(line.split("\t"), 1)
    )
    if len(cells) > LIMITS.cells:
        raise too_large(f"第 {first_line} 行起的表格超过 {LIMITS.cells} 个单元格")
    columns = max(cell.column for cell in cells)
    return Grid(part, PartKind.TEXT, len(lines), columns, cells, first_line=first_line)
