from __future__ import annotations

import io
from datetime import date

import pytest
import xlwt

from audit.errors import UnreadableFile
from audit.readers import read_bytes


def saved(book: xlwt.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_old_workbook_is_read_as_shown_with_its_merges() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("自评表")
    sheet.write_merge(0, 0, 0, 2, "标题")
    sheet.write_merge(1, 3, 0, 0, "产出")
    for row, (value, code) in enumerate([(1.0, "0%"), (0.8619, "0.00%"), (215457.6, "#,##0.00")], 1):
        sheet.write(row, 1, value, xlwt.easyxf(num_format_str=code))
    sheet.write(3, 2, date(2024, 12, 31), xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'))
    document = read_bytes(saved(book))
    (grid,) = document.grids
    assert document.format == "xls"
    assert [(c.row, c.column, c.text, c.rowspan, c.colspan) for c in grid.cells] == [
        (1, 1, "标题", 1, 3),
        (2, 1, "产出", 3, 1),
        (2, 2, "100%", 1, 1),
        (2, 3, "", 1, 1),
        (3, 2, "86.19%", 1, 1),
        (3, 3, "", 1, 1),
        (4, 2, "215,457.60", 1, 1),
        (4, 3, "2024年12月31日", 1, 1),
    ]
    assert grid.address(4, 2) == "自评表!B4"


def test_hidden_sheets_and_rows_are_read_and_marked() -> None:
    book = xlwt.Workbook()
    book.add_sheet("一").write(0, 0, "甲")
    sheet = book.add_sheet("二")
    sheet.write(2, 0, "乙")
    sheet.row(2).hidden = True
    sheet.visibility = 1
    grid = read_bytes(saved(book)).grids[1]
    assert (grid.hidden, grid.hidden_rows) == (True, frozenset({3}))


def test_a_date_in_the_system_format_is_shown_the_chinese_way() -> None:
    book = xlwt.Workbook()
    book.add_sheet("一").write(0, 0, date(2024, 12, 31), xlwt.easyxf(num_format_str="M/D/YY"))
    assert read_bytes(saved(book)).grids[0].cells[0].text == "2024/12/31"


def test_booleans_and_control_characters_come_clean() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    sheet.write(0, 0, True)
    sheet.write(0, 1, "甲\x07乙")
    assert [cell.text for cell in read_bytes(saved(book)).grids[0].cells] == ["TRUE", "甲乙"]


@pytest.mark.parametrize("cut", [600, 2000, 3000])
def test_an_old_workbook_cut_off_is_named_damaged(cut: int) -> None:
    book = xlwt.Workbook()
    book.add_sheet("一").write(0, 0, "甲")
    with pytest.raises(UnreadableFile, match="已损坏"):
        read_bytes(saved(book)[:cut])
