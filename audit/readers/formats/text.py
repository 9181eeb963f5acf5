"""Text whose columns are separated by tabs, commas or bars: every field is a cell, spans are unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.errors import UnreadableFile
from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from audit.readers.charset import CONTROL, decode
from audit.readers.content import Content
from audit.readers.delimited import Row, delimiter, is_aligned, rows
from audit.readers.limits import LIMITS
from audit.readers.reasons import too_large
from audit.readers.sniff import REASONS

FORMAT = "text"

_ALIGNED = (("全文", "像是只用空格对齐的表格，分不清列，没有读"),)


def read(content: Content) -> Document:
    """Read a text document: runs of lines with fields are tables, the other lines paragraphs."""
    text = decode(content.data)
    if CONTROL.search(text):
        raise UnreadableFile(REASONS["binary"])
    lines = text.removesuffix("\x1a").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    sign = delimiter(lines)
    if sign is None:
        unread = _ALIGNED if is_aligned(lines) else ()
        blocks = [Paragraph(line.strip(), number) for number, line in enumerate(lines, 1) if line.strip()]
        return Document(FORMAT, tuple(blocks), unread)
    return Document(FORMAT, tuple(_blocks(list(rows(lines, sign)), sign)))


def _blocks(found: Sequence[Row], sign: str) -> Iterator[Paragraph | Grid]:
    tables = 0
    for run in _runs(found):
        fielded = [number for number in run if _is_row(found[number], sign)]
        if not fielded:
            yield from _paragraphs(found, run)
            continue
        tables += 1
        first, last = fielded[0], fielded[-1]
        yield from _paragraphs(found, range(run.start, first))
        yield _grid(f"表{tables}", found[first : last + 1])
        yield from _paragraphs(found, range(last + 1, run.stop))


def _is_row(row: Row, sign: str) -> bool:
    """Whether a row is one of a table; of commas, a title with nothing beside it is none."""
    _, fields = row
    return len(fields) > 1 and (sign in "\t|" or sum(map(bool, fields)) > 1 or not fields[0])


def _runs(found: Sequence[Row]) -> Iterator[range]:
    """The stretches of rows between blank ones; a line of tabs or commas alone is a row."""
    start: int | None = None
    for number in range(len(found) + 1):
        blank = number == len(found) or _is_blank(found[number])
        if blank and start is not None:
            yield range(start, number)
            start = None
        elif not blank and start is None:
            start = number


def _is_blank(row: Row) -> bool:
    return row[1] == [""]


def _paragraphs(found: Sequence[Row], numbers: range) -> Iterator[Paragraph]:
    for number in numbers:
        line, fields = found[number]
        yield Paragraph("".join(fields), line + 1)


def _grid(part: str, found: Sequence[Row]) -> Grid:
    """A table whose rows are the lines of the file; those that a quoted field fills have no cells."""
    first_line = found[0][0]
    cells = tuple(
        Cell(line - first_line + 1, column, field)
        for line, fields in found
        for column, field in enumerate(fields, 1)
    )
    if len(cells) > LIMITS.cells:
        raise too_large(f"第 {first_line + 1} 行起的表格超过 {LIMITS.cells} 个单元格")
    columns = max(cell.column for cell in cells)
    height = found[-1][0] - first_line + 1
    return Grid(part, PartKind.TEXT, height, columns, cells, first_line=first_line + 1)
