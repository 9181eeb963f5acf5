"""PDF files that hold text: ruled tables with true spans, put together over pages, and the lines between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import pypdfium2 as pdfium

from audit.errors import UnreadableFile
from audit.model.grid import Document, Grid, Paragraph
from audit.readers.content import Content
from audit.readers.letters import Written, is_outside, margin, written_lines
from audit.readers.limits import LIMITS
from audit.readers.page import Letter, Page, read_page
from audit.readers.reasons import damaged, encrypted, too_large
from audit.readers.ruling import Lattice, lattices
from audit.readers.spread import Sheet, put_together
from audit.readers.stitching import Piece, Ruled, goes_on, said_once, stitch

FORMAT = "pdf"

_LOCKED = (4, 5)
"""What pdfium says of a file that wants a password, or a key."""

_SCANNED = 0.5
_UNMAPPED = 0.1
_GAPS = 2
_ROWS = 6
_ONCE_MORE = 3.0
_LOW = 0.5
_PAGE_NUMBER = re.compile(r"[-—–―·\s]*第?\s*\d{1,4}\s*页?([/／,，、\s]*共?\s*\d{1,4}\s*页?)?[-—–―·\s]*")
_LEADERS = re.compile(r"[.．·…]{3}")
"""What leads from a heading to its page in a table of contents."""

_OVER_LINES = "字印在格线上或互相重叠，读出的文字可能不对"
_SCAN = "这是扫描件或图片做的 PDF，里面没有文字，暂不能读取。请提供 Word、Excel 或可以复制文字的 PDF 原件。"
_CODELESS = "PDF 里的文字没有编码（复制出来是乱码），不能读取。请提供 Word、Excel 原件，或重新导出 PDF。"


def read(content: Content) -> Document:
    """Read every page; a page that cannot be read is named, and no text at all is a reason."""
    document = _opened(content.data)
    try:
        sheets = [_sheet(read_page(document, number)) for number in range(1, len(document) + 1)]
    finally:
        document.close()
    scanned = [s.page.number for s in sheets if s.page.pictured >= _SCANNED and not s.tables]
    codeless = [s.page.number for s in sheets if _is_codeless(s.page)]
    if len(codeless) == len(sheets):
        raise UnreadableFile(_CODELESS)
    if scanned and not any(s.tables for s in sheets):
        raise UnreadableFile(_SCAN)
    unread = [(place, "是图片，没有读") for place in _places(scanned)]
    unread += [(place, "文字没有编码，没有读全") for place in _places(codeless)]
    unread += [(place, "像是没有框线的表格，没有读") for place in _places(_unruled(sheets))]
    return Document(FORMAT, tuple(_blocks(put_together(sheets))), tuple(unread))


def _unruled(sheets: Sequence[Sheet]) -> list[int]:
    """Pages whose lines stand in columns, without the ruling that would say which."""
    numbers = []
    for sheet in sheets:
        texts = (text for _, text in sheet.lines if not text.isascii() and not _LEADERS.search(text))
        rows = [text for text in texts if text.count(" ") >= _GAPS]
        if not sheet.tables and len(rows) >= max(_ROWS, len(sheet.lines) // 4):
            numbers.append(sheet.page.number)
    return numbers


def _places(numbers: Sequence[int]) -> Iterator[str]:
    """Page numbers in words, those in a row together."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        first, *more = (number for _, number in run)
        yield f"第{first}至{more[-1]}页" if more else f"第{first}页"


def _is_codeless(page: Page) -> bool:
    return page.unmapped > _UNMAPPED * (len(page.letters) + page.unmapped)


