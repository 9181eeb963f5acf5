"""Excel workbooks: every sheet's cells as they are shown, number formats honoured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from audit.model.grid import Document, Grid
from audit.readers.content import Content
from audit.readers.guard import Archive, parse_xml
from audit.readers.limits import LIMITS
from audit.readers.number_format import BUILTIN, show, show_text
from audit.readers.package import Relation, main_part, relations
from audit.readers.reasons import damaged, too_large
from audit.readers.sheet import Area, Sheet

FORMAT = "xlsx"

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V, _F, _IS, _T, _ROW = (_S + name for name in ("v", "f", "is", "t", "row"))
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_AREA = re.compile(r"([A-Z]+)(\d{1,7})(?::([A-Z]+)(\d{1,7}))?")
_FIGURES = "0123456789"
_NOT_WORKED_OUT = "有公式没有存下结果，读不出是多少。请用 Excel 或 WPS 打开，保存后再检查"


@dataclass(slots=True)
class Book:
    """What the sheets of a workbook share."""

    strings: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    date1904: bool = False
    shown: dict[tuple[str, str], str] = field(default_factory=dict)

    def show(self, value: str, style: str) -> str:
        """A number as its style shows it; equal cells are worked out once."""
        known = self.shown.get((value, style))
        if known is None:
            known = self.shown[value, style] = show(value, self.code(style), self.date1904)
        return known

    def code(self, style: str) -> str:
        """The format code of a cell's style."""
        index = int(style) if style.isdecimal() else 0
        return self.codes[index] if index < len(self.codes) else "General"


def read(content: Content) -> Document:
    """Read all worksheets in the order of their tabs."""
    archive = content.archive
    main = main_part(archive)
    book = parse_xml(archive.part(main))
    related = relations(archive, main)
    shared = _shared(archive, related)
    properties = book.find(_S + "workbookPr")
    shared.date1904 = properties is not None and properties.get("date1904") in ("1", "true")
    parts = {relation.id: relation.target for relation in related if relation.kind == "worksheet"}
    return Document(FORMAT, tuple(_grids(archive, book, parts, shared)))


def _grids(archive: Archive, book: etree._Element, parts: dict[str, str], shared: Book) -> Iterator[Grid]:
    listed = list(book.iterfind(f"{_S}sheets/{_S}sheet"))
    if len(listed) > LIMITS.sheets:
        raise too_large(f"工作簿超过 {LIMITS.sheets} 个工作表")
    for node in listed:
        part = parts.get(node.get(_R + "id", ""))
        if part is None:
            continue
        hidden = node.get("state", "visible") != "visible"
        sheet = Sheet(node.get("name", ""), hidden=hidden, limits=archive.limits)
        _fill(sheet, parse_xml(archive.part(part), archive.limits), shared)
        grid = sheet.grid()
        if grid is not None:
            yield grid


def _shared(archive: Archive, related: list[Relation]) -> Book:
    book = Book()
    for relation in related:
        if relation.kind == "sharedStrings" and relation.target in archive:
            strings = parse_xml(archive.part(relation.target), archive.limits)
            book.strings = [rich_text(item) for item in strings]
        elif relation.kind == "styles" and relation.target in archive:
            book.codes = format_codes(parse_xml(archive.part(relation.target)))
    return book


def format_codes(styles: etree._Element) -> list[str]:
    """The format code of every cell style by its number."""
    own = {
        node.get("numFmtId", ""): node.get("formatCode", "General")
        for node in styles.iterfind(f"{_S}numFmts/{_S}numFmt")
    }
    return [
        own.get(number) or BUILTIN.get(int(number) if number.isdecimal() else 0, "General")
        for number in (node.get("numFmtId", "0") for node in styles.iterfind(f"{_S}cellXfs/{_S}xf"))
    ]


def rich_text(item: etree._Element) -> str:
    """The text of a string item: plain or in runs, phonetic guides left out."""
    if len(item) == 1 and item[0].tag == _T:
        text = item[0].text or ""
    else:
        text = "".join(
            node.text or ""
            for node in item.iter(_T)
            if node.getparent().tag != _S + "rPh"  # type: ignore[union-attr]
        )
    if "_x" in text:
        text = _ESCAPE.sub(_escaped, text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _escaped(match: re.Match[str]) -> str:
    """The character of an escape, nothing for one that no text may hold."""
    character = chr(int(match[1], 16))
    return character if character in "\t\n\r" or character.isprintable() else ""


def _fill(sheet: Sheet, root: etree._Element, book: Book) -> None:
    for columns in root.iterfind(f"{_S}cols/{_S}col"):
        if columns.get("hidden") in ("1", "true"):
            last = min(_whole(columns.get("max")), LIMITS.sheet_columns)
            sheet.hidden_columns.update(range(_whole(columns.get("min")), last + 1))
    number = 0
    for row in root.iterfind(f"{_S}sheetData/{_ROW}"):
        number = _whole(row.get("r")) or number + 1
        if row.get("hidden") in ("1", "true"):
            sheet.hidden_rows.add(number)
        column = 0
        for cell in row:
            reference = cell.get("r")
            column = column_number(reference.rstrip(_FIGURES)) if reference else column + 1
            if len(cell):
                text = shown_text(cell, book)
                sheet.write(number, column, text)
                if text[:1] == "=" and cell.find(_F) is not None:
                    sheet.doubts[number] = _NOT_WORKED_OUT
    for merged in root.iterfind(f"{_S}mergeCells/{_S}mergeCell"):
        sheet.merge(area(merged.get("ref", "")))


def shown_text(cell: etree._Element, book: Book) -> str:
    """What a cell shows; a formula that was never worked out shows itself."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(_IS)
        return "" if inline is None else show_text(rich_text(inline), book.code(cell.get("s", "0")))
    stored = cell[-1] if cell[-1].tag == _V else cell.find(_V)
    value = "" if stored is None else stored.text or ""
    if not value and kind != "str":
        formula = cell.find(_F)
        return "" if formula is None else f"={formula.text or '公式'}"
    if kind == "n":
        return book.show(value, cell.get("s", "0"))
    if kind == "s":
        return show_text(_string(book, value), book.code(cell.get("s", "0")))
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return show_text(value, book.code(cell.get("s", "0"))) if kind == "str" else value


def _string(book: Book, value: str) -> str:
    if not value.isdecimal() or int(value) >= len(book.strings):
        raise damaged("单元格的文字找不到")
    return book.strings[int(value)]


def _whole(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else 0


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """A to 1, AA to 27."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise damaged(f"单元格地址不合理：{letters[:20]}")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def area(reference: str) -> Area:
    """A merged area, with or without dollar signs."""
    match = _AREA.fullmatch(reference.replace("$", ""))
    if match is None:
        raise damaged(f"合并区域不合理：{reference[:20]}")
    left, top, right, bottom = match.groups()
    return int(top), column_number(left), int(bottom or top), column_number(right or left)
