"""A form is drawn as it was filed, and every place of it has the name of the cell that covers it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.model.form import CellRef, Form, Fragment
from audit.model.grid import Cell, Grid, PartKind
from audit.writers.redraw import COLUMN_LIMIT, ROW_LIMIT, Drawing, Redrawn, redrawn
from tests.writers import sample


def whole(grid: Grid, *places: tuple[int, int], first: int = 1, last: int | None = None) -> Redrawn:
    """The form drawn, with findings that point at the places."""
    return redrawn(form_of(grid, first, last).reading, {(grid.part, *place) for place in places})


def drawn(grid: Grid, *places: tuple[int, int], first: int = 1, last: int | None = None) -> Drawing:
    return whole(grid, *places, first=first, last=last).drawings[0]


def form_of(grid: Grid, first: int = 1, last: int | None = None) -> Form:
    form = sample.form(grid)
    form.reading.cells.clear()
    form.reading.fragments[:] = [Fragment(grid, first, last or grid.rows)]
    return form


def sheet(*cells: Cell, rows: int = 3, columns: int = 4) -> Grid:
    return Grid("表1", PartKind.SHEET, rows, columns, cells)


def texts(drawing: Drawing) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in drawing.rows]


MERGED = sheet(
    Cell(1, 1, "绩效指标", rowspan=3), Cell(1, 2, "三级指标", colspan=2), Cell(1, 4, "得分"),
    Cell(2, 2, "甲", colspan=2), Cell(2, 4, "5"), Cell(3, 2, "乙"), Cell(3, 4, "4"),
)  # fmt: skip


def test_merged_cells_keep_their_spans_and_gaps_are_filled() -> None:
    drawing = drawn(MERGED)
    assert texts(drawing) == [["绩效指标", "三级指标", "得分"], ["甲", "5"], ["乙", "", "4"]]
    assert [(c.rowspan, c.colspan) for c in drawing.rows[0].cells] == [(3, 1), (1, 2), (1, 1)]
    assert drawing.columns == ("A", "B", "C", "D")


def test_a_covered_place_has_the_name_of_the_cell_that_covers_it() -> None:
    form = whole(MERGED)
    names = {place: form.name(("表1", *place)) for place in ((1, 1), (3, 1), (2, 3), (2, 4))}
    assert names == {(1, 1): "1-1-1", (3, 1): "1-1-1", (2, 3): "1-2-2", (2, 4): "1-2-4"}


def test_a_place_outside_of_the_drawing_has_no_name() -> None:
    form = whole(MERGED, first=2)
    assert form.name(("表1", 2, 1)) == "1-2-1"
    assert [form.name(place) for place in (("表1", 1, 1), ("表1", 4, 1), ("表1", 2, 9), ("别的", 2, 1))] == [
        None
    ] * 4


def test_a_merge_is_cut_where_the_form_ends_and_shown_where_it_began_above() -> None:
    drawing = drawn(MERGED, first=2, last=2)
    assert texts(drawing) == [["绩效指标", "甲", "5"]]
    assert [c.rowspan for c in drawing.rows[0].cells] == [1, 1, 1]


def test_rows_carry_the_numbers_of_the_file_and_blank_margins_are_left_out() -> None:
    drawing = drawn(sample.grid("甲\t1\t\t\n乙\t2\t\t", first_line=7))
    assert [row.number for row in drawing.rows] == [7, 8]
    assert drawing.columns == ("1", "2")


def test_long_text_without_spans_lies_over_blanks_but_not_over_values_or_marks() -> None:
    grid = sample.grid("一二三四五六七八九十\t\t\t\t尾\n短\t\t\t\t尾")
    assert [c.colspan for c in drawn(grid).rows[0].cells] == [4, 1]
    assert [c.colspan for c in drawn(grid).rows[1].cells] == [1, 1, 1, 1, 1]
    assert [c.colspan for c in drawn(grid, (1, 3)).rows[0].cells] == [2, 1, 1, 1]
    form = form_of(grid)
    form.reading.cells["funds", 1, "score"] = CellRef(grid.part, 1, 2, "", "")
    assert [c.colspan for c in redrawn(form.reading, ()).drawings[0].rows[0].cells] == [1, 1, 1, 1, 1]


def test_a_form_beyond_the_limits_is_cut_and_says_so() -> None:
    far = sheet(
        Cell(1, 1, "甲"),
        Cell(ROW_LIMIT + 5, COLUMN_LIMIT + 5, "远"),
        rows=ROW_LIMIT + 5,
        columns=COLUMN_LIMIT + 5,
    )
    drawing = drawn(far)
    assert drawing.clipped
    assert len(drawing.rows) == ROW_LIMIT
    wide = drawn(sheet(Cell(1, 1, "甲"), Cell(2, COLUMN_LIMIT + 5, "远"), columns=COLUMN_LIMIT + 5))
    assert (wide.clipped, len(wide.columns)) == (True, COLUMN_LIMIT)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Grids of true spans: the free place that comes next gets a cell of a size that fits."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    free = {(r, c) for r in range(1, rows + 1) for c in range(1, columns + 1)}
    cells = []
    while free:
        row, column = min(free)
        right = column + draw(st.integers(0, 2))
        bottom = min(rows, row + draw(st.integers(0, 2)))
        while not {(row, c) for c in range(column, right + 1)} <= free:
            right -= 1
        free -= {(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)}
        cells.append(
            Cell(
                row,
                column,
                draw(st.sampled_from(("", "甲", "十一个字的文字在这里"))),
                bottom - row + 1,
                right - column + 1,
            )
        )
    return Grid("t", draw(st.sampled_from(PartKind)), rows, columns, tuple(cells))


@given(grids())
def test_every_place_is_drawn_exactly_once(grid: Grid) -> None:
    drawing = drawn(grid)
    area = sum(cell.rowspan * cell.colspan for row in drawing.rows for cell in row.cells)
    assert area == len(drawing.rows) * len(drawing.columns)
    shown = sorted(text for row in texts(drawing) for text in row if text)
    assert shown == sorted(cell.text for cell in grid.cells if cell.text)