def _opened(data: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise encrypted() if error.err_code in _LOCKED else damaged("PDF 打不开") from error
    if len(document) > LIMITS.pdf_pages:
        document.close()
        raise too_large(f"PDF 超过 {LIMITS.pdf_pages} 页")
    return document


def _sheet(page: Page) -> Sheet:
    letters = page.letters
    items: list[tuple[float, str | Ruled]] = []
    found: list[tuple[Lattice, Ruled]] = []
    for lattice in lattices(page):
        inside: list[list[Letter]] = [[] for _ in lattice.boxes]
        outside: list[Letter] = []
        for letter in letters:
            number = lattice.box_of(letter)
            (outside if number is None else inside[number]).append(letter)
        if any(not letter.text.isspace() for box in inside for letter in box):
            found.append((lattice, _ruled(page, lattice, [written_lines(box) for box in inside])))
            letters = outside
    found.sort(key=lambda pair: pair[0].ys[0])
    for number, (lattice, ruled) in enumerate(found, 1):
        ruled.name = f"表{number}"
        items.append((lattice.ys[0], ruled))
    loose = [letter for letter in letters if letter.seen]
    items += [(line.middle, line.text) for line in written_lines(loose)]
    return Sheet(page, sorted(items, key=lambda item: item[0]), loose)


def _ruled(page: Page, lattice: Lattice, texts: list[list[Written]]) -> Ruled:
    sides = [lattice.sides(box) for box in lattice.boxes]
    room = 2 * margin([(left, right, lines) for (left, _, right, _), lines in zip(sides, texts, strict=True)])
    pieces = [
        Piece(
            box.row + 1,
            box.row + box.rowspan,
            left,
            right,
            lines,
            right - left - room,
            *lattice.open_sides(box),
        )
        for box, (left, _, right, _), lines in zip(lattice.boxes, sides, texts, strict=True)
    ]
    doubts = {
        box.row + 1: _OVER_LINES
        for box, side, lines in zip(lattice.boxes, sides, texts, strict=True)
        if any(is_outside(line, side) for line in lines)
    }
    rows, end = len(lattice.ys) - 1, lattice.ys[-1]
    return Ruled("", page.number, page.number, rows, pieces, end, doubts, lattice.ys)


def _blocks(sheets: Sequence[Sheet]) -> Iterator[Paragraph | Grid]:
    """Lines and tables in reading order; a table that goes on stands where it begins."""
    kept: list[str | Ruled] = []
    before: Ruled | None = None
    for number, sheet in enumerate(sheets):
        content = [at for at in range(len(sheet.items)) if not _is_furniture(sheets, number, at)]
        first = sheet.items[content[0]][1] if content else ""
        start = 0
        last = sheet.items[content[-1]][1] if content else ""
        if before is not None and isinstance(first, Ruled) and goes_on(before, first):
            last = first if sheet.items[content[-1]][0] < first.end else last
            start = content[0] + 1
            _adopt_labels(sheet, first, before)
            stitch(before, first)
            last = before if last is first else last
        kept += _kept(sheet, start)
        before = last if isinstance(last, Ruled) else None
        if before is not None and before.end < _LOW * sheet.page.height:
            before = None
    yield from (item.grid() if isinstance(item, Ruled) else Paragraph(item) for item in kept)


def _adopt_labels(sheet: Sheet, table: Ruled, before: Ruled) -> None:
    """Give text beside a table to the cells that go on there from the page before, with nothing drawn."""
    labels = before.ends_before(table.sides()[0])
    top = table.heights[0] if table.heights else 0.0
    beside = [letter for letter in sheet.loose if top < letter.middle < table.end]
    if not labels or not beside or any(letter.left > table.sides()[0] for letter in beside):
        return
    for piece in labels:
        own = [one for one in beside if piece.left <= (one.left + one.right) / 2 < piece.right]
        piece.lines = said_once(piece.lines, written_lines(own))
    sheet.items = [
        item for item in sheet.items if isinstance(item[1], Ruled) or not top < item[0] < table.end
    ]


def _kept(sheet: Sheet, start: int) -> list[str | Ruled]:
    """The lines and tables from there on, page numbers left out."""
    items = (item for _, item in sheet.items[start:])
    return [item for item in items if isinstance(item, Ruled) or not _PAGE_NUMBER.fullmatch(item)]


def _is_furniture(sheets: Sequence[Sheet], number: int, at: int) -> bool:
    """Whether a line is a page number, or stands at the same place of the page before or after."""
    height, item = sheets[number].items[at]
    if isinstance(item, Ruled):
        return False
    beside = [sheets[other] for other in (number - 1, number + 1) if 0 <= other < len(sheets)]
    return bool(_PAGE_NUMBER.fullmatch(item)) or any(
        text == item and abs(there - height) <= _ONCE_MORE for sheet in beside for there, text in sheet.items
    )
