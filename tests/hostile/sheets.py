"""Workbooks: far cells, huge merges, endless rows and sheets, hidden parts, formulas and dates."""

from __future__ import annotations

from collections.abc import Iterator

import xlwt

from tests.hostile.good import book_of, fill, lines, saved
from tests.readers.excel import data, inline, xlsx
from tests.readers.test_hostile import good_xls

Files = Iterator[tuple[str, bytes]]


def far() -> Files:
    for reference in ("XFD1048576", "A1048576", "XFD1"):
        yield f"远-{reference}.xlsx", xlsx(data(f'<row r="1">{inline(reference, "甲")}</row>'))
    for count in (1, 3, 9):
        book = xlwt.Workbook()
        for number in range(count):
            book.add_sheet(f"{number}").write(65535, 255, "甲")
        yield f"远-{count}.xls", saved(book)


def merges() -> Files:
    for reference in ("XFD1048576", "A1048576", "XFD1"):
        area = f'<mergeCells><mergeCell ref="A1:{reference}"/></mergeCells>'
        yield f"并-{reference}.xlsx", xlsx(data(f'<row r="1">{inline("A1", "甲")}</row>') + area)
    areas = "".join(f'<mergeCell ref="A1:ZZ{row}"/>' for row in range(2, 140))
    overlapping = data(f'<row r="1">{inline("A1", "甲")}</row>') + f"<mergeCells>{areas}</mergeCells>"
    yield "并-重叠.xlsx", xlsx(overlapping)


def many_rows() -> Files:
    yield "行-空.xlsx", xlsx(data("<row/>" * 1_000_000))
    yield "行-数.xlsx", xlsx(data("<row><c><v>1</v></c></row>" * 400_000))
    yield "行-字.xlsx", xlsx(data('<row><c t="inlineStr"><is><t>甲</t></is></c></row>' * 150_000))


def many_columns() -> Files:
    for number, count in enumerate((16_384, 3_000, 300)):
        yield f"列-{number}.xlsx", xlsx(data(f"<row>{'<c><v>1</v></c>' * count}</row>"))


def many_sheets() -> Files:
    for count in (501, 1_500, 10_000):
        yield f"页-{count}.xlsx", xlsx(*[data()] * count)


def loops() -> Files:
    """Old workbooks whose chains of sectors run in circles."""
    sound = good_xls()
    table = 512 * (int.from_bytes(sound[76:80], "little") + 1)
    for sector in (0, 1, 2):
        looped = bytearray(sound)
        for at in range(0, 128, 4):
            looped[table + at : table + at + 4] = sector.to_bytes(4, "little")
        yield f"圈-{sector}.xls", bytes(looped)


def hidden() -> Files:
    """Whole forms with hidden rows, columns and sheets beside them."""
    rows, columns, sheet = book_of("藏行"), book_of("藏列"), book_of("藏页")
    rows.active.row_dimensions[5].hidden = True  # type: ignore[union-attr]
    columns.active.column_dimensions["B"].hidden = True  # type: ignore[union-attr]
    other = sheet.create_sheet("旧表")
    fill(other, lines("旧"))
    other.sheet_state = "veryHidden"
    for name, book in (("行", rows), ("列", columns), ("页", sheet)):
        yield f"藏-{name}.xlsx", saved(book)


def formulas() -> Files:
    """Whole forms whose total is a formula that nobody worked out."""
    for number, formula in enumerate(("=SUM(I11:I13)", "=1/0", '=HYPERLINK("http://127.0.0.1:9","100")')):
        book = book_of(f"式{number}")
        book.active["I14"] = formula  # type: ignore[index]
        yield f"式-{number}.xlsx", saved(book)


def dates() -> Files:
    """Whole forms with a day as a number, in both calendars, and one that is no day."""
    for number, (epoch, day) in enumerate((("1900", 45_000), ("1904", 45_000), ("1900", 99_999_999))):
        book = book_of(f"日{number}")
        if epoch == "1904":
            from openpyxl.utils.datetime import CALENDAR_MAC_1904

            book.epoch = CALENDAR_MAC_1904
        cell = book.active["B2"]  # type: ignore[index]
        cell.value, cell.number_format = day, "yyyy-mm-dd"
        yield f"日-{number}.xlsx", saved(book)
