"""OpenDocument spreadsheets: every sheet's cells as they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from audit.model.grid import Document, Grid
from audit.readers.content import Content
from audit.readers.limits import LIMITS
from audit.readers.number_format import show
from audit.readers.opendocument import STYLE, TABLE, P, body, prune, repeats, span, text_of
from audit.readers.reasons import too_large
from audit.readers.sheet import Sheet

FORMAT = "ods"

_SHEET, _ROW, _CELL, _COLUMN = (TABLE + name for name in ("table", "table-row", "table-cell", "table-column"))
_COVERED = TABLE + "covered-table-cell"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_VISIBILITY = TABLE + "visibility"
_LINKED = "ta_extref"
"""The style of sheets that are copies of other files' sheets."""


def read(content: Content) -> Document:
    """Read all sheets in the order of their tabs."""
    root, book = body(content, "spreadsheet")
    prune(root)
    sheets = [sheet for sheet in book.iterchildren(_SHEET) if sheet.get(TABLE + "style-name") != _LINKED]
    if len(sheets) > LIMITS.sheets:
        raise too_large(f"工作簿超过 {LIMITS.sheets} 个工作表")
    hidden = _hidden_styles(root)
    grids = (_grid(sheet, hidden) for sheet in sheets)
    return Document(FORMAT, tuple(grid for grid in grids if grid is not None))


def _hidden_styles(root: etree._Element) -> frozenset[str]:
    return frozenset(
        node.getparent().get(STYLE + "name", "")  # type: ignore[union-attr]
        for node in root.iter(STYLE + "table-properties")
        if node.get(TABLE + "display") == "false"
    )


@dataclass(slots=True)
class _Line:
    """A row as written, and how many times: texts and spans by first column, with their repeats."""

    times: int
    hidden: bool
    texts: list[tuple[int, int, str]] = field(default_factory=list)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)


def _grid(table: etree._Element, hidden: frozenset[str]) -> Grid | None:
    name = table.get(TABLE + "name", "")
    sheet = Sheet(name, hidden=table.get(TABLE + "style-name", "") in hidden)
    sheet.hidden_columns = set(_hidden_columns(table))
    lines = [_line(row) for row in table.iter(_ROW)]
    while lines and not lines[-1].texts:
        lines.pop()
    first = 1
    for line in lines:
        _fill(sheet, line, first)
        first += line.times
    return sheet.grid()


def _hidden_columns(table: etree._Element) -> Iterator[int]:
    first = 1
    for column in table.iter(_COLUMN):
        after = first + repeats(column, "columns")
        if column.get(_VISIBILITY, "visible") != "visible":
            yield from range(first, min(after, LIMITS.sheet_columns + 1))
        first = after


def _line(row: etree._Element) -> _Line:
    line = _Line(repeats(row, "rows"), row.get(_VISIBILITY, "visible") != "visible")
    column = 1
    for cell in row.iterchildren(_CELL, _COVERED):
        times = repeats(cell, "columns")
        if cell.tag == _CELL:
            if len(cell) and (text := _text(cell)):
                line.texts.append((column, times, text))
            rows, columns = span(cell, "rows"), span(cell, "columns")
            if rows > 1 or columns > 1:
                line.spans.append((column, times, rows, columns))
        column += times
    return line


def _text(cell: etree._Element) -> str:
    """What a cell shows: its paragraphs, or its value where a program wrote no text."""
    shown = text_of(cell.iterchildren(P))
    value = cell.get(_OFFICE + "value")
    if shown or value is None:
        return shown
    return show(value, "0.##%" if cell.get(_OFFICE + "value-type") == "percentage" else "General", False)


def _fill(sheet: Sheet, line: _Line, first: int) -> None:
    """Write a row as often as it repeats; what a limit refuses is refused before it is written."""
    cells = sum(times for _, times, _ in line.texts) + sum(times for _, times, _, _ in line.spans)
    if cells * line.times + len(sheet.texts) > LIMITS.cells:
        raise too_large(f"工作表“{sheet.name}”超过 {LIMITS.cells} 个有内容的单元格")
    for row in range(first, first + line.times) if cells else ():
        for column, times, text in line.texts:
            for at in range(column, column + times):
                sheet.write(row, at, text)
        for column, times, rows, columns in line.spans:
            for at in range(column, column + times):
                sheet.merge((row, at, row + rows - 1, at + columns - 1))
    if line.hidden and first <= LIMITS.sheet_rows:
        sheet.hidden_rows.update(range(first, min(first + line.times, LIMITS.sheet_rows + 1)))
