"""The rows of a workbook one after another: for lists that are too long to be held as a grid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

from lxml import etree

from audit.errors import AuditError
from audit.model.grid import Grid
from audit.readers import read_bytes
from audit.readers.content import Content
from audit.readers.formats.xlsx import Book, area, column_number, format_codes, rich_text, shown_text
from audit.readers.guard import Archive, parse_xml
from audit.readers.limits import LEDGER, Limits
from audit.readers.package import main_part, relations
from audit.readers.reasons import damaged, suspicious, too_large
from audit.readers.sniff import sniff

if TYPE_CHECKING:
    from audit.readers.sheet import Area

Texts = dict[int, str]
"""The texts of a row by column, blank cells left out."""

Rows = Iterable[tuple[int, Texts]]
"""Row numbers, upwards, with the texts of the row."""

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]{2,40})"')
_CHUNK = 1 << 20
_FIGURES = "0123456789"


def read_sheets(data: bytes, limits: Limits = LEDGER) -> Iterator[tuple[str, Rows]]:
    """Name and rows of every sheet of a file, whatever spreadsheet program has saved it."""
    content = Content(data, limits)
    if sniff(content) != "xlsx":
        for grid in read_bytes(data, limits).grids:
            yield grid.part, _rows_of(grid)
        return
    try:
        yield from sheets(content.archive)
    except (AuditError, MemoryError):
        raise
    except Exception as error:
        raise damaged(type(error).__name__) from error


def _rows_of(grid: Grid) -> Rows:
    """The rows of a grid; a cell merged over rows speaks for all of them."""
    texts: dict[int, Texts] = {}
    for cell in grid.cells:
        if cell.text.strip():
            for row in range(cell.row, cell.last_row + 1):
                texts.setdefault(row, {})[cell.column] = cell.text
    return sorted(texts.items())


def sheets(archive: Archive) -> Iterator[tuple[str, Rows]]:
    """Name and rows of every sheet, in the order of their tabs; each is read as its rows are asked for."""
    main = main_part(archive)
    book, related = parse_xml(archive.part(main)), relations(archive, main)
    shared = _shared(archive, [(r.kind, r.target) for r in related])
    properties = book.find(f"{_S}workbookPr")
    shared.date1904 = properties is not None and properties.get("date1904") in ("1", "true")
    parts = {relation.id: relation.target for relation in related if relation.kind == "worksheet"}
    for node in book.iterfind(f"{_S}sheets/{_S}sheet"):
        ids = [str(value) for key, value in node.attrib.items() if str(key).endswith("}id")]
        part = next((parts[each] for each in ids if each in parts), None)
        if part is not None and part in archive:
            yield node.get("name", ""), _rows(archive, part, shared)


def _shared(archive: Archive, related: list[tuple[str, str]]) -> Book:
    book = Book()
    for kind, part in related:
        if kind == "sharedStrings" and part in archive:
            book.strings = [rich_text(_plain(item)) for item in _elements(archive.open(part), "si")]
        elif kind == "styles" and part in archive:
            book.codes = format_codes(parse_xml(archive.part(part)))
    return book


def _rows(archive: Archive, part: str, book: Book) -> Iterator[tuple[int, Texts]]:
    """The rows with something in them; a cell that is merged over rows speaks for all of them."""
    merged = {
        (top, left): bottom for top, left, bottom, _ in _merges(archive.open(part)) if bottom > top
    }  # fmt: skip
    speaking: dict[int, tuple[int, str]] = {}
    number = 0
    for row in _elements(archive.open(part), "row"):
        written = row.get("r", "")
        number = int(written) if written.isdecimal() and len(written) < 9 else number + 1
        texts = {column: said for column, (last, said) in speaking.items() if last >= number}
        for column, said in _cells(row, book):
            if said.strip():
                texts[column] = said
                if (number, column) in merged:
                    speaking[column] = (merged[number, column], said)
        if len(texts) > archive.limits.sheet_columns:
            raise too_large(f"一行超过 {archive.limits.sheet_columns} 列")
        if texts:
            yield number, texts


def _cells(row: etree._Element, book: Book) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row:
        reference = cell.get("r")
        column = column_number(reference.rstrip(_FIGURES)) if reference else column + 1
        if len(cell):
            yield column, shown_text(_plain(cell), book)


def _plain(node: etree._Element) -> etree._Element:
    """The element with the names of the common flavour of the standard."""
    if str(node.tag).startswith(_STRICT):
        for inner in node.iter(_STRICT + "*"):
            inner.tag = _S + str(inner.tag)[len(_STRICT) :]
    return node


def _elements(stream: IO[bytes], name: str) -> Iterator[etree._Element]:
    """The elements of that name one by one, each forgotten after it was looked at; no DTD, no entities."""
    walked = etree.iterparse(
        stream, tag=(_S + name, _STRICT + name), resolve_entities=False, no_network=True, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in walked:
            if element.getroottree().docinfo.internalDTD is not None:
                raise suspicious("含有 DOCTYPE 或 ENTITY 声明")
            yield element
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    except etree.XMLSyntaxError as error:
        raise damaged("XML 不完整") from error


def _merges(stream: IO[bytes]) -> list[Area]:
    """The merged areas, which stand behind all the rows."""
    found: list[bytes] = []
    before = b""
    while chunk := stream.read(_CHUNK):
        whole = before + chunk
        cut = whole.rfind(b"<")
        if b"mergeCell" in whole:
            found += _MERGED.findall(whole[:cut])
        before = whole[cut:] if cut >= 0 else b""
    found += _MERGED.findall(before)
    return [area(reference.decode("ascii", "replace")) for reference in found]
