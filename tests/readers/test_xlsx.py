from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from audit.errors import UnreadableFile
from audit.model.grid import Grid
from audit.readers import read_bytes
from tests.readers.excel import data, inline, styles, xlsx


def only(content: bytes) -> Grid:
    (grid,) = read_bytes(content).grids
    return grid


def texts(content: bytes) -> dict[str | None, str]:
    grid = only(content)
    return {grid.a1(cell.row, cell.column): cell.text for cell in grid.cells}


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_cell_shown_as_percent_keeps_its_percent_sign() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, (value, code) in enumerate([(1.0, "0%"), (0.8619, "0.00%"), (1, "General")], 1):
        sheet.cell(number, 1, value).number_format = code
    assert list(texts(saved(book)).values()) == ["100%", "86.19%", "1"]


def test_money_numbers_and_dates_stand_as_they_are_shown() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    shown: list[tuple[float | date, str, str]] = [
        (215457.6, "#,##0.00", "215,457.60"),
        (9, '0"人"', "9人"),
        (0.1 + 0.2, "General", "0.3"),
        (date(2024, 12, 31), 'yyyy"年"m"月"d"日"', "2024年12月31日"),
        (date(2024, 12, 31), "yyyy-mm-dd", "2024-12-31"),
        (9.94, "0.0_ ", "9.9"),
    ]
    for number, (value, code, _) in enumerate(shown, 1):
        sheet.cell(number, 1, value).number_format = code
    assert list(texts(saved(book)).values()) == [text for _, _, text in shown]


def test_every_place_of_the_used_range_is_covered_by_exactly_one_cell() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("自评表")
    sheet.merge_range("B2:D2", "标题")
    sheet.merge_range("B3:B5", "产出")
    sheet.write("D5", 1)
    book.close()
    grid = only(stream.getvalue())
    covered = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.last_row + 1)
        for column in range(cell.column, cell.last_column + 1)
    ]
    assert sorted(covered) == [(row, column) for row in range(2, 6) for column in range(2, 5)]
    assert grid.address(grid.cells[0].row, grid.cells[0].column) == "自评表!B2"
    assert (grid.cells[0].colspan, grid.cells[1].rowspan) == (3, 3)


def test_styled_blank_cells_far_away_do_not_widen_the_sheet() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "甲"
    sheet["ZZ5000"].number_format = "0%"
    grid = only(saved(book))
    assert (grid.rows, grid.columns, len(grid.cells)) == (1, 1, 1)


