"""Old Excel workbooks (and WPS et): every sheet's cells as they are shown."""

from __future__ import annotations

import io
import re

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell as StoredCell
from xlrd.sheet import Sheet as StoredSheet

from audit.model.grid import Document, Grid
from audit.readers.content import Content
from audit.readers.limits import LIMITS
from audit.readers.number_format import BUILTIN, LOCAL, show, show_text
from audit.readers.reasons import encrypted, too_large
from audit.readers.sheet import Sheet

FORMAT = "xls"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def read(content: Content) -> Document:
    """Read all worksheets in the order of their tabs."""
    try:
        book = xlrd.open_workbook(
            file_contents=content.data,
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            logfile=io.StringIO(),
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise encrypted() from error
        raise
    if book.nsheets > LIMITS.sheets:
        raise too_large(f"工作簿超过 {LIMITS.sheets} 个工作表")
    grids = (_grid(book, book.sheet_by_index(number)) for number in range(book.nsheets))
    return Document(FORMAT, tuple(grid for grid in grids if grid is not None))


def _grid(book: Book, stored: StoredSheet) -> Grid | None:
    sheet = Sheet(stored.name, hidden=stored.visibility != 0)
    sheet.hidden_rows = {row + 1 for row, info in stored.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {column + 1 for column, info in stored.colinfo_map.items() if info.hidden}
    for row in range(stored.nrows):
        for column, cell in enumerate(stored.row(row), 1):
            sheet.write(row + 1, column, _text(book, cell))
    for first_row, end_row, first_column, end_column in stored.merged_cells:
        sheet.merge((first_row + 1, first_column + 1, end_row, end_column))
    return sheet.grid()


def _text(book: Book, cell: StoredCell) -> str:
    """What a cell shows."""
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return show(repr(cell.value), _code(book, cell), bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return show_text(_CONTROL.sub("", cell.value), _code(book, cell))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return ""


def _code(book: Book, cell: StoredCell) -> str:
    """The format code of a cell; codes that depend on the system are those of a Chinese one."""
    key = book.xf_list[cell.xf_index].format_key if cell.xf_index is not None else 0
    if key in LOCAL:
        return BUILTIN[key]
    known = book.format_map.get(key)
    return BUILTIN.get(key, "General") if known is None else str(known.format_str)
