"""A law: whatever spans a form has, what is written in Word and Excel is what is read."""

from __future__ import annotations

import io

import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.model.grid import Cell
from audit.readers import read_bytes
from tests.readers.word import cell, docx, row, table

ROWS, COLUMNS = 6, 5


@st.composite
def forms(draw: st.DrawFn) -> list[Cell]:
    """A grid cut at random into cells, each with a text of its own."""
    free = {(r, c) for r in range(1, ROWS + 1) for c in range(1, COLUMNS + 1)}
    cells = []
    for r, c in sorted(free):
        if (r, c) not in free:
            continue
        height, width = draw(st.integers(1, ROWS + 1 - r)), draw(st.integers(1, COLUMNS + 1 - c))
        while not (places := {(r + y, c + x) for y in range(height) for x in range(width)}) <= free:
            height, width = max(height - 1, 1), max(width - 1, 1)
        free -= places
        cells.append(Cell(r, c, f"格{r}-{c}", height, width))
    return cells


def word(cells: list[Cell]) -> bytes:
    """The form as Word writes it: a cell in every row that a vertical merge runs through."""
    rows = []
    for number in range(1, ROWS + 1):
        through = sorted((c for c in cells if c.row <= number <= c.last_row), key=lambda c: c.column)
        rows.append(row(*(_word_cell(c, number) for c in through)))
    return docx(table(*rows))


def _word_cell(merged: Cell, number: int) -> str:
    span = f'<w:gridSpan w:val="{merged.colspan}"/>'
    if merged.rowspan == 1:
        return cell(merged.text, span)
    first = number == merged.row
    return cell(
        merged.text if first else "", span + ('<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>")
    )


def new_excel(cells: list[Cell]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for c in cells:
        if c.rowspan * c.colspan > 1:
            sheet.merge_range(c.row - 1, c.column - 1, c.last_row - 1, c.last_column - 1, c.text)
        else:
            sheet.write(c.row - 1, c.column - 1, c.text)
    book.close()
    return stream.getvalue()


def old_excel(cells: list[Cell]) -> bytes:
    stream = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("1")
    for c in cells:
        sheet.write_merge(c.row - 1, c.last_row - 1, c.column - 1, c.last_column - 1, c.text)
    book.save(stream)
    return stream.getvalue()


@given(forms())
@settings(max_examples=60, deadline=None)
def test_every_span_and_text_comes_back(cells: list[Cell]) -> None:
    for content in (word(cells), new_excel(cells), old_excel(cells)):
        (grid,) = read_bytes(content).grids
        assert list(grid.cells) == cells
        assert (grid.rows, grid.columns) == (ROWS, COLUMNS)