def test_text_under_a_merge_that_nobody_sees_is_not_read() -> None:
    content = xlsx(
        data(f'<row r="1">{inline("A1", "甲")}{inline("B1", "藏")}</row>')
        + '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    assert texts(content) == {"A1": "甲"}


def test_sheets_come_in_tab_order_and_hidden_parts_are_marked() -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("乙", 0)
    assert first is not None
    first["A1"], second["A1"], second["B3"] = "一", "二", "三"
    second.row_dimensions[3].hidden = True
    second.column_dimensions["B"].hidden = True
    first.sheet_state = "hidden"
    one, two = read_bytes(saved(book)).grids
    assert (one.part, one.hidden, one.hidden_rows, one.hidden_columns) == (
        "乙",
        False,
        frozenset({3}),
        frozenset({2}),
    )
    assert (two.part, two.hidden) == ("Sheet", True)


def test_rich_text_is_joined_and_phonetic_guides_are_dropped() -> None:
    strings = (
        "<si><r><t>自</t></r><r><t>评</t></r><rPh><t>zi</t></rPh></si><si><t>甲_x000D_\n乙_x0007_</t></si>"
    )
    content = xlsx(
        data('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'), strings=strings
    )
    assert texts(content) == {"A1": "自评", "B1": "甲\n乙"}


def test_booleans_errors_and_formula_results_stand_as_shown() -> None:
    cells = (
        '<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#DIV/0!</v></c>'
        '<c r="C1"><f>A1+1</f><v>2</v></c><c r="D1" t="str"><f>"甲"</f><v>甲</v></c>'
    )
    assert texts(xlsx(data(f'<row r="1">{cells}</row>'))) == {
        "A1": "TRUE",
        "B1": "#DIV/0!",
        "C1": "2",
        "D1": "甲",
    }


def test_a_formula_that_was_never_worked_out_is_not_taken_for_blank() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "=SUM(B1:B3)"
    assert texts(saved(book)) == {"A1": "=SUM(B1:B3)"}


def test_cells_without_references_count_on() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>"
    assert texts(xlsx(data(rows))) == {"A1": "1", "B1": "2", "A2": "", "B2": "3"}


def test_the_1904_calendar_is_honoured() -> None:
    content = xlsx(
        data('<row r="1"><c r="A1" s="0"><v>44195</v></c></row>'),
        styles=styles("yyyy-mm-dd"),
        workbook='<workbookPr date1904="1"/>',
    )
    assert texts(content) == {"A1": "2024-12-31"}


def test_formats_named_by_number_are_those_of_a_chinese_system() -> None:
    used = "<cellXfs>" + "".join(f'<xf numFmtId="{n}"/>' for n in (9, 10, 14, 31, 57)) + "</cellXfs>"
    row = "".join(
        f'<c r="{letter}1" s="{n}"><v>{value}</v></c>'
        for n, (letter, value) in enumerate(zip("ABCDE", (1, 0.5, 45657, 45657, 45657), strict=True))
    )
    assert list(texts(xlsx(data(f'<row r="1">{row}</row>'), styles=used)).values()) == [
        "100%", "50.00%", "2024/12/31", "2024年12月31日", "2024年12月",
    ]  # fmt: skip


def test_a_blank_workbook_has_no_grids() -> None:
    assert read_bytes(saved(openpyxl.Workbook())).grids == ()


@pytest.mark.parametrize("reference", ["XFD1048576", "A30000", "KKK1"])
def test_a_cell_far_away_is_refused_by_name(reference: str) -> None:
    content = xlsx(
        data(
            f"<row>{inline('A1', '甲')}</row>",
            f'<row r="{reference.lstrip("ADFKX")}">{inline(reference, "乙")}</row>',
        )
    )
    with pytest.raises(UnreadableFile, match=f"{reference} 有内容，离表格太远"):
        read_bytes(content)


def test_a_huge_merge_is_refused_by_name() -> None:
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    with pytest.raises(UnreadableFile, match="A1 起的合并区域过大"):
        read_bytes(xlsx(data(f"<row>{inline('A1', '甲')}</row>") + merge))


def test_merges_that_overlap_without_end_are_refused() -> None:
    merges = "".join(f'<mergeCell ref="A{n}:Z3000"/>' for n in range(1, 40))
    content = xlsx(
        data(f"<row>{inline('A1', '甲')}</row><row r='3000'>{inline('Z3000', '乙')}</row>")
        + f"<mergeCells>{merges}</mergeCells>"
    )
    with pytest.raises(UnreadableFile, match="互相重叠"):
        read_bytes(content)


def test_more_cells_than_the_limit_are_refused() -> None:
    rows = "".join(
        "<row>" + "".join(f"<c><v>{n * 7919 % 99991}</v></c>" for n in range(200)) + "</row>"
        for _ in range(501)
    )
    with pytest.raises(UnreadableFile, match="100000 个有内容的单元格"):
        read_bytes(xlsx(data(rows)))


@pytest.mark.parametrize(
    "cell", ['<c r="1A"><v>1</v></c>', '<c r="A1" t="s"><v>7</v></c>', '<c r="A1" t="s"><v>x</v></c>']
)
def test_cells_that_cannot_be_are_a_damaged_file(cell: str) -> None:
    with pytest.raises(UnreadableFile, match="已损坏"):
        read_bytes(xlsx(data(f'<row r="1">{cell}</row>')))


def test_a_row_with_a_formula_that_was_never_worked_out_is_flagged() -> None:
    cells = f'<row r="2">{inline("A2", "总分")}<c r="B2"><f>SUM(B1:B1)</f></c></row>'
    (grid,) = read_bytes(xlsx(data(cells))).grids
    assert grid.cells[1].text == "=SUM(B1:B1)"
    ((row, reason),) = grid.doubts
    assert row == 2
    assert "公式没有存下结果" in reason
